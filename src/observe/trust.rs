//! The files that Node would take certificates from, and what the operating system trusts.

use super::{Context, files};
use sf_preflight_checks::model::Untrusted;
use sf_preflight_checks::model::observations::{
    CertificateFile, CertificateStore, Der, Environment, FileProblem, NodeVersion, StoreDirectory, TrustInputs,
};
use sf_preflight_checks::node::certificate_file::{read_certificates, read_openssl_file};
use sf_preflight_checks::node::options::{RootSource, root_source};
use std::collections::BTreeSet;
use std::fs;

/// OpenSSL's own file and folder in Node's builds for Linux (measured with strace).
const DEFAULT_FILE: &str = "/etc/ssl/cert.pem";
const DEFAULT_FOLDER: &str = "/etc/ssl/certs";

/// What may still be read of the folders of certificates.
struct Budget {
    /// So many files.
    files: usize,
    /// So many bytes of all of them together.
    bytes: u64,
}

impl Budget {
    /// For all folders together.
    const WHOLE: Self = Self { files: 10_000, bytes: files::LIMIT };
}

/// Reads what Node would read: NODE_EXTRA_CA_CERTS always, OpenSSL's file and folder only where a switch makes Node
/// look there.
pub fn read(context: &Context, environment: &Environment, node: Option<NodeVersion>) -> TrustInputs {
    let extra = environment.nonempty("NODE_EXTRA_CA_CERTS").map(|path| certificate_file(context, path, read_certificates));
    let mut inputs = TrustInputs { extra_ca_certs: extra, ..TrustInputs::default() };
    let source = root_source(environment, node.unwrap_or(NodeVersion::NEWEST));
    let read_file: fn(&[u8]) -> CertificateStore = match source {
        RootSource::Bundled => return inputs,
        RootSource::OpenSsl => read_openssl_file,
        RootSource::BundledAndSystem if cfg!(any(target_os = "macos", windows)) => {
            inputs.system_roots = Some(system_roots(context));
            return inputs;
        }
        RootSource::BundledAndSystem => read_certificates,
    };
    let file = environment.nonempty("SSL_CERT_FILE").unwrap_or(DEFAULT_FILE);
    let folder = environment.nonempty("SSL_CERT_DIR").unwrap_or(DEFAULT_FOLDER);
    inputs.ssl_cert_file = Some(certificate_file(context, file, read_file));
    let list: Vec<&str> = match source {
        RootSource::OpenSsl => folders_in(folder).collect(),
        RootSource::Bundled | RootSource::BundledAndSystem => vec![folder],
    };
    inputs.ssl_cert_dirs = folders(context, list.into_iter().map(str::to_owned).collect());
    inputs
}

fn certificate_file(context: &Context, path: &str, read: fn(&[u8]) -> CertificateStore) -> CertificateFile {
    let resolved = context.absolute(path);
    CertificateFile {
        path: Untrusted::from(path),
        resolved: Untrusted::from(resolved.to_string_lossy().into_owned()),
        content: files::read(&resolved).map(|bytes| read(&bytes)),
    }
}

/// The folders that SSL_CERT_DIR lists, as OpenSSL reads it: nothing is quoted (crypto/x509/by_dir.c, add_cert_dir).
fn folders_in(list: &str) -> impl Iterator<Item = &str> {
    list.split(if cfg!(windows) { ';' } else { ':' }).filter(|folder| !folder.is_empty())
}

/// The folders, each once.
fn folders(context: &Context, mut paths: Vec<String>) -> Vec<StoreDirectory> {
    let (mut budget, mut seen) = (Budget::WHOLE, BTreeSet::new());
    paths.retain(|path| seen.insert(path.clone()));
    let read = |path: String| {
        let listed = fs::read_dir(context.absolute(&path)).map_err(|error| files::problem(&error));
        StoreDirectory { path: Untrusted::from(path), files: listed.and_then(|entries| stores(entries, &mut budget)) }
    };
    paths.into_iter().map(read).collect()
}

/// The certificates of a folder's files, by the files' names.
fn stores(entries: fs::ReadDir, budget: &mut Budget) -> Result<Vec<(Untrusted, CertificateStore)>, FileProblem> {
    let mut found = Vec::new();
    for entry in entries.flatten() {
        budget.files = budget.files.checked_sub(1).ok_or(FileProblem::TooLarge)?;
        let Ok(bytes) = files::read(&entry.path()) else { continue };
        budget.bytes = budget.bytes.checked_sub(bytes.len() as u64).ok_or(FileProblem::TooLarge)?;
        let store = read_certificates(&bytes);
        if !store.certificates.is_empty() {
            found.push((Untrusted::from(entry.file_name().to_string_lossy().into_owned()), store));
        }
    }
    found.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(found)
}

/// What the operating system trusts.
///
/// SSL_CERT_FILE and SSL_CERT_DIR are among what this reads on Linux: they are how OpenSSL's programs (curl, git,
/// Python) are told what the system trusts, so they belong to the answer of "other programs accept it". They are read
/// here, within the bounds of every file; the library reads only where the system itself keeps its roots.
pub fn system_roots(context: &Context) -> Vec<Der> {
    let set = |name| context.variable(name);
    if set("SSL_CERT_FILE").is_some() || set("SSL_CERT_DIR").is_some() {
        return named_roots(context, set("SSL_CERT_FILE"), set("SSL_CERT_DIR"));
    }
    let found = rustls_native_certs::load_native_certs();
    found.certs.into_iter().map(|certificate| Der(certificate.to_vec())).collect()
}

/// The roots in the file and the folders that variables name.
fn named_roots(context: &Context, file: Option<&str>, folders: Option<&str>) -> Vec<Der> {
    let folders = self::folders(context, folders.into_iter().flat_map(folders_in).map(str::to_owned).collect()).into_iter();
    let file = file.and_then(|file| certificate_file(context, file, read_certificates).content.ok());
    let stores = file.into_iter().chain(folders.filter_map(|folder| folder.files.ok()).flatten().map(|(_, store)| store));
    let mut roots: Vec<Der> = stores.flat_map(|store| store.certificates).collect();
    roots.sort_unstable_by(|one, other| one.0.cmp(&other.0));
    roots.dedup();
    roots
}

#[cfg(test)]
mod tests {
    use super::*;
    use sf_preflight_checks::model::observations::{Flow, LoginRequest};
    use std::collections::BTreeMap;
    use std::path::Path;

    fn read_in(folder: &Path, variables: &[(&str, &str)]) -> TrustInputs {
        let variables: BTreeMap<String, String> = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let context = Context { variables: variables.clone(), ..Context::new(LoginRequest::of(Flow::Jwt), folder) };
        let environment = Environment(variables.into_iter().map(|(name, value)| (name, Untrusted::from(value))).collect());
        read(&context, &environment, Some(NodeVersion::NEWEST))
    }

    #[test]
    fn a_relative_path_lies_in_the_working_directory() {
        let folder = tempfile::tempdir().unwrap();
        let pem = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap().cert.pem();
        fs::write(folder.path().join("ca.pem"), pem).unwrap();
        let found = read_in(folder.path(), &[("NODE_EXTRA_CA_CERTS", "ca.pem")]);
        assert_eq!(found.extra_ca_certs.unwrap().content.unwrap().certificates.len(), 1);
        assert_eq!(found.ssl_cert_file, None);
    }

    #[test]
    fn openssls_places_are_read_only_where_a_switch_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let pem = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap().cert.pem();
        fs::write(folder.path().join("ca.pem"), pem).unwrap();
        let place = folder.path().to_str().unwrap();
        let found = read_in(folder.path(), &[("SSL_CERT_DIR", place), ("SSL_CERT_FILE", "none"), ("NODE_OPTIONS", "--use-openssl-ca")]);
        assert_eq!(found.ssl_cert_dirs[0].files.as_ref().unwrap().len(), 1);
        assert!(found.ssl_cert_file.unwrap().content.is_err());
    }

    #[test]
    fn what_variables_name_is_what_the_system_trusts() {
        let folder = tempfile::tempdir().unwrap();
        let pem = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap().cert.pem();
        fs::write(folder.path().join("ca.pem"), pem).unwrap();
        let place = folder.path().to_str().unwrap();
        for (variable, value, found) in [
            ("SSL_CERT_FILE", "ca.pem", 1),
            ("SSL_CERT_FILE", "none.pem", 0),
            ("SSL_CERT_DIR", place, 1),
            #[cfg(unix)]
            ("SSL_CERT_FILE", "/dev/zero", 0),
        ] {
            let variables = BTreeMap::from([(variable.to_owned(), value.to_owned())]);
            let context = Context { variables, ..Context::new(LoginRequest::of(Flow::Jwt), folder.path()) };
            assert_eq!(system_roots(&context).len(), found, "{variable}={value}");
        }
    }

    #[test]
    fn folders_that_hold_too_much_together_are_not_read() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["one", "other"] {
            fs::create_dir(folder.path().join(name)).unwrap();
            fs::File::create(folder.path().join(name).join("file")).unwrap().set_len(Budget::WHOLE.bytes / 2 + 1).unwrap();
        }
        let list = std::env::join_paths(["one", "other", "one", "none"]).unwrap().into_string().unwrap();
        let found = read_in(folder.path(), &[("SSL_CERT_DIR", &list), ("NODE_OPTIONS", "--use-openssl-ca")]);
        let files: Vec<_> = found.ssl_cert_dirs.into_iter().map(|folder| (folder.path.raw().to_owned(), folder.files)).collect();
        let expected = [("one", Ok(Vec::new())), ("other", Err(FileProblem::TooLarge)), ("none", Err(FileProblem::Missing))];
        assert_eq!(files, expected.map(|(path, files)| (path.to_owned(), files)));
    }
}
