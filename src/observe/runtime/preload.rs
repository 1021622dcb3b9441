//! The modules that NODE_OPTIONS has Node load before sf.

use super::Context;
use sf_preflight_checks::model::observations::{NodeVersion, Preload};
use sf_preflight_checks::node::options::NodeOptions;
use std::path::Path;

/// The first module that is named by its path and is not there. Those that are named otherwise (a package, `node:`,
/// a URL) are not looked for. Source: Node 24 `lib/internal/modules/cjs/loader.js`, `_findPath`.
pub fn missing(context: &Context, version: NodeVersion) -> Option<Preload> {
    let options = NodeOptions::parse(context.variable("NODE_OPTIONS").unwrap_or_default(), version);
    if options.fatal.is_some() {
        return None;
    }
    // Node requires first, whatever the order in which they are written.
    ["--require", "--import"].into_iter().find_map(|option| {
        let named = options.given.iter().filter(|given| given.name == option).filter_map(|given| given.value.as_deref());
        named
            .filter(|name| is_path(name) && !is_there(&context.absolute(name), option))
            .map(|name| Preload { option: option.to_owned(), name: name.into() })
            .next()
    })
}

fn is_path(name: &str) -> bool {
    ["./", "../", ".\\", "..\\"].iter().any(|start| name.starts_with(start)) || Path::new(name).is_absolute()
}

/// `--require` also finds a name without its ending, and folders; what is in a folder is not looked at.
fn is_there(path: &Path, option: &str) -> bool {
    let with = |ending: &str| Path::new(&format!("{}{ending}", path.to_string_lossy())).is_file();
    path.exists() || (option == "--require" && [".js", ".json", ".node"].into_iter().any(with))
}

#[cfg(test)]
mod tests {
    use super::*;
    use sf_preflight_checks::model::observations::{Flow, LoginRequest};

    #[test]
    fn what_is_named_by_its_path_is_looked_for() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.js"), "").unwrap();
        let missing = |options: &str| {
            let mut context = Context::new(LoginRequest::of(Flow::Jwt), folder.path());
            context.variables.insert("NODE_OPTIONS".into(), options.into());
            missing(&context, NodeVersion::NEWEST).map(|preload| (preload.option, preload.name.raw().to_owned()))
        };
        for (options, expected) in [
            ("", None),
            ("--require ./a.js", None),
            ("--require ./a", None),
            ("--import ./a.js", None),
            ("--import ./a", Some(("--import", "./a"))),
            ("--import ./b.mjs -r ./c.js", Some(("--require", "./c.js"))),
            ("--require=/no/such/bootloader.js", Some(("--require", "/no/such/bootloader.js"))),
            ("--require package --import node:fs", None),
            ("--foo --require ./b", None),
        ] {
            assert_eq!(missing(options), expected.map(|(option, name)| (option.to_owned(), name.to_owned())), "{options}");
        }
    }
}
