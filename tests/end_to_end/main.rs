//! The built program in the lab's worlds, from an empty environment: what it says, what it touches, what it keeps to
//! itself and how it ends.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "this is all test code")]

#[path = "../lab/mod.rs"]
mod lab;

mod command_line;
mod confirm;
mod expectations;
mod families;
mod hostile;
mod matrix;
mod names;
mod node;
mod predictions;
mod reports;
mod run;
mod secrets;
mod settings;
mod side;
mod traffic;
mod trust_export;
mod watching;
