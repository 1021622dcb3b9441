//! The JWT audiences are valid.

use crate::model::{Check, Finding, Observations};

/// The check.
pub const CHECK: Check =
    Check { id: "jwt-audience", title: "The JWT audiences are valid", page: include_str!("../docs/checks/jwt-audience.md"), judge };

fn judge(_observations: &Observations) -> Finding {
    Finding::unknown("not built yet")
}
