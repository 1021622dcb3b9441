//! The org's certificate is trusted by Node.

use crate::model::{Check, Finding, Observations};

/// The check.
pub const CHECK: Check = Check {
    id: "certificate-chain",
    title: "The org's certificate is trusted by Node",
    page: include_str!("../docs/checks/certificate-chain.md"),
    judge,
};

fn judge(_observations: &Observations) -> Finding {
    Finding::unknown("not built yet")
}
