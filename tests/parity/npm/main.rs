//! npm's settings, judged here and by npm's own code, on generated machines.
//!
//! Needs npm (in the folder SF_PREFLIGHT_SF_MODULES) and Node (the first of SF_PREFLIGHT_NODES); without them it says
//! that it was left out. SF_PREFLIGHT_SEED repeats a run.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test ends where something is missing, and says what it does")]

mod generate;

use generate::{Machine, Random};
use serde_json::{Value, json};
use sf_preflight::observe::{Context, observe};
use sf_preflight_checks::model::observations::{Flow, LoginRequest, NpmSettings};
use std::collections::BTreeSet;
use std::env;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The seed where none is given.
const DEFAULT_SEED: u64 = 2026;
const MACHINES: usize = 400;
/// Of the machines, at least this many must come out each way, or the generator has gone blind.
const EACH_WAY: usize = 25;

#[tokio::test]
async fn the_model_says_what_npm_does() {
    let Some((node, modules)) = tools() else {
        println!(
            "LEFT OUT: npm's own code was not compared with. Set SF_PREFLIGHT_NODES and SF_PREFLIGHT_SF_MODULES (tests/parity/install.sh)."
        );
        return;
    };
    let seed = seed();
    println!("SF_PREFLIGHT_SEED={seed}");
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    let mut random = Random::new(seed);
    let machines: Vec<Machine> = (0..MACHINES).map(|number| Machine::generate(&mut random, &root.join(number.to_string()))).collect();
    let npm = ask_npm(&node, &modules, &machines);
    assert_eq!(npm.len(), machines.len());

    let mut ways = [0; 3];
    let mut differences = Vec::new();
    for (machine, npm) in machines.iter().zip(&npm) {
        let settings = observe(&context(machine)).await.unwrap().npm;
        let (ours, theirs) = (outcome(&settings), npm.as_bool());
        ways[theirs.map_or(2, usize::from)] += 1;
        if ours != theirs {
            differences.push(format!("{machine}npm: {npm}\nhere: {ours:?} {}\n", serde_json::to_string(&settings.layers).unwrap()));
        }
    }
    println!("{} machines: {} unchecked, {} checked, {} where npm throws", machines.len(), ways[0], ways[1], ways[2]);
    assert!(differences.is_empty(), "{} of {MACHINES} differ; SF_PREFLIGHT_SEED={seed}\n{}", differences.len(), differences.join("\n"));
    assert!(ways[0] >= EACH_WAY && ways[1] >= EACH_WAY, "{ways:?}");
}

/// Whether npm checks certificates; None where it throws.
fn outcome(settings: &NpmSettings) -> Option<bool> {
    let throws = settings.layers.iter().any(|layer| layer.fault.is_some());
    (!throws).then(|| settings.strict_ssl().is_none_or(|line| line.strict))
}

fn tools() -> Option<(PathBuf, PathBuf)> {
    let node = env::split_paths(&env::var_os("SF_PREFLIGHT_NODES")?).next().filter(|node| node.is_file())?;
    let modules = PathBuf::from(env::var_os("SF_PREFLIGHT_SF_MODULES")?);
    modules.join("npm/package.json").is_file().then_some((node, modules))
}

/// SF_PREFLIGHT_SEED, else always the same.
fn seed() -> u64 {
    env::var("SF_PREFLIGHT_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(DEFAULT_SEED)
}

fn ask_npm(node: &Path, modules: &Path, machines: &[Machine]) -> Vec<Value> {
    let list: Vec<Value> = machines
        .iter()
        .map(|machine| json!({"env": machine.variables, "cwd": machine.working_directory, "node": machine.node, "npm": machine.npm}))
        .collect();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/parity/npm/oracle.cjs");
    let mut child = Command::new(node).arg(script).arg(modules).env_clear().stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(&serde_json::to_vec(&list).unwrap()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "npm's code could not be asked");
    serde_json::from_slice(&output.stdout).unwrap()
}

fn context(machine: &Machine) -> Context {
    Context {
        variables: machine.variables.clone(),
        home: Some(machine.home.clone()),
        ..Context::new(LoginRequest::of(Flow::Jwt), &machine.working_directory)
    }
}

#[test]
fn the_generator_is_repeatable_and_varied() {
    let folder = tempfile::tempdir().unwrap();
    let show = |seed| Machine::generate(&mut Random::new(seed), &folder.path().join(format!("{seed}"))).to_string();
    assert_eq!(show(7), show(7));
    assert!((0..20).map(show).collect::<BTreeSet<_>>().len() > 15);
}
