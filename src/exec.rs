//! `--exec`: runs the given sf command, which takes this program's place.

use std::io;
use std::process::{Command, ExitCode};

/// Runs the command in this process's place, so that signals, the terminal and the exit status are its own.
/// Returns only where that failed (or, on systems where a process cannot be replaced, with its exit status).
///
/// # Errors
/// If the command cannot be started.
pub fn replace(words: &[String]) -> io::Result<ExitCode> {
    let (program, arguments) = words.split_first().ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
    let mut command = Command::new(program);
    // The plugin for sf would look a second time.
    command.args(arguments).env("SF_PREFLIGHT", "off");
    start(command)
}

#[cfg(unix)]
fn start(mut command: Command) -> io::Result<ExitCode> {
    use std::os::unix::process::CommandExt;
    Err(command.exec())
}

#[cfg(not(unix))]
fn start(mut command: Command) -> io::Result<ExitCode> {
    let status = command.status()?;
    let code = status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1);
    Ok(ExitCode::from(code))
}
