//! Says whether `sf org login …` will work on this machine, what sf will print, and what to type to fix it.

#![forbid(unsafe_code)]

use sf_preflight::cli::{Cli, Command, Trust};
use sf_preflight::{Exit, complain};
use sf_preflight::{capture, crash, explain, preflight, replay, trust_export};
use sf_preflight_checks::CHECKS;
use std::io::{self, Write};
use std::process::ExitCode;
use std::time::Instant;

fn main() -> ExitCode {
    let started = Instant::now();
    crash::tell_only_the_place();
    let cli = match Cli::read(std::env::args_os()) {
        Ok(cli) => cli,
        Err(error) => {
            let exit = u8::try_from(error.exit_code()).unwrap_or(Exit::Usage.code());
            return printed(error.print(), exit.into());
        }
    };
    let done = match cli.command {
        Some(Command::List) => return print(&list()),
        Some(Command::Explain(options)) => explain::run(&options, started),
        Some(Command::Capture(options)) => capture::run(&options, started),
        Some(Command::Replay(options)) => replay::run(&options),
        Some(Command::Trust(Trust::Export(options))) => trust_export::run(&options, started),
        None => preflight::run(&cli.options, started),
    };
    done.unwrap_or_else(|problem| {
        complain(&problem.to_string());
        problem.exit().into()
    })
}

/// The checks, a line each.
fn list() -> String {
    CHECKS.iter().map(|check| format!("{:<18}  {}\n", check.id, check.title)).collect()
}

fn print(text: &str) -> ExitCode {
    printed(io::stdout().write_all(text.as_bytes()), Exit::Ready.into())
}

/// How the program ends whose text was printed, or not: a reader that went away has seen enough.
fn printed(outcome: io::Result<()>, exit: ExitCode) -> ExitCode {
    match outcome {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            complain(&format!("the text could not be written: {error}"));
            Exit::Fault.into()
        }
        _ => exit,
    }
}
