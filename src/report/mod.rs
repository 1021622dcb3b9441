//! Tells: one file a format, all of one [`Report`].

mod json;
mod text;

pub use sf_preflight_checks::model::observations::Shell;
pub use text::{Style, ascii};

use crate::cli::Format;
use sf_preflight_checks::model::Report;
use std::io::{self, Write};

/// Writes a report.
///
/// # Errors
/// If it cannot be written.
pub fn write(report: &Report, format: Format, style: &Style, out: &mut impl Write) -> io::Result<()> {
    match format {
        Format::Text => text::write(report, style, out),
        Format::Json => json::write(report, out),
    }
}
