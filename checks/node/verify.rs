//! Node's verdict on a chain.
//!
//! Source: OpenSSL 3.5 `crypto/x509/x509_vfy.c` (`verify_chain`, `check_extensions`, `check_auth_level`,
//! `internal_verify`, `check_name_constraints`). Node's callback always lets it go on, so that the last error is the
//! one that counts.

use super::certificate::{Authority, Certificate};
use super::chain::{self, Chain};
use super::chain_error::ChainError;
use super::key::{Curve, PublicKey};
use super::options::NodeOptions;
use super::roots::TrustStore;
use super::signature::is_signed_by;
use super::{identity, name_constraints};
use crate::model::Observations;
use crate::model::observations::{Der, NodeVersion};
use std::sync::Arc;

/// Node's verdict on a chain that a host sent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verification {
    /// Every error that OpenSSL met, as Node's codes, in OpenSSL's order; Node reports the last.
    pub errors: Vec<String>,
    /// The same errors, each with the certificate concerned.
    pub faults: Vec<Fault>,
    /// The chain as OpenSSL builds it.
    pub chain: Chain,
    /// False where a certificate that was sent could not be read at all, or the root may be in a file that is too large
    /// to be read here, so that nothing is known.
    pub is_judged: bool,
}

/// Something wrong with one certificate of the chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What.
    pub error: ChainError,
    /// Which: its place in the chain, 0 for the server's own.
    pub depth: usize,
    /// What Node adds to its message about a wrong host; empty otherwise.
    pub reason: String,
}

impl Verification {
    /// The code that Node reports; None where it accepts the chain.
    pub fn code(&self) -> Option<&str> {
        self.errors.last().map(String::as_str)
    }

    /// What Node reports.
    pub fn last(&self) -> Option<&Fault> {
        self.faults.last()
    }

    /// Whether it holds an error of that kind.
    pub fn has(&self, error: ChainError) -> bool {
        self.faults.iter().any(|fault| fault.error == error)
    }

    /// Whether the chain ends without a trusted root.
    pub fn is_untrusted(&self) -> bool {
        self.faults.iter().any(|fault| fault.error.is_about_trust())
    }

    /// The certificate that a fault is about.
    pub fn certificate(&self, fault: &Fault) -> Option<&Certificate> {
        self.chain.certificates.get(fault.depth).map(Arc::as_ref)
    }
}

/// What differs between one Node and another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// OpenSSL's security level: 1 up to Node 22 (measured on 20 and 22), 2 in 24, or what `@SECLEVEL=` in
    /// `--tls-cipher-list` says.
    pub security_level: u32,
    /// Whether a certificate can be for an IPv6 address: not in Node 22 and 23, which lose the address on the way
    /// (measured on 22.23.3; 20 and 24.21 find it).
    pub matches_ipv6: bool,
}

impl Rules {
    /// The rules of a Node without options.
    pub fn of(version: NodeVersion) -> Self {
        Self { security_level: if version.major >= 24 { 2 } else { 1 }, matches_ipv6: !matches!(version.major, 22 | 23) }
    }

    /// The rules of the Node that was observed, with its options.
    pub fn in_force(observations: &Observations) -> Self {
        let rules = Self::of(observations.node_version());
        let options = NodeOptions::read(&observations.environment, observations.node_version());
        let ciphers = options.value("--tls-cipher-list").unwrap_or_default();
        let said = ciphers.rsplit_once("@SECLEVEL=").and_then(|(_, rest)| rest.chars().next()?.to_digit(10));
        Self { security_level: said.unwrap_or(rules.security_level), ..rules }
    }
}

/// What Node says of `chain` (the leaf first) sent by `host`, with the trust settings observed, at the time observed.
/// NODE_TLS_REJECT_UNAUTHORIZED is not considered here.
pub fn verify(observations: &Observations, host: &str, chain: &[Der]) -> Verification {
    let now = observations.observed_at.timestamp();
    let verification = verify_with(&TrustStore::in_force(observations), host, chain, now, Rules::in_force(observations));
    if verification.is_untrusted() && observations.trust.is_too_large() { Verification::default() } else { verification }
}

/// What Node says of a chain with another trust store, at another time (seconds since 1970) or by other rules.
pub fn verify_with(store: &TrustStore, host: &str, sent: &[Der], now: i64, rules: Rules) -> Verification {
    let level = rules.security_level;
    let read: Option<Vec<Arc<Certificate>>> = sent.iter().map(|der| Certificate::read(&der.0).map(Arc::new)).collect();
    let Some(read) = read.filter(|read| !read.is_empty()) else { return Verification::default() };
    let mut faults = Faults::default();
    if read[0].key.security_bits() < least_bits(level) {
        faults.add(ChainError::LeafKeyTooSmall, 0);
    }
    let chain = chain::build(&read, store, now);
    if let Some(error) = chain.error {
        // An earlier error takes the place of this one.
        let error = faults.0.last().map_or(error, |earlier| earlier.error);
        faults.add(error, chain.certificates.len() - 1);
    }
    let certificates = &chain.certificates;
    check_extensions(certificates, &mut faults);
    check_strength(certificates, level, &mut faults);
    check_signatures_and_dates(certificates, now, &mut faults);
    check_names(certificates, &mut faults);
    if faults.0.is_empty()
        && let Err(reason) = identity::check(host, &certificates[0], rules.matches_ipv6)
    {
        faults.0.push(Fault { error: ChainError::WrongHost, depth: 0, reason });
    }
    let errors = faults.0.iter().map(|fault| fault.error.code().to_owned()).collect();
    Verification { errors, faults: faults.0, chain, is_judged: true }
}

#[derive(Default)]
struct Faults(Vec<Fault>);

impl Faults {
    fn add(&mut self, error: ChainError, depth: usize) {
        self.0.push(Fault { error, depth, reason: String::new() });
    }
}

fn check_extensions(chain: &[Arc<Certificate>], faults: &mut Faults) {
    let mut authorities_below = 0;
    for (depth, certificate) in chain.iter().enumerate() {
        if certificate.extensions.unhandled_critical {
            faults.add(ChainError::UnhandledCriticalExtension, depth);
        }
        let is_root = depth + 1 == chain.len();
        let is_authority = match certificate.authority() {
            Authority::Proper => true,
            Authority::Tolerated => is_root,
            Authority::None => false,
        };
        if depth > 0 && !is_authority {
            faults.add(ChainError::InvalidCa, depth);
        }
        if chain.len() > 1 {
            match certificate.key {
                PublicKey::Unknown => faults.add(ChainError::Unspecified, depth),
                PublicKey::Ec(Curve::Explicit) => faults.add(ChainError::ExplicitCurve, depth),
                _ => {}
            }
        }
        if !certificate.fits_server_chain(depth > 0) {
            faults.add(ChainError::InvalidPurpose, depth);
        }
        let allowed = certificate.extensions.basic_constraints.and_then(|(_, length)| length);
        if depth > 1 && allowed.is_some_and(|allowed| authorities_below > allowed) {
            faults.add(ChainError::PathLengthExceeded, depth);
        }
        if depth > 0 && !certificate.is_self_issued() {
            authorities_below += 1;
        }
    }
}

/// Keys of issuers, and the digests of all signatures but the topmost certificate's.
fn check_strength(chain: &[Arc<Certificate>], level: u32, faults: &mut Faults) {
    for (depth, certificate) in chain.iter().enumerate() {
        if depth > 0 && certificate.key.security_bits() < least_bits(level) {
            faults.add(ChainError::IssuerKeyTooSmall, depth);
        }
        if depth + 1 < chain.len() && certificate.signed_with.security_bits() < least_bits(level) {
            faults.add(ChainError::DigestTooWeak, depth);
        }
    }
}

/// From the top down. The dates of a topmost certificate that is not a root are not looked at, unless it stands alone.
fn check_signatures_and_dates(chain: &[Arc<Certificate>], now: i64, faults: &mut Faults) {
    let Some(top) = chain.last() else { return };
    let ends_in_root = top.is_likely_issued_by(top);
    let skipped = usize::from(!ends_in_root && chain.len() > 1);
    if !ends_in_root && chain.len() == 1 {
        faults.add(ChainError::UnableToVerifyLeaf, 0);
    }
    for (depth, certificate) in chain.iter().enumerate().rev().skip(skipped) {
        if let Some(issuer) = chain.get(depth + 1) {
            if !issuer.may_sign_certificates() {
                faults.add(ChainError::NoCertSign, depth + 1);
            }
            if issuer.key == PublicKey::Unknown {
                faults.add(ChainError::UndecodableIssuerKey, depth + 1);
            } else if is_signed_by(certificate, issuer) == Some(false) {
                faults.add(ChainError::SignatureFailure, depth);
            }
        }
        if now < certificate.not_before {
            faults.add(ChainError::NotYetValid, depth);
        }
        if now > certificate.not_after {
            faults.add(ChainError::Expired, depth);
        }
    }
}

fn check_names(chain: &[Arc<Certificate>], faults: &mut Faults) {
    for (depth, certificate) in chain.iter().enumerate().rev() {
        if depth > 0 && certificate.is_self_issued() {
            continue;
        }
        for above in chain[depth + 1..].iter().rev() {
            let Some(constraints) = &above.extensions.name_constraints else { continue };
            if let Err(error) = name_constraints::check(certificate, constraints, depth == 0) {
                faults.add(error, depth);
            }
        }
    }
}

/// The bits that a security level asks for (OpenSSL's `minbits_table`).
fn least_bits(level: u32) -> u32 {
    match level {
        0 => 0,
        1 => 80,
        2 => 112,
        3 => 128,
        4 => 192,
        _ => 256,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::node::test_world::{Pki, TIME};

    #[test]
    fn nothing_is_said_of_what_cannot_be_read() {
        let rules = Rules::of(NodeVersion::NEWEST);
        for sent in [vec![], vec![Der(b"junk".to_vec())], vec![Der(vec![0x30; 10_000])]] {
            assert!(!verify_with(&TrustStore::bundled(), "localhost", &sent, TIME, rules).is_judged);
        }
    }

    #[test]
    fn ten_thousand_certificates_are_no_burden() {
        let pki = Pki::new("Acme");
        let many = vec![pki.der("intermediate"); 10_000];
        let sent: Vec<Der> = [pki.der("leaf")].into_iter().chain(many.clone()).collect();
        let rules = Rules::of(NodeVersion::NEWEST);
        let verification = verify_with(&TrustStore::of(&[pki.der("root")]), "login.example.com", &sent, TIME, rules);
        assert_eq!(verification.code(), None);
        let verification = verify_with(&TrustStore::of(&many), "login.example.com", &sent, TIME, rules);
        assert_eq!(verification.code(), Some("UNABLE_TO_GET_ISSUER_CERT"));
    }

    #[test]
    fn the_cipher_list_sets_the_security_level() {
        let level = |options| Rules::in_force(&crate::node::test_world::world(&[("NODE_OPTIONS", options)])).security_level;
        assert_eq!(level(""), 2);
        assert_eq!(level("--tls-cipher-list=DEFAULT@SECLEVEL=0"), 0);
    }
}
