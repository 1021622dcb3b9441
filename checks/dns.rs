//! The names that sf looks up resolve.

use crate::model::{Check, Finding, Observations};

/// The check.
pub const CHECK: Check =
    Check { id: "dns", title: "The names that sf looks up resolve", page: include_str!("../docs/checks/dns.md"), judge };

fn judge(_observations: &Observations) -> Finding {
    Finding::unknown("not built yet")
}
