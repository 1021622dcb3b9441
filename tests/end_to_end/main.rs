//! The built program in the lab's worlds, from an empty environment: what it says, what it touches, what it keeps to
//! itself and how it ends.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "this is all test code")]

#[path = "../lab/mod.rs"]
mod lab;

mod app_certificate;
mod command_line;
mod confirm;
mod crash;
#[cfg(unix)]
mod ending;
mod expectations;
mod explain;
mod families;
mod hostile;
mod matrix;
mod names;
mod node;
mod outputs;
mod predictions;
mod proxies;
mod recipes;
mod replay;
mod reports;
mod run;
mod schema;
mod secrets;
mod settings;
mod side;
mod states;
mod traffic;
mod trust_export;
mod watching;
