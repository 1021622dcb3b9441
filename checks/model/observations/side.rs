use super::super::Untrusted;
use serde::{Deserialize, Serialize};

/// What was asked beside the login's own way, because the person asked for it. Never changes the verdict.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SideAnswers {
    /// `--latest`: the newest published sf, from Salesforce's installer manifest. None where it was not asked for.
    pub latest_sf: Option<SideAnswer>,
    /// `--status`: what Salesforce Trust says of the org's instance. None where it was not asked for.
    pub trust_status: Option<SideAnswer>,
}

/// The end of a side request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", tag = "side")]
pub enum SideAnswer {
    /// It was answered.
    Answered {
        /// The version, or the status (such as `OK` or `MAJOR_INCIDENT_CORE`).
        text: Untrusted,
    },
    /// It was not.
    Failed {
        /// Why.
        reason: Untrusted,
    },
}
