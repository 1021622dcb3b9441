//! `--latest` and `--status`, against a stand-in for the hosts that they ask.

use crate::lab::log::Event;
use crate::lab::world::World;
use crate::run::{Run, world};

/// Asks both, with their hosts at the lab's org.
fn ask(world: &World) -> Run {
    let at = |host: &str| format!("--resolve={host}:443:{}", world.org.address);
    let (manifest, trust) = (at("developer.salesforce.com"), at("api.status.salesforce.com"));
    Run::new(world, &["--format=json", "--latest", "--status", &manifest, &trust])
}

#[test]
fn both_are_asked_and_told_beside_the_verdict() {
    for (id, status, latest, trust) in [
        ("healthy", 0, "2.151.0; 2.150.6 is installed", "MAINTENANCE"),
        ("forbidden", 1, "could not be asked: HTTP 403", "could not be asked: HTTP 403"),
        ("html", 1, "could not be asked: the answer is not JSON", "could not be asked: the answer is not JSON"),
        ("reset", 1, "could not be asked: no connection", "could not be asked: no connection"),
        ("untrusted-root", 1, "could not be asked: no connection", "could not be asked: no connection"),
    ] {
        let run = ask(&world(id));
        assert_eq!(run.status, Some(status), "{id}: {run:?}");
        let notes = run.json()["notes"].clone();
        assert_eq!(notes[0]["text"], latest, "{id}");
        assert_eq!(notes[1]["text"], trust, "{id}");
    }
}

#[test]
fn neither_is_asked_unasked_and_nothing_secret_is_sent() {
    let paths = |world: &World| -> Vec<String> {
        let path = |event: Event| match event {
            Event::Request { path, .. } => Some(path),
            _ => None,
        };
        let mut paths: Vec<String> = world.org_log().events().into_iter().filter_map(path).collect();
        paths.sort();
        paths
    };
    let unasked = world("healthy");
    Run::new(&unasked, &[]);
    assert_eq!(paths(&unasked), ["/services/data/"]);
    let asked = world("healthy");
    ask(&asked);
    let manifest = "/media/salesforce-cli/sf/channels/stable/sf-linux-x64-buildmanifest";
    assert_eq!(paths(&asked), [manifest, "/services/data/", "/v1/instanceAliases/acme/status"]);
}
