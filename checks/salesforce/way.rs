//! How far the way to the login host goes, for the checks that judge a part of it.

use super::attempt::{self, AttemptFailure};
use super::proxy::{ProxyChoice, choose};
use crate::model::observations::Probe;
use crate::model::{Finding, Observations, Stage};

/// The login host's probe, and its failure where that is at one of `own`, a check's own steps in their order.
///
/// # Errors
/// What the check says instead: the network was not touched, or a step before its last one failed that is not its own.
pub fn judge<'a>(observations: &'a Observations, own: &[Stage]) -> Result<(&'a Probe, Option<AttemptFailure>), Box<Finding>> {
    if observations.offline {
        return Err(Box::new(Finding::skip("offline")));
    }
    if let ProxyChoice::Crash(..) = choose(&observations.proxy_variables) {
        return Err(Box::new(Finding::not_judged(Stage::ProxyValue)));
    }
    let probe = observations.login_probe().ok_or_else(|| Box::new(Finding::not_judged(Stage::LoginUrl)))?;
    match attempt::failure(observations, probe) {
        Some(failed) if own.contains(&failed.stage) => Ok((probe, Some(failed))),
        Some(failed) if own.last().is_some_and(|last| failed.stage < *last) => Err(Box::new(Finding::not_judged(failed.stage))),
        _ => Ok((probe, None)),
    }
}
