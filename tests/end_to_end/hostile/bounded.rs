//! Runs within bounds: an end in time, little memory, a report that can be read.

use super::is_harmful;
use crate::lab::world::World;
use crate::run::{PROGRAM, Run};
use std::fs::File;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// What the program may take of memory beside its own code, KiB; with the code it stays under 64 MiB. The system refuses
/// more, and a program that is refused memory ends by a signal.
const MEMORY: u32 = 48 * 1024;
/// Enough for an honest handshake on a machine that has more to do.
const TIMEOUT: &str = "--timeout=20";
/// How long a run with it may take.
const LIMIT: Duration = Duration::from_secs(40);

/// Where standard input comes from.
#[derive(Debug, Clone, Copy)]
pub enum Input {
    /// Nothing comes.
    None,
    /// It never ends.
    Endless,
    /// Nothing comes, and it does not end.
    Silent,
}

/// The command for this world within bounds.
pub fn command(world: &World, options: &[&str]) -> Command {
    within_bounds(&world.command(Path::new(PROGRAM), &[&[TIMEOUT, "--format=json"], options].concat()))
}

/// The same command, with a shell before it that lowers what it may take.
pub fn within_bounds(command: &Command) -> Command {
    let limit = if cfg!(target_os = "linux") { format!("ulimit -d {MEMORY} && ") } else { String::new() };
    let mut bounded = Command::new("/bin/sh");
    bounded.args(["-c", &format!("{limit}exec \"$0\" \"$@\"")]).arg(command.get_program()).args(command.get_args());
    bounded.env_clear().envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    bounded.current_dir(command.get_current_dir().unwrap());
    bounded
}

/// Runs a command of [`command`]'s; it ends in time, by itself, with a verdict and nothing that could hurt a terminal.
pub fn run(name: &str, mut command: Command, input: Input) -> Run {
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).stdin(match input {
        Input::None => Stdio::null(),
        Input::Endless => File::open("/dev/zero").unwrap().into(),
        Input::Silent => Stdio::piped(),
    });
    let started = Instant::now();
    let mut child = command.spawn().unwrap();
    let silent = child.stdin.take();
    let run = Run::read(child.wait_with_output().unwrap(), started.elapsed());
    drop(silent);
    assert!(matches!(run.status, Some(0 | 1)), "{name}: {run:?}");
    assert!(run.duration < LIMIT, "{name}: took {:?}", run.duration);
    assert!(run.everything().len() < 200_000, "{name}: {} bytes", run.everything().len());
    assert!(!run.everything().contains(is_harmful), "{name}: {}", run.stdout);
    run
}
