//! Options, exit statuses, and what goes to which stream.

use crate::run::{PROGRAM, Run, check, world};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Runs the program with these arguments and nothing else: no world, no variables.
fn bare(arguments: &[&str]) -> Run {
    let started = Instant::now();
    Run::read(Command::new(PROGRAM).env_clear().args(arguments).output().unwrap(), started.elapsed())
}

#[test]
fn the_exit_status_says_how_it_went() {
    for (id, options, status) in [
        ("healthy", &[][..], 0),
        ("untrusted-root", &[], 1),
        ("reject-unauthorized-0", &[], 1),
        ("clock-skew", &[], 0),
        ("clock-skew", &["--strict"], 1),
        ("key-missing", &["--offline"], 1),
        ("key-missing", &["--offline", "--skip=jwt-key"], 0),
        ("key-missing", &["--offline", "--only=npm-strict-ssl"], 0),
    ] {
        assert_eq!(Run::new(&world(id), options).status, Some(status), "{id} {options:?}");
    }
}

#[test]
fn a_wrong_command_line_is_told_on_standard_error() {
    for arguments in [
        &["--nope"][..],
        &["--format=xml"],
        &["--only=nope"],
        &["--timeout=0"],
        &["--resolve=acme"],
        &["explain", "nope"],
        &["--flow=jwt", "--", "sf", "org", "login", "web"],
        &["--", "sf", "project", "deploy", "start"],
    ] {
        let run = bare(arguments);
        assert_eq!((run.status, run.stdout.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(!run.stderr.is_empty(), "{arguments:?}");
    }
}

#[test]
fn what_was_asked_for_goes_to_standard_output() {
    for (arguments, piece) in [
        (&["list"][..], "certificate-chain"),
        (&["explain", "proxy"], "# `proxy`"),
        (&["--help"], "--resolve"),
        (&["--version"], env!("CARGO_PKG_VERSION")),
    ] {
        let run = bare(arguments);
        assert_eq!((run.status, run.stderr.as_str()), (Some(0), ""), "{arguments:?}");
        assert!(run.stdout.contains(piece), "{arguments:?}: {}", run.stdout);
    }
}

#[test]
fn options_can_be_variables() {
    let world = world("untrusted-root");
    let mut command = world.command(Path::new(PROGRAM), &[]);
    let output = command.env("SF_PREFLIGHT_FORMAT", "json").env("SF_PREFLIGHT_ONLY", "proxy,trust-store").output().unwrap();
    let report = Run::read(output, Duration::ZERO).json();
    assert_eq!(report["checks"].as_array().unwrap().len(), 2);

    let mut command = world.command(Path::new(PROGRAM), &["--only=npm-strict-ssl"]);
    for name in ["TIMEOUT", "SKIP", "WATCH_FOR", "OFFLINE", "FORMAT", "REPORT", "FLOW", "COLOR"] {
        command.env(format!("SF_PREFLIGHT_{name}"), "");
    }
    let empty = Run::read(command.output().unwrap(), Duration::ZERO);
    assert_eq!((empty.status, empty.stderr.as_str()), (Some(0), ""), "an empty variable is none");
}

#[test]
fn the_login_is_read_from_sf_s_own_flags() {
    let world = world("healthy");
    let key = world.folder("lab").join("server.key");
    let mut command = Command::new(PROGRAM);
    command.env_clear().env("HOME", world.folder("home")).env("NODE_EXTRA_CA_CERTS", world.folder("lab").join("root.pem"));
    command.current_dir(world.folder("cwd")).args(world.overrides()).args(["--format=json", "--", "sfdx", "auth:jwt:grant"]);
    command.arg("-f").arg(key).args(["-i", "3MVG9lab", "-u", "dev@acme.lab", "-r", "https://acme.my.salesforce.com"]);
    let run = Run::read(command.output().unwrap(), Duration::ZERO);
    let report = run.json();
    assert_eq!(report["login"]["flow"], "jwt");
    assert_eq!(report["login"]["instance_url"], "https://acme.my.salesforce.com");
    assert_eq!(check(&report, "jwt-key")["status"], "pass", "{report:#}");
    assert_eq!(world.org_log().counts().requests, 1);
}

#[test]
fn a_deadline_holds() {
    for id in ["proxy-hang", "tls-hang", "hang-after-tls", "blackhole", "drip"] {
        let run = Run::new(&world(id), &["--timeout=1", "--format=json"]);
        assert!(run.duration < Duration::from_secs(3), "{id}: took {:?}", run.duration);
        assert_eq!(run.status, Some(1), "{id}: {}", run.stdout);
    }
}

#[cfg(unix)]
#[test]
fn a_login_that_can_work_is_run_when_asked() {
    for (id, status, runs) in [("healthy", 7, true), ("untrusted-root", 1, false)] {
        let world = world(id);
        let sf = world.folder("lab").join("lib/node_modules/@salesforce/cli/bin/run.js");
        std::fs::write(sf, "#!/bin/sh\necho \"sf ran: $*, plugin $SF_PREFLIGHT\"\nexit 7\n").unwrap();
        let run = Run::new(&world, &["--exec"]);
        assert_eq!((run.status, run.stdout.starts_with("sf ran: org login jwt")), (Some(status), runs), "{id}: {run:?}");
        assert_eq!(run.stdout.ends_with(", plugin off\n"), runs, "the plugin does not look again");
        assert!(!run.stderr.is_empty(), "the report goes to standard error");
    }
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_says_so() {
    let world = world("proxy-hang");
    let mut command = world.command(Path::new(PROGRAM), &["--timeout=60"]);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    while world.proxy.as_ref().unwrap().log.counts().connections == 0 {
        std::thread::sleep(Duration::from_millis(5));
    }
    let kill = Command::new("sh").args(["-c", &format!("kill -INT {}", child.id())]).status().unwrap();
    assert!(kill.success());
    let started = Instant::now();
    let run = Run::read(child.wait_with_output().unwrap(), started.elapsed());
    assert_eq!((run.status, run.stdout.as_str()), (Some(130), ""), "{run:?}");
    assert!(run.duration < Duration::from_secs(2), "took {:?}", run.duration);
}

#[test]
fn a_reader_that_goes_away_is_no_fault() {
    for format in ["--format=text", "--format=json"] {
        let world = world("healthy");
        let mut command = world.command(Path::new(PROGRAM), &[format]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let run = Run::read(child.wait_with_output().unwrap(), Duration::ZERO);
        assert_eq!((run.status, run.stderr.as_str()), (Some(0), ""), "{format}");
    }
}
