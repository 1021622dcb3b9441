//! npm checks certificates.

use crate::model::{Check, Finding, Observations};

/// The check.
pub const CHECK: Check =
    Check { id: "npm-strict-ssl", title: "npm checks certificates", page: include_str!("../docs/checks/npm-strict-ssl.md"), judge };

fn judge(_observations: &Observations) -> Finding {
    Finding::unknown("not built yet")
}
