//! What `inspect` says of a key file against what the real Node and jsonwebtoken say of it, for every damaged form.

#![allow(clippy::unwrap_used, reason = "this is all test code")]

#[path = "keys/damage.rs"]
mod damage;
#[cfg(unix)]
#[path = "keys/mending.rs"]
mod mending;
mod node;

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use sf_preflight_checks::model::observations::PrivateKey;
use sf_preflight_checks::salesforce::private_key::{self, Inspected};
use std::collections::BTreeMap;

#[test]
fn every_damaged_key_is_judged_as_node_and_jsonwebtoken_judge_it() {
    let Some(real) = node::real("jsonwebtoken") else { return };
    let seed = seed();
    let files = damage::files(&keys(&real), seed);
    let verdicts = verdicts(&real, &files);
    let mut differences = Vec::new();
    for ((name, bytes), verdict) in files.iter().zip(&verdicts) {
        let Inspected { private_key: key, form, public_key_sha256 } = private_key::inspect(bytes);
        let words = private_key::sign_error(&key).unwrap_or_else(|| "OK".to_owned());
        assert!(is_untouched(name) <= is_consistent(&key), "{name} is whole");
        assert_eq!(public_key_sha256.is_some(), is_consistent(&key), "{name}");
        let (kind, bits) = kind(&key);
        let mut told = vec![("words", json!(words)), ("type", json!(kind))];
        told.extend(bits.map(|bits| ("bits", json!(bits))));
        told.extend(public_key_sha256.map(|hash| ("publicKeySha256", json!(hash))));
        if told.iter().any(|(what, value)| verdict[what] != *value) {
            differences.push(format!("{name}: Node {verdict}, here {told:?} {key:?} {form:?}"));
        }
    }
    node::assert_none(&format!("key files (seed {seed})"), &differences, files.len());
}

#[cfg(unix)]
#[tokio::test]
async fn the_commands_mend_what_they_are_given_for() {
    let Some(real) = node::real("jsonwebtoken") else { return };
    let files = mending::mended(&keys(&real)).await;
    let verdicts = verdicts(&real, &files);
    let differences: Vec<String> = files
        .iter()
        .zip(&verdicts)
        .filter(|(_, verdict)| verdict["words"] != "OK")
        .map(|((name, _), verdict)| format!("{name}: Node {verdict}"))
        .collect();
    node::assert_none("mended keys", &differences, files.len());
}

/// SF_PREFLIGHT_SEED, else always the same.
fn seed() -> u64 {
    std::env::var("SF_PREFLIGHT_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(2026)
}

/// One key of each kind, in each form.
fn keys(real: &node::Real) -> BTreeMap<String, Vec<u8>> {
    let keys: BTreeMap<String, String> = serde_json::from_value(real.run("keys/generate.js", &Value::Null)).unwrap();
    keys.into_iter().map(|(name, text)| (name, STANDARD.decode(text).unwrap())).collect()
}

/// What Node and jsonwebtoken say of each file.
fn verdicts(real: &node::Real, files: &[(String, Vec<u8>)]) -> Vec<Value> {
    let texts: Vec<String> = files.iter().map(|(_, bytes)| STANDARD.encode(bytes)).collect();
    let verdicts: Vec<Value> = serde_json::from_value(real.run("keys/judge.js", &json!(texts))).unwrap();
    assert_eq!(verdicts.len(), files.len());
    verdicts
}

/// Whether a file is a key just as Node made it.
fn is_untouched(name: &str) -> bool {
    name.starts_with("rsa") && (name.ends_with("/pkcs8.pem") || name.ends_with("/pkcs1.pem"))
}

fn is_consistent(key: &PrivateKey) -> bool {
    matches!(key, PrivateKey::Rsa { consistent: true, .. })
}

/// Node's `asymmetricKeyType` and `modulusLength`.
fn kind(key: &PrivateKey) -> (Option<&str>, Option<u32>) {
    match key {
        PrivateKey::Rsa { bits, .. } => (Some("rsa"), Some(*bits)),
        PrivateKey::RsaPss { bits } => (Some("rsa-pss"), Some(*bits)),
        PrivateKey::Dsa { bits } => (Some("dsa"), Some(*bits)),
        PrivateKey::Ec => (Some("ec"), None),
        PrivateKey::Other { name } => (Some(name.as_str()), None),
        PrivateKey::Rejected | PrivateKey::Empty => (None, None),
    }
}
