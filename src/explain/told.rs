//! What is told: the errors of a text, and of each cause whether it is there.

use crate::cli::Explain;
use crate::problem::Problem;
use sf_preflight_checks::model::Report;
use sf_preflight_checks::model::observations::{Flow, LoginRequest};
use sf_preflight_checks::salesforce::assess::{self, Assessed, assess};
use sf_preflight_checks::salesforce::catalogue::{Entry, Family, Role, by_code};
use sf_preflight_checks::salesforce::domain::is_salesforce_host;
use sf_preflight_checks::salesforce::recognise::{Recognised, Recognition};
use url::Url;

/// What stands in a question for the org's host where nothing names it, as in the fixes.
const UNKNOWN_HOST: &str = "NAME.my.salesforce.com";

/// An explanation, from which every form is made.
pub struct Explanation<'a> {
    /// The errors that are told, the one that counts first.
    pub told: Vec<Told<'a>>,
    /// What the text resembles, where nothing was found.
    pub guesses: &'a [&'static Entry],
    /// What was found here; None where nothing was looked at.
    pub report: Option<&'a Report>,
    /// The org's host, as far as it is known.
    pub org: Option<String>,
    /// Whether there was no text at all.
    pub is_empty: bool,
}

/// An error, and of each of its causes whether it is there.
pub struct Told<'a> {
    /// The error.
    pub recognised: &'a Recognised,
    /// Its causes.
    pub causes: Vec<Assessed<'a>>,
    /// What sf hides behind it, as far as a check finds it.
    pub behind: Option<&'static Entry>,
}

/// What must be looked at.
#[derive(Debug, Clone, Copy)]
pub struct Needs {
    /// Whether it lies beyond this machine.
    pub network: bool,
}

/// What must be looked at for these errors; None where no check bears on any of them.
pub fn needs(recognition: &Recognition) -> Option<Needs> {
    let needs: Vec<(bool, bool)> = recognition.found.iter().map(|found| assess::needs(found.entry)).filter(|(any, _)| *any).collect();
    (!needs.is_empty()).then(|| Needs { network: needs.iter().any(|(_, network)| *network) })
}

/// The login that is asked about: what was given, and else what the text says.
///
/// # Errors
/// If the command after `--` is not a login that this program knows.
pub fn login(options: &Explain, recognition: &Recognition) -> Result<LoginRequest, Problem> {
    let given = options.observation.login.request().map_err(Problem::Login)?;
    if !options.observation.login.sf.is_empty() {
        return Ok(given);
    }
    let hints = &recognition.login;
    let of_entry = recognition.found.iter().find_map(|found| flow_of(found.entry));
    let flow = if options.flow_is_given { given.flow } else { hints.flow.or(of_entry).unwrap_or(given.flow) };
    // A login with an SFDX authorization URL has its URL from there.
    let takes_url = flow != Flow::SfdxUrl;
    Ok(LoginRequest {
        flow,
        instance_url: given.instance_url.or_else(|| hints.instance_url.clone().filter(|_| takes_url)),
        jwt_key_file: given
            .jwt_key_file
            .or_else(|| hints.jwt_key_file.clone().or_else(|| key_file(recognition)).filter(|_| flow == Flow::Jwt)),
        ..given
    })
}

/// The only login that prints such an error.
fn flow_of(entry: &Entry) -> Option<Flow> {
    match (entry.family, entry.names) {
        (Family::Key, _) | (_, ["JwtGrantError"]) => Some(Flow::Jwt),
        (Family::Web, _) => Some(Flow::Web),
        _ => None,
    }
}

/// The key that an error names, where the path was not shortened.
fn key_file(recognition: &Recognition) -> Option<sf_preflight_checks::model::Untrusted> {
    let named = recognition.found.iter().filter(|found| found.entry.family == Family::Key).find_map(|found| found.file.clone());
    named.filter(|path| !path.raw().starts_with('~'))
}

impl<'a> Explanation<'a> {
    /// Puts together what was recognised and what was found.
    pub fn new(recognition: &'a Recognition, report: Option<&'a Report>, login: &LoginRequest) -> Self {
        let told = recognition.found.iter().map(|recognised| {
            let causes = assess(recognised.entry, report, login);
            let hides = matches!(recognised.entry.role, Role::Hidden | Role::Wrapper);
            let confirmed = causes.iter().filter(|cause| cause.state == assess::State::Confirmed);
            let code = confirmed.filter_map(|cause| cause.result?.code.as_deref()).next().filter(|_| hides);
            Told { recognised, causes, behind: code.and_then(|code| by_code(code).first().copied()) }
        });
        let org = login.instance_url.as_ref().and_then(|url| Url::parse(url.raw()).ok()?.host_str().map(str::to_owned));
        Self { told: told.collect(), guesses: &recognition.guesses, report, org, is_empty: recognition.bytes == 0 }
    }

    /// A question, with the host that it is about: Salesforce's that the error names, or the login's, else one to fill in.
    pub fn asked(&self, ask: &str, told: &Told) -> String {
        let named = told.recognised.host.as_ref().map(ToString::to_string).filter(|host| is_salesforce_host(host));
        ask.replace("{host}", named.or_else(|| self.org.clone()).as_deref().unwrap_or(UNKNOWN_HOST))
    }
}
