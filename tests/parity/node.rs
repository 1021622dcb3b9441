//! Runs the real Node and the modules of the real sf, where the environment names them.

use serde_json::Value;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// The real programs to compare with.
pub struct Real {
    node: PathBuf,
    /// A node_modules folder, empty where none is named.
    pub modules: PathBuf,
}

/// The first Node of SF_PREFLIGHT_NODES and the modules of SF_PREFLIGHT_SF_MODULES. None, loudly, where a named one is
/// not there or `module` is not among them.
pub fn real(module: &str) -> Option<Real> {
    let node = std::env::var_os("SF_PREFLIGHT_NODES").and_then(|nodes| std::env::split_paths(&nodes).next()).filter(|node| node.is_file());
    let modules = std::env::var_os("SF_PREFLIGHT_SF_MODULES").map(PathBuf::from).unwrap_or_default();
    match node {
        Some(node) if module.is_empty() || modules.join(module).is_dir() => Some(Real { node, modules }),
        _ => {
            eprintln!("LEFT OUT: needs SF_PREFLIGHT_NODES (a Node) and SF_PREFLIGHT_SF_MODULES (a node_modules folder with {module:?})");
            None
        }
    }
}

impl Real {
    /// Runs a script of this folder with a JSON file as its second argument, the modules' folder being the first, in
    /// an empty environment, and reads the JSON that it prints.
    pub fn run(&self, script: &str, input: &Value) -> Value {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("input.json");
        std::fs::write(&file, input.to_string()).unwrap();
        let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/parity").join(script);
        let output = Command::new(&self.node)
            .arg(script)
            .args([&self.modules, &file])
            .current_dir(folder.path())
            .env_clear()
            .env("HOME", folder.path())
            .stderr(Stdio::inherit())
            .output()
            .unwrap();
        assert!(output.status.success(), "the script failed");
        serde_json::from_slice(&output.stdout).unwrap()
    }
}

/// Reports every difference, then fails if there was one.
pub fn assert_none(what: &str, differences: &[String], compared: usize) {
    for difference in differences.iter().take(80) {
        eprintln!("{difference}");
    }
    eprintln!("{what}: {} of {compared} agree", compared - differences.len());
    assert!(differences.is_empty(), "{} of {compared} {what} differ", differences.len());
}
