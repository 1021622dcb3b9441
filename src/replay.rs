//! `replay`: judges what was captured, here or elsewhere, as it would have been judged on the spot.

use crate::cli::ReplayOptions;
use crate::exit::Exit;
use crate::job::judged;
use crate::problem::Problem;
use crate::tell::{Stream, tell};
use sf_preflight_checks::model::{CAPTURE_LIMIT, Capture, Untrusted};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::process::ExitCode;

/// Reads a capture, judges it and reports.
///
/// # Errors
/// If it cannot be read or judged, or the report cannot be written.
pub fn run(options: &ReplayOptions) -> Result<ExitCode, Problem> {
    options.report.reports(false).map_err(Problem::Usage)?;
    let capture = read(&options.file)?;
    let shell = capture.observations.platform.shell;
    let judged = judged(capture.observations, &options.judgement, &options.privacy, capture.total_ms);
    // The terminal is this machine's, the shell that the fixes are for is the other's.
    let variables: BTreeMap<String, String> =
        std::env::vars_os().map(|(name, value)| (name.to_string_lossy().into_owned(), value.to_string_lossy().into_owned())).collect();
    tell(&judged, &options.report, options.judgement.strict, &variables, shell, Stream::Output)
        .map_err(|error| Problem::System("the report could not be written", error))?;
    Ok(Exit::of(&judged.report, options.judgement.strict).into())
}

fn read(path: &Path) -> Result<Capture, Problem> {
    let shown = if path == Path::new("-") { "standard input".into() } else { Untrusted::from(path.to_string_lossy().into_owned()) };
    let unusable = |why: String| Problem::Usage(format!("{shown} cannot be replayed: {why}"));
    let mut bytes = Vec::new();
    let read = match path {
        path if path == Path::new("-") => io::stdin().lock().take(CAPTURE_LIMIT + 1).read_to_end(&mut bytes),
        path => File::open(path).and_then(|file| file.take(CAPTURE_LIMIT + 1).read_to_end(&mut bytes)),
    };
    read.map_err(|error| unusable(error.to_string()))?;
    Capture::read(&bytes).map_err(|error| unusable(error.to_string()))
}
