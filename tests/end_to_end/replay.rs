//! `capture` and `replay`: judged elsewhere, the verdict and the report are those of the spot, with names masked or not.

use crate::expectations::EXPECTED_WITH_DNS;
use crate::lab::catalogue::FAULTS;
use crate::lab::namespace;
use crate::lab::world::{CLIENT_ID, World};
use crate::names::in_namespace;
use crate::run::{PROGRAM, Run, in_parallel, world};
use serde_json::Value;
use sf_preflight::cli::Cli;
use sf_preflight::job::TOOL;
use sf_preflight::observe::{Context, observe};
use sf_preflight_checks::judge;
use sf_preflight_checks::model::{Capture, Observations, Selection};
use sf_preflight_checks::redaction::Redaction;
use sf_preflight_checks::salesforce::document::Document;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// What is observed in a world, by this process.
pub fn observed(world: &World) -> Observations {
    let command = world.command(Path::new(PROGRAM), &[]);
    let words = std::iter::once(PROGRAM.into()).chain(command.get_args().map(ToOwned::to_owned));
    let options = Cli::read(words).unwrap().options.observation;
    let variables = command.get_envs().filter_map(|(name, value)| Some((name.to_str()?.to_owned(), value?.to_str()?.to_owned())));
    let context = Context {
        variables: variables.collect(),
        home: Some(world.folder("home")),
        resolve: options.network.resolve,
        offline: false,
        deadline: Instant::now() + options.network.timeout,
        ..Context::new(options.login.request().unwrap(), world.folder("cwd"))
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(observe(&context)).unwrap()
}

/// Replays a capture on a machine that has nothing: no variables, another folder.
pub fn replay(capture: &[u8], options: &[&str]) -> Run {
    let mut command = Command::new(PROGRAM);
    command.env_clear().current_dir(env!("CARGO_MANIFEST_DIR")).args(["replay", "-"]).args(options);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    // A program that has read enough closes it.
    let _ = stdin.write_all(capture);
    drop(stdin);
    Run::read(child.wait_with_output().unwrap(), Duration::ZERO)
}

/// What a redacted document of this world must not hold.
fn names(world: &World) -> Vec<String> {
    let folders = ["lab", "home", "cwd"].map(|name| world.folder(name).to_string_lossy().into_owned());
    folders.into_iter().chain(["acme.my", "acme--dev", "acme.lightning", "acme.lab", "Lab Root", CLIENT_ID].map(str::to_owned)).collect()
}

/// What differs between the live report of one observation and its replays; empty if nothing does.
fn differences(id: &str) -> Vec<String> {
    let world = world(id);
    let seen = observed(&world);
    let report = judge(&seen, &Selection::default(), TOOL, 4321);
    let live = serde_json::to_value(Document::of(&seen, &report, None)).unwrap();
    let capture = Capture::new(seen, &TOOL, 4321);
    let bytes = serde_json::to_vec(&capture).unwrap();
    let mut wrong = Vec::new();
    let again = replay(&bytes, &["--format=json"]);
    if again.json() != live {
        wrong.push(format!("{id}: the replay is another:\n{}\n{live:#}", again.stdout));
    }
    let redacted = replay(&bytes, &["--format=json", "--redact"]);
    let what_decides = |report: &Value| {
        let checks =
            report["checks"].as_array().unwrap().iter().map(|check| [&check["id"], &check["status"], &check["code"]].map(Value::clone));
        let prediction = &report["prediction"];
        let heads = [&report["verdict"], &prediction["outcome"], &prediction["code"], &prediction["check"]].map(Value::clone);
        (heads, checks.collect::<Vec<_>>(), report["timings_ms"].clone())
    };
    if what_decides(&redacted.json()) != what_decides(&live) || redacted.status != again.status {
        wrong.push(format!("{id}: masking changed what decides"));
    }
    let documents = [redacted.stdout, Redaction::capture(capture).unwrap().to_string()];
    for name in names(&world) {
        wrong.extend(documents.iter().filter(|document| document.contains(&name)).map(|document| format!("{id}: {name} is in {document}")));
    }
    wrong
}

#[test]
fn a_replay_says_what_was_said_on_the_spot() {
    let faults: Vec<&str> = FAULTS.iter().filter(|fault| fault.plan().dns.is_none()).map(|fault| fault.id).collect();
    let wrong = in_parallel(&faults, |id| differences(id)).concat();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_replay_says_what_was_said_on_the_spot_with_names_to_look_up() {
    in_namespace("replay::inside_every_world", "");
}

#[test]
#[ignore = "started in a network namespace by another test"]
fn inside_every_world() {
    assert!(namespace::is_inside());
    let wrong: Vec<String> = EXPECTED_WITH_DNS.iter().flat_map(|expected| differences(expected.fault)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// `capture` in a world, from its working directory.
fn capture(world: &World, options: &[&str]) -> Run {
    let like = world.command(Path::new(PROGRAM), &[]);
    let mut command = Command::new(PROGRAM);
    command.env_clear().envs(like.get_envs().filter_map(|(name, value)| Some((name, value?)))).current_dir(world.folder("cwd"));
    command.arg("capture").args(options).args(world.overrides()).arg("--").args(world.login());
    Run::read(command.output().unwrap(), Duration::ZERO)
}

fn facts(world: &World) -> PathBuf {
    world.folder("cwd").join("facts.json")
}

#[test]
fn a_capture_is_a_file_of_ones_own() {
    let world = world("untrusted-root");
    let run = capture(&world, &["-o", "facts.json"]);
    assert_eq!((run.status, run.stderr.as_str()), (Some(0), ""), "{run:?}");
    assert!(run.stdout.contains("sf-preflight replay facts.json"), "{}", run.stdout);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(facts(&world)).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let replayed = Run::read(Command::new(PROGRAM).env_clear().arg("replay").arg(facts(&world)).output().unwrap(), Duration::ZERO);
    assert_eq!(replayed.status, Some(1), "{replayed:?}");
    assert!(replayed.stdout.contains("UNABLE_TO_GET_ISSUER_CERT_LOCALLY"), "{}", replayed.stdout);
    assert_eq!(fs::read_dir(world.folder("cwd")).unwrap().count(), 1, "nothing else is left behind");
}

#[test]
fn a_capture_that_cannot_be_written_says_where() {
    let run = capture(&world("healthy"), &["-o", "nowhere/facts.json"]);
    assert_eq!(run.status, Some(3), "{run:?}");
    assert!(run.stderr.contains("nowhere/facts.json: there is no folder "), "{}", run.stderr);
}

#[test]
fn a_capture_replaces_a_file_only_by_force() {
    let world = world("healthy");
    fs::write(facts(&world), "mine").unwrap();
    assert_eq!(capture(&world, &["--out=facts.json"]).status, Some(1));
    assert_eq!(fs::read_to_string(facts(&world)).unwrap(), "mine");
    assert_eq!(world.org_log().counts().connections, 0, "the network is not touched for nothing");
    assert_eq!(capture(&world, &["--out=facts.json", "--force"]).status, Some(0));
    assert!(fs::read_to_string(facts(&world)).unwrap().contains("\"kind\": \"sf-preflight-capture\""));
}

#[test]
fn a_capture_on_standard_output_is_one_document() {
    let run = capture(&world("healthy"), &["-o", "-"]);
    assert_eq!((run.status, run.stderr.as_str()), (Some(0), ""), "{run:?}");
    let document = run.json();
    assert_eq!((&document["schema_version"], &document["redacted"]), (&1.into(), &false.into()));
    assert!(document.get("verdict").is_none(), "nothing is judged");
    for (options, status) in [(&[][..], 0), (&["--strict"], 0), (&["--only=clock"], 0), (&["--quiet"], 0)] {
        assert_eq!(replay(run.stdout.as_bytes(), options).status, Some(status), "{options:?}");
    }
    assert_eq!(replay(run.stdout.as_bytes(), &["--only=clock", "--format=json"]).json()["checks"].as_array().unwrap().len(), 1);
}

#[test]
fn a_redacted_capture_is_there_to_be_read() {
    let world = world("untrusted-root");
    let run = capture(&world, &["-o", "facts.json", "--redact"]);
    assert_eq!(run.status, Some(0), "{run:?}");
    assert!(run.stdout.contains("cannot be replayed"), "{}", run.stdout);
    let text = fs::read_to_string(facts(&world)).unwrap();
    for name in names(&world) {
        assert!(!text.contains(&name), "{name}: {text}");
    }
    let refused = replay(text.as_bytes(), &[]);
    assert_eq!((refused.status, refused.stdout.as_str()), (Some(2), ""), "{refused:?}");
    assert!(refused.stderr.contains("it is redacted"), "{}", refused.stderr);
}

#[test]
fn the_fixes_are_for_the_shell_of_the_spot() {
    let world = world("reject-unauthorized-0");
    let like = world.command(Path::new(PROGRAM), &[]);
    let mut command = Command::new(PROGRAM);
    command.env_clear().envs(like.get_envs().filter_map(|(name, value)| Some((name, value?)))).env("SHELL", "/usr/bin/fish");
    command.current_dir(world.folder("cwd")).args(["capture", "-o", "-", "--offline", "--"]).args(world.login());
    let run = Run::read(command.output().unwrap(), Duration::ZERO);
    let told = replay(run.stdout.as_bytes(), &[]).stdout;
    assert!(told.contains("set -e NODE_TLS_REJECT_UNAUTHORIZED"), "{told}");
}

#[test]
fn what_cannot_be_replayed_says_why_and_what_to_do() {
    for (content, piece) in [
        ("", "it is empty"),
        ("-----BEGIN PRIVATE KEY-----\ncanary", "damaged"),
        ("{\"verdict\":\"ready\"}", "it is a report"),
        ("[", "cut off"),
    ] {
        let run = replay(content.as_bytes(), &[]);
        assert_eq!((run.status, run.stdout.as_str()), (Some(2), ""), "{content}: {run:?}");
        assert!(
            run.stderr.starts_with("sf-preflight: standard input cannot be replayed: ") && run.stderr.contains(piece),
            "{}",
            run.stderr
        );
        assert!(!run.everything().contains("canary"), "{}", run.stderr);
    }
    let missing = Run::read(Command::new(PROGRAM).env_clear().args(["replay", "nope.json"]).output().unwrap(), Duration::ZERO);
    assert_eq!(missing.status, Some(2), "{missing:?}");
    assert!(missing.stderr.contains("nope.json cannot be replayed"), "{}", missing.stderr);
}

#[test]
fn a_capture_reads_a_login_as_the_main_job_does() {
    for (arguments, status) in [
        (&["capture"][..], 2),
        (&["capture", "-o", "-", "--offline", "--flow=jwt", "--", "sf", "org", "login", "web"], 2),
        (&["capture", "-o", "-", "--offline", "--", "npm", "login"], 2),
        (&["capture", "-o", "-", "--offline", "--flow=jwt"], 0),
    ] {
        let run = Run::read(Command::new(PROGRAM).env_clear().args(arguments).output().unwrap(), Duration::ZERO);
        assert_eq!(run.status, Some(status), "{arguments:?}: {}", run.stderr);
    }
}
