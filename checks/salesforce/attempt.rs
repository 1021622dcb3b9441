//! What sf's token request meets at one host.

use crate::model::{Failure, Observations, Stage, observations::Probe};

/// How sf's token request to one host fails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttemptFailure {
    /// Where.
    pub stage: Stage,
    /// How. `hangs` is about this attempt alone.
    pub failure: Failure,
    /// How long sf takes to fail, seconds.
    pub seconds: u32,
}

/// How sf's token request to the probed host fails; None if the host answers like a Salesforce API.
pub fn failure(_observations: &Observations, _probe: &Probe) -> Option<AttemptFailure> {
    None
}
