//! A browser can be opened.

use crate::model::{Check, Finding, Observations};

/// The check.
pub const CHECK: Check = Check { id: "browser", title: "A browser can be opened", page: include_str!("../docs/checks/browser.md"), judge };

fn judge(_observations: &Observations) -> Finding {
    Finding::unknown("not built yet")
}
