//! What the servers see of a run: no connection, handshake, request or query more than needed, and nothing secret.

use crate::lab::catalogue::Fault;
use crate::lab::log::{Counts, Event};
use crate::lab::world::World;
use crate::run::{Run, world};
use std::time::Duration;

const ONE_OF_EACH: Counts = Counts { connections: 1, handshakes: 1, failed_handshakes: 0, requests: 1, tunnels: 0, queries: 0 };

#[test]
fn a_healthy_run_is_one_connection_one_handshake_one_request() {
    for id in ["healthy", "healthy-sandbox", "web-healthy", "others-blocked"] {
        let world = world(id);
        assert_eq!(Run::new(&world, &[]).status, Some(0), "{id}");
        assert_eq!(world.org_log().counts(), ONE_OF_EACH, "{id}");
    }
}

#[test]
fn a_healthy_run_through_a_proxy_is_one_tunnel_besides() {
    for id in ["proxy-ok", "proxy-auth-ok", "proxy-over-tls", "proxy-inspects-trusted"] {
        let world = world(id);
        assert_eq!(Run::new(&world, &[]).status, Some(0), "{id}");
        let proxy = world.proxy.as_ref().unwrap().log.counts();
        assert_eq!((proxy.connections, proxy.tunnels), (1, 1), "{id}");
        let org = world.org_log().counts();
        assert_eq!((org.handshakes, org.requests), (1, 1), "{id}");
    }
}

#[test]
fn the_request_is_the_public_list_of_versions_and_carries_nothing() {
    let world = world("healthy");
    Run::new(&world, &[]);
    let events = world.org_log().events();
    let Some(Event::Request { method, host, path, head }) = events.last() else { panic!("{events:?}") };
    assert_eq!((method.as_str(), host.as_str(), path.as_str()), ("GET", "acme.my.salesforce.com", "/services/data/"));
    for header in ["authorization", "cookie", "content-length", "transfer-encoding"] {
        assert!(!head.to_ascii_lowercase().contains(&format!("\n{header}:")), "{head}");
    }
}

#[test]
fn the_proxy_is_asked_as_sf_asks_it() {
    let world = world("proxy-auth-ok");
    Run::new(&world, &[]);
    let events = world.proxy.as_ref().unwrap().log.events();
    let Some(Event::Tunnel { line, authorization }) = events.last() else { panic!("{events:?}") };
    assert_eq!(line, "CONNECT acme.my.salesforce.com:443 HTTP/1.1");
    // lab-user:pr0xy-c@nary
    assert_eq!(authorization.as_deref(), Some("Basic bGFiLXVzZXI6cHIweHktY0BuYXJ5"));
}

#[test]
fn the_hosts_that_sf_goes_on_to_are_asked_only_when_the_first_fails() {
    let world = world("untrusted-root");
    assert_eq!(Run::new(&world, &[]).status, Some(1));
    let mut names: Vec<_> = world
        .org_log()
        .events()
        .into_iter()
        .filter_map(|event| match event {
            Event::Handshake { name, .. } => name,
            _ => None,
        })
        .collect();
    assert_eq!(names.remove(0), "acme.my.salesforce.com");
    names.sort();
    assert_eq!(names, ["login.salesforce.com", "test.salesforce.com"]);
    assert_eq!(world.org_log().counts().requests, 1, "sf sends none over a connection that Node refuses; the first host's tells the time");
}

#[test]
fn offline_touches_nothing() {
    for id in ["healthy", "web-healthy", "web-port-busy", "proxy-auth-ok", "untrusted-root"] {
        let world = world(id);
        let run = Run::new(&world, &["--offline", "--format=json"]);
        assert!(run.json()["verdict"].is_string(), "{id}");
        assert_eq!(world.org_log().counts(), Counts::default(), "{id}");
        assert_eq!(world.proxy.as_ref().map(|proxy| proxy.log.counts()).unwrap_or_default(), Counts::default(), "{id}");
    }
}

#[test]
fn nothing_is_waited_for_twice() {
    const FLIGHT: Duration = Duration::from_millis(500);
    // The handshake and the answer; where Node refuses the chain, the handshakes of the two other hosts meanwhile.
    for (id, flights) in [("healthy", 2), ("untrusted-root", 2)] {
        let mut plan = Fault::find(id).unwrap().plan();
        plan.org.delay = FLIGHT;
        let world = World::build(plan);
        assert_flights(&world, FLIGHT, flights);
    }
}

/// Whether a run waits for that many flights of the servers, and for none more. A run that the machine had no time for
/// says nothing, and is made again.
pub fn assert_flights(world: &World, flight: Duration, flights: u32) {
    const TRIES: usize = 8;
    let least = flight * flights;
    let mut taken = Vec::new();
    while taken.len() < TRIES && taken.last().is_none_or(|duration| *duration >= least + flight) {
        taken.push(Run::new(world, &[]).duration);
    }
    let last = taken.last().copied().unwrap_or_default();
    assert!(last < least + flight, "no run of {TRIES} waited for only {flights} flights of {flight:?}: {taken:?}");
    assert!(last >= least, "{last:?} is less than the servers take");
}
