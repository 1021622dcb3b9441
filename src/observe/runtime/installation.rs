//! What a command `sf` on PATH leads to.

use super::{real, shown};
use crate::observe::{Context, files};
use sf_preflight_checks::model::observations::{NodeVersion, SfInstallation};
use std::path::{Path, PathBuf};

/// The package of sf, and of sfdx 7.
const PACKAGES: [&str; 2] = ["@salesforce/cli", "sfdx-cli"];

/// Which Node runs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Interpreter {
    /// `#!/usr/bin/env node`, or a shim that says `node`.
    OnPath,
    /// The one that the installer brought.
    Bundled(PathBuf),
    /// One that the script names by its path.
    Named(PathBuf),
}

/// An installation, as far as its files tell.
#[derive(Debug, Clone)]
pub struct Installation {
    /// What is reported.
    pub facts: SfInstallation,
    /// Which Node runs it.
    pub interpreter: Interpreter,
}

impl Installation {
    /// Follows links, npm's and pnpm's shims, Volta's, and the installer's step to the version that it updated to.
    pub fn of(context: &Context, path: &Path) -> Self {
        let real = real(path);
        let root = root_behind(context, &real);
        let interpreter = root.as_deref().map_or(Interpreter::OnPath, |root| interpreter(root, &real));
        let package = root.as_deref().and_then(read_package);
        let text = |name: &str| package.as_ref().and_then(|package| package.get(name)?.as_str().map(str::to_owned));
        let library = root.as_deref().and_then(http_library);
        let facts = SfInstallation {
            path: shown(path),
            version: text("version").and_then(|version| NodeVersion::parse(&version)),
            is_sfdx_v7: text("name").as_deref() == Some(PACKAGES[1]),
            http_library_version: library.as_ref().and_then(|package| NodeVersion::parse(package.get("version")?.as_str()?)),
            open_version: root.as_deref().and_then(open_version),
            http_library_engines: library.as_ref().and_then(|package| Some(package.get("engines")?.get("node")?.as_str()?.to_owned())),
        };
        Self { facts, interpreter }
    }
}

/// The folder of the package.json of what a command `sf` leads to.
pub fn root(context: &Context, path: &Path) -> Option<PathBuf> {
    root_behind(context, &real(path))
}

fn root_behind(context: &Context, real: &Path) -> Option<PathBuf> {
    let package = package_above(real).map(|root| redirected(context, real).unwrap_or(root));
    package.or_else(|| from_shim(real)).or_else(|| from_volta(context, real)).or_else(|| client(real)).or_else(|| beside(real))
}

/// The `name` of a folder's package.json.
pub fn package_name(folder: &Path) -> Option<String> {
    Some(read_package(folder)?.get("name")?.as_str()?.to_owned())
}

/// A module as `require` finds it from a folder: in its `node_modules` or in those above it.
pub fn module(from: &Path, name: &str) -> Option<PathBuf> {
    from.ancestors()
        .map(|folder| folder.join("node_modules").join(name))
        .find(|path| path.is_dir())
        .and_then(|path| path.canonicalize().ok())
}

/// A path below a folder, its parts divided by `/`: what `canonicalize` gives on Windows knows only `\\`.
pub fn below(folder: &Path, path: &str) -> PathBuf {
    path.split('/').fold(folder.to_owned(), |folder, part| folder.join(part))
}

fn read_package(folder: &Path) -> Option<serde_json::Value> {
    files::json(&folder.join("package.json"))
}

fn is_sf(folder: &Path) -> bool {
    package_name(folder).is_some_and(|name| PACKAGES.contains(&name.as_str()))
}

fn package_above(path: &Path) -> Option<PathBuf> {
    path.ancestors().skip(1).take(4).find(|folder| is_sf(folder)).map(Path::to_owned)
}

/// The installer's script goes on to the version that `sf update` put into the data folder, if there is one.
fn redirected(context: &Context, real: &Path) -> Option<PathBuf> {
    let is_script = real.extension().is_none_or(|extension| extension == "cmd");
    if !is_script || context.variable("SF_REDIRECTED").is_some() {
        return None;
    }
    let (name, variable) = if cfg!(windows) { ("sf.cmd", "LOCALAPPDATA") } else { ("sf", "XDG_DATA_HOME") };
    let data = context.variable(variable).filter(|folder| !folder.is_empty()).map(PathBuf::from);
    let data = data.or_else(|| context.home.as_ref().map(|home| home.join(".local").join("share")))?;
    client(&below(&data, "sf/client/bin").join(name))
}

/// The package behind `client/bin/sf`: the version that the script names (`../2.151.0-abc/bin/sf`), else
/// `client/current`.
fn client(script: &Path) -> Option<PathBuf> {
    let folder = script.parent()?.parent()?;
    let text = files::text(script)?.replace('\\', "/");
    let named = text.split_once("/../").or_else(|| text.split_once("%~dp0../")).and_then(|(_, rest)| Some(rest.split_once("/bin/")?.0));
    let candidates = named.map(|version| folder.join(version)).into_iter().chain([folder.join("current")]);
    candidates.filter_map(|root| root.canonicalize().ok()).find(|root| is_sf(root))
}

/// Where Salesforce's installer for Windows puts the package: `client`, beside the `bin` that is on PATH.
fn beside(script: &Path) -> Option<PathBuf> {
    let client = script.parent()?.parent()?.join("client");
    is_sf(&client).then_some(client)
}

/// The package that a shim of npm (Windows) or pnpm names, by a path below its own folder.
fn from_shim(shim: &Path) -> Option<PathBuf> {
    let text = files::text(shim)?.replace('\\', "/");
    let end = text.find("/bin/run.js")?;
    let start = text[..end].rfind(['"', '\'', ' ', '=']).map_or(0, |at| at + 1);
    let relative = text[start..end].trim_start_matches("$basedir/").trim_start_matches("%dp0%/").trim_start_matches("%~dp0/");
    let root = shim.parent()?.join(relative).canonicalize().ok()?;
    is_sf(&root).then_some(root)
}

/// The package behind a shim of Volta.
fn from_volta(context: &Context, real: &Path) -> Option<PathBuf> {
    let is_shim = real.file_stem().is_some_and(|name| name == "volta-shim");
    let home = context.variable("VOLTA_HOME").map(PathBuf::from).or_else(|| context.home.as_ref().map(|home| home.join(".volta")))?;
    let root = below(&home, "tools/image/packages/@salesforce/cli/lib/node_modules/@salesforce/cli");
    (is_shim && is_sf(&root)).then_some(root)
}

/// Which Node runs the package: the one beside its script, else what the script's first line says.
fn interpreter(root: &Path, started: &Path) -> Interpreter {
    let name = if cfg!(windows) { "node.exe" } else { "node" };
    let beside = [root.join("bin").join(name), started.with_file_name(name)];
    if started.extension().is_none_or(|extension| extension != "js")
        && let Some(bundled) = beside.into_iter().find(|path| path.is_file())
    {
        return Interpreter::Bundled(bundled);
    }
    let script = files::read_small(&root.join("bin").join("run.js")).or_else(|_| files::read_small(started)).unwrap_or_default();
    let first_line = script.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let first_line = String::from_utf8_lossy(first_line);
    match first_line.strip_prefix("#!").and_then(|line| line.split_whitespace().next()) {
        Some(program) if !program.ends_with("/env") && program.ends_with("node") => Interpreter::Named(PathBuf::from(program)),
        _ => Interpreter::OnPath,
    }
}

/// The package.json of undici, where jsforce, which makes the login's requests, depends on it. There may be several;
/// the one that counts is that of the library of the plugin that logs in.
fn http_library(root: &Path) -> Option<serde_json::Value> {
    let plugin = module(root, "@salesforce/plugin-auth").unwrap_or_else(|| root.to_owned());
    let core = module(&plugin, "@salesforce/core").unwrap_or(plugin);
    let jsforce = module(&core, "@jsforce/jsforce-node")?;
    read_package(&jsforce)?.get("dependencies")?.get("undici")?;
    read_package(&module(&jsforce, "undici")?)
}

/// The version of `open`, as the plugin that logs in finds it.
fn open_version(root: &Path) -> Option<NodeVersion> {
    let plugin = module(root, "@salesforce/plugin-auth")?;
    NodeVersion::parse(read_package(&module(&plugin, "open")?)?.get("version")?.as_str()?)
}
