use super::super::Untrusted;
use serde::{Deserialize, Serialize};

/// `--confirm`: what the Node that runs sf met when it made the login's connection itself. Never changes the verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", tag = "confirmation")]
pub enum Confirmation {
    /// It came to the host's certificate.
    Certificate {
        /// Node's code; None where it accepts the certificate.
        code: Option<Untrusted>,
    },
    /// It did not come so far.
    Earlier {
        /// Node's code, or its words where there is none.
        code: Untrusted,
    },
    /// It could not be asked.
    Failed {
        /// Why.
        reason: Untrusted,
    },
}
