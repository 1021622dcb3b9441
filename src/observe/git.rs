//! Where git keeps its settings.

use super::Context;
use std::path::{Path, PathBuf};

/// git's files, the strongest first, whether they are there or not: the repository's around the working directory, the
/// user's, the system's. Source: git-config(1), "Files".
pub fn settings(context: &Context, home: Option<&Path>) -> impl Iterator<Item = PathBuf> {
    let of_repository = context.working_directory.ancestors().map(|folder| folder.join(".git").join("config")).find(|path| path.is_file());
    let of_user = match context.variable("GIT_CONFIG_GLOBAL") {
        Some(path) => [Some(PathBuf::from(path)), None],
        None => [home.map(|home| home.join(".gitconfig")), context.config_home(home).map(|folder| folder.join("git").join("config"))],
    };
    let of_system = context.variable("GIT_CONFIG_SYSTEM").unwrap_or("/etc/gitconfig").into();
    [of_repository].into_iter().chain(of_user).chain([Some(of_system)]).flatten()
}
