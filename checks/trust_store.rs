//! The extra certificates are loaded.

use crate::model::{Check, Finding, Observations};

/// The check.
pub const CHECK: Check =
    Check { id: "trust-store", title: "The extra certificates are loaded", page: include_str!("../docs/checks/trust-store.md"), judge };

fn judge(_observations: &Observations) -> Finding {
    Finding::unknown("not built yet")
}
