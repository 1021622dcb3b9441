//! Tells: one file a format, all of one [`Report`].

mod github;
mod html;
mod json;
mod junit;
mod markdown;
mod prometheus;
mod shell;
mod text;
mod words;

pub use shell::Shell;
pub use text::{Style, ascii};

use crate::cli::Format;
use sf_preflight_checks::model::{Observations, Report};
use std::io::{self, Write};

/// A report, and what it was judged from.
#[derive(Debug, Clone)]
pub struct Judged {
    /// What was seen.
    pub observations: Observations,
    /// What is told about it.
    pub report: Report,
}

/// Writes a report.
///
/// # Errors
/// If it cannot be written.
pub fn write(judged: &Judged, format: Format, style: &Style, out: &mut impl Write) -> io::Result<()> {
    match format {
        Format::Text => text::write(&judged.report, style, out),
        Format::Json => json::write(&judged.report, out),
        Format::Html => html::write(judged, style, out),
        Format::Markdown => markdown::write(judged, style, out),
        Format::Junit => junit::write(judged, style, out),
        Format::Github => github::write(judged, style, out),
        Format::Prometheus => prometheus::write(judged, out),
    }
}
