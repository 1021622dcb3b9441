//! What npm makes of its settings: its files, its variables, their order, and the value that it acts on.

pub mod ini;
pub mod settings;
pub mod yarn;
