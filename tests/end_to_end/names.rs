//! Worlds with a name server, each in a network namespace: the system's resolver cannot be told another port.

use crate::expectations::{EXPECTED_WITH_DNS, fetch_failed};
use crate::lab::log::Event;
use crate::lab::namespace::{self, Namespace};
use crate::lab::plan::ORG_HOST;
use crate::predictions::shortfalls;
use crate::run::{Run, world};
use std::env;
use std::io::Write;

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
