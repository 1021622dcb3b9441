//! What `--version` says beside the version: the target, and in a release build the commit.
//!
//! The commit is that of SOURCE_COMMIT (set by who builds a release), of a package from the registry
//! (`.cargo_vcs_info.json`, which cargo puts there), or of the git checkout whose root this is. None of them is needed.

use std::path::Path;
use std::process::Command;
use std::{env, fs};

fn main() {
    println!("cargo::rerun-if-env-changed=SOURCE_COMMIT");
    println!("cargo::rerun-if-changed=build.rs");
    let version = env::var("CARGO_PKG_VERSION").unwrap_or_default();
    let target = env::var("TARGET").unwrap_or_default();
    // In a debug build each commit would mean to compile everything anew.
    let released = env::var("PROFILE").is_ok_and(|profile| profile == "release");
    let commit = released.then(commit).flatten().map(|commit| format!("{}, ", commit.chars().take(12).collect::<String>()));
    println!("cargo::rustc-env=VERSION_AND_ORIGIN={version} ({}{target})", commit.unwrap_or_default());
}

fn commit() -> Option<String> {
    let given = env::var("SOURCE_COMMIT").ok().filter(|commit| !commit.is_empty());
    given.or_else(packaged).or_else(checked_out).filter(|commit| commit.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// The `sha1` in cargo's note about where a package came from.
fn packaged() -> Option<String> {
    let note = fs::read_to_string(".cargo_vcs_info.json").ok()?;
    let (_, rest) = note.split_once("\"sha1\":")?;
    Some(rest.split('"').nth(1)?.to_owned())
}

fn checked_out() -> Option<String> {
    // A folder inside another project's checkout has nothing to say.
    if !Path::new(".git").exists() {
        return None;
    }
    // Cargo takes a path that is not there for one that changed.
    if let Some(log) = git(&["rev-parse", "--git-path", "logs/HEAD"]).filter(|log| Path::new(log).exists()) {
        println!("cargo::rerun-if-changed={log}");
    }
    git(&["rev-parse", "HEAD"])
}

fn git(arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").args(arguments).output().ok().filter(|output| output.status.success())?;
    Some(String::from_utf8(output.stdout).ok()?.trim().to_owned())
}
