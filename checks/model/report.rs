//! What is told: one value, from which every format is made.

use super::{Failure, Fix, Prediction, Status};
use serde::Serialize;
use std::collections::BTreeMap;

/// The whole answer. Serialised as it is, it is the JSON format, version 1.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Report {
    /// 1; changes when a reader of the JSON could break.
    pub schema_version: u32,
    /// Who says so.
    pub tool: Tool,
    /// The login that was judged.
    pub login: LoginSummary,
    /// The one-word answer.
    pub verdict: Verdict,
    /// What sf will do.
    pub prediction: Prediction,
    /// What each check found, in the order of the registry.
    pub checks: Vec<CheckResult>,
    /// Answers to side requests, where there were any.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Note>,
    /// Where the time went.
    pub timings_ms: TimingsMs,
}

/// Something worth knowing beside the verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Note {
    /// What it is about.
    pub about: &'static str,
    /// What is known.
    pub text: String,
}

/// This program.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Tool {
    /// `sf-preflight`.
    pub name: &'static str,
    /// Its version.
    pub version: &'static str,
}

/// The login that was judged.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LoginSummary {
    /// `jwt` or `web`.
    pub flow: super::observations::Flow,
    /// The login URL that sf will use, as given; neutralised.
    pub instance_url: super::Untrusted,
    /// Where sf takes it from.
    pub instance_url_source: super::observations::UrlSource,
}

/// The one-word answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Nothing that can be known before a login stands in its way.
    Ready,
    /// The login would fail, hang or go elsewhere.
    Blocked,
    /// The login would work, insecurely.
    Unsafe,
}

/// What one check found.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CheckResult {
    /// The check.
    pub id: &'static str,
    /// How it ended.
    pub status: Status,
    /// The one fact that matters.
    pub summary: String,
    /// What it means; may be empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub detail: String,
    /// Node's or sf's own code where there is one.
    pub code: Option<String>,
    /// The claim that is true when the check passes.
    pub title: &'static str,
    /// The observed facts that decided.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub evidence: BTreeMap<&'static str, serde_json::Value>,
    /// What to do, best first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fixes: Vec<Fix>,
    /// What not to do.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub never: Vec<String>,
    /// The check's page.
    pub docs: String,
    /// How long observing it took, milliseconds; null where nothing was waited for.
    pub duration_ms: Option<u64>,
    /// How sf fails of it, where it does: what `explain` compares an error with.
    #[serde(skip)]
    pub failure: Option<Failure>,
}

/// Where the time went, milliseconds; null for what did not take place.
#[derive(Debug, Clone, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TimingsMs {
    /// From start to report.
    pub total: u64,
    /// The look-up.
    pub dns: Option<u64>,
    /// TCP.
    pub connect: Option<u64>,
    /// TLS to the proxy and CONNECT.
    pub proxy: Option<u64>,
    /// TLS to the org.
    pub tls: Option<u64>,
    /// The HTTP exchange.
    pub http: Option<u64>,
}
