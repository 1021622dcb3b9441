//! What `explain` takes for a log of 10 MB.

use crate::{measure, program};
use std::fs;
use std::io::{self, Write};
use std::process::Command;

/// The length of each log, bytes.
const LENGTH: usize = 10_000_000;
/// An error as sf prints it.
const ERROR: &str = "\u{1b}[31mError (1): The org cannot be found: getaddrinfo ENOTFOUND acme.my.salesforce.com\u{1b}[0m\n";
/// How often each is read.
const ROUNDS: usize = 15;
/// The most memory that is allowed, MiB; what could not be seen is not allowed either.
const MEMORY: f64 = 32.0;
/// The most time that is allowed, milliseconds, of the best of all rounds: twice what is aimed at, since a shared machine may be half as
/// fast as another.
const TIME: f64 = 200.0;

/// Prints the table, and fails where a log takes more than is allowed.
pub fn tell(out: &mut impl Write) -> io::Result<()> {
    let folder = tempfile::tempdir()?;
    let program = program()?;
    writeln!(out, "`explain` reads a log of 10 MB.\n")?;
    writeln!(out, "| log | ms, best | ms, median | ms of CPU, median | MiB |\n|---|---|---|---|---|")?;
    let mut too_much = Vec::new();
    for (name, text) in logs() {
        let file = folder.path().join("log.txt");
        fs::write(&file, text)?;
        let mut command = Command::new(&program);
        command.args(["explain", "--no-check", "--file"]).arg(&file);
        let taken = (0..ROUNDS).map(|_| measure::run(&command)).collect::<io::Result<Vec<_>>>()?;
        let best = taken.iter().map(|taken| taken.wall).fold(f64::INFINITY, f64::min);
        let wall = measure::median(taken.iter().map(|taken| taken.wall).collect());
        let cpu = measure::median(taken.iter().map(|taken| taken.cpu).collect());
        let memory = measure::memory(&command)?;
        writeln!(out, "| {name} | {best:.0} | {wall:.0} | {cpu:.0} | {memory:.0} |")?;
        if best > TIME || memory > MEMORY || memory.is_nan() {
            too_much.push(name);
        }
    }
    writeln!(out)?;
    if too_much.is_empty() {
        Ok(())
    } else {
        Err(io::Error::other(format!("more than {TIME} ms or {MEMORY} MiB: {}", too_much.join(", "))))
    }
}

/// Logs by what they are of.
fn logs() -> [(&'static str, String); 4] {
    const NPM: &str = "npm error code ECONNRESET: socket hang up, unable to get local issuer certificate\n";
    let errors = |error: &str| error.repeat(LENGTH / error.len());
    let mut json = ci_log().replace('\n', "\\n");
    json.insert_str(0, "{\"log\": \"");
    [
        ("of a CI job", ci_log()),
        ("the same in one line of JSON", json),
        ("of nothing but sf's errors", errors(ERROR)),
        ("of nothing but npm's", errors(NPM)),
    ]
}

/// A job's log: a time before each line, colours, addresses, and one error in its midst.
fn ci_log() -> String {
    const WORDS: [&str; 16] = [
        "Downloading",
        "resolving",
        "package",
        "module",
        "step",
        "passed",
        "build",
        "cache",
        "restore",
        "artifact",
        "version",
        "request",
        "response",
        "container",
        "layer",
        "branch",
    ];
    let mut random = fastrand::Rng::with_seed(7);
    let mut log = String::with_capacity(LENGTH + 1000);
    let mut has_error = false;
    for second in 0.. {
        log += &format!("2026-11-25T10:{:02}:{:02}.{second:07}Z ", second / 60 % 60, second % 60);
        let words: Vec<&str> = (0..random.usize(4..14)).map(|_| WORDS[random.usize(..WORDS.len())]).collect();
        log += &if second % 9 == 0 { format!("\u{1b}[36;1m{}\u{1b}[0m", words.join(" ")) } else { words.join(" ") };
        if second % 50 == 0 {
            log += " https://registry.example/package";
        }
        log.push('\n');
        if !has_error && log.len() > LENGTH / 2 {
            has_error = true;
            log += ERROR;
        }
        if log.len() >= LENGTH {
            break;
        }
    }
    log
}
