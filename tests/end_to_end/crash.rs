//! What is left of a crash: its place, and none of the words that were at hand.

use crate::lab::world::World;
use crate::run::{PROGRAM, Run, world};
use crate::secrets::{PLANTED, assert_without, canaries, plant};
use sf_preflight::cli::Cli;
use sf_preflight::crash;
use sf_preflight::observe::Context;
use std::env;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

/// Everything that the program holds while it looks at a world, as Debug prints it.
fn held(world: &World, further: &[&str]) -> String {
    let mut command = world.command(Path::new(PROGRAM), &[]);
    command.args(further).envs(PLANTED);
    let words = std::iter::once(PROGRAM.into()).chain(command.get_args().map(ToOwned::to_owned));
    let cli = Cli::read(words).unwrap();
    let text = |text: &std::ffi::OsStr| text.to_string_lossy().into_owned();
    let context = Context {
        variables: command.get_envs().filter_map(|(name, value)| Some((text(name), text(value?)))).collect(),
        ..Context::new(cli.options.observation.login.request().unwrap(), world.folder("cwd"))
    };
    assert!(context.variables.values().any(|value| value.contains("canary")), "what must not be shown is there");
    format!("{cli:?}\n{context:?}\n{context:#?}")
}

#[test]
fn debug_output_holds_no_secret() {
    for id in ["healthy", "proxy-auth-ok", "sfdx-url-malformed", "access-token-healthy"] {
        let world = world(id);
        plant(&world);
        let held = held(&world, &[]);
        assert!(held.contains("SF_ACCESS_TOKEN"), "names of variables are told: {held}");
        assert_without(&canaries(), id, &held);
    }
    for words in [
        &["explain", "force://PlatformCLI:canary-secret:canary@acme.my.salesforce.com"][..],
        &["explain", "--jwt-cert=canary", "https://u:canary@acme.my.salesforce.com fetch failed"],
        &["--instance-url", "https://u:canary@acme.my.salesforce.com"],
        &["--", "sf", "org", "login", "sfdx-url", "--sfdx-url-file", "force://a:canary:canary@b"],
        &["--", "sf", "org", "login", "jwt", "--jwt-key-file", "-----BEGIN PRIVATE KEY-----canary"],
    ] {
        let cli = Cli::read(std::iter::once(&"sf-preflight").chain(words)).unwrap();
        assert_without(&canaries(), &words.join(" "), &format!("{cli:?} {cli:#?}"));
    }
}

#[test]
fn a_panic_tells_its_place_and_no_secret() {
    let arguments = ["crash::inside_a_crash", "--exact", "--ignored", "--nocapture"];
    let output = Command::new(env::current_exe().unwrap()).args(arguments).envs(PLANTED).env("RUST_BACKTRACE", "full").output().unwrap();
    let run = Run::read(output, Duration::ZERO);
    assert_ne!(run.status, Some(0), "{run:?}");
    let told: Vec<&str> =
        run.stderr.lines().filter(|line| line.contains("a fault of sf-preflight at tests/end_to_end/crash.rs:")).collect();
    assert_eq!(told.len(), 3, "{run:?}");
    assert_without(&canaries(), "a panic", &run.everything());
}

#[test]
#[ignore = "started by another test: it panics"]
fn inside_a_crash() {
    crash::tell_only_the_place();
    let secrets: Vec<(String, String)> = env::vars().filter(|(_, value)| value.contains("canary")).collect();
    let as_error: Result<(), String> = secrets.first().map_or(Ok(()), |secret| Err(format!("{secret:?}")));
    let in_a_thread = std::thread::spawn({
        let as_error = as_error.clone();
        move || as_error.unwrap()
    });
    assert!(in_a_thread.join().is_err());
    assert!(std::panic::catch_unwind(|| panic!("{}", secrets[0].1)).is_err());
    as_error.expect(&secrets[1].1);
}

/// However little memory there is, and wherever the program ends for want of it.
#[test]
#[cfg(target_os = "linux")]
fn who_runs_out_of_memory_shows_no_secret() {
    let world = world("proxy-auth-wrong");
    plant(&world);
    let mut failed = 0;
    for kilobytes in (10_000..120_000).step_by(10_000) {
        let like = world.command(Path::new(PROGRAM), &["--timeout=2"]);
        let mut command = Command::new("/bin/sh");
        command.args(["-c", "ulimit -v $0; exec \"$@\"", &kilobytes.to_string(), PROGRAM]).args(like.get_args());
        command.env_clear().envs(like.get_envs().filter_map(|(name, value)| Some((name, value?)))).envs(PLANTED);
        let run = Run::read(command.current_dir(world.folder("cwd")).output().unwrap(), Duration::ZERO);
        failed += usize::from(run.status != Some(1));
        assert_without(&canaries(), &format!("{kilobytes} KiB"), &run.everything());
    }
    assert!(failed > 0, "some of it was too little");
}
