//! The clock agrees with the org's.

use crate::model::{Check, Finding, Observations};

/// The check.
pub const CHECK: Check =
    Check { id: "clock", title: "The clock agrees with the org's", page: include_str!("../docs/checks/clock.md"), judge };

fn judge(_observations: &Observations) -> Finding {
    Finding::unknown("not built yet")
}
