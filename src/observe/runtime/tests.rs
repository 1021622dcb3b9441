use super::*;
use sf_preflight_checks::model::observations::{Flow, LoginRequest, NodeVersion};
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use tempfile::TempDir;

const PACKAGE: &str = r#"{"name":"@salesforce/cli","version":"2.150.6"}"#;

/// A machine made of a temporary folder.
struct World(TempDir);

impl World {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.path().canonicalize().unwrap().join(path)
    }

    fn file(&self, path: &str, text: &str) -> &Self {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        self
    }

    fn link(&self, path: &str, target: &str) -> &Self {
        fs::create_dir_all(self.path(path).parent().unwrap()).unwrap();
        symlink(self.path(target), self.path(path)).unwrap();
        self
    }

    fn npm_sf(&self, prefix: &str) -> &Self {
        let root = format!("{prefix}/lib/node_modules/@salesforce/cli");
        self.file(&format!("{root}/package.json"), PACKAGE)
            .file(&format!("{root}/bin/run.js"), "#!/usr/bin/env -S node --no-deprecation\n")
            .file(&format!("{root}/node_modules/@jsforce/jsforce-node/package.json"), r#"{"dependencies":{"undici":"^8"}}"#)
            .file(&format!("{root}/node_modules/undici/package.json"), r#"{"version":"8.12.4","engines":{"node":">=22.19.0"}}"#)
            .link(&format!("{prefix}/bin/sf"), &format!("{root}/bin/run.js"))
    }

    fn node(&self, prefix: &str, version: NodeVersion) -> &Self {
        let header = format!(
            "#define NODE_MAJOR_VERSION {}\n#define NODE_MINOR_VERSION {}\n#define NODE_PATCH_VERSION {}\n",
            version.major, version.minor, version.patch
        );
        self.file(&format!("{prefix}/bin/node"), "").file(&format!("{prefix}/include/node/node_version.h"), &header)
    }

    fn find(&self, folders: &[&str]) -> Runtime {
        let path = std::env::join_paths(folders.iter().map(|folder| self.path(folder))).unwrap();
        let login = LoginRequest { from_sf_command: true, ..LoginRequest::of(Flow::Jwt) };
        find(&Context {
            variables: BTreeMap::from([("PATH".to_owned(), path.into_string().unwrap())]),
            home: Some(self.path("home")),
            ..Context::new(login, self.path(""))
        })
    }
}

fn node_version(runtime: &Runtime) -> Option<NodeVersion> {
    runtime.node.as_ref().and_then(|node| node.version)
}

#[test]
fn an_npm_installation_runs_under_the_first_node_on_path() {
    let world = World::new();
    world.npm_sf("npm").node("old", NodeVersion::new(20, 20, 2)).node("new", NodeVersion::new(24, 21, 0));
    let runtime = world.find(&["old/bin", "npm/bin", "new/bin"]);
    assert_eq!(node_version(&runtime), Some(NodeVersion::new(20, 20, 2)));
    let sf = runtime.sf.unwrap();
    assert_eq!(sf.version, Some(NodeVersion::new(2, 150, 6)));
    assert_eq!((sf.http_library_engines.as_deref(), sf.is_sfdx_v7), (Some(">=22.19.0"), false));
    assert_eq!(sf.http_library_version, Some(NodeVersion::new(8, 12, 4)));
}

/// npm may put a newer jsforce beside the plugins than the one that the login is made with.
#[test]
fn the_jsforce_that_logs_in_is_the_one_of_its_own_library() {
    let world = World::new();
    world.npm_sf("npm");
    let modules = "npm/lib/node_modules/@salesforce/cli/node_modules";
    world.file(&format!("{modules}/@salesforce/plugin-auth/package.json"), "{}").file(
        &format!("{modules}/@salesforce/core/node_modules/@jsforce/jsforce-node/package.json"),
        r#"{"dependencies":{"node-fetch":"^2.6.1"}}"#,
    );
    world.file(&format!("{modules}/@salesforce/core/package.json"), "{}");
    assert_eq!(world.find(&["npm/bin"]).sf.unwrap().http_library_version, None);
}

#[test]
fn an_installer_brings_its_own_node() {
    let world = World::new();
    world
        .file("lib/sf/package.json", PACKAGE)
        .file("lib/sf/bin/sf", "#!/usr/bin/env bash\n")
        .file("lib/sf/bin/run.js", "#!/usr/bin/env node\n");
    world.file("lib/sf/bin/node", "…/release/v24.1.0/node-v24.1.0.tar.gz").link("bin/sf", "lib/sf/bin/sf");
    world.node("old", NodeVersion::new(20, 0, 0));
    let runtime = world.find(&["old/bin", "bin"]);
    assert_eq!(node_version(&runtime), Some(NodeVersion::new(24, 1, 0)));
    assert!(runtime.node.unwrap().bundled);
}

#[test]
fn an_installer_goes_on_to_the_version_it_updated_to() {
    let world = World::new();
    world.file("lib/sf/package.json", PACKAGE).file("lib/sf/bin/sf", "").link("bin/sf", "lib/sf/bin/sf");
    let client = "home/.local/share/sf/client";
    world.file(&format!("{client}/bin/sf"), "#!/usr/bin/env bash\n");
    world.file(&format!("{client}/2.151.0-abc/package.json"), &PACKAGE.replace("2.150.6", "2.151.0"));
    world.link(&format!("{client}/current"), &format!("{client}/2.151.0-abc"));
    assert_eq!(world.find(&["bin"]).sf.unwrap().version, Some(NodeVersion::new(2, 151, 0)));
    world.file(&format!("{client}/2.152.0-def/package.json"), &PACKAGE.replace("2.150.6", "2.152.0"));
    world.file(&format!("{client}/bin/sf"), "SF_REDIRECTED=1 \"$DIR/../2.152.0-def/bin/sf\" \"$@\"\n");
    assert_eq!(world.find(&["bin"]).sf.unwrap().version, Some(NodeVersion::new(2, 152, 0)));
}

#[test]
fn the_installer_for_windows_keeps_the_package_beside_its_script() {
    let world = World::new();
    world.file("sf/bin/sf", "@echo off\n").file("sf/client/package.json", PACKAGE).file("sf/client/bin/node", "/node-v24.2.0.tar.gz");
    let runtime = world.find(&["sf/bin"]);
    assert_eq!(runtime.sf.as_ref().unwrap().version, Some(NodeVersion::new(2, 150, 6)));
    assert_eq!(node_version(&runtime), Some(NodeVersion::new(24, 2, 0)));
}

#[test]
fn a_shim_of_pnpm_is_followed() {
    let world = World::new();
    world.npm_sf("store").file(
        "pnpm/sf",
        "#!/bin/sh\nbasedir=$(dirname \"$0\")\nexec node \"$basedir/../store/lib/node_modules/@salesforce/cli/bin/run.js\" \"$@\"\n",
    );
    assert_eq!(world.find(&["pnpm"]).sf.unwrap().version, Some(NodeVersion::new(2, 150, 6)));
}

#[test]
fn other_installations_are_shadowed_and_links_to_the_same_are_not() {
    let world = World::new();
    world.npm_sf("a").npm_sf("b").link("c/sf", "a/bin/sf");
    let runtime = world.find(&["a/bin", "c", "b/bin"]);
    assert_eq!(runtime.shadowed, [shown(&world.path("b/bin/sf"))]);
}

#[test]
fn a_version_in_the_path_is_read() {
    for (folder, version) in [
        (".nvm/versions/node/v22.14.0", NodeVersion::new(22, 14, 0)),
        (".asdf/installs/nodejs/20.1.2", NodeVersion::new(20, 1, 2)),
        ("opt/node-v24.3.0-linux-x64", NodeVersion::new(24, 3, 0)),
        ("nix/store/abc-nodejs-22.4.1", NodeVersion::new(22, 4, 1)),
    ] {
        let world = World::new();
        world.file(&format!("{folder}/bin/node"), "");
        assert_eq!(node_version(&world.find(&[&format!("{folder}/bin")])), Some(version), "{folder}");
    }
}

#[test]
fn sfdx_7_is_told_apart_and_nothing_is_made_up() {
    let world = World::new();
    world.file("sfdx/package.json", r#"{"name":"sfdx-cli","version":"7.209.6"}"#).file("sfdx/bin/run", "#!/usr/bin/env node\n");
    world.link("bin/sfdx", "sfdx/bin/run");
    let runtime = world.find(&["bin"]);
    assert!(runtime.sf.unwrap().is_sfdx_v7);
    assert_eq!(runtime.node, None);
    assert_eq!(World::new().find(&["bin"]), Runtime::default());
}
