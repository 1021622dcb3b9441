//! The benchmark: `cargo build --release && cargo run --release --example bench` prints the tables of
//! docs/performance.md. `… --example bench -- record` looks at the recorded machines anew.

#[path = "../lab/mod.rs"]
mod lab;

#[cfg(target_os = "linux")]
mod flights;
mod judging;
mod logs;
mod measure;
mod scenarios;
mod versus;

use std::env;
use std::io::{self, Write};
use std::path::PathBuf;

fn main() -> io::Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        [] => {
            let mut out = io::stdout().lock();
            versus::tell(&mut out)?;
            #[cfg(target_os = "linux")]
            flights::tell(&mut out)?;
            scenarios::tell(&mut out)?;
            judging::tell(&mut out)?;
            logs::tell(&mut out)
        }
        #[cfg(target_os = "linux")]
        ["flights"] => flights::tell(&mut io::stdout().lock()),
        #[cfg(target_os = "linux")]
        ["flights-inside"] => flights::inside(&mut io::stdout().lock()),
        ["record"] => judging::record(),
        ["judge", name, times] => {
            judging::judge_often(name, times.parse().unwrap_or(1)).and_then(|taken| writeln!(io::stdout(), "{taken}"))
        }
        ["judging"] => judging::compare(&mut io::stdout().lock()),
        ["logs"] => logs::tell(&mut io::stdout().lock()),
        _ => Err(io::Error::other("usage: bench [flights | record | judging | logs | judge NAME TIMES]")),
    }
}

/// The release binary, which lies beside the folder of the examples.
fn program() -> io::Result<PathBuf> {
    let here = env::current_exe()?;
    let program = here.ancestors().nth(2).map(|folder| folder.join("sf-preflight")).filter(|program| program.is_file());
    program.ok_or_else(|| io::Error::other("the program is not there; `cargo build --release` makes it"))
}

/// Says what is left out, where nobody overlooks it.
fn left_out(out: &mut impl Write, what: &str) -> io::Result<()> {
    writeln!(out, "LEFT OUT: {what}\n")
}
