//! Where sf keeps its secrets and its state, and whether it could. Nothing is written.

use super::{Context, files, programs, project};
use sf_preflight_checks::model::Untrusted;
use sf_preflight_checks::model::observations::{FileProblem, Flow, Keychain, KeychainProblem, KeychainStore};
use sf_preflight_checks::salesforce::{json, switches};
use std::path::{Path, PathBuf};

/// The most stored logins that are looked at.
const MOST_LOGINS: usize = 200;

/// The state files below the home directory whose JSON is looked at, besides the stored logins.
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
        problems.extend(log_problem(&home.join(".sf")));
        problems.extend(state_problem(&home.join(".sfdx")));
        let key = home.join(".sfdx/key.json");
        // sf looks at the permissions before it reads the file.
        problems.extend(if store == KeychainStore::File { permission_problem(&key) } else { None });
        problems.extend(STATE_FILES.iter().filter_map(|file| json_problem(&home.join(file))));
        problems.extend(logins(context, home).iter().filter_map(|file| json_problem(file)));
        problems.extend(key_problem(&key));
        problems.extend(project_settings(context, home).and_then(|file| json_problem(&file)));
    } else {
        problems.push(KeychainProblem::NoHome);
    }
    if store == KeychainStore::SecretTool && !has_session_bus(context) && context.variable("DISPLAY").is_none_or(str::is_empty) {
        problems.push(KeychainProblem::NoSessionBus);
    }
    Keychain { store, problems }
}

/// The stored logins: `~/.sfdx/USER.json`, that of the user who logs in first.
fn logins(context: &Context, home: &Path) -> Vec<PathBuf> {
    let folder = home.join(".sfdx");
    let own = context.login.username.as_ref().filter(|_| context.login.flow == Flow::Jwt).map(|user| format!("{}.json", user.raw()));
    let names = std::fs::read_dir(&folder).into_iter().flatten().flatten().filter_map(|entry| entry.file_name().into_string().ok());
    let mut names: Vec<String> = names.filter(|name| name.contains('@') && name.ends_with(".json")).collect();
    names.sort_by_key(|name| (Some(name) != own.as_ref(), name.clone()));
    names.truncate(MOST_LOGINS);
    names.into_iter().map(|name| folder.join(name)).collect()
}

/// The settings of the project, where the working directory lies in one.
fn project_settings(context: &Context, home: &Path) -> Option<PathBuf> {
    let folder = project::folder(&context.working_directory)?;
    (folder != home).then(|| folder.join(".sf/config.json"))
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

/// Why today's log cannot be opened. Source: `@salesforce/core` 9.4.0 `logger.js`.
fn log_problem(folder: &Path) -> Option<KeychainProblem> {
    let file = folder.join(format!("sf-{}.log", chrono::Utc::now().format("%Y-%m-%d")));
    match folder.metadata() {
        Ok(metadata) if !metadata.is_dir() => Some(KeychainProblem::NotAFolder { path: shown(folder) }),
        Ok(_) => {
            let path = if file.exists() { file.as_path() } else { folder };
            let code = unwritable(path).or_else(|| unwritable_parent(path, &file))?;
            Some(KeychainProblem::CannotLog { path: shown(path), code, folder_exists: true })
        }
        Err(_) => unwritable_above(folder).map(|code| KeychainProblem::CannotLog { path: shown(folder), code, folder_exists: false }),
    }
}

/// A folder that may be read but not entered lets no file in it be opened.
fn unwritable_parent(path: &Path, file: &Path) -> Option<String> {
    if path == file { None } else { unenterable(path) }
}

/// Why nothing can be kept in `~/.sfdx`, or why it cannot be made.
fn state_problem(folder: &Path) -> Option<KeychainProblem> {
    let path = shown(folder);
    let has_aliases = folder.join("alias.json").exists();
    match folder.metadata() {
        Ok(metadata) if !metadata.is_dir() => Some(KeychainProblem::NotAFolder { path }),
        Ok(_) => unwritable(folder).or_else(|| unenterable(folder)).map(|code| KeychainProblem::NotWritable { path, code, has_aliases }),
        Err(_) => unwritable_above(folder).map(|code| KeychainProblem::NotWritable { path, code, has_aliases }),
    }
}

/// Why a folder that does not exist cannot be made.
fn unwritable_above(folder: &Path) -> Option<String> {
    let above = folder.ancestors().skip(1).find(|above| above.exists())?;
    unwritable(above).or_else(|| unenterable(above))
}

/// Why a file or folder cannot be written to, by Node's code.
#[cfg(unix)]
fn unwritable(path: &Path) -> Option<String> {
    denied(path, rustix::fs::Access::WRITE_OK)
}

/// Why the files in a folder cannot be reached.
#[cfg(unix)]
fn unenterable(folder: &Path) -> Option<String> {
    denied(folder, rustix::fs::Access::EXEC_OK)
}

#[cfg(unix)]
fn denied(path: &Path, access: rustix::fs::Access) -> Option<String> {
    use rustix::io::Errno;
    match rustix::fs::access(path, access).err()? {
        Errno::ROFS => Some("EROFS".to_owned()),
        Errno::ACCESS | Errno::PERM => Some("EACCES".to_owned()),
        _ => None,
    }
}

/// On Windows the attribute of a folder does not forbid making files in it, and only trying would tell.
#[cfg(not(unix))]
fn unwritable(_path: &Path) -> Option<String> {
    None
}

#[cfg(not(unix))]
fn unenterable(_folder: &Path) -> Option<String> {
    None
}

fn json_problem(file: &Path) -> Option<KeychainProblem> {
    let path = shown(file);
    match files::read_settings(file) {
        Err(FileProblem::Missing | FileProblem::BadPath) => None,
        Err(reason) => Some(KeychainProblem::Unreadable { path, reason }),
        Ok(bytes) => {
            // JavaScript's `trim` takes a BOM off, and the key is trimmed before it is parsed. Measured.
            let is_key = file.ends_with(".sfdx/key.json");
            let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").filter(|_| is_key).unwrap_or(&bytes);
            json::damage(&String::from_utf8_lossy(bytes)).map(|damage| KeychainProblem::DamagedJson { path, damage })
        }
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

/// What is wrong with the contents of key.json, where it is JSON. Of the key only its length is kept.
fn key_problem(key: &Path) -> Option<KeychainProblem> {
    let contents = files::json(key)?;
    let text = |name: &str| contents.get(name).and_then(serde_json::Value::as_str);
    let path = shown(key);
    match (text("service"), text("account"), text("key")) {
        (Some("sfdx"), Some("local"), Some(secret)) => {
            let length = secret.chars().count();
            (!matches!(length, 32 | 64)).then_some(KeychainProblem::KeyLength { path, length })
        }
        _ => Some(KeychainProblem::ForeignKeyFile { path }),
    }
}

fn shown(path: &Path) -> Untrusted {
    Untrusted::new(PathBuf::from(path).to_string_lossy())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn folders_files_and_keys_are_looked_at() {
        use std::fs;
        use std::os::unix::fs::PermissionsExt;
        let home = tempfile::tempdir().unwrap();
        let state = home.path().join(".sfdx");
        let key = state.join("key.json");
        assert_eq!((state_problem(&state), log_problem(&state), json_problem(&key), permission_problem(&key)), (None, None, None, None));
        fs::create_dir(&state).unwrap();
        fs::write(&key, r#"{"service":"sfdx","account":"local","key":"short"}"#).unwrap();
        fs::set_permissions(&key, fs::Permissions::from_mode(0o640)).unwrap();
        assert_eq!(permission_problem(&key), Some(KeychainProblem::KeyFilePermissions { path: shown(&key), mode: 0o640 }));
        assert_eq!(key_problem(&key), Some(KeychainProblem::KeyLength { path: shown(&key), length: 5 }));
        assert_eq!(state_problem(&key), Some(KeychainProblem::NotAFolder { path: shown(&key) }));
        assert_eq!(log_problem(&key), Some(KeychainProblem::NotAFolder { path: shown(&key) }));
        fs::write(&key, "\u{feff}{}").unwrap();
        assert_eq!(json_problem(&key), None);
        fs::write(&key, r#"{"service":"other","account":"local","key":"short"}"#).unwrap();
        assert_eq!(key_problem(&key), Some(KeychainProblem::ForeignKeyFile { path: shown(&key) }));
    }
}
