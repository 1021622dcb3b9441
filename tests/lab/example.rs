//! The lab to look at: runs sf-preflight on a machine with a fault of your choice.
//!
//! `cargo run --release --example lab` lists the faults; `cargo run --release --example lab -- untrusted-root` shows
//! one; further arguments go to sf-preflight: `… -- untrusted-root --format json`.

#[path = "mod.rs"]
mod lab;

use lab::catalogue::{FAULTS, Fault};
use lab::namespace::{self, Namespace};
use lab::world::World;
use std::env;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let run = match arguments.split_first() {
        None => match list() {
            // Whoever read the list has seen enough.
            Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error),
            _ => Ok(0),
        },
        Some((id, further)) => show(id, further),
    };
    match run {
        Ok(status) => ExitCode::from(status),
        Err(error) => {
            let _ = writeln!(io::stderr(), "lab: {error}");
            ExitCode::from(2)
        }
    }
}

/// Names the faults, each with what is broken.
fn list() -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "cargo run --release --example lab -- FAULT [OPTIONS OF sf-preflight]\n")?;
    for fault in FAULTS {
        writeln!(out, "  {:<26}  {}", fault.id, fault.about)?;
    }
    Ok(())
}

/// Runs the program on a machine with that fault; gives its exit status.
fn show(id: &str, further: &[String]) -> io::Result<u8> {
    let fault = Fault::find(id).ok_or_else(|| io::Error::other(format!("there is no fault `{id}`; without one, the lab lists them")))?;
    if fault.plan().dns.is_some() && !namespace::is_inside() {
        let namespace = Namespace::prepare("").map_err(|reason| io::Error::other(format!("`{id}` needs a network namespace: {reason}")))?;
        return run(namespace.command(&env::current_exe()?).args(env::args_os().skip(1)));
    }
    let program = program()?;
    let world = World::new(fault);
    let mut options: Vec<&str> = further.iter().map(String::as_str).collect();
    if env::var_os("NO_COLOR").is_none() && !options.iter().any(|option| option.starts_with("--color") || option.starts_with("--format")) {
        options.push("--color=always");
    }
    let mut command = world.command(&program, &options);
    for name in ["TERM", "COLORTERM", "NO_COLOR"] {
        if let Some(value) = env::var_os(name) {
            command.env(name, value);
        }
    }
    writeln!(io::stderr(), "broken here: {}\n", fault.about)?;
    run(&mut command)
}

fn run(command: &mut Command) -> io::Result<u8> {
    // No code: a signal ended it.
    Ok(command.status()?.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(3))
}

/// The program, which lies beside the folder of the examples.
fn program() -> io::Result<PathBuf> {
    let here = env::current_exe()?;
    let folder = here.parent().and_then(Path::parent).unwrap_or(Path::new("."));
    let program = folder.join(format!("sf-preflight{}", env::consts::EXE_SUFFIX));
    if program.is_file() {
        return Ok(program);
    }
    let release = if folder.ends_with("release") { " --release" } else { "" };
    Err(io::Error::other(format!("{} is not there; `cargo build{release}` makes it", program.display())))
}
