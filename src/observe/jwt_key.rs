//! The JWT key file, and the certificate that belongs to it. The key's contents are looked at here and go no further.

use super::{Context, files};
use sf_preflight_checks::model::Untrusted;
use sf_preflight_checks::model::observations::{CertificateContent, Flow, JwtCertificate, KeyFile};
use sf_preflight_checks::salesforce::{app_certificate, credential, private_key};
use std::path::{Component, Path, PathBuf};

/// What the file named by `--jwt-key-file` is. None unless the flow is JWT and a file is named.
pub fn read(context: &Context) -> Option<KeyFile> {
    let path = context.login.jwt_key_file.as_ref().filter(|path| context.login.flow == Flow::Jwt && !path.raw().is_empty())?;
    let resolved = normalized(&context.absolute(path.raw()));
    let (inspected, problem) = match files::read_small(&resolved) {
        Ok(bytes) => (Some(private_key::inspect(&bytes)), None),
        Err(problem) => (None, Some(problem)),
    };
    Some(KeyFile {
        path: credential::masked_path(path.raw()).into(),
        mode: permissions(&resolved),
        dangling_link: dangling_link(&resolved),
        resolved: credential::masked_path(&resolved.to_string_lossy()).into(),
        problem,
        form: inspected.as_ref().map(|inspected| inspected.form),
        public_key_sha256: inspected.as_ref().and_then(|inspected| inspected.public_key_sha256.clone()),
        private_key: inspected.map(|inspected| inspected.private_key),
    })
}

/// What the file named by `--jwt-cert` is. None unless the flow is JWT and a file is named.
pub fn read_certificate(context: &Context) -> Option<JwtCertificate> {
    let path = context.jwt_cert.as_ref().filter(|path| context.login.flow == Flow::Jwt && !path.is_empty())?;
    let content = match files::read_small(&context.absolute(path)) {
        Ok(bytes) => app_certificate::inspect(&bytes),
        Err(problem) => CertificateContent::Unreadable { problem },
    };
    Some(JwtCertificate { path: credential::masked_path(path).into(), content })
}

/// What a symbolic link names that leads nowhere; None for any other path.
fn dangling_link(path: &Path) -> Option<Untrusted> {
    let target = std::fs::read_link(path).ok().filter(|_| !path.exists())?;
    Some(credential::masked_path(&target.to_string_lossy()).into())
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
