//! `--watch`, `--watch-for` and `--retry`: what is repeated, until when, and what is told meanwhile.

use crate::run::{PROGRAM, Run, world};
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How many tries were told of.
fn told(run: &Run) -> usize {
    run.stderr.lines().filter(|line| line.starts_with("sf-preflight: try ")).count()
}

#[test]
fn what_is_blocked_is_looked_at_again_as_often_as_asked() {
    for (id, options, status, tries) in [
        ("refused", &["--retry=2"][..], 1, 3),
        ("refused", &["--retry=0"], 1, 1),
        ("refused", &["--retry=2", "--watch"], 1, 3),
        ("refused", &[], 1, 1),
        ("healthy", &["--watch"], 0, 1),
        ("reject-unauthorized-0", &["--watch"], 1, 1),
        ("clock-skew", &["--watch", "--strict"], 1, 1),
    ] {
        let run = Run::new(&world(id), &[&["--format=json", "--every=0.01"], options].concat());
        assert_eq!((run.status, told(&run)), (Some(status), tries - 1), "{id} {options:?}: {}", run.stderr);
        assert!(run.json()["verdict"].is_string(), "one document, of the last try");
    }
}

#[test]
fn a_try_is_told_in_one_plain_line() {
    let run = Run::new(&world("refused"), &["--retry=1", "--every=0.25"]);
    let line = "sf-preflight: try 1: connection: acme.my.salesforce.com:443 refuses connections; again in 0.25 s\n";
    assert_eq!(run.stderr, line);
    assert_eq!(Run::new(&world("refused"), &["--retry=1", "--every=0.01", "--quiet"]).stderr, "");
}

#[test]
fn no_try_begins_after_the_time() {
    let run = Run::new(&world("key-missing"), &["--offline", "--watch-for=1", "--every=0.3"]);
    assert_eq!(run.status, Some(1));
    assert!((1..=3).contains(&told(&run)) && run.duration < Duration::from_secs(3), "{run:?}");
}

/// Starts a run and waits until it has told of its first try.
fn start(mut command: Command) -> (Child, BufReader<std::process::ChildStderr>) {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut told = BufReader::new(child.stderr.take().unwrap());
    let mut line = String::new();
    told.read_line(&mut line).unwrap();
    assert!(line.starts_with("sf-preflight: try 1: "), "{line}");
    (child, told)
}

#[cfg(unix)]
#[test]
fn what_becomes_ready_is_run() {
    let world = world("key-missing");
    let lab = world.folder("lab");
    std::fs::write(lab.join("lib/node_modules/@salesforce/cli/bin/run.js"), "#!/bin/sh\necho \"sf ran: $*\"\nexit 7\n").unwrap();
    let (child, mut told) = start(world.command(Path::new(PROGRAM), &["--watch", "--every=0.05", "--exec"]));
    // Moved, not written: a try in between must not see half a key.
    std::fs::rename(lab.join("server.key"), lab.join("nope.key")).unwrap();
    let mut report = String::new();
    told.read_to_string(&mut report).unwrap();
    let run = Run::read(child.wait_with_output().unwrap(), Duration::ZERO);
    assert_eq!((run.status, run.stdout.lines().count()), (Some(7), 1), "{run:?} {report}");
    assert!(run.stdout.starts_with("sf ran: org login jwt") && report.contains("\nready: "), "{run:?} {report}");
}

#[cfg(unix)]
#[test]
fn waiting_can_be_interrupted() {
    let (child, _told) = start(world("key-missing").command(Path::new(PROGRAM), &["--offline", "--watch", "--every=60"]));
    let started = Instant::now();
    assert!(Command::new("sh").args(["-c", &format!("kill -INT {}", child.id())]).status().unwrap().success());
    let run = Run::read(child.wait_with_output().unwrap(), started.elapsed());
    assert_eq!((run.status, run.stdout.as_str()), (Some(130), ""));
    assert!(started.elapsed() < Duration::from_secs(2));
}
