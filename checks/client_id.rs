//! The client id is one that can work.

use crate::model::{Check, Finding, Observations};

/// The check.
pub const CHECK: Check =
    Check { id: "client-id", title: "The client id is one that can work", page: include_str!("../docs/checks/client-id.md"), judge };

fn judge(_observations: &Observations) -> Finding {
    Finding::unknown("not built yet")
}
