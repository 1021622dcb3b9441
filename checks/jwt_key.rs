//! The JWT key is one that sf can sign with.

use crate::model::{Check, Finding, Observations};

/// The check.
pub const CHECK: Check =
    Check { id: "jwt-key", title: "The JWT key is one that sf can sign with", page: include_str!("../docs/checks/jwt-key.md"), judge };

fn judge(_observations: &Observations) -> Finding {
    Finding::unknown("not built yet")
}
