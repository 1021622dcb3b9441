//! The program's parts, so that tests and examples can drive them: the command line ([`cli`], [`login`]), what sees
//! ([`observe`]) and what tells ([`report`]). What judges is the crate `sf_preflight_checks`.

#![forbid(unsafe_code)]

pub mod capture;
pub mod cli;
pub mod crash;
mod exec;
mod exit;
pub mod explain;
mod file;
mod interrupt;
pub mod job;
pub mod login;
pub mod observe;
mod output_file;
pub mod outside;
pub mod preflight;
pub mod problem;
mod progress;
pub mod replay;
pub mod report;
mod tell;
pub mod trust_export;
mod watch;

pub use exit::Exit;
pub use tell::complain;
