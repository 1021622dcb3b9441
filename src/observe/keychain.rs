//! Where sf keeps its secrets and its state, and whether it could. Nothing is written.

use super::{Context, files, programs};
use sf_preflight_checks::model::Untrusted;
use sf_preflight_checks::model::observations::{FileProblem, JsonDamage, Keychain, KeychainProblem, KeychainStore};
use sf_preflight_checks::salesforce::switches;
use std::path::{Path, PathBuf};

/// The state files below the home directory whose JSON is looked at; those of single orgs are not.
const STATE_FILES: [&str; 8] = [
    ".sfdx/key.json",
    ".sfdx/alias.json",
    ".sfdx/sfdx-config.json",
    ".sfdx/stash.json",
    ".sf/config.json",
    ".sf/alias.json",
    ".sf/orgs.json",
    ".sf/sandboxes.json",
];

/// Looks.
pub fn look(context: &Context) -> Keychain {
    let store = store(context);
    let mut problems = Vec::new();
    if let Some(home) = &context.home {
        problems.extend([".sf", ".sfdx"].iter().filter_map(|folder| folder_problem(&home.join(folder))));
        problems.extend(STATE_FILES.iter().filter_map(|file| json_problem(&home.join(file))));
        let key = home.join(".sfdx/key.json");
        problems.extend(if store == KeychainStore::File { permission_problem(&key) } else { None });
        problems.extend(key_length_problem(&key));
    } else {
        problems.push(KeychainProblem::NoHome);
    }
    if store == KeychainStore::SecretTool && !has_session_bus(context) {
        problems.push(KeychainProblem::NoSessionBus);
    }
    Keychain { store, problems }
}

/// As sf chooses. Source: `@salesforce/core` 9.4.0 `crypto/keyChain.js`.
fn store(context: &Context) -> KeychainStore {
    let generic = switches::is_on(|name| context.variable(name), "USE_GENERIC_UNIX_KEYCHAIN");
    let secret_tool = context.variable("SFDX_SECRET_TOOL_PATH").unwrap_or("/usr/bin/secret-tool");
    match std::env::consts::OS {
        "windows" => KeychainStore::WindowsFile,
        "macos" if !generic => KeychainStore::MacosKeychain,
        "linux" if !generic && programs::first(context, secret_tool).is_some() => KeychainStore::SecretTool,
        _ => KeychainStore::File,
    }
}

fn has_session_bus(context: &Context) -> bool {
    let socket = context.variable("XDG_RUNTIME_DIR").map(|folder| Path::new(folder).join("bus"));
    context.variable("DBUS_SESSION_BUS_ADDRESS").is_some_and(|address| !address.is_empty()) || socket.is_some_and(|socket| socket.exists())
}

/// Why a state folder cannot be used, or cannot be made where it is not there yet.
fn folder_problem(folder: &Path) -> Option<KeychainProblem> {
    let path = shown(folder);
    match folder.metadata() {
        Ok(metadata) if !metadata.is_dir() => Some(KeychainProblem::NotAFolder { path }),
        Ok(_) => unwritable(folder).map(|code| KeychainProblem::NotWritable { path, code, exists: true }),
        Err(_) => {
            let above = folder.ancestors().skip(1).find(|above| above.exists())?;
            unwritable(above).map(|code| KeychainProblem::NotWritable { path, code, exists: false })
        }
    }
}

/// Why nothing can be made in a folder, by Node's code.
#[cfg(unix)]
fn unwritable(folder: &Path) -> Option<String> {
    use rustix::fs::{Access, access};
    use rustix::io::Errno;
    match access(folder, Access::WRITE_OK | Access::EXEC_OK).err()? {
        Errno::ROFS => Some("EROFS".to_owned()),
        Errno::ACCESS | Errno::PERM => Some("EACCES".to_owned()),
        _ => None,
    }
}

#[cfg(not(unix))]
fn unwritable(folder: &Path) -> Option<String> {
    // On Windows the attribute of a folder does not forbid making files in it, and only trying would tell.
    let _ = folder;
    None
}

fn json_problem(file: &Path) -> Option<KeychainProblem> {
    let path = shown(file);
    match files::read(file) {
        Err(FileProblem::Missing | FileProblem::BadPath) => None,
        Err(reason) => Some(KeychainProblem::Unreadable { path, reason }),
        Ok(bytes) => damage(&bytes).map(|damage| KeychainProblem::DamagedJson { path, damage }),
    }
}

fn damage(bytes: &[u8]) -> Option<JsonDamage> {
    let text = String::from_utf8_lossy(bytes);
    match serde_json::from_str::<serde_json::Value>(&text) {
        Ok(serde_json::Value::Null) => Some(JsonDamage::Null),
        Ok(_) => None,
        Err(_) => Some(match text.trim_ascii_start().chars().next() {
            None => JsonDamage::Empty,
            Some('{' | '[' | '"' | '-' | '0'..='9') => JsonDamage::Syntax,
            Some(_) => JsonDamage::Foreign,
        }),
    }
}

#[cfg(unix)]
fn permission_problem(key: &Path) -> Option<KeychainProblem> {
    use std::os::unix::fs::PermissionsExt;
    let mode = key.metadata().ok()?.permissions().mode() & 0o777;
    (mode != 0o600).then(|| KeychainProblem::KeyFilePermissions { path: shown(key), mode })
}

#[cfg(not(unix))]
fn permission_problem(_key: &Path) -> Option<KeychainProblem> {
    None
}

/// Only the length of the key is kept.
fn key_length_problem(key: &Path) -> Option<KeychainProblem> {
    let contents: serde_json::Value = serde_json::from_slice(&files::read(key).ok()?).ok()?;
    let is_sfs_own = contents.get("service")? == "sfdx" && contents.get("account")? == "local";
    let length = contents.get("key")?.as_str()?.chars().count();
    (is_sfs_own && !matches!(length, 32 | 64)).then(|| KeychainProblem::KeyLength { path: shown(key), length })
}

fn shown(path: &Path) -> Untrusted {
    Untrusted::new(PathBuf::from(path).to_string_lossy())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damage_is_told_apart() {
        for (bytes, expected) in [
            (&b"{}"[..], None),
            (b" \n", Some(JsonDamage::Empty)),
            (b"", Some(JsonDamage::Empty)),
            (b"{\"a\":", Some(JsonDamage::Syntax)),
            (b"\xef\xbb\xbf{}", Some(JsonDamage::Foreign)),
            (b"<html>", Some(JsonDamage::Foreign)),
            (b"null", Some(JsonDamage::Null)),
        ] {
            assert_eq!(damage(bytes), expected, "{bytes:?}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn folders_files_and_keys_are_looked_at() {
        use std::fs;
        use std::os::unix::fs::PermissionsExt;
        let home = tempfile::tempdir().unwrap();
        let state = home.path().join(".sfdx");
        let key = state.join("key.json");
        assert_eq!((folder_problem(&state), json_problem(&key), permission_problem(&key)), (None, None, None));
        fs::create_dir(&state).unwrap();
        fs::write(&key, r#"{"service":"sfdx","account":"local","key":"short"}"#).unwrap();
        fs::set_permissions(&key, fs::Permissions::from_mode(0o640)).unwrap();
        assert_eq!(permission_problem(&key), Some(KeychainProblem::KeyFilePermissions { path: shown(&key), mode: 0o640 }));
        assert_eq!(key_length_problem(&key), Some(KeychainProblem::KeyLength { path: shown(&key), length: 5 }));
        assert_eq!(folder_problem(&key), Some(KeychainProblem::NotAFolder { path: shown(&key) }));
    }
}
