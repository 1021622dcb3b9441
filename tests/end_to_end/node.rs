//! What is expected of the network is what Node and sf's HTTP library really do in the lab's worlds.
//!
//! Needs `SF_PREFLIGHT_NODES` and `SF_PREFLIGHT_SF_MODULES`, which `tests/parity/install.sh` prints; otherwise it says
//! that it was left out.

use crate::expectations::{EXPECTED, Expected};
use crate::run::{in_parallel, world};
use serde_json::{Value, json};
use std::env;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The first Node that the variable names, and the HTTP library.
fn installed() -> Option<(PathBuf, PathBuf)> {
    let node = env::split_paths(&env::var_os("SF_PREFLIGHT_NODES")?).next()?;
    let library = Path::new(&env::var_os("SF_PREFLIGHT_SF_MODULES")?).join("undici");
    (node.is_file() && library.is_dir()).then_some((node, library))
}

/// Whether the request itself decides what becomes of a login in this world, each time in the same way, and not where its
/// answer sends on to.
fn is_about_the_request(expected: &Expected) -> bool {
    let page_decides = expected.check == Some("endpoint") && expected.code.is_none() && expected.outcome == "fail";
    let request_decides = matches!(expected.check, None | Some("proxy" | "connection" | "certificate-chain" | "endpoint"));
    request_decides && !page_decides && !["http-url", "client-certificate", "captive-unreachable"].contains(&expected.fault)
}

/// What Node makes of a world.
fn fetch(node: &Path, library: &Path, fault: &str) -> Value {
    let world = world(fault);
    let like = world.command(node, &[]);
    let mut command = Command::new(node);
    command.env_clear().envs(like.get_envs().filter_map(|(name, value)| Some((name, value?))));
    command.env("LAB_HTTP_LIBRARY", library).env("LAB_ORG_PORT", world.org_address().port().to_string());
    command.current_dir(world.folder("cwd")).arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/end_to_end/fetch.cjs"));
    let output = command.output().unwrap();
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{fault}: {error}: {output:?}"))
}

#[test]
fn what_is_expected_of_the_network_is_what_node_does() {
    let Some((node, library)) = installed() else {
        let _ = writeln!(
            std::io::stderr(),
            "\nLEFT OUT: Node in the lab's worlds: SF_PREFLIGHT_NODES and SF_PREFLIGHT_SF_MODULES do not name it\n"
        );
        return;
    };
    let about: Vec<&Expected> = EXPECTED.iter().filter(|expected| is_about_the_request(expected)).collect();
    let wrong: Vec<String> = in_parallel(&about, |expected| {
        // The request fails at the given host, whether or not sf then goes on to another.
        let outcome = if expected.code.is_some() { "fail" } else { expected.outcome };
        let (got, wanted) = (fetch(&node, &library, expected.fault), json!({ "outcome": outcome, "code": expected.code }));
        (got != wanted).then(|| format!("{}: Node: {got}, expected: {wanted}", expected.fault))
    })
    .into_iter()
    .flatten()
    .collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), about.len(), wrong.join("\n"));
}
