//! Why Node refuses a host's certificate: what can be found out beyond the code.

use super::certificate::Certificate;
use super::chain_error::ChainError;
use super::inspection;
use super::roots::TrustStore;
use super::verify::{Rules, Verification, verify, verify_with};
use crate::model::observations::{Der, Probe};
use crate::model::{Observations, Untrusted};
use chrono::{DateTime, Utc};
use std::fmt;
use std::sync::Arc;

/// A clock that is off by less than this many seconds explains nothing.
const CLOCK_TOLERANCE: i64 = 60;

/// What is known of the certificates that a host sent.
#[derive(Debug, Clone)]
pub struct Diagnosis {
    /// Node's verdict.
    pub verdict: Verification,
    /// Which certificate is missing from Node's trust; None unless the chain ends without a trusted root.
    pub missing: Option<Missing>,
    /// Whether the operating system trusts the chain; None unless Node does not and the system's roots were read.
    pub system_trusts: Option<bool>,
    /// What the server's clock says; None unless a date is wrong.
    pub clock: Option<Clock>,
    /// The product that signed the chain, where it does not end in a public root and a name tells.
    pub product: Option<&'static str>,
}

/// The certificate that is missing.
#[derive(Debug, Clone)]
pub enum Missing {
    /// A root, which was sent.
    Sent(Arc<Certificate>),
    /// One that was not sent, and that the operating system has.
    InSystem(Arc<Certificate>),
    /// One that is known by name only.
    Named(String),
}

/// What the server's clock says of the dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock {
    /// The time by the server's clock.
    pub server: DateTime<Utc>,
    /// How far this machine's clock is ahead, seconds.
    pub ahead: i64,
    /// Whether the dates are right by the server's clock, so that this machine's is wrong.
    pub is_the_cause: bool,
}

impl Missing {
    /// Its name.
    pub fn name(&self) -> String {
        match self {
            Self::Sent(certificate) | Self::InSystem(certificate) => certificate.subject.shown(),
            Self::Named(name) => name.clone(),
        }
    }
}

impl Diagnosis {
    /// Finds out what can be found out about the certificates that the probed host sent.
    pub fn of(observations: &Observations, probe: &Probe, sent: &[Der]) -> Self {
        let verdict = verify(observations, &probe.host, sent);
        let is_untrusted = verdict.is_untrusted();
        let system = observations.trust.system_roots.as_deref().filter(|_| is_untrusted).map(TrustStore::of);
        let now = observations.observed_at.timestamp();
        let rules = Rules::in_force(observations);
        Self {
            missing: if is_untrusted { missing(&verdict, system.as_ref()) } else { None },
            system_trusts: system.map(|system| !verify_with(&system, &probe.host, sent, now, rules).is_untrusted()),
            clock: clock(observations, probe, sent, &verdict),
            product: product(&verdict),
            verdict,
        }
    }
}

fn missing(verdict: &Verification, system: Option<&TrustStore>) -> Option<Missing> {
    let top = verdict.chain.top()?;
    if top.is_self_signed() {
        return Some(Missing::Sent(Arc::clone(top)));
    }
    let known = system.and_then(|system| system.named(top).into_iter().find(|candidate| top.is_likely_issued_by(candidate)));
    Some(known.map_or_else(|| Missing::Named(top.issuer.shown()), Missing::InSystem))
}

fn clock(observations: &Observations, probe: &Probe, sent: &[Der], verdict: &Verification) -> Option<Clock> {
    let has_wrong_date = |verdict: &Verification| verdict.has(ChainError::Expired) || verdict.has(ChainError::NotYetValid);
    let answer = probe.http.value().filter(|_| has_wrong_date(verdict))?;
    let server = answer.date?;
    let ahead = (answer.received_at - server).num_seconds();
    let then = verify_with(&TrustStore::in_force(observations), &probe.host, sent, server.timestamp(), Rules::in_force(observations));
    Some(Clock { server, ahead, is_the_cause: ahead.abs() > CLOCK_TOLERANCE && !has_wrong_date(&then) })
}

fn product(verdict: &Verification) -> Option<&'static str> {
    let chain = &verdict.chain.certificates;
    let is_public = chain.last().is_some_and(|top| !TrustStore::bundled().named(top).is_empty());
    if is_public { None } else { inspection::product(chain.iter().map(AsRef::as_ref)) }
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = Untrusted::from(self.name());
        match self {
            Self::Sent(root) => write!(f, "The root that Node lacks was sent: {name}, SHA-256 {}.", root.fingerprint()),
            Self::InSystem(found) => write!(f, "What is missing is {name}; the operating system has it, SHA-256 {}.", found.fingerprint()),
            Self::Named(_) => write!(f, "What is missing is the certificate of {name}, which was not sent."),
        }
    }
}

impl fmt::Display for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let server = self.server.format("%F %R UTC");
        if !self.is_the_cause {
            return write!(f, "By the server's clock ({server}) too: it is the certificate, not this machine's clock.");
        }
        let (off, side) = (span(self.ahead.abs()), if self.ahead > 0 { "fast" } else { "slow" });
        write!(f, "By the server's clock ({server}) the certificates are valid: this machine's clock is {off} {side}.")
    }
}

/// A span for people.
fn span(seconds: i64) -> String {
    match seconds {
        172_800.. => format!("{} days", seconds / 86_400),
        7200.. => format!("{} hours", seconds / 3600),
        120.. => format!("{} minutes", seconds / 60),
        _ => format!("{seconds} seconds"),
    }
}
