//! The model of certificates against real Node.
#![allow(clippy::unwrap_used, clippy::panic)] // Helpers of tests count as no tests.

#[path = "certificates/files.rs"]
mod files;
#[path = "certificates/generate.rs"]
mod generate;
#[path = "certificates/limbo.rs"]
mod limbo;
#[path = "certificates/node.rs"]
mod node;
#[path = "certificates/options.rs"]
mod options;

use node::{Node, Question};
use serde::Deserialize;
use sf_preflight_checks::model::observations::Der;
use sf_preflight_checks::node::pem;
use sf_preflight_checks::node::roots::TrustStore;
use sf_preflight_checks::node::verify::{Rules, verify_with};
use std::collections::BTreeMap;
use std::env;
use std::path::Path;

const DEFAULT_SEED: u64 = 20_261_124;
const CASES: usize = 800;

#[test]
fn the_model_agrees_with_node_on_x509_limbo() {
    match env::var_os("SF_PREFLIGHT_LIMBO") {
        Some(corpus) => limbo::compare(Path::new(&corpus), &node::find()),
        None => eprintln!("LEFT OUT: x509-limbo; set SF_PREFLIGHT_LIMBO to its limbo.json"),
    }
}

#[test]
fn the_model_agrees_with_node_on_generated_chains() {
    let seed = seed();
    let count = env::var("SF_PREFLIGHT_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(CASES);
    eprintln!("seed: {seed} (SF_PREFLIGHT_SEED gives another), cases: {count}");
    let nodes = node::find();
    if nodes.is_empty() {
        return;
    }
    let mut generator = generate::Generator::new(seed);
    let questions: Vec<Question> = (0..count).map(|id| generator.case(id)).collect();
    nodes.iter().for_each(|node| compare(node, &questions));
}

/// SF_PREFLIGHT_SEED, else always the same.
fn seed() -> u64 {
    env::var("SF_PREFLIGHT_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(DEFAULT_SEED)
}

#[test]
fn the_model_agrees_with_node_on_weak_keys_and_digests() {
    let questions = weak_questions();
    node::find().iter().for_each(|node| compare(node, &questions));
}

#[test]
fn the_model_agrees_with_node_on_long_chains() {
    let mut generator = generate::Generator::new(seed());
    let questions: Vec<Question> = [2, 3, 4, 5, 8, 50, 98, 99, 100, 101, 102, 103, 104, 110].map(|count| generator.long(count)).into();
    node::find().iter().for_each(|node| compare(node, &questions));
}

#[test]
fn a_damaged_certificate_is_judged_as_node_judges_it() {
    let seed = seed();
    let mut generator = generate::Generator::new(seed);
    let questions: Vec<Question> = (0..600).map(|id| generator.damaged(id)).collect();
    for node in node::find().into_iter().filter(|node| node.version.major >= 22) {
        let folder = tempfile::tempdir().unwrap();
        let answers = node.ask(&questions, &BTreeMap::new(), folder.path());
        let (mut agree, mut not_askable, mut differences) = (0, 0, Vec::new());
        for question in &questions {
            let node_says = answers[&question.id].clone();
            let is_verdict = node_says
                .as_ref()
                .is_none_or(|code| !code.starts_with("server: ") && !code.starts_with("ERR_SSL_") && !code.starts_with("ERR_OSSL_"));
            if !is_verdict {
                not_askable += 1;
                continue;
            }
            match model_or_unknown(&node, question) {
                Some(said) if said == node_says => agree += 1,
                said => differences.push(format!("case {}: node {node_says:?}, model {said:?}\n{}", question.id, shown(question))),
            }
        }
        eprintln!("Node {}: {agree} damaged chains agree, {not_askable} break the handshake, {} differ", node.version, differences.len());
        // Where the damage makes the encoding itself wrong, OpenSSL and x509-parser give up at different places
        // (docs/certificates.md); a rule that is wrong shows as far more than these.
        assert!(differences.len() * 8 < agree, "Node {} (seed {seed}):\n{}", node.version, differences.join("\n"));
    }
}

/// Asks Node all questions in one process and compares every code.
fn compare(node: &Node, questions: &[Question]) {
    let folder = tempfile::tempdir().unwrap();
    let answers = node.ask(questions, &BTreeMap::new(), folder.path());
    let mut by_code: BTreeMap<String, u32> = BTreeMap::new();
    let mut differences = Vec::new();
    // Node 20 does not read the form in which rcgen writes Ed25519 keys, and so cannot serve those chains.
    let asked: Vec<&Question> =
        questions.iter().filter(|question| !answers[&question.id].as_ref().is_some_and(|code| code.starts_with("server: "))).collect();
    for question in &asked {
        let node_says = answers[&question.id].clone();
        *by_code.entry(node_says.clone().unwrap_or_else(|| "OK".to_owned())).or_default() += 1;
        let model_says = model(node, question);
        if node_says != model_says {
            differences.push(format!("case {}: node {node_says:?}, model {model_says:?}\n{}", question.id, shown(question)));
        }
    }
    let agree = asked.len() - differences.len();
    eprintln!(
        "Node {}: {agree} of {} agree, {} could not be served; {by_code:?}",
        node.version,
        asked.len(),
        questions.len() - asked.len()
    );
    assert!(asked.len() * 4 > questions.len() * 3, "too few chains could be served");
    assert!(
        differences.is_empty(),
        "Node {}: {} differ\n{}",
        node.version,
        differences.len(),
        differences[..differences.len().min(10)].join("\n")
    );
}

fn model(node: &Node, question: &Question) -> Option<String> {
    model_or_unknown(node, question).unwrap()
}

/// None where a certificate cannot be read.
fn model_or_unknown(node: &Node, question: &Question) -> Option<Option<String>> {
    let store = TrustStore::of(&ders(question.trusted.as_deref().unwrap_or_default()));
    let verification = verify_with(&store, &question.host, &ders(&question.chain), chrono::Utc::now().timestamp(), Rules::of(node.version));
    verification.is_judged.then(|| verification.code().map(str::to_owned))
}

fn ders(pems: &[String]) -> Vec<Der> {
    pems.iter().flat_map(|text| pem::blocks(text.as_bytes())).map(|block| Der(block.unwrap().data)).collect()
}

fn shown(question: &Question) -> String {
    format!(
        "host {}\nchain:\n{}trusted:\n{}",
        question.host,
        question.chain.concat(),
        question.trusted.clone().unwrap_or_default().concat()
    )
}

/// What rcgen cannot make: small RSA keys, SHA-1 and MD5. Made once with openssl, valid for a hundred years.
fn weak_questions() -> Vec<Question> {
    #[derive(Deserialize)]
    struct Made {
        certificate: String,
        key: String,
    }
    let made: BTreeMap<String, Made> = serde_json::from_str(include_str!("certificates/weak.json")).unwrap();
    let chains: [&[&str]; 12] = [
        &["leaf1024", "r2048"],
        &["leafsha1", "r2048"],
        &["leafmd5", "r2048"],
        &["leafunder1024", "int1024", "r2048"],
        &["leafr1024", "r1024"],
        &["leafrsha1", "rsha1"],
        &["leaf1536", "r2048"],
        &["leaf2040", "r2048"],
        &["leafsha224", "r2048"],
        &["r1024"],
        &["r2048"],
        &["rsha1"],
    ];
    let question = |id: String, chain: &[&str], trusted: &str| Question {
        id,
        host: "localhost".to_owned(),
        chain: chain.iter().map(|name| made[*name].certificate.clone()).collect(),
        key: made[chain[0]].key.clone(),
        trusted: Some(vec![made[trusted].certificate.clone()]),
    };
    let mut questions = Vec::new();
    for chain in chains {
        for trusted in ["r2048", "r1024", "rsha1"] {
            for length in 1..=chain.len() {
                questions.push(question(format!("{} trusting {trusted}", chain[..length].join(" ")), &chain[..length], trusted));
            }
        }
    }
    questions
}
