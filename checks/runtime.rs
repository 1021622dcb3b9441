//! This Node can run this sf.

use crate::model::{Check, Finding, Observations};

/// The check.
pub const CHECK: Check =
    Check { id: "runtime", title: "This Node can run this sf", page: include_str!("../docs/checks/runtime.md"), judge };

fn judge(_observations: &Observations) -> Finding {
    Finding::unknown("not built yet")
}
