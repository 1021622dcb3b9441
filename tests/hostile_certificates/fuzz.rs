//! Damage made from a seed: whatever the bytes, certificates are read and chains judged without a panic.

use crate::lab::pki::PKI;
use fastrand::Rng;
use sf_preflight_checks::model::observations::{Der, NodeVersion};
use sf_preflight_checks::node::certificate::Certificate;
use sf_preflight_checks::node::certificate_file::{read_certificates, read_openssl_file};
use sf_preflight_checks::node::roots::TrustStore;
use sf_preflight_checks::node::verify::{Rules, verify_with};
use std::env;

const DEFAULT_SEED: u64 = 20_261_125;
const ROUNDS: usize = 3000;
/// 2026-11-25 00:00:00 UTC.
const TIME: i64 = 1_795_564_800;

/// SF_PREFLIGHT_SEED, else always the same.
fn rng() -> Rng {
    let seed = env::var("SF_PREFLIGHT_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(DEFAULT_SEED);
    eprintln!("seed: {seed} (SF_PREFLIGHT_SEED gives another)");
    Rng::with_seed(seed)
}

/// A few bytes changed, taken out, doubled or cut off.
fn damaged(rng: &mut Rng, bytes: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..rng.usize(1..5) {
        let (from, to) = (rng.usize(0..=bytes.len()), rng.usize(0..=bytes.len()));
        let (from, to) = (from.min(to), from.max(to));
        match rng.u8(0..6) {
            0 => bytes.truncate(to.max(1)),
            1 => drop(bytes.drain(from..to.min(from + 40))),
            2 => bytes.splice(from..from, bytes[from..to.min(from + 80)].to_vec()).for_each(drop),
            3 if from < bytes.len() => bytes[from] = [0, 0x30, 0x80, 0xff, b'-', b'\n'][rng.usize(0..6)],
            _ if from < bytes.len() => bytes[from] ^= 1 << rng.u8(0..8),
            _ => {}
        }
    }
    bytes
}

#[test]
fn no_damaged_file_ends_the_program() {
    let mut rng = rng();
    let file = format!("# {}\n{}{}{}", "é".repeat(9), PKI.root.pem(), PKI.intermediate.pem(), PKI.company.pem());
    let mut loaded = 0;
    for _ in 0..ROUNDS {
        let bytes = damaged(&mut rng, file.as_bytes());
        for store in [read_certificates(&bytes), read_openssl_file(&bytes)] {
            assert!(store.certificates.len() <= 6);
            loaded += store.certificates.len();
        }
    }
    assert!(loaded > ROUNDS / 4, "the damage leaves something to read");
}

#[test]
fn no_damaged_chain_in_any_order_ends_the_program() {
    let mut rng = rng();
    let whole = [PKI.root.der().to_vec(), PKI.intermediate.der().to_vec(), PKI.company.der().to_vec()];
    let (mut judged, mut refused) = (0, 0);
    for _ in 0..ROUNDS {
        let pick = |rng: &mut Rng| {
            let der = &whole[rng.usize(0..whole.len())];
            Der(if rng.u8(0..3) == 0 { der.clone() } else { damaged(rng, der) })
        };
        let sent: Vec<Der> = (0..rng.usize(0..6)).map(|_| pick(&mut rng)).collect();
        let trusted: Vec<Der> = (0..rng.usize(0..4)).map(|_| pick(&mut rng)).collect();
        for der in sent.iter().chain(&trusted) {
            let _ = Certificate::read(&der.0);
        }
        let rules = Rules::of(NodeVersion::new(if rng.bool() { 22 } else { 24 }, 0, 0));
        let verdict = verify_with(&TrustStore::of(&trusted), "acme.my.salesforce.com", &sent, TIME, rules);
        judged += usize::from(verdict.is_judged);
        refused += usize::from(verdict.code().is_some());
    }
    assert!(judged > ROUNDS / 20, "the damage leaves something to judge: {judged}");
    assert_eq!(judged, refused, "none of these is a server's certificate");
}
