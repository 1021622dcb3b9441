//! The sf that would run and the Node that would run it, found by reading files: starting them takes half a second.

mod installation;
mod node_version;
mod preload;

use super::{Context, programs};
use installation::{Installation, Interpreter};
use sf_preflight_checks::model::Untrusted;
use sf_preflight_checks::model::observations::{NodeRuntime, NodeVersion, Runtime};
use std::path::{Path, PathBuf};

/// Finds them. The command is the one that was typed, else `sf`; where there is none, `sf`, then `sfdx`.
pub fn find(context: &Context) -> Runtime {
    let runtime = installed(context);
    let version = runtime.node.as_ref().and_then(|node| node.version).unwrap_or(NodeVersion::NEWEST);
    Runtime { missing_preload: preload::missing(context, version), ..runtime }
}

fn installed(context: &Context) -> Runtime {
    let typed = context.login.program.as_ref().map(Untrusted::raw);
    let names = [typed.unwrap_or("sf"), "sf", "sfdx"];
    let paths = names.iter().map(|name| programs::all(context, name)).find(|paths| !paths.is_empty()).unwrap_or_default();
    let Some(first) = paths.first() else { return Runtime { node: path_node(context), ..Runtime::default() } };
    let installation = Installation::of(context, first);
    let shadowed = shadowed(first, &paths).into_iter().map(|path| shown(&path)).collect();
    let node = match &installation.interpreter {
        Interpreter::OnPath => path_node(context),
        Interpreter::Bundled(path) => Some(node_at(context, path, true)),
        Interpreter::Named(path) => path.is_file().then(|| node_at(context, path, false)),
    };
    Runtime { sf: Some(installation.facts), shadowed, node, missing_preload: None }
}

/// The Node that `npm` would run under: the first on PATH, links resolved.
pub fn node(context: &Context) -> Option<PathBuf> {
    programs::first(context, "node").map(|path| real(&path))
}

/// The folder of the npm on PATH, else of the one that comes with sf.
pub fn npm_folder(context: &Context) -> Option<PathBuf> {
    let npm = programs::first(context, "npm").and_then(|path| path.canonicalize().ok());
    let named_npm = |folder: &&Path| installation::package_name(folder).as_deref() == Some("npm");
    if let Some(folder) = npm.as_deref().and_then(|path| path.ancestors().skip(1).find(named_npm)) {
        return Some(folder.to_owned());
    }
    let sf = programs::first(context, "sf").and_then(|path| installation::root(context, &path))?;
    installation::module(&sf, "npm")
}

fn path_node(context: &Context) -> Option<NodeRuntime> {
    programs::first(context, "node").map(|path| node_at(context, &path, false))
}

fn node_at(context: &Context, path: &Path, bundled: bool) -> NodeRuntime {
    NodeRuntime { path: shown(path), version: node_version::read(context, path), bundled }
}

/// The further paths that lead to other installations than the first.
fn shadowed(first: &Path, paths: &[PathBuf]) -> Vec<PathBuf> {
    let mut seen = vec![real(first)];
    let mut others = Vec::new();
    for path in &paths[1..] {
        let target = real(path);
        if !seen.contains(&target) {
            seen.push(target);
            others.push(path.clone());
        }
    }
    others
}

/// A path, links resolved; as it is where that cannot be done.
fn real(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

fn shown(path: &Path) -> Untrusted {
    Untrusted::new(path.to_string_lossy())
}

#[cfg(test)]
#[cfg(unix)]
mod tests;
