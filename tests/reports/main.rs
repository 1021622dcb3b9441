//! Every format of the same canned reports: its form, what it says, and that nothing in it comes to life.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "this is all test code")]

mod canned;
mod github;
mod hostile;
mod html;
mod junit;
mod prometheus;
mod snapshots;
