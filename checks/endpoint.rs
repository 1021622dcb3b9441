//! A Salesforce API answers.

use crate::model::{Check, Finding, Observations};

/// The check.
pub const CHECK: Check =
    Check { id: "endpoint", title: "A Salesforce API answers", page: include_str!("../docs/checks/endpoint.md"), judge };

fn judge(_observations: &Observations) -> Finding {
    Finding::unknown("not built yet")
}
