//! A Node's version from the files around it.

use super::installation::below;
use crate::observe::{Context, files};
use memchr::memmem;
use sf_preflight_checks::model::observations::NodeVersion;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How long a binary may be searched.
const SEARCH_TIME: Duration = Duration::from_millis(200);

/// The version of the Node at a path: from its headers, its package, a folder's name, the system's package list, or
/// the text in the binary itself.
pub fn read(context: &Context, path: &Path) -> Option<NodeVersion> {
    let real = super::real(path);
    if real.file_stem().is_some_and(|name| name == "volta-shim") {
        return from_volta(context);
    }
    if !real.file_stem().is_some_and(|name| name.to_string_lossy().starts_with("node")) {
        return None;
    }
    let folder = real.parent()?;
    let prefix = if folder.file_name().is_some_and(|name| name == "bin") { folder.parent()? } else { folder };
    from_headers(prefix)
        .or_else(|| from_package(prefix))
        .or_else(|| from_folder_names(&real))
        .or_else(|| from_system_packages(&real))
        .or_else(|| from_binary(&real))
}

/// `include/node/node_version.h`, which comes with every official archive.
fn from_headers(prefix: &Path) -> Option<NodeVersion> {
    let text = files::text(&below(prefix, "include/node/node_version.h"))?;
    let number = |name: &str| {
        let mut words = text.lines().map(str::split_whitespace);
        words.find_map(|mut words| (words.next()? == "#define" && words.next()? == name).then(|| words.next()?.parse().ok())?)
    };
    Some(NodeVersion::new(number("NODE_MAJOR_VERSION")?, number("NODE_MINOR_VERSION")?, number("NODE_PATCH_VERSION")?))
}

/// The npm packages `node` and `node-<platform>`.
fn from_package(prefix: &Path) -> Option<NodeVersion> {
    let package = files::json(&prefix.join("package.json"))?;
    let name = package.get("name")?.as_str()?;
    let is_node = name == "node" || name.starts_with("node-") || name.starts_with("node-bin-");
    is_node.then(|| NodeVersion::parse(package.get("version")?.as_str()?))?
}

/// nvm, fnm, n, asdf, mise, Homebrew and Nix keep each version in a folder of its name: `v24.1.0`, `24.1.0`,
/// `node-v24.1.0-linux-x64`, `…-nodejs-24.1.0`.
fn from_folder_names(real: &Path) -> Option<NodeVersion> {
    let names = real.ancestors().skip(1).filter_map(|folder| folder.file_name()?.to_str());
    names.filter(|name| name.contains('.')).find_map(|name| {
        NodeVersion::parse(name).or_else(|| {
            let rest = &name[name.find("node")?..];
            NodeVersion::parse(rest.split('-').find(|part| part.trim_start_matches('v').contains('.'))?)
        })
    })
}

/// Debian's and Alpine's lists of installed packages, for a Node in the system's own folder.
fn from_system_packages(real: &Path) -> Option<NodeVersion> {
    if real.parent() != Some(Path::new("/usr/bin")) {
        return None;
    }
    let debian = || field("/var/lib/dpkg/status", "Package: nodejs", "Version: ");
    let alpine = || field("/lib/apk/db/installed", "P:nodejs", "V:");
    let version = debian().or_else(alpine)?;
    let upstream = version.split_once(':').map_or(version.as_str(), |(_, rest)| rest);
    NodeVersion::parse(upstream.split(['-', '+', '~']).next()?)
}

/// A field of the paragraph that begins with a line, in a list of packages.
fn field(list: &str, line: &str, name: &str) -> Option<String> {
    let list = BufReader::new(files::open(Path::new(list)).ok()?).take(files::LIMIT);
    let lines = list.split(b'\n').map_while(Result::ok).map(|line| String::from_utf8_lossy(&line).into_owned());
    let mut paragraph = lines.skip_while(|one| one != line).take_while(|one| !one.is_empty());
    paragraph.find_map(|one| one.strip_prefix(name).map(str::to_owned))
}

/// Volta: the project's own choice, else the user's default.
fn from_volta(context: &Context) -> Option<NodeVersion> {
    let pinned = context.working_directory.ancestors().find_map(|folder| {
        let package = files::json(&folder.join("package.json"))?;
        NodeVersion::parse(package.get("volta")?.get("node")?.as_str()?)
    });
    let home = context.variable("VOLTA_HOME").map(PathBuf::from).or_else(|| context.home.as_ref().map(|home| home.join(".volta")));
    let default = || NodeVersion::parse(files::json(&below(&home?, "tools/user/platform.json"))?.get("node")?.get("runtime")?.as_str()?);
    pinned.or_else(default)
}

/// `node-v24.21.0.tar.gz`, which every Node holds as the address of its own source.
fn from_binary(real: &Path) -> Option<NodeVersion> {
    const BLOCK: usize = 1024 * 1024;
    const OVERLAP: usize = 64;
    let (started, finder) = (Instant::now(), memmem::Finder::new(b"/node-v"));
    let mut file = files::open(real).ok().filter(|file| file.metadata().is_ok_and(|metadata| metadata.is_file()))?;
    let mut block = Vec::with_capacity(BLOCK + OVERLAP);
    while started.elapsed() < SEARCH_TIME {
        let kept = block.len().min(OVERLAP);
        block.drain(..block.len() - kept);
        if file.by_ref().take(BLOCK as u64).read_to_end(&mut block).ok()? == 0 {
            return None;
        }
        let found = finder.find_iter(&block).find_map(|at| {
            let tail = &block[at + finder.needle().len()..];
            let end = tail.iter().position(|byte| !byte.is_ascii_digit() && *byte != b'.')?;
            NodeVersion::parse(std::str::from_utf8(&tail[..end]).ok()?.trim_end_matches('.'))
        });
        if found.is_some() {
            return found;
        }
    }
    None
}
