//! Real Nodes.

use serde::Serialize;
use sf_preflight_checks::model::observations::NodeVersion;
use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A Node that is there.
pub struct Node {
    path: PathBuf,
    /// Its version.
    pub version: NodeVersion,
}

/// A question to Node: what does it say of this chain?
#[derive(Debug, Clone, Serialize)]
pub struct Question {
    /// Its number.
    pub id: String,
    /// The host that is asked for; any where it is empty.
    pub host: String,
    /// What the server sends, PEM.
    pub chain: Vec<String>,
    /// The key of the first of these, PEM.
    pub key: String,
    /// What the client trusts instead of its own roots, PEM; None for its own settings.
    pub trusted: Option<Vec<String>>,
}

/// Node's answers: a code, or None where it accepts.
pub type Answers = BTreeMap<String, Option<String>>;

/// The Nodes that SF_PREFLIGHT_NODES names (a path list); none, loudly, where it names none.
pub fn find() -> Vec<Node> {
    let named = env::var_os("SF_PREFLIGHT_NODES").unwrap_or_default();
    let paths = env::split_paths(&named);
    let nodes: Vec<Node> = paths.filter_map(|path| Some(Node { version: version(&path)?, path })).collect();
    if nodes.is_empty() {
        eprintln!("LEFT OUT: no Node was found; name some in SF_PREFLIGHT_NODES (a path list)");
    }
    nodes
}

fn version(path: &Path) -> Option<NodeVersion> {
    let output = Command::new(path).arg("--version").env_clear().output().ok()?;
    NodeVersion::parse(&String::from_utf8_lossy(&output.stdout))
}

impl Node {
    /// Asks all questions in one process, with these variables and no others, in that working directory.
    pub fn ask(&self, questions: &[Question], variables: &BTreeMap<String, String>, folder: &Path) -> Answers {
        let file = folder.join("questions.json");
        fs::write(&file, serde_json::to_vec(questions).unwrap()).unwrap();
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/parity/certificates/batch.js");
        let output = Command::new(&self.path).arg(script).arg(&file).env_clear().envs(variables).current_dir(folder).output().unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "Node {}: {errors}", self.version);
        serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("Node {}: {error}: {errors}", self.version))
    }

    /// The SHA-256 fingerprints of what it loads from NODE_EXTRA_CA_CERTS, and what it prints on stderr.
    pub fn extra(&self, path: &Path) -> (Vec<String>, String) {
        const SCRIPT: &str = "const { X509Certificate } = require('node:crypto');
            const loaded = require('node:tls').getCACertificates('extra');
            console.log(JSON.stringify(loaded.map((pem) => new X509Certificate(pem).fingerprint256)));";
        let output = Command::new(&self.path).args(["-e", SCRIPT]).env_clear().env("NODE_EXTRA_CA_CERTS", path).output().unwrap();
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        (serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {errors}")), errors)
    }

    /// Whether it starts with these NODE_OPTIONS, and what it prints on stderr.
    pub fn starts(&self, options: &str) -> (bool, String) {
        let output = Command::new(&self.path).args(["-e", "0"]).env_clear().env("NODE_OPTIONS", options).output().unwrap();
        (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
    }

    /// The SHA-256 fingerprints of its compiled-in roots.
    pub fn roots(&self) -> Vec<String> {
        const SCRIPT: &str = "const { X509Certificate } = require('node:crypto');
            const roots = require('node:tls').rootCertificates;
            console.log(JSON.stringify(roots.map((pem) => new X509Certificate(pem).fingerprint256)));";
        let output = Command::new(&self.path).args(["-e", SCRIPT]).env_clear().output().unwrap();
        serde_json::from_slice(&output.stdout).unwrap()
    }
}
