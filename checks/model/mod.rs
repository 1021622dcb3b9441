//! The words everything is said in: what was observed, what a check finds in it, what to do about it, and what is
//! predicted from it.

mod capture;
mod check;
mod encoding;
mod finding;
pub mod observations;
mod prediction;
mod remedy;
mod report;
mod secret;
mod untrusted;

pub use capture::{CAPTURE_LIMIT, Capture, CaptureError, CapturingTool};
pub use check::{Check, Selection};
pub use encoding::Encoding;
pub use finding::{Break, Effect, Failure, Finding, Stage, Status};
pub use observations::Observations;
pub use prediction::{Outcome, Prediction, predict};
pub use remedy::{Commands, Fix};
pub use report::{CheckResult, LoginSummary, Note, Report, TimingsMs, Tool, Verdict};
pub use secret::Secret;
pub use untrusted::{Untrusted, neutralised};
