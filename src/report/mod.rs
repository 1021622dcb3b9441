//! Tells: one file a format, all of one [`Report`].

mod github;
mod html;
mod json;
mod junit;
mod markdown;
mod prometheus;
mod text;
mod words;

pub use sf_preflight_checks::model::observations::Shell;
pub use text::{Style, ascii};

use crate::cli::Format;
use sf_preflight_checks::model::{Observations, Report};
use sf_preflight_checks::redaction::Redaction;
use std::io::{self, Write};

/// A report, and what it was judged from.
#[derive(Debug, Clone)]
pub struct Judged {
    /// What was seen.
    pub observations: Observations,
    /// What is told about it, names masked where that is wanted.
    pub report: Report,
    /// The masks for whatever else is shown of what was seen; None where nothing is masked.
    pub redaction: Option<Redaction>,
}

impl Judged {
    /// A text from what was seen, as it may be shown.
    pub fn shown(&self, text: &str) -> String {
        self.redaction.as_ref().map_or_else(|| text.to_owned(), |redaction| redaction.text(text))
    }

    /// Everything that was seen, as it may be shown.
    pub fn facts(&self) -> serde_json::Value {
        let facts = serde_json::to_value(&self.observations).unwrap_or_default();
        match &self.redaction {
            Some(redaction) => redaction.value(facts),
            None => facts,
        }
    }
}

/// Writes a report.
///
/// # Errors
/// If it cannot be written.
pub fn write(judged: &Judged, format: Format, style: &Style, out: &mut impl Write) -> io::Result<()> {
    match format {
        Format::Text => text::write(&judged.report, style, out),
        Format::Json => json::write(judged, out),
        Format::Html => html::write(judged, style, out),
        Format::Markdown => markdown::write(judged, style, out),
        Format::Junit => junit::write(judged, style, out),
        Format::Github => github::write(judged, style, out),
        Format::Prometheus => prometheus::write(judged, out),
    }
}
