//! `capture`: writes down what is observed, and judges nothing.

use crate::cli::CaptureOptions;
use crate::exit::Exit;
use crate::file::Readers;
use crate::job::{self, TOOL};
use crate::observe;
use crate::output_file::OutputFile;
use crate::problem::Problem;
use crate::progress::Progress;
use sf_preflight_checks::model::{Capture, Untrusted};
use sf_preflight_checks::redaction::Redaction;
use std::io::{self, ErrorKind, Write};
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

/// Observes, and writes the capture.
///
/// # Errors
/// If the login is none that this program knows, or the file cannot be written or is there already.
pub fn run(options: &CaptureOptions, started: Instant) -> Result<ExitCode, Problem> {
    let context = job::observation_context(&options.observation, started)?;
    let file = match options.out.as_path() {
        path if path == Path::new("-") => None,
        path => Some(OutputFile::new(&context.absolute(path), options.force)?),
    };
    let progress = Progress::start("looking at this machine and the way to the org");
    let seen = job::attend(observe::observe(&context), &progress)?;
    drop(progress);
    let Some(seen) = seen else { return Ok(Exit::Interrupted.into()) };
    let capture = Capture::new(seen, &TOOL, job::milliseconds_since(started));
    let written = if options.privacy.redact {
        Redaction::capture(capture).and_then(|capture| serde_json::to_vec_pretty(&capture))
    } else {
        serde_json::to_vec_pretty(&capture)
    };
    let mut bytes = written.map_err(|error| Problem::System("the capture could not be made", error.into()))?;
    bytes.push(b'\n');
    match file {
        None => print(&bytes),
        Some(file) => {
            file.write(&bytes, Readers::Owner)?;
            let path = Untrusted::from(options.out.to_string_lossy().into_owned());
            print(told(&path, options.privacy.redact).as_bytes())
        }
    }
}

fn told(path: &Untrusted, redacted: bool) -> String {
    if redacted {
        return format!("Written to {path}, to be read and shown: names are masked and certificates left out, so it cannot be replayed.\n");
    }
    format!(
        "Written to {path}. No password, key or token is in it; names of hosts, users and files are.\n\
         Judge it anywhere:  sf-preflight replay {path}\n"
    )
}

fn print(bytes: &[u8]) -> Result<ExitCode, Problem> {
    match io::stdout().write_all(bytes).and_then(|()| io::stdout().flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Problem::System("the capture could not be written", error)),
        _ => Ok(Exit::Ready.into()),
    }
}
