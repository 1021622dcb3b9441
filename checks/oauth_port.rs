//! The OAuth redirect port is free.

use crate::model::{Check, Finding, Observations};

/// The check.
pub const CHECK: Check =
    Check { id: "oauth-port", title: "The OAuth redirect port is free", page: include_str!("../docs/checks/oauth-port.md"), judge };

fn judge(_observations: &Observations) -> Finding {
    Finding::unknown("not built yet")
}
