//! x509-limbo: the model against what real Nodes answered.

use serde::Deserialize;
use sf_preflight_checks::model::observations::Der;
use sf_preflight_checks::model::observations::NodeVersion;
use sf_preflight_checks::node::chain_error::ChainError;
use sf_preflight_checks::node::pem;
use sf_preflight_checks::node::roots::TrustStore;
use sf_preflight_checks::node::verify::{Rules, verify_with};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

#[derive(Deserialize)]
struct Corpus {
    testcases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    id: String,
    trusted_certs: Vec<String>,
    untrusted_intermediates: Vec<String>,
    peer_certificate: String,
    expected_peer_name: Option<PeerName>,
}

#[derive(Deserialize)]
struct PeerName {
    value: String,
}

#[derive(Deserialize)]
struct Answer {
    err: Option<String>,
}

/// A case in which the model is known to say something else than Node, and why.
#[derive(Deserialize)]
struct Divergence {
    node: Option<String>,
    model: Option<String>,
    reason: String,
}

/// Compares, and fails on a divergence that is not listed, or listed and gone.
pub fn compare(corpus: &Path) {
    let cases: Corpus = serde_json::from_slice(&fs::read(corpus).unwrap()).unwrap();
    let known: BTreeMap<String, Divergence> = serde_json::from_str(include_str!("limbo-divergences.json")).unwrap();
    for major in [22, 24] {
        let recorded = corpus.with_file_name(format!("limbo-node{major}.json"));
        let answers: BTreeMap<String, Answer> = serde_json::from_slice(&fs::read(recorded).unwrap()).unwrap();
        let mut surprises = Vec::new();
        let mut agreed = 0;
        for (case, answer) in cases.testcases.iter().filter_map(|case| Some((case, answers.get(&case.id)?))) {
            let (node, model) = (answer.err.clone(), verdict(case, major));
            agreed += u32::from(node == model);
            match known.get(&format!("{major} {}", case.id)) {
                Some(listed) if listed.node == node && listed.model == model => {
                    eprintln!("known divergence: {}: {}", case.id, listed.reason)
                }
                None if node == model => {}
                listed => surprises.push(format!("{}: node {node:?}, model {model:?}, listed: {}", case.id, listed.is_some())),
            }
        }
        eprintln!("x509-limbo: the model agrees with Node {major} in {agreed} of {} cases", answers.len());
        assert!(surprises.is_empty(), "Node {major}:\n{}", surprises.join("\n"));
    }
}

fn verdict(case: &Case, major: u32) -> Option<String> {
    let host = case.expected_peer_name.as_ref().map(|name| name.value.as_str());
    let trusted: Vec<Der> = case.trusted_certs.iter().flat_map(|text| ders(text)).collect();
    let sent: Vec<Der> = [&case.peer_certificate].into_iter().chain(&case.untrusted_intermediates).flat_map(|text| ders(text)).collect();
    let rules = Rules::of(NodeVersion::new(major, 0, 0));
    let verification = verify_with(&TrustStore::of(&trusted), host.unwrap_or_default(), &sent, chrono::Utc::now().timestamp(), rules);
    // Where no name is expected, the one who recorded did not ask Node for one.
    if host.is_none() && verification.has(ChainError::WrongHost) {
        return None;
    }
    if verification.is_judged { verification.code().map(str::to_owned) } else { Some("(not judged)".to_owned()) }
}

fn ders(text: &str) -> Vec<Der> {
    pem::blocks(text.as_bytes()).into_iter().map(|block| Der(block.unwrap().data)).collect()
}
