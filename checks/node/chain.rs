//! The chain that OpenSSL builds from what a server sent and what is trusted.
//!
//! Source: OpenSSL 3.5 `crypto/x509/x509_vfy.c` (`build_chain`, `get0_best_issuer_sk`, `X509_STORE_CTX_get1_issuer`),
//! with the flags that Node leaves in force: trusted first, no partial chains.

use super::certificate::Certificate;
use super::chain_error::ChainError;
use super::roots::TrustStore;
use std::sync::Arc;

/// OpenSSL's depth limit of 100, and one more by which it notices that the chain is too long.
const MOST_CERTIFICATES: usize = 101;

/// A chain, the server's own certificate first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Chain {
    /// Its certificates.
    pub certificates: Vec<Arc<Certificate>>,
    /// How many of them, from the first, were sent; the rest come from the trust store.
    pub sent: usize,
    /// Why it does not end in a trusted root.
    pub error: Option<ChainError>,
}

impl Chain {
    /// The topmost certificate.
    pub fn top(&self) -> Option<&Arc<Certificate>> {
        self.certificates.last()
    }
}

/// Builds the chain for the first of the certificates sent, at a time in seconds since 1970.
pub fn build(sent: &[Arc<Certificate>], store: &TrustStore, now: i64) -> Chain {
    let Some(leaf) = sent.first() else { return Chain::default() };
    let mut chain = Chain { certificates: vec![Arc::clone(leaf)], sent: 1, error: None };
    let mut untrusted: Vec<Arc<Certificate>> = sent.to_vec();
    let mut is_trusted = false;
    let mut asks_server = true;
    while let Some(current) = chain.top().map(Arc::clone) {
        let has_room = chain.certificates.len() <= MOST_CERTIFICATES;
        let trusted = if has_room { best(&store.named(&current), &current, now, |_| true) } else { None };
        match trusted {
            Some(issuer) if !current.is_self_signed() => {
                asks_server = false;
                is_trusted = issuer.is_self_signed();
                chain.certificates.push(issuer);
                if is_trusted {
                    break;
                }
                continue;
            }
            Some(same) if same.der == current.der => {
                chain.sent -= 1;
                is_trusted = true;
                break;
            }
            // Self-signed, and one that only looks like a trusted one, or none at all.
            Some(_) | None => {}
        }
        if !asks_server || current.is_self_signed() || !has_room {
            break;
        }
        let is_alone = current.is_self_issued() && chain.certificates.len() == 1;
        let is_new = |candidate: &Certificate| is_alone || chain.certificates.iter().all(|known| known.der != candidate.der);
        let Some(issuer) = best(&untrusted, &current, now, is_new) else { break };
        if let Some(at) = untrusted.iter().position(|candidate| Arc::ptr_eq(candidate, &issuer)) {
            untrusted.remove(at);
        }
        chain.certificates.push(issuer);
        chain.sent += 1;
    }
    if !is_trusted {
        chain.error = Some(reason(&chain));
    }
    chain
}

/// Of the candidates that may be the issuer, the first that is valid now, else the one that expires last.
fn best(
    candidates: &[Arc<Certificate>],
    certificate: &Certificate,
    now: i64,
    accept: impl Fn(&Certificate) -> bool,
) -> Option<Arc<Certificate>> {
    let mut best: Option<&Arc<Certificate>> = None;
    for candidate in candidates.iter().filter(|candidate| accept(candidate) && certificate.is_likely_issued_by(candidate)) {
        if (candidate.not_before..=candidate.not_after).contains(&now) {
            return Some(Arc::clone(candidate));
        }
        if best.is_none_or(|best| candidate.not_after > best.not_after) {
            best = Some(candidate);
        }
    }
    best.cloned()
}

/// That a chain is too long is OpenSSL's last word but one: Node's callback lets it go on, and it then says what follows.
fn reason(chain: &Chain) -> ChainError {
    let length = chain.certificates.len();
    let top_is_self_signed = chain.top().is_some_and(|top| top.is_self_signed());
    match () {
        () if top_is_self_signed && length == 1 => ChainError::DepthZeroSelfSigned,
        () if top_is_self_signed => ChainError::SelfSignedInChain,
        () if chain.sent < length => ChainError::UnableToGetIssuer,
        () => ChainError::UnableToGetIssuerLocally,
    }
}
