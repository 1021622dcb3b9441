use super::super::Untrusted;
use super::{FileProblem, JsonDamage};
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
    Malformed {
        /// What keeps it from that.
        #[serde(default)]
        flaw: SfdxUrlFlaw,
    },
    /// An empty file, or JSON without `sfdxAuthUrl`.
    Absent,
    /// A file whose name ends in `.json`, and which is not JSON.
    NotJson {
        /// How it is damaged.
        #[serde(default)]
        damage: JsonDamage,
        /// What it holds instead.
        #[serde(default)]
        flaw: SfdxUrlFlaw,
    },
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

/// What keeps a text from being an SFDX authorization URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum SfdxUrlFlaw {
    /// It is one, in a file that should hold JSON.
    None,
    /// It is UTF-16, as Windows PowerShell 5 writes it.
    Utf16,
    /// A byte order mark, a blank, a quote or other words stand before `force://`.
    Before,
    /// Nothing but asterisks: the CI system masked it.
    Masked,
    /// It holds no `force://`, or what follows is not in its form.
    #[default]
    Other,
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
