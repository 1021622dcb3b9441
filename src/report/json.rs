//! JSON, version 1: one document.

use sf_preflight_checks::model::Report;
use std::io::{self, Write};

/// Writes the report as one JSON document.
pub fn write(report: &Report, out: &mut impl Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, report)?;
    writeln!(out)
}
