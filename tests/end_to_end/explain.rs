//! `explain`: which cause of an error is there in the lab's worlds, and what never comes out again.

use crate::lab::world::World;
use crate::predictions::RUNS;
use crate::run::{PROGRAM, Run, world};
use serde_json::Value;
use sf_preflight_checks::model::{Outcome, Prediction};
use sf_preflight_checks::salesforce::catalogue::of_prediction;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// `sf-preflight explain` in a world, with the world's login behind `--` or without it.
fn command(world: &World, arguments: &[&str], with_login: bool) -> Command {
    let main_job = world.command(Path::new(PROGRAM), &[]);
    let mut command = Command::new(PROGRAM);
    command.env_clear().current_dir(world.folder("cwd")).arg("explain");
    command.envs(main_job.get_envs().filter_map(|(name, value)| Some((name, value?))));
    command.args(arguments).args(world.overrides());
    if with_login {
        command.arg("--").args(world.login());
    }
    command
}

fn explained(world: &World, arguments: &[&str]) -> Run {
    let started = Instant::now();
    Run::read(command(world, arguments, true).output().unwrap(), started.elapsed())
}

/// Runs it with a text on standard input.
fn piped(mut command: Command, text: &[u8]) -> Run {
    let started = Instant::now();
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(text).unwrap();
    Run::read(child.wait_with_output().unwrap(), started.elapsed())
}

/// The checks that stand in this state in the first error's causes.
fn checks<'a>(document: &'a Value, state: &str) -> Vec<&'a str> {
    let causes = document["recognised"][0]["causes"].as_array().unwrap();
    causes.iter().filter(|cause| cause["state"] == state).filter_map(|cause| cause["check"].as_str()).collect()
}

#[test]
fn what_sf_hides_is_found_here() {
    for (fault, confirmed, behind) in [
        ("untrusted-root", "certificate-chain", "unable-to-get-local-issuer"),
        ("proxy-407", "proxy", "proxy-authentication"),
        ("refused", "connection", "connection-refused"),
        ("close-after-tls", "endpoint", "other-side-closed"),
    ] {
        let run = explained(&world(fault), &["fetch failed", "--format=json"]);
        let document = run.json();
        assert_eq!((run.status, run.stderr.as_str()), (Some(0), ""), "{fault}");
        assert_eq!(checks(&document, "confirmed"), [confirmed], "{fault}: {document:#}");
        assert_eq!(document["recognised"][0]["behind"]["id"], behind, "{fault}");
        let text = explained(&world(fault), &["fetch failed"]).stdout;
        assert!(text.contains("sf hides the cause; here it is:") && text.contains("confirmed here"), "{fault}: {text}");
        assert!(document["recognised"][0]["certain"] == false && text.contains("words that other programs print too"), "{fault}: {text}");
    }
}

#[test]
fn what_is_as_it_should_be_is_ruled_out_now() {
    let document = explained(&world("healthy"), &["fetch failed", "--format=json"]).json();
    assert_eq!(checks(&document, "confirmed"), [""; 0], "{document:#}");
    assert_eq!(checks(&document, "ruled-out"), ["proxy", "dns", "connection", "certificate-chain", "endpoint"]);
    let text = explained(&world("healthy"), &["fetch failed"]).stdout;
    assert!(text.contains("ruled out here") && text.contains("No cause is confirmed here now"), "{text}");
}

#[test]
fn the_true_cause_is_confirmed_where_it_is_and_only_there() {
    for (text, fault, check, healthy) in [
        ("unable to get local issuer certificate", "untrusted-root", "certificate-chain", "healthy"),
        ("self signed certificate in certificate chain", "untrusted-root-sent", "certificate-chain", "healthy"),
        ("unable to get issuer certificate", "extra-ca-intermediate-only", "certificate-chain", "healthy"),
        ("Hostname/IP does not match certificate's altnames", "wrong-host", "certificate-chain", "healthy"),
        ("Warning: Ignoring extra certs from `/nope.pem`, load failed", "extra-ca-missing-file", "trust-store", "healthy"),
        ("connect ECONNREFUSED 127.0.0.1:8080", "proxy-down", "connection", "proxy-ok"),
        ("tunneling socket could not be established, statusCode=407", "proxy-407", "proxy", "proxy-ok"),
        ("TypeError: Invalid URL", "proxy-no-scheme", "proxy", "proxy-ok"),
        ("read ECONNRESET", "reset", "connection", "healthy"),
        ("Error authenticating with auth code due to: ip restricted", "no-proxy-ignored", "proxy", "proxy-ok"),
        ("Invalid instance URL. It should NOT be a lightning domain.", "lightning-url", "instance-url", "healthy"),
        ("Value is not a JsonMap", "captive", "endpoint", "healthy"),
        ("secretOrPrivateKey must have a value", "key-empty", "jwt-key", "healthy"),
        ("secretOrPrivateKey must be an asymmetric key when using RS256", "key-literal-newlines", "jwt-key", "healthy"),
        ("secretOrPrivateKey has a minimum key size of 2048 bits for RS256", "key-1024", "jwt-key", "key-crlf"),
        ("Error::ENOENT: no such file or directory, open 'server.key'", "key-missing", "jwt-key", "healthy"),
        ("Error (PortInUseError): Cannot start the OAuth redirect server on port 1717.", "web-port-busy", "oauth-port", "web-healthy"),
        ("Error (CannotOpenBrowserError): Unable to open the browser you specified", "web-no-browser", "browser", "web-healthy"),
        ("invalid_grant::expired authorization code", "web-clock-skew", "clock", "web-healthy"),
        ("webidl.util.markAsUncloneable is not a function", "node-too-old", "runtime", "healthy"),
    ] {
        let document = explained(&world(fault), &[text, "--format=json"]).json();
        assert_eq!(checks(&document, "confirmed").first(), Some(&check), "{text}: {document:#}");
        let document = explained(&world(healthy), &[text, "--format=json"]).json();
        assert_eq!(checks(&document, "confirmed"), [""; 0], "{text} in {healthy}: {document:#}");
    }
    // The same error's name, another damage.
    let document =
        explained(&world("key-empty"), &["secretOrPrivateKey has a minimum key size of 2048 bits for RS256", "--format=json"]).json();
    assert_eq!(checks(&document, "confirmed"), [""; 0], "{document:#}");
}

#[test]
fn another_fault_is_no_proof() {
    let document = explained(&world("expired-leaf"), &["unable to get local issuer certificate", "--format=json"]).json();
    assert_eq!(checks(&document, "confirmed"), [""; 0], "{document:#}");
    assert!(checks(&document, "unmeasured").contains(&"certificate-chain"), "{document:#}");
}

#[test]
fn the_login_is_read_from_the_text() {
    let world = world("untrusted-root");
    let key = world.folder("lab").join("server.key");
    let log = format!(
        "2026-11-25T02:24:00Z $ sf org login jwt --username me@acme.lab --jwt-key-file {} --client-id 3MVG9x --instance-url https://acme.my.salesforce.com\n\
         2026-11-25T02:24:09Z \u{1b}[31mError (JwtGrantError): We encountered a JSON web token error, which is likely not an issue with Salesforce CLI. Here’s the error: JwtAuthError::Error authenticating with JWT.\n\
         2026-11-25T02:24:09Z Errors encountered:\n2026-11-25T02:24:09Z fetch failed\n2026-11-25T02:24:09Z fetch failed\u{1b}[39m\n",
        key.display()
    );
    let run = piped(command(&world, &["-", "--format=json"], false), log.as_bytes());
    let document = run.json();
    assert_eq!(document["login"]["flow"], "jwt", "{document:#}");
    assert_eq!(document["login"]["instance_url"], "https://acme.my.salesforce.com");
    assert_eq!((&document["recognised"][0]["id"], &document["recognised"][0]["certain"]), (&"fetch-failed".into(), &true.into()));
    assert_eq!(checks(&document, "confirmed"), ["certificate-chain"], "{document:#}");
    assert!(!run.stdout.contains("me@acme.lab"), "{}", run.stdout);
}

#[test]
fn sfs_wrapping_is_told_beside_a_mere_warning_and_not_beside_what_it_wraps() {
    let warning = "Warning: Setting the NODE_TLS_REJECT_UNAUTHORIZED environment variable to '0' makes TLS connections insecure.";
    let wrapping =
        "$ sf plugins install x\nInstalling plugin x@latest... failed\n    Error: yarn.js add x@latest --check-files exited with code 1";
    let reason = "error An unexpected error occurred: \"https://registry.example/x: unable to get local issuer certificate\".";
    for (text, expected) in [
        (format!("{warning}\n{wrapping}"), &["plugin-install-failed", "verification-switched-off"][..]),
        (format!("{wrapping}\n$ sf org login web\nError (1): fetch failed"), &["fetch-failed"]),
        (format!("{reason}\n{warning}\n{wrapping}"), &["plugin-install-trust", "verification-switched-off"]),
    ] {
        let document = piped(command(&world("healthy"), &["-", "--no-check", "--format=json"], false), text.as_bytes()).json();
        let told = document["recognised"].as_array().unwrap().iter().map(|error| error["id"].as_str().unwrap());
        assert_eq!(told.collect::<Vec<_>>(), expected, "{text}");
    }
}

#[test]
fn a_question_names_the_host_or_a_place_for_it() {
    let world = world("healthy");
    let asked = |text: &str| {
        let run = piped(command(&world, &["--no-check", "-"], false), text.as_bytes());
        run.stdout.lines().find(|line| line.contains("have the connected app")).map(str::to_owned)
    };
    let unnamed = asked("Error (1): client identifier invalid").unwrap();
    assert!(unnamed.contains("Does the org NAME.my.salesforce.com have the connected app"), "{unnamed}");
    let named = asked("sf org login jwt --instance-url https://acme.my.salesforce.com\nError (1): client identifier invalid").unwrap();
    assert!(named.contains("Does the org acme.my.salesforce.com have the connected app"), "{named}");
}

#[test]
fn only_what_bears_on_the_error_is_looked_at() {
    for (fault, arguments, confirmed) in [
        ("key-public", &["secretOrPrivateKey must be an asymmetric key when using RS256"][..], &["jwt-key"][..]),
        ("untrusted-root", &["fetch failed", "--no-check"], &[]),
        ("untrusted-root", &["Error (1): login rate exceeded"], &[]),
        ("untrusted-root", &["ENOTFOUND"], &[]),
    ] {
        let world = world(fault);
        let run = explained(&world, &[arguments, &["--format=json"]].concat());
        assert_eq!(run.status, Some(0), "{arguments:?}: {run:?}");
        assert_eq!(world.org_log().counts().connections, 0, "{arguments:?}");
        if !confirmed.is_empty() {
            assert_eq!(checks(&run.json(), "confirmed"), confirmed);
        }
    }
}

#[test]
fn the_exit_status_says_whether_it_was_explained() {
    let world = world("healthy");
    for (arguments, status, stdout, stderr) in [
        (&["--list"][..], 0, "ip-restricted", ""),
        (&["--list", "--format=json"], 0, "\"id\": \"ip-restricted\"", ""),
        (&["proxy"], 0, "# `proxy`", ""),
        (&["UNABLE_TO_GET_ISSUER_CERT"], 0, "# `unable-to-get-issuer`", ""),
        (&["ip", "restricted", "--no-check"], 0, "ip-restricted", ""),
        (&["ENOENT: no such file or directory, open '/srv/a.json'", "--no-check"], 1, "Guesses", ""),
        (&["what a fine day", "--no-check"], 1, "no entry resembles it", ""),
        (&["ENOTFUOND"], 2, "", "`ENOTFOUND`"),
        (&["certificate-chian"], 2, "", "`certificate-chain`"),
        (&[], 2, "", "give an error text"),
        (&["--file=/nope.log"], 2, "", "/nope.log"),
        (&["--flow=jwt", "fetch failed"], 2, "", "--flow cannot be used beside a command"),
    ] {
        let run = explained(&world, arguments);
        assert_eq!(run.status, Some(status), "{arguments:?}: {run:?}");
        assert!(run.stdout.contains(stdout) && run.stderr.contains(stderr), "{arguments:?}: {run:?}");
        assert_eq!(run.stdout.is_empty(), status == 2, "{arguments:?}: {run:?}");
    }
}

/// A log that holds what must not come out again.
const LEAKY: &str = "+ sf org login sfdx-url --sfdx-url-file force://PlatformCLI:canary-secret:5Aep861canary@acme.my.salesforce.com\n\
    HTTPS_PROXY=http://user:canary-proxy@proxy.acme.lab:8080\nAuthorization: Bearer 00D000000000001!AQcanary\n\
    SF_ACCESS_TOKEN=00D000000000001!AQcanary\n{\"access_token\":\"00D000000000001!AQcanary\"}\n\
    Error (JwtGrantError): We encountered a JSON web token error. Here's the error: Error::ENOENT: no such file or directory, open 'force://PlatformCLI::canary@acme'\n\
    Error authenticating with auth code due to: request to https://user:canary-url@acme.my.salesforce.com/services/oauth2/token?code=aPrxcanary failed, reason: getaddrinfo ENOTFOUND acme.my.salesforce.com\n\
    --jwt-key-file 00D000000000001!AQcanary/x.key --instance-url https://u:canary-flag@acme.my.salesforce.com/?sid=canary\n";

#[test]
fn a_log_with_secrets_does_not_come_out_again() {
    let world = world("healthy");
    let file = world.folder("cwd").join("job.log");
    std::fs::write(&file, LEAKY).unwrap();
    for format in ["text", "json"] {
        for arguments in [&["--file=job.log"][..], &["--file=job.log", "--no-check"]] {
            let run = Run::read(command(&world, &[arguments, &["--format", format]].concat(), false).output().unwrap(), Duration::ZERO);
            assert_eq!(run.status, Some(0), "{run:?}");
            assert!(run.stdout.contains("key-file-missing"), "{}", run.stdout);
            assert!(!run.everything().contains("canary"), "{format}: {}", run.everything());
        }
    }
}

#[cfg(unix)]
#[test]
fn who_is_to_paste_the_text_is_told_so_and_a_pipe_is_not() {
    use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
    let world = world("healthy");
    let arguments = ["-", "--no-check", "--format=json"];
    let terminal = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&terminal).unwrap();
    unlockpt(&terminal).unwrap();
    let name = ptsname(&terminal, Vec::new()).unwrap().into_string().unwrap();
    let input = std::fs::OpenOptions::new().read(true).write(true).open(name).unwrap();
    let started = Instant::now();
    let child = command(&world, &arguments, false).stdin(input).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    std::fs::File::from(terminal.try_clone().unwrap()).write_all(b"user hasn't approved this consumer\n\x04").unwrap();
    let run = Run::read(child.wait_with_output().unwrap(), started.elapsed());
    assert_eq!(run.json()["recognised"][0]["id"], "user-not-approved");
    assert!(run.stderr.contains("waiting for the error text") && run.stderr.contains("Ctrl-D"), "{}", run.stderr);
    let run = piped(command(&world, &arguments, false), b"user hasn't approved this consumer");
    assert_eq!((run.json()["recognised"][0]["id"].as_str(), run.stderr.as_str()), (Some("user-not-approved"), ""));
}

#[test]
fn a_large_log_is_read_in_bounded_time() {
    const SIZE: usize = 10 * 1024 * 1024;
    let world = world("healthy");
    let line = "2026-11-25T02:24:00.1234567Z step: fetched part of the package, all is well (ECONN, cert, 200 OK)\n";
    let mut log = line.repeat(SIZE / line.len());
    log += "Error (JwtGrantError): Errors encountered:\nuser hasn't approved this consumer\n";
    for text in [log.clone(), log.replace('\n', " ")] {
        let run = piped(command(&world, &["-", "--no-check", "--format=json"], false), text.as_bytes());
        assert_eq!(run.json()["recognised"][0]["id"], "user-not-approved");
        // A tenth of a second when it is optimised; this is to notice what grows with the square.
        assert!(run.duration < Duration::from_secs(60), "took {:?}", run.duration);
    }
}

#[test]
fn every_prediction_has_its_entry() {
    for run in RUNS.iter() {
        let report = run.json();
        let prediction = &report["prediction"];
        let text = |name: &str| prediction[name].as_str().map(str::to_owned);
        let outcome = match prediction["outcome"].as_str().unwrap() {
            "succeed" => Outcome::Succeed,
            "hang" => Outcome::Hang,
            "fallback" => Outcome::Fallback,
            _ => Outcome::Fail,
        };
        let check = sf_preflight_checks::CHECKS.iter().map(|check| check.id).find(|id| prediction["check"] == *id);
        let predicted = Prediction { outcome, code: text("code"), prints: text("prints"), check };
        assert_eq!(of_prediction(&predicted).is_some(), outcome != Outcome::Succeed, "{prediction}");
        let hides_nothing = predicted.code.as_deref().is_none_or(|code| !code.starts_with("UNABLE") && !code.starts_with("CERT"));
        assert!(hides_nothing || of_prediction(&predicted).is_some_and(|entry| entry.has_code(predicted.code.as_deref().unwrap())));
    }
}
