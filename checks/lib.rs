//! What `sf org login …` will do on a machine, judged from what was observed there.
//!
//! Everything here is a pure function of [`Observations`]: no file, network, clock or environment variable is
//! touched. `model` holds the words, `node` what Node.js does, `salesforce` what sf does; each file beside this one
//! is a check.

#![forbid(unsafe_code)]

pub mod model;
pub mod node;
pub mod npm;
pub mod redaction;
pub mod salesforce;

mod browser;
mod certificate_chain;
mod client_id;
mod clock;
mod connection;
mod dns;
mod endpoint;
mod instance_url;
mod jwt_audience;
mod jwt_key;
mod keychain;
mod notes;
mod npm_strict_ssl;
mod oauth_port;
mod project;
mod proxy;
mod runtime;
mod tls_verification;
mod trust_store;

use model::{
    Check, CheckResult, Effect, Finding, LoginSummary, Observations, Prediction, Report, Selection, Status, TimingsMs, Tool, Verdict,
    observations::Probe, predict,
};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Every check, in the order in which they are told: the login, the machine, the way to the org, its trust, its
/// answer, and what else could bite.
pub const CHECKS: [Check; 18] = [
    instance_url::CHECK,
    runtime::CHECK,
    project::CHECK,
    jwt_key::CHECK,
    jwt_audience::CHECK,
    client_id::CHECK,
    oauth_port::CHECK,
    browser::CHECK,
    proxy::CHECK,
    dns::CHECK,
    connection::CHECK,
    trust_store::CHECK,
    certificate_chain::CHECK,
    tls_verification::CHECK,
    endpoint::CHECK,
    clock::CHECK,
    npm_strict_ssl::CHECK,
    keychain::CHECK,
];

/// The check of that id.
pub fn check(id: &str) -> Option<&'static Check> {
    CHECKS.iter().find(|check| check.id == id)
}

/// Judges what was observed. `tool` is whoever asks, `total_ms` the time since the start.
pub fn judge(observations: &Observations, selection: &Selection, tool: Tool, total_ms: u64) -> Report {
    let findings: Vec<(&Check, Finding)> =
        CHECKS.iter().filter(|check| selection.includes(check.id)).map(|check| (check, run(check, observations))).collect();
    let named: Vec<(&'static str, &Finding)> = findings.iter().map(|(check, finding)| (check.id, finding)).collect();
    let prediction = predict(&named, observations);
    Report {
        schema_version: 1,
        tool,
        login: summary(observations),
        verdict: verdict(&prediction, findings.iter().map(|(_, finding)| finding)),
        prediction,
        notes: notes::notes(observations),
        timings_ms: timings(observations.login_probe(), total_ms),
        checks: findings.into_iter().map(|(check, finding)| result(check, finding)).collect(),
    }
}

/// Runs one check; a panic in it becomes its `error`, never the end of the run.
fn run(check: &Check, observations: &Observations) -> Finding {
    catch_unwind(AssertUnwindSafe(|| (check.judge)(observations)))
        .unwrap_or_else(|_| Finding::error("this check itself failed: a fault of sf-preflight, please report it"))
}

fn summary(observations: &Observations) -> LoginSummary {
    let login_url = salesforce::login_url::resolve(observations);
    LoginSummary { flow: observations.login.flow, instance_url: login_url.text, instance_url_source: login_url.source }
}

fn verdict<'a>(prediction: &Prediction, findings: impl Iterator<Item = &'a Finding>) -> Verdict {
    let failed: Vec<&Finding> = findings.filter(|finding| finding.status == Status::Fail).collect();
    match failed.as_slice() {
        [] => Verdict::Ready,
        all if prediction.outcome == model::Outcome::Succeed && all.iter().all(|finding| finding.effect == Some(Effect::Unsafe)) => {
            Verdict::Unsafe
        }
        _ => Verdict::Blocked,
    }
}

fn result(check: &Check, finding: Finding) -> CheckResult {
    let failure = match finding.effect {
        Some(Effect::Breaks(model::Break { failure, .. })) => Some(failure),
        _ => None,
    };
    CheckResult {
        id: check.id,
        status: finding.status,
        summary: finding.summary,
        detail: finding.detail,
        code: finding.code,
        title: check.title,
        evidence: finding.evidence,
        fixes: finding.fixes,
        never: finding.never,
        docs: check.docs(),
        duration_ms: finding.duration_ms,
        failure,
    }
}

fn timings(probe: Option<&Probe>, total: u64) -> TimingsMs {
    let Some(probe) = probe else { return TimingsMs { total, ..TimingsMs::default() } };
    let proxy = match (probe.proxy_tls.duration_ms(), probe.tunnel.duration_ms()) {
        (None, None) => None,
        (tls, tunnel) => Some(tls.unwrap_or(0) + tunnel.unwrap_or(0)),
    };
    TimingsMs {
        total,
        dns: probe.lookup.duration_ms(),
        connect: probe.connect.duration_ms(),
        proxy,
        tls: probe.tls.duration_ms(),
        http: probe.http.duration_ms(),
    }
}
