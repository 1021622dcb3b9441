//! What npm makes of its settings: its files, its variables, their order, and the value that it acts on. And the same
//! setting of the tools beside it.

pub mod git;
pub mod ini;
pub mod settings;
pub mod yarn;
