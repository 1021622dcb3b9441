//! Node's verdict on a chain.

use crate::model::{Observations, observations::Der};

/// Node's verdict on a chain that a host sent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verification {
    /// Every error that OpenSSL met, as Node's codes, in OpenSSL's order; Node reports the last.
    pub errors: Vec<String>,
}

impl Verification {
    /// The code that Node reports; None where it accepts the chain.
    pub fn code(&self) -> Option<&str> {
        self.errors.last().map(String::as_str)
    }
}

/// What Node says of `chain` (the leaf first) sent by `host`, with the trust settings observed, at the time observed.
/// NODE_TLS_REJECT_UNAUTHORIZED is not considered here.
pub fn verify(_observations: &Observations, _host: &str, _chain: &[Der]) -> Verification {
    Verification::default()
}
