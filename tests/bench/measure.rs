//! What a run takes.

use std::fs;
use std::io;
use std::process::{Command, Stdio};
use std::time::Duration;

/// What one run took.
#[derive(Debug, Clone, Copy)]
pub struct Taken {
    /// From start to end, milliseconds.
    pub wall: f64,
    /// User and system time, milliseconds.
    pub cpu: f64,
}

/// Runs a command and says what it took: bash tells what the system counted, to the millisecond.
pub fn run(command: &Command) -> io::Result<Taken> {
    const TIMED: &str = "TIMEFORMAT='%R %U %S'; time \"$0\" \"$@\" >/dev/null 2>&1";
    let mut timed = Command::new("/bin/bash");
    timed.args(["-c", TIMED]).arg(command.get_program()).args(command.get_args());
    like(command, &mut timed);
    let output = timed.stdin(Stdio::null()).output()?;
    let text = String::from_utf8_lossy(&output.stderr);
    let seconds: Vec<f64> = text.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    match seconds.as_slice() {
        [wall, user, system] => Ok(Taken { wall: wall * 1000.0, cpu: (user + system) * 1000.0 }),
        _ => Err(io::Error::other(format!("{command:?}: {text}"))),
    }
}

/// The most memory of a run that was seen resident, MiB, as Linux tells it; it is looked at all the time.
pub fn memory(command: &Command) -> io::Result<f64> {
    let mut watched = Command::new(command.get_program());
    watched.args(command.get_args());
    like(command, &mut watched);
    let mut child = watched.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    let status = format!("/proc/{}/status", child.id());
    let mut most = f64::NAN;
    while child.try_wait()?.is_none() {
        let text = fs::read_to_string(&status).unwrap_or_default();
        let kilobytes = text.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse::<f64>().ok());
        most = kilobytes.map_or(most, |kilobytes| kilobytes / 1024.0);
        std::thread::sleep(Duration::from_micros(200));
    }
    Ok(most)
}

/// Gives a command another's environment and folder.
fn like(command: &Command, other: &mut Command) {
    other.env_clear().envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    if let Some(folder) = command.get_current_dir() {
        other.current_dir(folder);
    }
}

/// The middle one.
pub fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied().unwrap_or(f64::NAN)
}
