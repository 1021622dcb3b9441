//! Nothing secret is in any output: what is planted here must not come back.

use crate::expectations::EXPECTED;
use crate::lab::pki::JWT_KEY;
use crate::run::{PROGRAM, Run, in_parallel, world};
use std::path::Path;
use std::time::{Duration, Instant};

/// Planted in variables that this program has no business with, or may only send to the proxy.
const PLANTED: [(&str, &str); 5] = [
    ("SF_ACCESS_TOKEN", "00Dcanary!token"),
    ("SFDX_AUTH_URL", "force://client:canary-secret@acme.my.salesforce.com"),
    ("SF_CLIENT_SECRET", "canary-client-secret"),
    ("npm_config__auth", "canary-npm-auth"),
    ("ALL_PROXY", "http://u:canary-all-proxy@127.0.0.1:1"),
];

/// The pieces that must not come back: the planted values, the proxy's password in each of its forms, the key's lines.
fn canaries() -> Vec<String> {
    let mut canaries: Vec<String> = ["canary", "pr0xy-c@nary", "pr0xy-c%40nary", "c@nary", "cHIweHktY0BuYXJ5"].map(str::to_owned).into();
    let key = JWT_KEY.serialize_pem();
    canaries.extend(key.lines().filter(|line| !line.starts_with('-')).map(|line| line[..20.min(line.len())].to_owned()));
    canaries
}

#[test]
fn no_report_holds_a_secret() {
    let canaries = canaries();
    let told: Vec<(&str, String)> = in_parallel(EXPECTED, |expected| {
        let world = world(expected.fault);
        std::fs::write(world.folder("home").join(".npmrc"), NPMRC).unwrap();
        let everything = ["json", "text", "html"].map(|format| {
            let started = Instant::now();
            let mut command = world.command(Path::new(PROGRAM), &["--format", format, "--timeout=2"]);
            let output = command.envs(PLANTED).output().unwrap();
            let run = Run::read(output, started.elapsed());
            assert!(run.duration < Duration::from_secs(6), "{}: took {:?}", expected.fault, run.duration);
            run.everything()
        });
        (expected.fault, everything.concat())
    });
    for (fault, text) in told {
        for canary in &canaries {
            assert!(!text.contains(canary), "{fault}: {canary} came back:\n{text}");
        }
    }
}

/// npm settings with secrets beside those that matter.
const NPMRC: &str = "//registry.npmjs.org/:_authToken=canary-npm-token\n\
                     https-proxy=http://u:canary-npm-proxy@127.0.0.1:1\n\
                     _password=canary-npm-password\n";
