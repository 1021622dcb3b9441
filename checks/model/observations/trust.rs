use super::super::Untrusted;
use super::{Der, FileProblem};
use serde::{Deserialize, Serialize};

/// Certificates that Node would read from files.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TrustInputs {
    /// NODE_EXTRA_CA_CERTS; None where it is unset or empty.
    pub extra_ca_certs: Option<CertificateFile>,
    /// `$SSL_CERT_FILE`, else OpenSSL's default file; read only where `--use-openssl-ca` or `--use-system-ca` is in
    /// force.
    pub ssl_cert_file: Option<CertificateFile>,
    /// `$SSL_CERT_DIR`, else OpenSSL's default folder; read only where one of those switches is in force. More than one
    /// where OpenSSL takes the value for a list (`--use-openssl-ca`).
    pub ssl_cert_dirs: Vec<StoreDirectory>,
    /// The operating system's own roots, read only when Node does not trust the chain; None where not read.
    pub system_roots: Option<Vec<Der>>,
}

impl TrustInputs {
    /// Whether something that Node would read was too large to be read here, so that its roots are not known.
    pub fn is_too_large(&self) -> bool {
        let mut files = self.extra_ca_certs.iter().chain(&self.ssl_cert_file).map(|file| file.content.as_ref().err());
        let mut folders = self.ssl_cert_dirs.iter().map(|folder| folder.files.as_ref().err());
        files.any(|problem| problem == Some(&FileProblem::TooLarge)) || folders.any(|problem| problem == Some(&FileProblem::TooLarge))
    }
}

/// A file with certificates, read as Node reads it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CertificateFile {
    /// The path as given.
    pub path: Untrusted,
    /// The path as Node resolves it, against the working directory.
    pub resolved: Untrusted,
    /// What is in it, or why it could not be read.
    pub content: Result<CertificateStore, FileProblem>,
}

/// A folder with certificates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StoreDirectory {
    /// The path as given.
    pub path: Untrusted,
    /// Its files, by name, or why it could not be listed. Files that hold no certificate are left out.
    pub files: Result<Vec<(Untrusted, CertificateStore)>, FileProblem>,
}

/// What Node finds in a file with certificates.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CertificateStore {
    /// The certificates that Node loads, in the file's order.
    pub certificates: Vec<Der>,
    /// Every PEM block met, loaded or not, up to where reading stopped; of those that are no certificates the first
    /// thousand.
    pub blocks: Vec<PemBlock>,
    /// What OpenSSL says where it stopped before the end, such as `error:04800064:PEM routines::bad base64 decode`;
    /// None where it read to the end. A stop without a message is the empty text.
    pub stopped: Option<String>,
    /// How many more certificates stand in the file that are not loaded: after the place where it stopped, or
    /// swallowed by a block without an END line.
    pub lost: u32,
    /// What the file really is.
    pub nature: FileNature,
}

/// A PEM block.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PemBlock {
    /// The label, such as `CERTIFICATE`.
    pub label: Untrusted,
    /// The line of its BEGIN, counted from 1.
    pub line: u32,
    /// What Node does with it.
    pub outcome: PemOutcome,
}

/// What Node does with a PEM block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum PemOutcome {
    /// A certificate, loaded.
    Loaded,
    /// Another kind of block, skipped.
    Skipped,
    /// Damaged: reading stops here.
    Stopped,
}

/// What a file that should hold PEM certificates really is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum FileNature {
    /// PEM with at least one certificate block.
    PemCertificates,
    /// PEM, `TRUSTED CERTIFICATE` (`openssl x509 -trustout`).
    TrustedCertificate,
    /// PEM, a private key and no certificate.
    PrivateKey,
    /// PEM, PKCS#7.
    Pkcs7Pem,
    /// PEM of another kind: a request, a public key, parameters.
    OtherPem,
    /// DER, a certificate.
    CertificateDer,
    /// DER, PKCS#7 (`.p7b`).
    Pkcs7Der,
    /// DER, PKCS#12 (`.p12`, `.pfx`).
    Pkcs12,
    /// A Java keystore (`cacerts`, `.jks`).
    JavaKeystore,
    /// UTF-16, as Windows PowerShell 5 writes it.
    Utf16,
    /// PEM markers that OpenSSL does not recognise: indented, in quotes, lone carriage returns, literal `\n`,
    /// wrong dashes.
    DamagedPem,
    /// Base64 without BEGIN and END lines.
    BareBase64,
    /// HTML: a page was downloaded instead.
    Html,
    /// Empty.
    Empty,
    /// Something else.
    #[default]
    Unrecognized,
}
