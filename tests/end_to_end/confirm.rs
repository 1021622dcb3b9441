//! `--confirm`: what the Node that runs sf says itself.

use crate::expectations::EXPECTED;
use crate::lab::installation::put_program;
use crate::lab::log::Counts;
use crate::lab::world::World;
use crate::run::{Run, check, in_parallel, world};
use serde_json::Value;
use std::env;
use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::time::Duration;

/// Puts a shell script in the place of the world's Node and asks it.
fn confirmed_by(world: &World, script: &str) -> Run {
    put_program(&world.folder("lab").join("bin/node"), &format!("#!/bin/sh\n{script}\n"));
    Run::new(world, &["--confirm", "--format=json"])
}

/// What the report says that Node says.
fn said(report: &Value) -> &str {
    let notes = report["notes"].as_array().map(Vec::as_slice).unwrap_or_default();
    let note = notes.iter().find(|note| note["about"] == "Node itself says");
    note.and_then(|note| note["text"].as_str()).unwrap_or_default()
}

/// The first Node of SF_PREFLIGHT_NODES.
fn real_node() -> Option<PathBuf> {
    env::split_paths(&env::var_os("SF_PREFLIGHT_NODES")?).next().filter(|node| node.is_file())
}

#[test]
fn node_agrees_wherever_it_comes_to_a_certificate() {
    let Some(node) = real_node() else {
        let _ = writeln!(std::io::stderr(), "\nLEFT OUT: --confirm with a real Node: SF_PREFLIGHT_NODES names none\n");
        return;
    };
    let wrong: Vec<String> = in_parallel(EXPECTED, |expected| {
        let run = confirmed_by(&world(expected.fault), &format!("exec '{}' \"$@\"", node.display()));
        let report = run.json();
        let chain = check(&report, "certificate-chain");
        let said = said(&report).to_owned();
        let fits = match chain["status"].as_str() {
            Some("skip") => said.is_empty() || said.ends_with("did not come to a certificate") || said.starts_with("nothing: "),
            Some(_) => said.ends_with(", as predicted"),
            None => false,
        };
        (!fits).then(|| format!("{}: Node says: {said}; certificate-chain: {} {}", expected.fault, chain["status"], chain["summary"]))
    })
    .into_iter()
    .flatten()
    .collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), EXPECTED.len(), wrong.join("\n"));
}

#[test]
fn nothing_is_asked_unless_wanted() {
    let world = world("healthy");
    put_program(&world.folder("lab").join("bin/node"), "#!/bin/sh\n: > asked\n");
    let run = Run::new(&world, &["--format=json"]);
    assert_eq!((said(&run.json()), world.folder("cwd").join("asked").exists()), ("", false));
}

#[cfg(unix)]
#[test]
fn what_node_says_is_told_and_changes_nothing() {
    for (script, text) in [
        (r#"printf '{"met":"certificate","code":null}'"#, "the certificate is good, as predicted"),
        (r#"printf '{"met":"certificate","code":"CERT_REVOKED"}'"#, "CERT_REVOKED, and not: the certificate is good; please report it"),
        (r#"printf '{"met":"earlier","code":"ECONNRESET"}'"#, "ECONNRESET, and did not come to a certificate"),
        (r#"printf '{"met":"earlier","code":"\u001b[2J"}'"#, "\\u{1b}[2J, and did not come to a certificate"),
        ("exit 9", "nothing: it did not run the question"),
        ("while :; do echo hello; done", "nothing: it did not run the question"),
    ] {
        let run = confirmed_by(&world("healthy"), script);
        let report = run.json();
        assert_eq!((run.status, &report["verdict"], said(&report)), (Some(0), &"ready".into(), text), "{script}");
    }
}

#[cfg(unix)]
#[test]
fn node_is_given_a_time_and_then_ended() {
    let world = world("healthy");
    put_program(&world.folder("lab").join("bin/node"), "#!/bin/sh\necho $$ > pid\nexec /bin/sleep 60\n");
    let run = Run::new(&world, &["--confirm", "--format=json", "--timeout=1"]);
    assert_eq!(said(&run.json()), "nothing: it did not answer in time");
    assert!(run.duration < Duration::from_secs(3), "took {:?}", run.duration);
    let pid = fs::read_to_string(world.folder("cwd").join("pid")).unwrap();
    let is_gone = || fs::read_to_string(format!("/proc/{}/stat", pid.trim())).map_or(true, |stat| stat.contains(") Z "));
    assert!(
        !cfg!(target_os = "linux")
            || (0..50).any(|_| is_gone() || {
                std::thread::sleep(Duration::from_millis(20));
                false
            })
    );
}

#[cfg(unix)]
#[test]
fn node_is_told_where_to_go_by_a_pipe() {
    let world = world("proxy-auth-ok");
    confirmed_by(&world, "echo \"$*\" > words; /bin/cat > asked; :");
    let read = |name: &str| fs::read_to_string(world.folder("cwd").join(name)).unwrap();
    let asked: Value = serde_json::from_str(&read("asked")).unwrap();
    assert_eq!((&asked["host"], &asked["authority"]), (&"acme.my.salesforce.com".into(), &"acme.my.salesforce.com:443".into()));
    assert_eq!(asked["port"], world.proxy.as_ref().unwrap().address.port());
    // lab-user:pr0xy-c@nary
    assert_eq!(asked["proxy"]["authorization"], "Basic bGFiLXVzZXI6cHIweHktY0BuYXJ5");
    assert!(!read("words").contains("bGFiLXVzZXI6"), "other users can read a command line");
}

#[test]
fn offline_asks_nobody() {
    let world = world("healthy");
    let run = Run::new(&world, &["--confirm", "--offline", "--format=json"]);
    assert_eq!((said(&run.json()), world.org_log().counts()), ("", Counts::default()));
}
