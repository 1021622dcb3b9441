//! Worlds with a name server, each in a network namespace: the system's resolver cannot be told another port.

use crate::expectations::{EXPECTED_WITH_DNS, fetch_failed, succeeds};
#[cfg(target_os = "linux")]
use crate::hostile::bounded::{self, Input};
use crate::lab::catalogue::Fault;
use crate::lab::dns::{DnsFault, DnsOptions};
#[cfg(target_os = "linux")]
use crate::lab::far;
use crate::lab::log::Event;
use crate::lab::namespace::{self, Namespace};
use crate::lab::plan::{ORG_HOST, Plan};
use crate::lab::world::World;
use crate::predictions::shortfalls;
use crate::run::{Run, check, world};
use crate::traffic::assert_flights;
use std::env;
use std::io::Write;
#[cfg(target_os = "linux")]
use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

/// Runs an ignored test of this program in a network namespace that these lines of shell change, or says loudly that it
/// was left out.
pub fn in_namespace(test: &str, setup: &'static str) {
    let namespace = match Namespace::prepare(setup) {
        Ok(namespace) => namespace,
        Err(reason) => {
            // Not println: the test harness would swallow it.
            let _ = writeln!(std::io::stderr(), "\nLEFT OUT: {test}: no network namespace can be made here: {reason}\n");
            return;
        }
    };
    let arguments = [test, "--exact", "--ignored", "--nocapture"];
    let output = namespace.command(&env::current_exe().unwrap()).args(arguments).output().unwrap();
    let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
    let (stdout, stderr) = (text(&output.stdout), text(&output.stderr));
    assert!(output.status.success() && stdout.contains("1 passed"), "{stdout}\n{stderr}");
}

#[test]
fn the_prediction_is_what_sf_does_with_names_to_look_up() {
    in_namespace("names::inside_every_world", "");
}

#[test]
fn a_healthy_run_looks_up_what_sf_looks_up() {
    in_namespace("names::inside_a_healthy_world", "");
}

#[test]
fn a_machine_without_a_name_server_is_told_so() {
    in_namespace("names::inside_without_a_name_server", "echo nameserver 127.0.0.9 >/etc/resolv.conf");
}

#[test]
fn a_line_of_the_hosts_file_that_decides_is_named() {
    in_namespace("names::inside_with_a_hosts_line", "echo 127.0.0.1 acme.my.salesforce.com >>/etc/hosts");
}

#[test]
#[ignore = "started in a network namespace by another test"]
fn inside_with_a_hosts_line() {
    assert!(namespace::is_inside());
    for (listen, status, says) in [
        ("127.0.0.1", "pass", ", by line 3 of /etc/hosts"),
        ("127.0.0.5", "warn", "by line 3 of /etc/hosts, and sf does not get through there"),
    ] {
        let plan = Plan { dns: Some(DnsOptions::default()), listen: listen.parse().unwrap(), ..Plan::healthy() };
        let report = Run::new(&World::build(plan), &["--format=json"]).json();
        let dns = check(&report, "dns");
        assert_eq!(dns["status"], status, "{dns}");
        assert!(dns["summary"].as_str().unwrap().contains(says), "{dns}");
    }
}

/// Measured: sf logs in there where the certificate fits.
#[test]
fn a_search_domain_that_answers_for_a_wrong_name_is_named() {
    in_namespace("names::inside_with_a_search_domain", "echo search corp.lab >>/etc/resolv.conf");
}

#[test]
#[ignore = "started in a network namespace by another test"]
fn inside_with_a_search_domain() {
    assert!(namespace::is_inside());
    let names = vec![("*.corp.lab", vec!["127.0.0.1".parse().unwrap()])];
    let dns = Some(DnsOptions { names, ..DnsOptions::default() });
    let report = Run::new(&World::build(Plan { dns, ..Plan::healthy() }), &["--format=json"]).json();
    let found = check(&report, "dns");
    assert_eq!((&found["status"], &report["prediction"]["outcome"]), (&"warn".into(), &"succeed".into()), "{found}");
    assert_eq!(found["summary"], "acme.my.salesforce.com does not exist: acme.my.salesforce.com.corp.lab answers in its place");
}

#[test]
#[ignore = "started in a network namespace by another test"]
fn inside_without_a_name_server() {
    assert!(namespace::is_inside());
    let expected = fetch_failed("dns-ok", "EAI_AGAIN", "dns");
    assert_eq!(shortfalls(&expected, &Run::new(&world(expected.fault), &["--format=json"])), [""; 0]);
}

#[test]
#[ignore = "started in a network namespace by another test"]
fn inside_every_world() {
    assert!(namespace::is_inside());
    let run = |expected| shortfalls(expected, &Run::new(&world(expected.fault), &["--format=json"]));
    let wrong: Vec<String> = EXPECTED_WITH_DNS.iter().flat_map(run).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
#[ignore = "started in a network namespace by another test"]
fn inside_a_healthy_world() {
    assert!(namespace::is_inside());
    let world = world("dns-ok");
    assert_eq!(Run::new(&world, &[]).status, Some(0));
    let mut asked: Vec<Event> = world.dns.as_ref().unwrap().log.events();
    asked.sort_by_key(|event| format!("{event:?}"));
    let query = |kind: &str| Event::Query { name: ORG_HOST.to_owned(), kind: kind.to_owned() };
    assert_eq!(asked, [query("A"), query("AAAA")]);
}

/// The resolver asks three times, for two seconds each; sf waits for that, and logs in.
#[test]
fn a_resolver_that_waits_for_an_answer_about_ipv6_is_waited_for() {
    in_namespace("names::inside_with_a_server_silent_for_v6", "echo options timeout:2 attempts:1 >>/etc/resolv.conf");
}

#[test]
#[ignore = "started in a network namespace by another test"]
fn inside_with_a_server_silent_for_v6() {
    assert!(namespace::is_inside());
    let mut plan = Fault::find("dns-ok").unwrap().plan();
    plan.dns = plan.dns.map(|dns| DnsOptions { fault: DnsFault::SilentForV6, ..dns });
    let expected = succeeds("a name server silent for IPv6");
    assert_eq!(shortfalls(&expected, &Run::new(&World::build(plan), &["--format=json"])), [""; 0]);
}

#[test]
fn a_name_with_a_thousand_addresses_is_told_in_time() {
    in_namespace("names::inside_with_a_thousand_addresses", "");
}

#[cfg(target_os = "linux")]
#[test]
#[ignore = "started in a network namespace by another test"]
fn inside_with_a_thousand_addresses() {
    assert!(namespace::is_inside());
    let addresses = |count: u32| (0..count).map(|number| IpAddr::V4(Ipv4Addr::from(0x7f01_0000 + number))).collect();
    for count in [100, 1000] {
        let mut plan = Fault::find("dns-ok").unwrap().plan();
        plan.dns = Some(DnsOptions { names: vec![("*.salesforce.com", addresses(count))], ..DnsOptions::default() });
        let world = World::build(plan);
        let run = bounded::run("a name", bounded::command(&world, &[]), Input::None);
        let report = run.json();
        let told = ["dns", "connection"].map(|id| check(&report, id)["status"].as_str().unwrap_or_default().to_owned());
        assert!(told.contains(&"fail".to_owned()), "{count}: {report:#}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_run_waits_for_the_name_the_connection_the_handshake_and_the_answer() {
    in_namespace("names::inside_far_away", far::SETUP);
}

#[cfg(target_os = "linux")]
#[test]
#[ignore = "started in a network namespace by another test"]
fn inside_far_away() {
    const ROUND_TRIP: Duration = Duration::from_millis(400);
    assert!(namespace::is_inside());
    far::open(ROUND_TRIP);
    // A chain that Node refuses: as soon as it is there, the two further hosts, side by side, up to their chains.
    for (id, flights) in [("healthy", 4), ("untrusted-root", 6)] {
        assert_flights(&far::world(id), ROUND_TRIP, flights);
    }
}
