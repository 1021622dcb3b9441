//! Machines with both address families, with one of them and with a broken one. What is expected was measured with
//! sf 2.150.6 on Node 24.21.0, each machine in a network namespace.

use crate::expectations::{Expected, fetch_failed, succeeds};
use crate::lab::dns::DnsOptions;
use crate::lab::namespace;
use crate::lab::plan::Plan;
use crate::lab::world::{SwallowingPort, World};
use crate::names::in_namespace;
use crate::predictions::shortfalls;
use crate::run::{Run, check};
use std::net::IpAddr;
use std::time::Duration;

/// An org at `listens`, whose name and whose fallbacks' names have these addresses.
struct Case {
    addresses: &'static [&'static str],
    listens: &'static str,
    expected: Expected,
}

const V4: &str = "127.0.0.1";
const V6: &str = "::1";
/// Where packets are swallowed, beside [`V6`].
const FURTHER_V4: &str = "127.0.0.6";
const THIRD_V4: &str = "127.0.0.7";
/// No name leads there.
const ELSEWHERE: &str = "127.0.0.5";
/// Documentation's (RFC 3849): no route leads there.
const UNROUTED: &str = "2001:db8::1";

const fn case(addresses: &'static [&'static str], listens: &'static str, expected: Expected) -> Case {
    Case { addresses, listens, expected }
}

fn world(addresses: &[&str], listens: &str) -> World {
    let addresses: Vec<IpAddr> = addresses.iter().map(|address| address.parse().unwrap()).collect();
    let dns = DnsOptions { names: vec![("*.salesforce.com", addresses)], ..DnsOptions::default() };
    World::build(Plan { dns: Some(dns), listen: listens.parse().unwrap(), ..Plan::healthy() })
}

fn expect(cases: &[Case]) {
    assert!(namespace::is_inside());
    let run = |case: &Case| shortfalls(&case.expected, &Run::new(&world(case.addresses, case.listens), &["--format=json"]));
    let wrong: Vec<String> = cases.iter().flat_map(run).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_machine_with_loopback_alone_tries_every_address() {
    in_namespace("families::inside_loopback_alone", "");
}

#[test]
#[ignore = "started in a network namespace by another test"]
fn inside_loopback_alone() {
    expect(&[
        case(&[V6, V4], V6, succeeds("both, the org on IPv6")),
        case(&[V6, V4], V4, succeeds("both, the org on IPv4")),
        case(&[V6], V6, succeeds("AAAA alone")),
        case(&[V4], V4, succeeds("A alone")),
        case(&[V6, V4], ELSEWHERE, fetch_failed("both closed", "ECONNREFUSED", "connection")),
        case(&[], V4, fetch_failed("a name without addresses", "ENOTFOUND", "dns")),
        case(&[UNROUTED, V4], V4, succeeds("AAAA without a route, A good")),
        case(&["192.0.2.1"], V4, fetch_failed("A without a route", "ENETUNREACH", "connection")),
        case(&[UNROUTED], V4, fetch_failed("AAAA without a route, alone", "ENETUNREACH", "connection")),
    ]);
}

#[test]
fn an_address_that_does_not_answer_is_given_a_quarter_of_a_second() {
    in_namespace("families::inside_a_silent_address", "");
}

#[test]
#[ignore = "started in a network namespace by another test"]
fn inside_a_silent_address() {
    let silent = [V6, FURTHER_V4, THIRD_V4].map(|address| SwallowingPort::open((address.parse::<IpAddr>().unwrap(), 443).into()));
    expect(&[
        case(&[V6, V4], V4, succeeds("AAAA silent, A good")),
        case(&[V6, V4], ELSEWHERE, fetch_failed("AAAA silent, A closed", "UND_ERR_CONNECT_TIMEOUT", "connection")),
        case(&[V6], V4, fetch_failed("AAAA silent, alone", "UND_ERR_CONNECT_TIMEOUT", "connection")),
        case(&[FURTHER_V4, THIRD_V4], V4, fetch_failed("two A silent", "UND_ERR_CONNECT_TIMEOUT", "connection")),
        case(&[V6, FURTHER_V4, THIRD_V4], V4, fetch_failed("all of three silent", "UND_ERR_CONNECT_TIMEOUT", "connection")),
        case(&[FURTHER_V4, THIRD_V4, V4], V4, succeeds("two A silent, the third good")),
    ]);
    drop(silent);
    let silent = SwallowingPort::open((V6.parse::<IpAddr>().unwrap(), 443).into());
    let run = Run::new(&world(&[V6, V4], V4), &["--format=json"]);
    let detail = check(&run.json(), "connection")["detail"].to_string();
    assert!(detail.contains("[::1]:443 did not answer; sf goes on to 127.0.0.1:443"), "{detail}");
    assert!((Duration::from_millis(250)..Duration::from_secs(3)).contains(&run.duration), "took {:?}", run.duration);
    drop(silent);
}

#[test]
fn a_machine_without_ipv6_does_without() {
    in_namespace("families::inside_without_ipv6", "echo 1 >/proc/sys/net/ipv6/conf/all/disable_ipv6");
}

#[test]
#[ignore = "started in a network namespace by another test"]
fn inside_without_ipv6() {
    expect(&[
        case(&[V6, V4], V4, succeeds("both")),
        case(&[V4], V4, succeeds("A alone")),
        case(&[V6], V4, fetch_failed("AAAA alone", "EADDRNOTAVAIL", "connection")),
    ]);
}

/// Loopback does not count where the resolver looks which families a machine has (AI_ADDRCONFIG, RFC 3493 section 6.1).
#[test]
fn a_machine_with_an_ipv4_address_asks_for_no_other() {
    in_namespace("families::inside_ipv4", "ip address add 10.95.0.1/32 dev lo");
}

#[test]
#[ignore = "started in a network namespace by another test"]
fn inside_ipv4() {
    expect(&[
        case(&[V6, V4], V4, succeeds("both, the org on IPv4")),
        case(&[V6, V4], V6, fetch_failed("both, the org on IPv6", "ECONNREFUSED", "connection")),
        case(&[V6], V6, fetch_failed("AAAA alone", "ENOTFOUND", "dns")),
    ]);
}

#[test]
fn a_machine_with_an_ipv6_address_asks_for_no_other() {
    in_namespace("families::inside_ipv6", "ip address add fd00:5f::1/128 dev lo");
}

#[test]
#[ignore = "started in a network namespace by another test"]
fn inside_ipv6() {
    expect(&[
        case(&[V6, V4], V6, succeeds("both, the org on IPv6")),
        case(&[V6], V6, succeeds("AAAA alone")),
        case(&[V6, V4], V4, fetch_failed("both, the org on IPv4", "ECONNREFUSED", "connection")),
        case(&[V4], V4, fetch_failed("A alone", "ENOTFOUND", "dns")),
    ]);
}
