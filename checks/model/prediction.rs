//! What `sf` will do: the first step that breaks decides.

use super::observations::{Flow, Probe, Purpose};
use super::{Break, Effect, Finding, Observations};
use crate::salesforce::attempt;
use serde::Serialize;

/// How the login will end, as far as it can be known before it. What the org itself answers to the credentials is
/// outside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// It works.
    Succeed,
    /// It fails.
    Fail,
    /// It has not finished after 60 seconds.
    Hang,
    /// JWT: the given URL does not work, and sf goes on to another login host, which answers.
    Fallback,
}

/// What sf will do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Prediction {
    /// How it ends.
    pub outcome: Outcome,
    /// Node's or sf's own code, the first that the login meets; null where there is none. sf hides most of them.
    pub code: Option<String>,
    /// A piece of what sf prints; null where it prints no error.
    pub prints: Option<String>,
    /// The check that found what decides; null where nothing breaks.
    pub check: Option<&'static str>,
}

impl Prediction {
    const SUCCEED: Self = Self { outcome: Outcome::Succeed, code: None, prints: None, check: None };
}

/// Predicts from what the checks found. Steps are compared by their order in [`super::Stage`]; of two findings at one
/// step the first in the registry counts.
pub fn predict(findings: &[(&'static str, &Finding)], observations: &Observations) -> Prediction {
    let breaks = findings.iter().filter_map(|(id, finding)| match &finding.effect {
        Some(Effect::Breaks(broken)) => Some((*id, broken)),
        Some(Effect::Unsafe | Effect::Refused) | None => None,
    });
    let Some((check, first)) = breaks.min_by_key(|(_, broken)| broken.stage) else {
        return Prediction::SUCCEED;
    };
    let outcome = match first {
        Break { failure, .. } if failure.hangs => Outcome::Hang,
        Break { stage, .. } if stage.is_per_host() && goes_on_to_another_host(observations) => Outcome::Fallback,
        Break { .. } => Outcome::Fail,
    };
    let prints = match outcome {
        Outcome::Fail => first.failure.prints.clone(),
        Outcome::Succeed | Outcome::Hang | Outcome::Fallback => None,
    };
    let code = match &first.failure.code {
        None if outcome == Outcome::Fail && first.stage.is_per_host() => code_of_another_host(observations),
        code => code.clone(),
    };
    Prediction { outcome, code, prints, check: Some(check) }
}

/// The hosts to which a JWT login goes on when its first one fails.
fn further_hosts(observations: &Observations) -> impl Iterator<Item = &Probe> {
    let is_further = |probe: &&Probe| observations.login.flow == Flow::Jwt && probe.purpose == Purpose::Fallback;
    observations.probes.iter().filter(is_further)
}

/// Whether a JWT login that fails at its first host finds one further on that answers.
fn goes_on_to_another_host(observations: &Observations) -> bool {
    further_hosts(observations).any(|probe| attempt::failure(observations, probe).is_none())
}

/// The first code that a JWT login meets behind its first host. Measured with sf 2.150.6 on Node 24.21.0: after a page,
/// or a URL with a user's name, for which Node has no code.
fn code_of_another_host(observations: &Observations) -> Option<String> {
    further_hosts(observations).find_map(|probe| attempt::failure(observations, probe)?.failure.code)
}
