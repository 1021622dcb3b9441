//! An installed sf and Node, as npm and an official archive leave them: what a preflight can read of them.

use std::fs;
use std::path::Path;

/// The sf of the lab, with the HTTP library that it comes with.
const PACKAGE: &str = r#"{"name":"@salesforce/cli","version":"2.150.6","bin":{"sf":"./bin/run.js"}}"#;
const JSFORCE: &str = r#"{"name":"@jsforce/jsforce-node","version":"3.10.0","dependencies":{"undici":"^8"}}"#;
const HTTP_LIBRARY: &str = r#"{"name":"undici","version":"8.12.4","engines":{"node":">=22.19.0"}}"#;

/// Puts an sf and a Node of that version (three numbers) under `prefix`. They can be read, and they do nothing.
pub fn put(prefix: &Path, node: [u32; 3]) {
    let put = |path: &str, text: &str| {
        let path = prefix.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    let sf = "lib/node_modules/@salesforce/cli";
    put(&format!("{sf}/package.json"), PACKAGE);
    put(&format!("{sf}/node_modules/@jsforce/jsforce-node/package.json"), JSFORCE);
    put(&format!("{sf}/node_modules/undici/package.json"), HTTP_LIBRARY);
    put_program(&prefix.join(sf).join("bin/run.js"), "#!/usr/bin/env -S node --no-deprecation\n");
    #[cfg(unix)]
    std::os::unix::fs::symlink(format!("../{sf}/bin/run.js"), prefix.join("bin/sf")).unwrap();
    let [major, minor, patch] = node;
    let header = format!("#define NODE_MAJOR_VERSION {major}\n#define NODE_MINOR_VERSION {minor}\n#define NODE_PATCH_VERSION {patch}\n");
    put("include/node/node_version.h", &header);
    put_program(&prefix.join("bin/node"), "#!/bin/sh\n");
}

/// Writes a program.
pub fn put_program(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
    permit(path, 0o755);
}

/// Sets a file's permission bits, where there are such.
pub fn permit(path: &Path, mode: u32) {
    #[cfg(unix)]
    fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(mode)).unwrap();
    #[cfg(not(unix))]
    let _ = (path, mode);
}
