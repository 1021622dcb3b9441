//! The proxy settings are ones that sf can use.

use crate::model::{Check, Finding, Observations};

/// The check.
pub const CHECK: Check =
    Check { id: "proxy", title: "The proxy settings are ones that sf can use", page: include_str!("../docs/checks/proxy.md"), judge };

fn judge(_observations: &Observations) -> Finding {
    Finding::unknown("not built yet")
}
