//! The options of `capture` and `replay`.

use super::{Judgement, Observation, Privacy, ReportOptions};
use clap::Args;
use std::path::PathBuf;

/// The options of `capture`.
#[derive(Debug, Args)]
pub struct CaptureOptions {
    /// The file to write, JSON; `-` is standard output
    #[arg(long, short, value_name = "FILE")]
    pub out: PathBuf,
    /// Replace the file if it is there
    #[arg(long)]
    pub force: bool,
    /// What is looked at.
    #[command(flatten)]
    pub observation: Observation,
    /// What is kept back.
    #[command(flatten)]
    pub privacy: Privacy,
}

/// The options of `replay`.
#[derive(Debug, Args)]
pub struct ReplayOptions {
    /// The capture; `-` is standard input
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// What is judged, and how strictly.
    #[command(flatten)]
    pub judgement: Judgement,
    /// What is kept back.
    #[command(flatten)]
    pub privacy: Privacy,
    /// How it is told.
    #[command(flatten)]
    pub report: ReportOptions,
}
