//! Which roots are in force.
//!
//! The compiled-in ones are Mozilla's, here from `webpki-root-certs`. That list and Node's are made from the same
//! source at different times; docs/certificates.md names the differences.

use super::certificate::Certificate;
use super::options::{RootSource, root_source};
use crate::model::observations::{CertificateStore, Der};
use crate::model::{Observations, Untrusted};
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

/// The certificates that Node trusts, as far as they matter for a chain.
#[derive(Debug, Clone, Default)]
pub struct TrustStore {
    has_mozilla: bool,
    own: Index,
    /// `--use-openssl-ca`: files by name, looked at only for a subject that is not in the store.
    folders: Vec<HashMap<String, CertificateStore>>,
}

impl TrustStore {
    /// What Node trusts with the settings observed.
    pub fn in_force(observations: &Observations) -> Self {
        let trust = &observations.trust;
        let mut store = Self::default();
        let source = root_source(&observations.environment, observations.node_version());
        let file = trust.ssl_cert_file.as_ref().and_then(|file| file.content.as_ref().ok());
        let folders = trust.ssl_cert_dirs.iter().filter_map(|folder| folder.files.as_ref().ok());
        match source {
            RootSource::Bundled => store.has_mozilla = true,
            RootSource::BundledAndSystem => {
                store.has_mozilla = true;
                file.into_iter().chain(folders.flatten().map(|(_, store)| store)).for_each(|found| store.add(&found.certificates));
                if observations.platform.os != "linux" {
                    store.add(trust.system_roots.as_deref().unwrap_or_default());
                }
            }
            RootSource::OpenSsl => {
                store.add(file.map_or(&[], |file| &file.certificates));
                let by_name = |files: &Vec<(Untrusted, CertificateStore)>| {
                    files.iter().map(|(name, found)| (name.raw().to_owned(), found.clone())).collect()
                };
                store.folders = folders.map(by_name).collect();
            }
        }
        let extra = trust.extra_ca_certs.as_ref().and_then(|file| file.content.as_ref().ok());
        store.add(extra.map_or(&[], |extra| &extra.certificates));
        store
    }

    /// A store of these certificates and no others.
    pub fn of(certificates: &[Der]) -> Self {
        let mut store = Self::default();
        store.add(certificates);
        store
    }

    /// The roots compiled into Node and no others.
    pub fn bundled() -> Self {
        Self { has_mozilla: true, ..Self::default() }
    }

    /// The same store with these certificates added.
    #[must_use]
    pub fn with(mut self, certificates: &[Der]) -> Self {
        self.add(certificates);
        self
    }

    fn add(&mut self, certificates: &[Der]) {
        certificates.iter().for_each(|der| self.own.add(Cow::Owned(der.0.clone())));
    }

    /// The trusted certificates of a subject, in the order in which OpenSSL looks at them.
    pub fn named(&self, issuer: &Certificate) -> Vec<Arc<Certificate>> {
        let mut found = Vec::new();
        if self.has_mozilla {
            found.extend(index().named(&issuer.issuer.canonical));
        }
        found.extend(self.own.named(&issuer.issuer.canonical));
        if found.is_empty() {
            found.extend(self.in_folders(issuer));
        }
        found
    }

    /// `by_dir.c`: the files named by the hash of the subject and a number, from 0 until one is missing; the first
    /// folder that has the subject.
    fn in_folders(&self, certificate: &Certificate) -> Vec<Arc<Certificate>> {
        if self.folders.is_empty() {
            return Vec::new();
        }
        let hash = certificate.issuer.hash();
        let in_one = |folder: &HashMap<String, CertificateStore>| {
            let files = (0..).map_while(|number: u32| folder.get(&format!("{hash}.{number}")));
            let read = files.flat_map(|file| &file.certificates).filter_map(|der| Certificate::read(&der.0));
            read.filter(|found| found.subject.canonical == certificate.issuer.canonical).map(Arc::new).collect::<Vec<_>>()
        };
        self.folders.iter().map(in_one).find(|found| !found.is_empty()).unwrap_or_default()
    }
}

/// Whether a certificate is one of the roots compiled into Node.
pub fn is_compiled_in(certificate: &Certificate) -> bool {
    webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter().any(|der| **der == certificate.der.0)
}

/// The roots compiled into Node, as far as they are Mozilla's of the day on which this program was made; each is read when
/// it is asked for.
pub fn compiled_in() -> impl Iterator<Item = Certificate> {
    webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter().filter_map(|der| Certificate::read(der))
}

/// Makes ready what looking for an issuer among them needs, half a millisecond of work that is otherwise done at the first
/// chain.
pub fn prepare() {
    index();
}

/// The same, by their subjects.
fn index() -> &'static Index {
    static ROOTS: OnceLock<Index> = OnceLock::new();
    ROOTS.get_or_init(|| {
        let mut roots = Index::default();
        webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter().for_each(|der| roots.add(Cow::Borrowed(der)));
        roots
    })
}

/// Certificates by their subjects, in OpenSSL's canonical form. Each is read in full when its subject is asked for, and
/// once.
#[derive(Debug, Clone, Default)]
struct Index(HashMap<Vec<u8>, Vec<Root>>);

#[derive(Debug, Clone)]
struct Root {
    der: Cow<'static, [u8]>,
    read: OnceLock<Option<Arc<Certificate>>>,
}

impl Index {
    fn add(&mut self, der: Cow<'static, [u8]>) {
        if let Some(subject) = Certificate::subject_of(&der) {
            self.0.entry(subject).or_default().push(Root { der, read: OnceLock::new() });
        }
    }

    fn named(&self, canonical: &[u8]) -> impl Iterator<Item = Arc<Certificate>> {
        self.0.get(canonical).into_iter().flatten().filter_map(Root::read)
    }
}

impl Root {
    fn read(&self) -> Option<Arc<Certificate>> {
        self.read.get_or_init(|| Certificate::read(&self.der).map(Arc::new)).clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_subject_alone_is_what_the_whole_certificate_says() {
        for der in webpki_root_certs::TLS_SERVER_ROOT_CERTS {
            let whole = Certificate::read(der).unwrap();
            assert_eq!(Certificate::subject_of(der), Some(whole.subject.canonical), "{:?}", whole.subject.attributes);
        }
        assert_eq!(Certificate::subject_of(b"\x30\x02\x30\x00"), None);
    }

    #[test]
    fn only_the_candidates_are_read() {
        let root = Certificate::read(&webpki_root_certs::TLS_SERVER_ROOT_CERTS[0]).unwrap();
        let store = TrustStore::of(&webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter().map(|der| Der(der.to_vec())).collect::<Vec<_>>());
        let is_read = |root: &&Root| root.read.get().is_some();
        assert_eq!(store.own.0.values().flatten().filter(is_read).count(), 0);
        let found = store.named(&root);
        assert!(found.iter().any(|found| found.der == root.der));
        assert_eq!(store.own.0.values().flatten().filter(is_read).count(), found.len());
    }
}
