//! Nothing secret is in any output: what is planted here must not come back, and with `--redact` no name either.

use crate::expectations::EXPECTED;
use crate::lab::catalogue::Fault;
use crate::lab::pki::JWT_KEY;
use crate::lab::plan::Flow;
use crate::lab::world::World;
use crate::replay::{observed, replay};
use crate::run::{PROGRAM, Run, in_parallel, world};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use clap::ValueEnum;
use sf_preflight::cli::Format;
use sf_preflight::job::TOOL;
use sf_preflight_checks::model::Capture;
use sf_preflight_checks::redaction::Redaction;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Planted in variables that this program has no business with, or may only send to the proxy.
pub const PLANTED: [(&str, &str); 12] = [
    ("SF_ACCESS_TOKEN", "00Dcanary!token"),
    ("SFDX_AUTH_URL", "force://client:canary-secret@acme.my.salesforce.com"),
    ("SF_CLIENT_SECRET", "canary-client-secret"),
    ("npm_config__auth", "canary-npm-auth"),
    ("npm_config_//registry.example/:_authToken", "canary-npm-variable"),
    ("npm_config_https_proxy", "http://canary-npm-user:canary-npm-word@127.0.0.1:1"),
    ("ALL_PROXY", "http://canary-user:canary-all-proxy@127.0.0.1:1"),
    ("YARN_NPM_AUTH_TOKEN", "canary-yarn"),
    ("SF_ORG_INSTANCE_URL", "https://canary-user:canary-word@acme.my.salesforce.com"),
    ("SFDX_AUDIENCE_URL", ""),
    ("CODE_BUILDER_STATE", "canary-state"),
    ("GITHUB_TOKEN", "canary-github"),
];

/// Planted in files that sf, npm, yarn, git and people keep, each by its place.
const FILES: [(&str, &str); 13] = [
    (
        "home/.npmrc",
        "//registry.example/:_authToken=canary-npm-token\nhttps-proxy=http://canary-user:canary-npm-proxy@127.0.0.1:1\n_password=canary-npm-password\nstrict-ssl=false\n",
    ),
    ("cwd/.npmrc", "//registry.example/:_password=canary-project-password\nproxy=http://canary-user:canary@127.0.0.1:1\n"),
    ("home/.yarnrc", "\"//registry.example/:_authToken\" canary-yarnrc\nstrict-ssl false\n"),
    ("home/.yarnrc.yml", "npmAuthToken: canary-yarn-token\nenableStrictSsl: false\nhttpsProxy: \"http://u:canary@127.0.0.1:1\"\n"),
    ("home/.config/pnpm/rc", "//registry.example/:_authToken=canary-pnpm\nstrict-ssl=false\n"),
    ("home/.gitconfig", "[http]\n\tproxy = http://u:canary-git@127.0.0.1:1\n\textraHeader = Authorization: canary\n"),
    ("home/.netrc", "machine acme.my.salesforce.com login me password canary-netrc\n"),
    ("home/.sfdx/key.json", "{\"service\":\"sfdx\",\"account\":\"local\",\"key\":\"canary4d5e6f7a8b9c0d1e2f3a4b5c6d\"}"),
    ("home/.sfdx/dev@acme.lab.json", "{\"accessToken\":\"canary-access\",\"refreshToken\":\"canary-refresh\"}"),
    ("home/.sfdx/alias.json", "{\"orgs\":{\"canary-alias\":\"dev@acme.lab\"}}"),
    ("home/.sf/config.json", "{\"org-instance-url\":\"https://canary-user:canary@acme.my.salesforce.com\"}"),
    ("home/.sf/stash.json", "{\"token\":\"canary-stash\"}"),
    ("cwd/package.json", "{\"name\":\"x\",\"publishConfig\":{\"_authToken\":\"canary-package\"}}"),
];

/// The pieces that must not come back: the planted values, the proxy's user and password in each of their forms, the
/// key's lines.
pub fn canaries() -> Vec<String> {
    let mut canaries: Vec<String> =
        ["canary", "lab-user", "pr0xy-c@nary", "pr0xy-c%40nary", "c@nary", "bGFiLXVzZXI6", "cHIweHktY0BuYXJ5"].map(str::to_owned).into();
    let key = JWT_KEY.serialize_pem();
    canaries.extend(key.lines().filter(|line| !line.starts_with('-')).map(|line| line[..20.min(line.len())].to_owned()));
    canaries
}

pub fn plant(world: &World) {
    for (place, content) in FILES {
        let path = world.folder(place.split('/').next().unwrap()).join(place.split_once('/').unwrap().1);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
}

pub fn assert_without(canaries: &[String], about: &str, text: &str) {
    for canary in canaries {
        assert!(!text.contains(canary.as_str()), "{about}: {canary} came back:\n{text}");
    }
}

#[test]
fn no_report_holds_a_secret() {
    let canaries = canaries();
    let told: Vec<(&str, String)> = in_parallel(EXPECTED, |expected| {
        let world = world(expected.fault);
        plant(&world);
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
        assert_without(&canaries, fault, &text);
    }
}

/// Worlds in which much is said: refusals of proxies and servers, certificates, files of every kind.
const TALKATIVE: [&str; 12] = [
    "proxy-auth-ok",
    "proxy-auth-wrong",
    "proxy-403",
    "proxy-inspects",
    "captive",
    "forbidden",
    "untrusted-root-sent",
    "extra-ca-missing-file",
    "key-literal-newlines",
    "web-port-busy",
    "sfdx-url-malformed",
    "access-token-healthy",
];

/// The names of a world, which `--redact` masks.
fn names(world: &World) -> Vec<String> {
    let folders = ["lab", "home", "cwd"].map(|name| world.folder(name).to_string_lossy().into_owned());
    let names = [
        "acme.my",
        "acme.lab",
        "dev@",
        "portal.lab",
        "Lab Root",
        "Lab Issuing",
        "3MVG9lab0",
        "lab-proxy",
        "192.0.2.77",
        "Blocked by policy",
    ];
    folders.into_iter().chain(names.map(str::to_owned)).collect()
}

#[test]
fn no_format_no_capture_and_no_debug_output_holds_a_secret_or_a_masked_name() {
    let canaries = canaries();
    in_parallel(&TALKATIVE, |id| {
        let mut plan = Fault::find(id).unwrap().plan();
        PLANTED.iter().for_each(|(name, value)| plan.set(name, value));
        plan.set("SSH_CONNECTION", "192.0.2.77 1 192.0.2.78 22");
        if plan.flow == Flow::AccessToken {
            plan.access_token();
        }
        let world = World::build(plan);
        plant(&world);
        let seen = observed(&world);
        assert_without(&canaries, id, &format!("{seen:?}"));
        let capture = Capture::new(seen, &TOOL, 1);
        let bytes = serde_json::to_vec_pretty(&capture).unwrap();
        let plain = String::from_utf8(bytes.clone()).unwrap();
        assert_without(&canaries, id, &plain);
        assert!(plain.contains(&names(&world)[1]), "{id}: what is masked below is there before");
        let redacted = [canaries.clone(), names(&world)].concat();
        assert_without(&redacted, id, &format!("{:#}", Redaction::capture(capture).unwrap()));
        for format in Format::value_variants() {
            let format = format!("--format={}", format.to_possible_value().unwrap().get_name());
            assert_without(&canaries, &format!("{id} {format}"), &replay(&bytes, &[&format]).everything());
            assert_without(&redacted, &format!("{id} {format}"), &replay(&bytes, &[&format, "--redact"]).everything());
        }
    });
}

#[test]
fn no_line_of_a_repeated_look_holds_a_secret_or_a_masked_name() {
    for id in ["proxy-auth-wrong", "untrusted-root", "key-missing"] {
        let world = world(id);
        plant(&world);
        let options = ["--retry=1", "--every=0.01", "--timeout=2", "--redact"];
        let output = world
            .command(Path::new(PROGRAM), &options)
            .envs(PLANTED.iter().filter(|(name, _)| *name != "SF_ACCESS_TOKEN").copied())
            .output()
            .unwrap();
        let run = Run::read(output, Duration::ZERO);
        assert!(run.stderr.contains("try 1: "), "{run:?}");
        assert_without(&[canaries(), names(&world)].concat(), id, &run.everything());
    }
}

/// Each flow with its own secret: a key, an SFDX authorization URL in a file and on standard input, an access token.
const FLOWS: [(&str, &str); 5] = [
    ("proxy-auth-wrong", "jwt"),
    ("proxy-inspects", "jwt"),
    ("sfdx-url-healthy", "sfdx-url"),
    ("sfdx-url-malformed", "sfdx-url"),
    ("access-token-healthy", "access-token"),
];

#[test]
fn no_file_that_a_run_writes_and_no_explanation_holds_a_secret() {
    let canaries = canaries();
    in_parallel(&FLOWS, |(id, flow)| {
        let world = world(id);
        plant(&world);
        let masked = [canaries.clone(), names(&world)].concat();
        for (redact, canaries) in [(&[][..], &canaries), (&["--redact"], &masked)] {
            let folder = tempfile::tempdir().unwrap();
            let formats = Format::value_variants().iter().map(|format| format.to_possible_value().unwrap().get_name().to_owned());
            let files: Vec<String> = formats.map(|format| format!("--report={format}={}", folder.path().join(&format).display())).collect();
            let options: Vec<&str> = files.iter().map(String::as_str).chain(redact.iter().copied()).chain(["--timeout=2"]).collect();
            let summary = folder.path().join("summary.md");
            let mut command = world.command(Path::new(PROGRAM), &options);
            command.envs(PLANTED.iter().filter(|(name, _)| *flow != "access-token" || *name != "SF_ACCESS_TOKEN").copied());
            command.env("GITHUB_ACTIONS", "true").env("GITHUB_STEP_SUMMARY", &summary);
            let run = Run::read(command.output().unwrap(), Duration::ZERO);
            assert_without(canaries, id, &run.everything());
            let written: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
            assert_eq!(written.len(), files.len() + 1, "{id}: every report and the job's summary: {run:?}");
            for path in written {
                assert_without(canaries, &format!("{id} {}", path.display()), &fs::read_to_string(&path).unwrap());
            }
        }
        let text =
            "Error (1): fetch failed https://u:canary@acme.my.salesforce.com/?sid=canary force://a:canary:canary@acme.my.salesforce.com";
        for format in ["--format=text", "--format=json"] {
            let like = world.command(Path::new(PROGRAM), &[]);
            let mut explain = Command::new(PROGRAM);
            explain.env_clear().envs(like.get_envs().filter_map(|(name, value)| Some((name, value?)))).envs(PLANTED);
            explain.current_dir(world.folder("cwd")).args(["explain", "--timeout=2", format]).args(world.overrides()).arg(text);
            let run = Run::read(explain.output().unwrap(), Duration::ZERO);
            assert!(run.stdout.contains("fetch"), "{id}: {run:?}");
            assert_without(&canaries, id, &run.everything());
        }
    });
}

/// Runs the program in a world's folder with these variables, arguments and standard input, and nothing else.
fn run_with(world: &World, variables: &[(&str, &str)], arguments: &[&str], input: &str) -> String {
    let mut command = Command::new(PROGRAM);
    command.env_clear().envs(variables.iter().copied()).env("HOME", world.folder("home")).current_dir(world.folder("cwd")).args(arguments);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    Run::read(child.wait_with_output().unwrap(), Duration::ZERO).everything()
}

#[test]
fn a_proxys_user_and_password_are_never_shown_however_they_are_written() {
    let world = world("healthy");
    for value in [
        "http://canary:canary-word@127.0.0.1:1",
        "http://canary:canary/word@127.0.0.1:1",
        "http://canary:canary#word@127.0.0.1:1",
        "http://canary:canary?word@127.0.0.1:1",
        "http://canary:%zz-canary@127.0.0.1:1",
        "socks5://canary:canary@127.0.0.1:1",
        "canary:canary-word@proxy:8080",
        "http:canary:canary@proxy:8080",
        "http://canary@proxy:8080",
        "http://u:canary",
        "htps://canary:canary@proxy:8080/",
        "http://proxy:8080/?key=canary",
    ] {
        for name in ["https_proxy", "HTTP_PROXY", "all_proxy", "HTTPs_PROXY"] {
            for format in ["--format=text", "--format=json"] {
                let shown = run_with(&world, &[(name, value)], &[format, "--timeout=1", "--flow=web", "--only=proxy,connection,dns"], "");
                assert!(shown.contains("proxy") && !shown.contains("canary"), "{name}={value}: {shown}");
            }
        }
        let captured = run_with(&world, &[("https_proxy", value)], &["capture", "-o", "-", "--offline"], "");
        assert!(captured.contains("\"https_proxy\"") && !captured.contains("canary"), "{value}: {captured}");
    }
}

#[test]
fn a_secret_in_the_wrong_place_is_not_shown() {
    let world = world("healthy");
    const URL: &str = "force://PlatformCLI:canary-secret:canary-refresh@acme.my.salesforce.com";
    let key = JWT_KEY.serialize_pem();
    let key_file = world.folder("lab").join("server.key");
    let key_file = key_file.to_str().unwrap();
    let project = world.folder("cwd").join("sfdx-project.json");
    let canaries = canaries();
    let body = key.lines().nth(5).unwrap();
    let in_base64 = STANDARD.encode(&key);
    for given in [&key, &in_base64] {
        for format in ["text", "json"] {
            let login = ["sf", "org", "login", "jwt", "--username", "me", "--client-id", "x", "--jwt-key-file", given.as_str()];
            let told = run_with(&world, &[], &[&["--offline", "--format", format, "--"], &login[..]].concat(), "");
            assert!(told.contains("the key itself is given"), "{told}");
            let option = run_with(&world, &[], &["--offline", "--flow=jwt", "--format", format, "--jwt-key-file", given], "");
            for shown in [told, option] {
                assert!(!shown.contains(body) && !shown.contains(&in_base64[..60]), "{shown}");
            }
        }
    }
    for (about, arguments, input) in [
        ("an auth URL instead of its file", &["--offline", "--", "sf", "org", "login", "sfdx-url", "--sfdx-url-file", URL][..], ""),
        ("a session in the URL", &["--offline", "--flow=web", "--instance-url", "https://acme.my.salesforce.com/?sid=canary"], ""),
        ("an auth URL on standard input", &["--offline", "--", "sf", "org", "login", "sfdx-url", "--sfdx-url-stdin", "-"], URL),
        ("half an auth URL", &["--offline", "--", "sf", "org", "login", "sfdx-url", "--sfdx-url-stdin", "-"], &URL[..60]),
        ("an auth URL as a word", &["--", "sf", "org", "login", "sfdx-url", URL], ""),
        ("an auth URL after a flag", &["--", "sf", "org", "login", "sfdx-url", "-s", URL], ""),
        ("an auth URL as a command", &[URL], ""),
        ("an unknown flag of sf", &["--", "sf", "org", "login", "jwt", "--client-secret=canary"], ""),
        ("an unknown flag with an auth URL", &["--auth-url", URL], ""),
        ("a URL with a password", &["--offline", "--flow=jwt", "--instance-url", "https://u:canary@acme.my.salesforce.com"], ""),
        ("a broken URL with a password", &["--offline", "--flow=jwt", "--instance-url", "https://u:can/canary@acme.my.salesforce.com"], ""),
        ("a bare host with a password", &["--offline", "--flow=web", "--instance-url", "u:canary@acme.my.salesforce.com"], ""),
        ("a key instead of a capture", &["replay", key_file], ""),
        ("a key on standard input", &["replay", "-"], &key),
        (
            "an sf file instead of a capture",
            &["replay", "-"],
            "{\"schema_version\":\"canary\",\"kind\":\"canary\",\"refreshToken\":\"canary\"}",
        ),
        ("an sf file as text", &["replay", "-"], "\"canary\""),
    ] {
        assert_without(&canaries, about, &run_with(&world, &[], arguments, input));
        let shown = run_with(&world, &[("NODE_EXTRA_CA_CERTS", key_file), ("SF_PREFLIGHT_REDACT", "1")], arguments, input);
        assert_without(&canaries, about, &shown);
    }
    for content in [
        "{\"sfdcLoginUrl\": \"https://u:canary@acme.my.salesforce.com\", \"oauthLocalPort\": 1717}",
        "{\"sfdcloginurl\": \"https://u:canary@acme.my.salesforce.com\"}",
        "{\"sfdcLoginUrl\": \"https://u:canary@acme.my.salesforce.com\", \"token\": \"canary\",, }",
        "canary",
    ] {
        fs::write(&project, content).unwrap();
        for arguments in [&["--offline", "--flow=web", "--format=json"][..], &["capture", "-o", "-", "--offline", "--flow=web"]] {
            let shown = run_with(&world, &[], arguments, "");
            assert!(shown.contains("sfdx-project.json"), "{shown}");
            assert_without(&canaries, content, &shown);
        }
    }
}
