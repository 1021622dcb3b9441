//! Writes what shells and `man` know about the program: `cargo run --example shell -- DIR`.
//!
//! At packaging, from the very command line that the program reads, so that the program need not carry it.

use clap::CommandFactory;
use clap_complete::Shell;
use sf_preflight::cli::Cli;
use std::path::PathBuf;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let folder = env::args_os().nth(1).map(PathBuf::from);
    let folder = folder.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "name the folder to write to"))?;
    let (completions, manual) = (folder.join("completions"), folder.join("man"));
    fs::create_dir_all(&completions)?;
    fs::create_dir_all(&manual)?;
    // The same files go beside the program of every target, which is what the long version names.
    let command = || Cli::command().version(env!("CARGO_PKG_VERSION"));
    for shell in [Shell::Bash, Shell::Zsh, Shell::Fish, Shell::PowerShell, Shell::Elvish] {
        clap_complete::generate_to(shell, &mut command(), "sf-preflight", &completions)?;
    }
    clap_mangen::generate_to(command(), &manual)
}
