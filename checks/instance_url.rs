//! The instance URL is a Salesforce login URL.

use crate::model::{Check, Finding, Observations};

/// The check.
pub const CHECK: Check = Check {
    id: "instance-url",
    title: "The instance URL is a Salesforce login URL",
    page: include_str!("../docs/checks/instance-url.md"),
    judge,
};

fn judge(_observations: &Observations) -> Finding {
    Finding::unknown("not built yet")
}
