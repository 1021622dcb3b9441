//! Which of an error's causes is there on this machine now.

use super::catalogue::{Cause, Entry, Proof, has_code, of_prediction};
use crate::model::observations::{Flow, LoginRequest, SfVersion};
use crate::model::{CheckResult, Outcome, Prediction, Report, Status};
use serde::Serialize;

/// The checks that need no network.
const LOCAL: [&str; 10] = [
    "instance-url",
    "runtime",
    "project",
    "jwt-key",
    "jwt-audience",
    "client-id",
    "browser",
    "trust-store",
    "tls-verification",
    "keychain",
];

/// What is known about a cause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// The check finds it here, now.
    Confirmed,
    /// The check does not find it here, now. It may have been different when the error came.
    RuledOut,
    /// Nothing on this machine tells.
    Unseen,
    /// The check could tell, and could not be made or found something else.
    Unmeasured,
}

/// A cause, and what is known about it.
#[derive(Debug, Clone)]
pub struct Assessed<'a> {
    /// The cause.
    pub cause: &'static Cause,
    /// What is known.
    pub state: State,
    /// Why: what the check says, or what it lacks. Empty where nothing was looked at.
    pub because: String,
    /// What the check found.
    pub result: Option<&'a CheckResult>,
}

/// Whether any check bears on the entry, and whether one of those needs the network.
pub fn needs(entry: &Entry) -> (bool, bool) {
    let (mut any, mut network) = (false, false);
    for id in entry.checks() {
        any = true;
        network |= !LOCAL.contains(&id);
    }
    (any, network)
}

/// Says of each cause what is known about it; `report` is what was found, `login` what was asked about.
pub fn assess<'a>(entry: &'static Entry, report: Option<&'a Report>, login: &LoginRequest) -> Vec<Assessed<'a>> {
    entry.causes.iter().map(|cause| of_cause(cause, report, login)).collect()
}

fn of_cause<'a>(cause: &'static Cause, report: Option<&'a Report>, login: &LoginRequest) -> Assessed<'a> {
    let Proof::Check { id, signs, pass_excludes } = cause.proof else {
        return Assessed { cause, state: State::Unseen, because: String::new(), result: None };
    };
    let told = |state, because: String, result| Assessed { cause, state, because, result };
    let Some(report) = report else { return told(State::Unmeasured, String::new(), None) };
    let Some(result) = report.checks.iter().find(|check| check.id == id) else {
        return told(State::Unmeasured, format!("{id} was not run"), None);
    };
    if let Some(missing) = unknown(id, login) {
        return told(State::Unmeasured, missing.to_owned(), None);
    }
    if let Some(version) = signs.iter().find_map(|sign| sign.strip_prefix("sf<")) {
        let (state, because) = of_version(result, version);
        return told(state, because, Some(result));
    }
    let summary = result.summary.clone();
    match result.status {
        Status::Fail | Status::Warn if is_confirmed(result, signs, pass_excludes) => told(State::Confirmed, summary, Some(result)),
        Status::Fail => told(State::Unmeasured, format!("something else stands in the way: {summary}"), Some(result)),
        Status::Warn => told(State::Unmeasured, format!("perhaps: {summary}"), Some(result)),
        Status::Pass if pass_excludes => told(State::RuledOut, summary, Some(result)),
        Status::Pass => told(State::Unmeasured, format!("nothing of the kind is seen: {summary}"), Some(result)),
        Status::Skip if is_excluded(&summary) => told(State::RuledOut, summary, Some(result)),
        Status::Skip | Status::Unknown | Status::Error => told(State::Unmeasured, summary, Some(result)),
    }
}

/// Whether a finding is the cause: a failure or a warning with one of its signs, or, where none is named, a failure, or
/// a warning of a check whose warnings are about nothing else.
fn is_confirmed(result: &CheckResult, signs: &[&str], is_whole: bool) -> bool {
    const OF_ONE_KIND: [&str; 3] = ["trust-store", "clock", "runtime"];
    if signs.is_empty() {
        return result.status == Status::Fail || is_whole && OF_ONE_KIND.contains(&result.id);
    }
    signs.iter().any(|sign| match sign.split_once('=') {
        Some(("entry", id)) => entry_of(result).is_some_and(|entry| entry.id == id),
        Some((name, wanted)) => {
            result.evidence.get(name).is_some_and(|value| !value.is_null() && (wanted.is_empty() || value.as_str() == Some(wanted)))
        }
        None => result.code.as_deref().is_some_and(|code| has_code(&[*sign], code)),
    })
}

/// The entry of what sf would print because of this result.
fn entry_of(result: &CheckResult) -> Option<&'static Entry> {
    let failure = result.failure.as_ref()?;
    let outcome = if failure.hangs { Outcome::Hang } else { Outcome::Fail };
    of_prediction(&Prediction { outcome, code: failure.code.clone(), prints: failure.prints.clone(), check: Some(result.id) })
}

/// Whether the sf that would run is older than a version. sfdx 7 is older than every sf.
fn of_version(result: &CheckResult, wanted: &str) -> (State, String) {
    let sf = result.evidence.get("sf");
    let is_sfdx = sf.and_then(|sf| sf["is_sfdx_v7"].as_bool()).unwrap_or_default();
    let version = sf.and_then(|sf| SfVersion::parse(sf["version"].as_str()?));
    match (version, SfVersion::parse(wanted)) {
        (Some(version), Some(wanted)) => {
            let is_older = if wanted.major == 7 { is_sfdx && version < wanted } else { is_sfdx || version < wanted };
            let name = if is_sfdx { "sfdx" } else { "sf" };
            (if is_older { State::Confirmed } else { State::RuledOut }, format!("{name} {version} is the one on PATH"))
        }
        _ => (State::Unmeasured, "the version of sf is not known here".to_owned()),
    }
}

/// Whether what a skipped check says means that there is nothing of the kind here.
fn is_excluded(summary: &str) -> bool {
    summary.contains("is not set") || summary.starts_with("there is no sfdx-project.json")
}

/// What must be said before a check can tell; None where it can.
fn unknown(check: &str, login: &LoginRequest) -> Option<&'static str> {
    match check {
        "jwt-key" if login.flow != Flow::Jwt || login.jwt_key_file.is_none() && !login.from_sf_command => {
            Some("which key is not known: give the login after `--`, or --flow jwt --jwt-key-file FILE")
        }
        "client-id" if login.client_id.is_none() && login.flow != Flow::AccessToken && !login.from_sf_command => {
            Some("which client id is not known: give --client-id")
        }
        "jwt-audience" if login.flow != Flow::Jwt => Some("only a JWT login sends an assertion: give the login after `--`, or --flow jwt"),
        "oauth-port" | "browser" if login.flow != Flow::Web => Some("only a web login needs it: give the login after `--`, or --flow web"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Finding, Fix, Observations, Selection, Tool};
    use crate::salesforce::catalogue::by_id;

    /// A report in which `certificate-chain` says this.
    fn report(finding: Finding) -> Report {
        let tool = Tool { name: "test", version: "0" };
        let selection = Selection { only: vec!["certificate-chain".to_owned()], skip: Vec::new() };
        let mut report = crate::judge(&Observations::blank(Flow::Web), &selection, tool, 0);
        let check = &mut report.checks[0];
        (check.status, check.summary, check.code) = (finding.status, finding.summary, finding.code);
        report
    }

    #[test]
    fn a_cause_is_confirmed_by_its_code_and_ruled_out_by_a_pass() {
        let entry = by_id("certificate-expired").unwrap();
        let fix = || Fix::text("");
        for (finding, state) in [
            (Finding::warn("", fix()).code("CERT_HAS_EXPIRED"), State::Confirmed),
            (Finding::warn("", fix()).code("SELF_SIGNED_CERT_IN_CHAIN"), State::Unmeasured),
            (Finding::warn("", fix()), State::Unmeasured),
            (Finding::pass(""), State::RuledOut),
            (Finding::skip("not judged: dns failed"), State::Unmeasured),
            (Finding::skip("NODE_EXTRA_CA_CERTS is not set"), State::RuledOut),
            (Finding::unknown(""), State::Unmeasured),
            (Finding::error(""), State::Unmeasured),
        ] {
            let report = report(finding.clone());
            let assessed = assess(entry, Some(&report), &LoginRequest::of(Flow::Web));
            assert_eq!(assessed[0].state, state, "{finding:?}");
            assert_eq!(assessed[1].because, "clock was not run");
        }
    }

    #[test]
    fn what_is_not_known_is_not_judged() {
        let entry = by_id("key-unreadable").unwrap();
        let tool = Tool { name: "test", version: "0" };
        let report = crate::judge(&Observations::blank(Flow::Jwt), &Selection::default(), tool, 0);
        let assessed = assess(entry, Some(&report), &LoginRequest::of(Flow::Jwt));
        assert_eq!(assessed[0].state, State::Unmeasured);
        assert!(assessed[0].because.contains("--jwt-key-file"));
        assert_eq!(assess(by_id("ip-restricted").unwrap(), None, &LoginRequest::of(Flow::Web))[1].state, State::Unseen);
    }

    #[test]
    fn local_checks_are_checks() {
        for id in LOCAL {
            assert!(crate::check(id).is_some(), "{id}");
        }
        assert_eq!(needs(by_id("key-unreadable").unwrap()), (true, false));
        assert_eq!(needs(by_id("fetch-failed").unwrap()), (true, true));
        assert_eq!(needs(by_id("login-rate-exceeded").unwrap()), (false, false));
    }
}
