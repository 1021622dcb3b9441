//! x509-limbo: the model against real Node, on every server case that a TLS server can serve.

use super::node::{Node, Question};
use serde::Deserialize;
use sf_preflight_checks::model::observations::Der;
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
    validation_kind: String,
    trusted_certs: Vec<String>,
    untrusted_intermediates: Vec<String>,
    peer_certificate: String,
    peer_certificate_key: Option<String>,
    expected_peer_name: Option<PeerName>,
    expected_result: String,
}

#[derive(Deserialize)]
struct PeerName {
    value: String,
}

/// A case in which the model is known to say something else than Node, and why.
#[derive(Deserialize)]
struct Divergence {
    node: Option<String>,
    model: Option<String>,
    reason: String,
}

/// The least share of cases in which the model says what Node says, percent.
const LEAST_PERCENT: usize = 97;

/// Asks these Nodes, and fails on a divergence that is not listed, or listed and gone. Both judge by today's date,
/// whatever date a case is made for.
pub fn compare(corpus: &Path, nodes: &[Node]) {
    let corpus: Corpus = serde_json::from_slice(&fs::read(corpus).unwrap()).unwrap();
    let cases: Vec<&Case> = corpus.testcases.iter().filter(|case| case.validation_kind == "SERVER").collect();
    let questions: Vec<Question> = cases.iter().filter_map(|case| case.question()).collect();
    let known: BTreeMap<String, Divergence> = serde_json::from_str(include_str!("limbo-divergences.json")).unwrap();
    for node in nodes.iter().filter(|node| node.version.major >= 22) {
        let folder = tempfile::tempdir().unwrap();
        let answers = node.ask(&questions, &BTreeMap::new(), folder.path());
        let (mut agreed, mut as_specified, mut surprises) = (0, 0, Vec::new());
        for (case, said) in cases.iter().filter_map(|case| Some((case, answers.get(&case.id)?))) {
            let model = case.verdict(node);
            agreed += usize::from(*said == model);
            as_specified += usize::from(model.is_none() == (case.expected_result == "SUCCESS"));
            match known.get(&format!("{} {}", node.version.major, case.id)) {
                Some(listed) if listed.node == *said && listed.model == model => {
                    eprintln!("known divergence: {}: {}", case.id, listed.reason)
                }
                None if *said == model => {}
                listed => surprises.push(format!("{}: node {said:?}, model {model:?}, listed: {}", case.id, listed.is_some())),
            }
        }
        let count = answers.len();
        eprintln!(
            "x509-limbo: the model agrees with Node {} in {agreed} of {count} cases; with the corpus, for information, in {as_specified}",
            node.version
        );
        assert!(surprises.is_empty(), "Node {}:\n{}", node.version, surprises.join("\n"));
        assert!(count > 0 && agreed * 100 >= count * LEAST_PERCENT, "Node {}: {agreed} of {count}", node.version);
    }
}

impl Case {
    /// None where the key is not known, so that no server can serve it. Where no name is expected, Node is asked for none.
    fn question(&self) -> Option<Question> {
        let chain = [&self.peer_certificate].into_iter().chain(&self.untrusted_intermediates).cloned().collect();
        Some(Question {
            id: self.id.clone(),
            host: self.host().to_owned(),
            chain,
            key: self.peer_certificate_key.clone()?,
            trusted: Some(self.trusted_certs.clone()),
        })
    }

    fn host(&self) -> &str {
        self.expected_peer_name.as_ref().map_or("", |name| name.value.as_str())
    }

    fn verdict(&self, node: &Node) -> Option<String> {
        let trusted: Vec<Der> = self.trusted_certs.iter().flat_map(|text| ders(text)).collect();
        let sent = [&self.peer_certificate].into_iter().chain(&self.untrusted_intermediates);
        let sent: Vec<Der> = sent.flat_map(|text| ders(text)).collect();
        let now = chrono::Utc::now().timestamp();
        let verification = verify_with(&TrustStore::of(&trusted), self.host(), &sent, now, Rules::of(node.version));
        if self.host().is_empty() && verification.has(ChainError::WrongHost) {
            return None;
        }
        if verification.is_judged { verification.code().map(str::to_owned) } else { Some("(not judged)".to_owned()) }
    }
}

fn ders(text: &str) -> Vec<Der> {
    pem::blocks(text.as_bytes()).into_iter().map(|block| Der(block.unwrap().data)).collect()
}
