//! A connection to the org can be made.

use crate::model::{Check, Finding, Observations};

/// The check.
pub const CHECK: Check =
    Check { id: "connection", title: "A connection to the org can be made", page: include_str!("../docs/checks/connection.md"), judge };

fn judge(_observations: &Observations) -> Finding {
    Finding::unknown("not built yet")
}
