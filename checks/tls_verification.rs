//! Node verifies certificates.

use crate::model::{Check, Finding, Observations};

/// The check.
pub const CHECK: Check =
    Check { id: "tls-verification", title: "Node verifies certificates", page: include_str!("../docs/checks/tls-verification.md"), judge };

fn judge(_observations: &Observations) -> Finding {
    Finding::unknown("not built yet")
}
