use super::super::Untrusted;
use super::FileProblem;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// The JWT key file. Its contents never get here: what is known about them does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct KeyFile {
    /// The path as given.
    pub path: Untrusted,
    /// The path as sf resolves it, against the working directory.
    pub resolved: Untrusted,
    /// Why it could not be read.
    pub problem: Option<FileProblem>,
    /// Where the path is a symbolic link that leads nowhere: what it names.
    #[serde(default)]
    pub dangling_link: Option<Untrusted>,
    /// What Node's `crypto.createPrivateKey` makes of it; None if it could not be read.
    pub private_key: Option<PrivateKey>,
    /// What the file really is, whether or not Node can use it.
    pub form: Option<KeyForm>,
    /// Unix permission bits, such as 0o644.
    pub mode: Option<u32>,
    /// The SHA-256 of its public half (`SubjectPublicKeyInfo`), lower-case hexadecimal; None where Node takes no RSA key
    /// from the file, or one whose numbers do not belong together.
    pub public_key_sha256: Option<String>,
}

/// The certificate that was uploaded to the app, or what was named as it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct JwtCertificate {
    /// The path as given.
    pub path: Untrusted,
    /// What it holds.
    pub content: CertificateContent,
}

/// What a file that should hold a certificate holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", tag = "type")]
pub enum CertificateContent {
    /// A certificate; the first, where there are several.
    Certificate {
        /// Whom it speaks of.
        subject: Untrusted,
        /// Its SHA-256 fingerprint, as openssl prints it.
        fingerprint: String,
        /// The SHA-256 of its public key (`SubjectPublicKeyInfo`), lower-case hexadecimal.
        public_key_sha256: String,
        /// From when it is valid.
        not_before: DateTime<Utc>,
        /// Until when it is valid.
        not_after: DateTime<Utc>,
    },
    /// Something else.
    Other {
        /// What it is.
        form: KeyForm,
    },
    /// Nothing that could be read.
    Unreadable {
        /// Why.
        problem: FileProblem,
    },
}

/// What Node's `crypto.createPrivateKey(text)` makes of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", tag = "type")]
pub enum PrivateKey {
    /// An RSA key.
    Rsa {
        /// The modulus' length.
        bits: u32,
        /// Whether its numbers belong together. Node signs with others too, and the signature is worth nothing.
        consistent: bool,
    },
    /// An RSASSA-PSS key.
    RsaPss {
        /// The modulus' length.
        bits: u32,
    },
    /// An elliptic-curve key.
    Ec,
    /// A DSA key.
    Dsa {
        /// The prime's length.
        bits: u32,
    },
    /// `ed25519`, `ed448`, `x25519`, `x448`: Node's own name of the type.
    Other {
        /// Node's `asymmetricKeyType`.
        name: String,
    },
    /// No key: Node throws.
    Rejected,
    /// Nothing at all: the file is empty.
    Empty,
}

/// What a key file really is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum KeyForm {
    /// PEM, `PRIVATE KEY` (PKCS#8).
    Pkcs8Pem,
    /// PEM, `RSA PRIVATE KEY` (PKCS#1).
    Pkcs1Pem,
    /// PEM, `EC PRIVATE KEY` (SEC 1).
    Sec1Pem,
    /// PEM, `DSA PRIVATE KEY`.
    DsaPem,
    /// PEM, encrypted: `ENCRYPTED PRIVATE KEY` or `Proc-Type: 4,ENCRYPTED`.
    EncryptedPem,
    /// `OPENSSH PRIVATE KEY`.
    OpensshPrivate,
    /// `ssh-rsa AAAA…`.
    OpensshPublic,
    /// PEM, `PUBLIC KEY` or `RSA PUBLIC KEY`.
    PublicPem,
    /// PEM, `CERTIFICATE`.
    CertificatePem,
    /// PEM, `CERTIFICATE REQUEST`.
    RequestPem,
    /// DER of a private key.
    PrivateDer,
    /// DER of an encrypted private key.
    EncryptedDer,
    /// DER of a certificate.
    CertificateDer,
    /// PKCS#12 (`.p12`, `.pfx`).
    Pkcs12,
    /// A Java keystore.
    JavaKeystore,
    /// PuTTY's own format.
    Putty,
    /// Base64 of a whole PEM file.
    Base64OfPem,
    /// Base64 of a whole PEM file in UTF-16, as PowerShell's `[Text.Encoding]::Unicode` gives it.
    Base64OfUtf16,
    /// Base64 of a DER key, the PEM markers missing.
    Base64WithoutMarkers,
    /// Base64 of a PKCS#12 file or a Java keystore.
    Base64OfKeystore,
    /// PEM with literal `\n` for line ends.
    EscapedNewlines,
    /// The same, with doubled backslashes, in quotes, or with something around it.
    EscapedText,
    /// PEM with its lines run together by spaces.
    SpacesForNewlines,
    /// PEM in quotes.
    Quoted,
    /// PEM with every line, or the first marker, indented.
    Indented,
    /// PEM whose BEGIN line begins with something else, such as `KEY=`.
    TextBeforeBegin,
    /// PEM whose markers have the wrong dashes, case or blanks.
    DamagedMarkers,
    /// PEM with lone carriage returns.
    CarriageReturns,
    /// PEM with empty lines between its lines.
    BlankLines,
    /// PEM without its end, or with a mangled body.
    Truncated,
    /// UTF-16, as Windows PowerShell 5 writes it.
    Utf16,
    /// `***` or the like: a CI system masked the secret.
    Masked,
    /// The name of a variable that nothing replaced, `$KEY` or `${{ secrets.KEY }}`.
    UnexpandedVariable,
    /// A file name or path where the contents should be.
    Path,
    /// JSON, such as a Salesforce or Google credentials file.
    Json,
    /// HTML: a page was downloaded instead.
    Html,
    /// Encrypted by git-crypt.
    GitCrypt,
    /// A Git LFS pointer.
    GitLfsPointer,
    /// Nothing, or only blanks.
    Empty,
    /// Something else.
    Unrecognized,
}
