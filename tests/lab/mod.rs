//! A loopback lab: a Salesforce-like org, a CONNECT proxy and a DNS server, each with faults to switch on, and the
//! worlds made of them. See `docs/lab.md`.
//!
//! Everything listens on 127.0.0.1, on ports that the system chose, and stops when dropped; nothing needs root or the
//! internet. Every server counts what it sees, so that a test can ask how many connections there were.

#![allow(dead_code, reason = "each test uses a part of the lab")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "the lab is test code: what cannot happen may end the test")]

pub mod catalogue;
pub mod dns;
#[cfg(target_os = "linux")]
pub mod far;
pub mod installation;
pub mod log;
pub mod namespace;
pub mod org;
pub mod pki;
pub mod plan;
pub mod proxy;
pub mod server;
pub mod wire;
pub mod world;
