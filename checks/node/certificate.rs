//! A certificate as OpenSSL sees it: what `ossl_x509v3_cache_extensions` keeps of one.
//!
//! Source: OpenSSL 3.5 `crypto/x509/v3_purp.c`.

use super::key::{PublicKey, SignatureAlgorithm};
use super::name::{self, Name};
use crate::model::observations::Der;
use aws_lc_rs::digest;
use std::collections::HashSet;
use x509_parser::asn1_rs::{Any, Class, Tag};
use x509_parser::der_parser::oid;
use x509_parser::extensions::{self, ParsedExtension, X509Extension};
use x509_parser::prelude::{FromDer, X509Certificate};
use x509_parser::x509::X509Name;

/// Key usage bits (RFC 5280 section 4.2.1.3).
const DIGITAL_SIGNATURE: u16 = 1;
const KEY_ENCIPHERMENT: u16 = 1 << 2;
const KEY_AGREEMENT: u16 = 1 << 4;
const KEY_CERT_SIGN: u16 = 1 << 5;

/// A certificate, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// As it was sent or stored, without anything after its end.
    pub der: Der,
    /// Whom it speaks of.
    pub subject: Name,
    /// Who signed it.
    pub issuer: Name,
    /// Its serial number, as encoded.
    pub serial: Vec<u8>,
    /// The first second at which it is valid, seconds since 1970.
    pub not_before: i64,
    /// The last second at which it is valid, seconds since 1970.
    pub not_after: i64,
    /// Its key.
    pub key: PublicKey,
    /// How it was signed.
    pub signed_with: SignatureAlgorithm,
    /// What its extensions say.
    pub extensions: Extensions,
}

/// What the extensions of a certificate say.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Extensions {
    /// One that OpenSSL knows cannot be parsed, stands there twice, or contradicts itself (EXFLAG_INVALID): it is
    /// never taken as an issuer, nor is an issuer found for it.
    pub invalid: bool,
    /// A critical one that OpenSSL does not know.
    pub unhandled_critical: bool,
    /// Basic constraints: CA or not, and the path length.
    pub basic_constraints: Option<(bool, Option<u32>)>,
    /// Key usage, the first bit lowest.
    pub key_usage: Option<u16>,
    /// Extended key usage: whether it allows a TLS server.
    pub allows_server: Option<bool>,
    /// Netscape's certificate type: whether it allows a TLS server, and a TLS CA.
    pub netscape_type: Option<(bool, bool)>,
    /// Subject key identifier.
    pub subject_key_id: Option<Vec<u8>>,
    /// Authority key identifier.
    pub authority_key_id: Option<AuthorityKeyId>,
    /// Subject alternative names.
    pub alternative_names: Option<Vec<GeneralName>>,
    /// Name constraints.
    pub name_constraints: Option<NameConstraints>,
}

/// An authority key identifier.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AuthorityKeyId {
    /// The issuer's key identifier.
    pub key_id: Option<Vec<u8>>,
    /// The name of the issuer's issuer.
    pub issuer: Option<Name>,
    /// The issuer's serial number.
    pub serial: Option<Vec<u8>>,
}

/// A name of a kind that matters here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GeneralName {
    /// A host name.
    Dns(String),
    /// An e-mail address.
    Email(String),
    /// A URI.
    Uri(String),
    /// An address of 4 or 16 bytes; in constraints twice that, with its mask.
    Ip(Vec<u8>),
    /// A distinguished name.
    Directory(Name),
    /// Another kind, by its tag (RFC 5280 section 4.2.1.6).
    Other(u32),
}

/// Name constraints.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NameConstraints {
    /// Of each kind named here, a name must lie within one.
    pub permitted: Vec<GeneralName>,
    /// No name may lie within one of these.
    pub excluded: Vec<GeneralName>,
}

impl Certificate {
    /// Reads a certificate; None where it is not one.
    pub fn read(der: &[u8]) -> Option<Self> {
        let (rest, certificate) = X509Certificate::from_der(der).ok()?;
        let length = der.len() - rest.len();
        let mut extensions = Extensions::default();
        let mut seen = HashSet::new();
        for extension in certificate.extensions() {
            let is_repeated = !seen.insert(&extension.oid);
            extensions.take(extension, is_repeated);
        }
        Some(Self {
            der: Der(der[..length].to_vec()),
            subject: Name::read(certificate.subject()),
            issuer: Name::read(certificate.issuer()),
            serial: certificate.raw_serial().to_vec(),
            not_before: certificate.validity().not_before.timestamp(),
            not_after: certificate.validity().not_after.timestamp(),
            key: PublicKey::read(certificate.public_key()),
            signed_with: SignatureAlgorithm::read(&certificate.tbs_certificate.signature),
            extensions,
        })
    }

    /// Whom a certificate speaks of, in OpenSSL's canonical encoding, without reading the rest of it; None where it is none.
    pub fn subject_of(der: &[u8]) -> Option<Vec<u8>> {
        const VERSION: Tag = Tag(0);
        let content = |bytes| Some(Any::from_der(bytes).ok()?.1.data);
        let mut rest: &[u8] = content(content(der)?)?;
        // The version, which may be left out, the serial number, the algorithm, the issuer, the validity.
        let (after, first) = Any::from_der(rest).ok()?;
        let fields = if first.class() == Class::ContextSpecific && first.tag() == VERSION { 4 } else { 3 };
        rest = after;
        for _ in 0..fields {
            rest = Any::from_der(rest).ok()?.0;
        }
        X509Name::from_der(rest).ok().map(|(_, name)| name::canonical(&name))
    }

    /// Its SHA-256 fingerprint, in pairs of capital hexadecimal digits with colons between, as openssl prints it.
    pub fn fingerprint(&self) -> String {
        let sha256 = digest::digest(&digest::SHA256, &self.der.0);
        sha256.as_ref().iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(":")
    }

    /// Issuer and subject are the same name (EXFLAG_SI).
    pub fn is_self_issued(&self) -> bool {
        self.subject.canonical == self.issuer.canonical
    }

    /// Self-issued, and neither the key identifiers nor the algorithms contradict it (EXFLAG_SS). The signature is
    /// not looked at.
    pub fn is_self_signed(&self) -> bool {
        self.is_self_issued() && self.fits_authority_key_id(self) && self.key.fits(&self.signed_with)
    }

    /// Whether `issuer` may have issued this, by names, key identifiers and algorithms (`ossl_x509_likely_issued`).
    pub fn is_likely_issued_by(&self, issuer: &Self) -> bool {
        issuer.subject.canonical == self.issuer.canonical
            && !issuer.extensions.invalid
            && !self.extensions.invalid
            && self.fits_authority_key_id(issuer)
            && issuer.key.fits(&self.signed_with)
    }

    /// `X509_check_akid`.
    fn fits_authority_key_id(&self, issuer: &Self) -> bool {
        let Some(wanted) = &self.extensions.authority_key_id else { return true };
        let key_ids_differ = matches!((&wanted.key_id, &issuer.extensions.subject_key_id), (Some(a), Some(b)) if a != b);
        let serials_differ = wanted.serial.as_ref().is_some_and(|serial| *serial != issuer.serial);
        let names_differ = wanted.issuer.as_ref().is_some_and(|name| name.canonical != issuer.issuer.canonical);
        !(key_ids_differ || serials_differ || names_differ)
    }

    /// Key usage, where it is given, allows signing certificates.
    pub fn may_sign_certificates(&self) -> bool {
        self.extensions.key_usage.is_none_or(|usage| usage & KEY_CERT_SIGN != 0)
    }

    /// How far this is a CA: `X509_check_ca`.
    pub fn authority(&self) -> Authority {
        match (&self.extensions.basic_constraints, self.extensions.netscape_type) {
            _ if self.extensions.invalid || !self.may_sign_certificates() => Authority::None,
            (Some((true, _)), _) => Authority::Proper,
            (Some((false, _)), _) => Authority::None,
            (None, _) if self.is_version_1() && self.is_self_signed() => Authority::Tolerated,
            (None, _) if self.extensions.key_usage.is_some() => Authority::Tolerated,
            (None, Some((_, true))) => Authority::Tolerated,
            (None, _) => Authority::None,
        }
    }

    /// Whether it may stand at its place in the chain of a TLS server (`check_purpose_ssl_server`). What cannot be
    /// read passes.
    pub fn fits_server_chain(&self, is_issuer: bool) -> bool {
        let said = &self.extensions;
        if said.invalid {
            return true;
        }
        if said.allows_server == Some(false) {
            return false;
        }
        if is_issuer {
            return self.authority() != Authority::None;
        }
        let usage_fits = said.key_usage.is_none_or(|usage| usage & (DIGITAL_SIGNATURE | KEY_ENCIPHERMENT | KEY_AGREEMENT) != 0);
        usage_fits && said.netscape_type.is_none_or(|(server, _)| server)
    }

    fn is_version_1(&self) -> bool {
        X509Certificate::from_der(&self.der.0).is_ok_and(|(_, certificate)| certificate.version.0 == 0)
    }
}

/// How far a certificate is a CA.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Authority {
    /// It is none.
    None,
    /// Basic constraints do not say so, but key usage, Netscape's type or version 1 do: good for a root only.
    Tolerated,
    /// Basic constraints say so.
    Proper,
}

impl Extensions {
    fn take(&mut self, extension: &X509Extension<'_>, is_repeated: bool) {
        let parsed = extension.parsed_extension();
        if extension.critical && !is_supported(extension) {
            self.unhandled_critical = true;
        }
        let is_known = is_supported(extension) || is_key_identifier(extension);
        if is_known && (is_repeated || matches!(parsed, ParsedExtension::ParseError { .. })) {
            self.invalid = true;
            return;
        }
        match parsed {
            ParsedExtension::BasicConstraints(said) => self.basic_constraints = Some((said.ca, said.path_len_constraint)),
            ParsedExtension::KeyUsage(said) => {
                self.key_usage = Some(said.flags);
                self.invalid |= said.flags == 0;
            }
            ParsedExtension::ExtendedKeyUsage(said) => self.allows_server = Some(said.server_auth || said.other.iter().any(is_gated)),
            ParsedExtension::NSCertType(said) => self.netscape_type = Some((said.ssl_server(), said.ssl_ca())),
            ParsedExtension::SubjectKeyIdentifier(said) => self.subject_key_id = Some(said.0.to_vec()),
            ParsedExtension::AuthorityKeyIdentifier(said) => self.authority_key_id = Some(authority_key_id(said)),
            ParsedExtension::SubjectAlternativeName(said) => {
                self.alternative_names = Some(said.general_names.iter().map(GeneralName::read).collect());
            }
            ParsedExtension::NameConstraints(said) => self.name_constraints = Some(NameConstraints::read(said)),
            _ => {}
        }
    }
}

/// `X509_supported_extension`: the extensions that OpenSSL's verification takes account of.
fn is_supported(extension: &X509Extension<'_>) -> bool {
    let known = [
        oid!(2.16.840.1.113730.1.1),
        oid!(2.5.29.15),
        oid!(2.5.29.17),
        oid!(2.5.29.19),
        oid!(2.5.29.32),
        oid!(2.5.29.31),
        oid!(2.5.29.37),
        oid!(1.3.6.1.5.5.7.1.7),
        oid!(1.3.6.1.5.5.7.1.8),
        oid!(1.3.6.1.5.5.7.48.1.5),
        oid!(2.5.29.36),
        oid!(1.3.6.1.5.5.7.1.14),
        oid!(2.5.29.30),
        oid!(2.5.29.33),
        oid!(2.5.29.54),
    ];
    known.contains(&extension.oid)
}

/// Read by OpenSSL, and yet not handled where they are critical.
fn is_key_identifier(extension: &X509Extension<'_>) -> bool {
    [oid!(2.5.29.14), oid!(2.5.29.35)].contains(&extension.oid)
}

/// Server gated cryptography, Microsoft's and Netscape's: counts as a TLS server.
fn is_gated(purpose: &x509_parser::der_parser::Oid<'_>) -> bool {
    [oid!(1.3.6.1.4.1.311.10.3.3), oid!(2.16.840.1.113730.4.1)].contains(purpose)
}

fn authority_key_id(said: &extensions::AuthorityKeyIdentifier<'_>) -> AuthorityKeyId {
    let names = said.authority_cert_issuer.iter().flatten();
    AuthorityKeyId {
        key_id: said.key_identifier.as_ref().map(|id| id.0.to_vec()),
        issuer: names.into_iter().find_map(|name| match name {
            extensions::GeneralName::DirectoryName(name) => Some(Name::read(name)),
            _ => None,
        }),
        serial: said.authority_cert_serial.map(<[u8]>::to_vec),
    }
}

impl GeneralName {
    fn read(name: &extensions::GeneralName<'_>) -> Self {
        use extensions::GeneralName as Read;
        match name {
            Read::DNSName(text) => Self::Dns((*text).to_owned()),
            Read::RFC822Name(text) => Self::Email((*text).to_owned()),
            Read::URI(text) => Self::Uri((*text).to_owned()),
            Read::IPAddress(bytes) => Self::Ip(bytes.to_vec()),
            Read::DirectoryName(name) => Self::Directory(Name::read(name)),
            Read::OtherName(..) => Self::Other(0),
            Read::X400Address(_) => Self::Other(3),
            Read::EDIPartyName(_) => Self::Other(5),
            Read::RegisteredID(_) => Self::Other(8),
            Read::Invalid(tag, _) => Self::Other(tag.0),
        }
    }
}

impl NameConstraints {
    fn read(said: &extensions::NameConstraints<'_>) -> Self {
        let names = |trees: &Option<Vec<extensions::GeneralSubtree<'_>>>| {
            trees.iter().flatten().map(|tree| GeneralName::read(&tree.base)).collect()
        };
        Self { permitted: names(&said.permitted_subtrees), excluded: names(&said.excluded_subtrees) }
    }
}
