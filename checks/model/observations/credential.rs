use super::super::Untrusted;
use super::FileProblem;
use serde::{Deserialize, Serialize};

/// What is known of an SFDX authorization URL, which is a secret itself and never gets here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", tag = "type")]
pub enum SfdxUrl {
    /// It has the shape that sf wants.
    WellFormed {
        /// The host behind the `@`, perhaps with a port.
        host: Untrusted,
        /// Whether it holds a client secret.
        has_client_secret: bool,
    },
    /// It has not.
    Malformed,
    /// An empty file, or JSON without `sfdxAuthUrl`.
    Absent,
    /// A file whose name ends in `.json`, and which is not JSON.
    NotJson,
    /// JSON that is `null`.
    Null,
    /// JSON whose `sfdxAuthUrl` is not text.
    NotText,
    /// A file that could not be read.
    Unreadable {
        /// Why.
        problem: FileProblem,
    },
    /// Standard input, which is a terminal or gave nothing in time.
    NotRead,
}

/// Where `sf org login access-token` gets the token, which is a secret and never gets here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", tag = "type")]
pub enum AccessToken {
    /// A variable, also an empty one.
    Variable {
        /// SF_ACCESS_TOKEN or SFDX_ACCESS_TOKEN.
        name: String,
        /// Whether sf takes its value for a token.
        is_well_formed: bool,
    },
    /// sf asks for it on the terminal.
    Prompt,
    /// sf reads it from standard input, which was left to it.
    StandardInput,
}
