//! Programs on PATH, found by looking, never by starting them.

use super::Context;
use std::path::{Path, PathBuf};

/// Every program of that name on PATH, in its order. A name with a `/` is a path and not searched for.
pub fn all(context: &Context, name: &str) -> Vec<PathBuf> {
    if name.contains('/') || cfg!(windows) && name.contains('\\') {
        return Some(context.absolute(name)).filter(|path| is_executable(path)).into_iter().collect();
    }
    let folders = context.variable("PATH").into_iter().flat_map(|path| std::env::split_paths(path).collect::<Vec<_>>());
    let names = file_names(context, name);
    let candidates =
        folders.flat_map(|folder| names.iter().map(|name| context.working_directory.join(&folder).join(name)).collect::<Vec<_>>());
    candidates.filter(|path| is_executable(path)).collect()
}

/// The program that would run under that name.
pub fn first(context: &Context, name: &str) -> Option<PathBuf> {
    all(context, name).into_iter().next()
}

/// The file names that stand for a program: with each of PATHEXT's endings on Windows.
fn file_names(context: &Context, name: &str) -> Vec<String> {
    if !cfg!(windows) || Path::new(name).extension().is_some() {
        return vec![name.to_owned()];
    }
    let endings = context.variable("PATHEXT").unwrap_or(".COM;.EXE;.BAT;.CMD");
    endings.split(';').map(|ending| format!("{name}{}", ending.to_ascii_lowercase())).collect()
}

#[cfg(unix)]
fn is_executable(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata().is_ok_and(|metadata| metadata.is_file() && metadata.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_executable(path: &Path) -> bool {
    path.is_file()
}
