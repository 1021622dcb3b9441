//! The JWT key file. Its contents are looked at here and go no further.

use super::{Context, files};
use sf_preflight_checks::model::observations::{Flow, KeyFile};
use sf_preflight_checks::salesforce::private_key;
use std::path::{Component, Path, PathBuf};

/// What the file named by `--jwt-key-file` is. None unless the flow is JWT and a file is named.
pub fn read(context: &Context) -> Option<KeyFile> {
    let path = context.login.jwt_key_file.as_ref().filter(|path| context.login.flow == Flow::Jwt && !path.raw().is_empty())?;
    let resolved = normalized(&context.absolute(path.raw()));
    let (content, problem) = match files::read(&resolved) {
        Ok(bytes) => (Some(private_key::inspect(&bytes)), None),
        Err(problem) => (None, Some(problem)),
    };
    let (private_key, form) = content.unzip();
    Some(KeyFile {
        path: path.clone(),
        mode: permissions(&resolved),
        resolved: resolved.to_string_lossy().into_owned().into(),
        problem,
        private_key,
        form,
    })
}

/// As Node's `path.resolve` does it: `.` and `..` are taken out of the text, and the slash at the end with them.
fn normalized(path: &Path) -> PathBuf {
    let mut normalized = PathBuf::new();
    for component in path.components() {
        match component {
            Component::ParentDir => {
                normalized.pop();
            }
            Component::CurDir => {}
            other => normalized.push(other),
        }
    }
    normalized
}

#[cfg(unix)]
fn permissions(path: &Path) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(path).ok().map(|metadata| metadata.permissions().mode() & 0o7777)
}

#[cfg(not(unix))]
fn permissions(_path: &Path) -> Option<u32> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_resolved_as_node_does_it() {
        for (path, resolved) in [("/a/b/../c/./d/", "/a/c/d"), ("/../a", "/a"), ("/a/~/k", "/a/~/k")] {
            assert_eq!(normalized(Path::new(path)), Path::new(resolved));
        }
    }
}
