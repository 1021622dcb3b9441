//! The program's parts, so that tests and examples can drive them.

pub mod observe;
