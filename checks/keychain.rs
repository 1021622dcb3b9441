//! sf can store its secrets.

use crate::model::{Check, Finding, Observations};

/// The check.
pub const CHECK: Check =
    Check { id: "keychain", title: "sf can store its secrets", page: include_str!("../docs/checks/keychain.md"), judge };

fn judge(_observations: &Observations) -> Finding {
    Finding::unknown("not built yet")
}
