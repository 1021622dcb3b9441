//! Keys and the algorithms of signatures, and what OpenSSL thinks of their strength.
//!
//! Source: OpenSSL 3.5 `crypto/rsa/rsa_lib.c` (`ossl_ifc_ffc_compute_security_bits`), `crypto/x509/x_x509.c`
//! and `x509_set.c` (`x509_sig_info_init`), `crypto/ec/ec_pmeth.c`.

use aws_lc_rs::digest;
use aws_lc_rs::signature::{self, ParsedPublicKey, VerificationAlgorithm};
use x509_parser::der_parser::asn1_rs::Tag;
use x509_parser::der_parser::parse_der;
use x509_parser::signature_algorithm::RsaSsaPssParams;
use x509_parser::x509::{AlgorithmIdentifier, SubjectPublicKeyInfo};

/// A public key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PublicKey {
    /// RSA, with the bits of its modulus.
    Rsa(u32),
    /// RSA for PSS signatures only, with the bits of its modulus.
    RsaPss(u32),
    /// An elliptic curve.
    Ec(Curve),
    /// DSA, with the bits of its prime.
    Dsa(u32),
    /// Ed25519.
    Ed25519,
    /// Ed448.
    Ed448,
    /// One that OpenSSL cannot decode either, as far as this program knows.
    Unknown,
}

/// An elliptic curve.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Curve {
    /// NIST P-256.
    P256,
    /// NIST P-384.
    P384,
    /// NIST P-521.
    P521,
    /// secp256k1.
    Secp256k1,
    /// Another, by the bits of its order.
    Other(u32),
    /// Given by its parameters rather than its name.
    Explicit,
}

/// The kind of key that a signature takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Rsa,
    RsaPss,
    Ec,
    Dsa,
    Ed25519,
    Ed448,
    Unknown,
}

/// How a certificate was signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignatureAlgorithm {
    pub(super) kind: Kind,
    pub(super) digest: Digest,
}

/// The hash that a signature is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Digest {
    Md5,
    Sha1,
    Sha224,
    Sha256,
    Sha384,
    Sha512,
    /// The algorithm has its own, of this strength.
    Own(u32),
    Unknown,
}

/// The SHA-256 of a `SubjectPublicKeyInfo` in DER, lower-case hexadecimal: what two files have in common that belong
/// together.
pub fn sha256(info: &[u8]) -> String {
    digest::digest(&digest::SHA256, info).as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

impl PublicKey {
    /// Reads a key.
    pub fn read(info: &SubjectPublicKeyInfo<'_>) -> Self {
        match info.algorithm.algorithm.to_id_string().as_str() {
            "1.2.840.113549.1.1.1" => modulus_bits(info).map_or(Self::Unknown, Self::Rsa),
            "1.2.840.113549.1.1.10" => modulus_bits(info).map_or(Self::Unknown, Self::RsaPss),
            "1.2.840.10045.2.1" => curve(&info.algorithm).filter(|curve| has_point(*curve, info)).map_or(Self::Unknown, Self::Ec),
            "1.2.840.10040.4.1" => dsa_bits(&info.algorithm).map_or(Self::Unknown, Self::Dsa),
            "1.3.101.112" => Self::Ed25519,
            "1.3.101.113" => Self::Ed448,
            _ => Self::Unknown,
        }
    }

    /// Its strength in bits, as OpenSSL counts them; 0 for a key that it cannot decode.
    pub fn security_bits(self) -> u32 {
        match self {
            Self::Rsa(bits) | Self::RsaPss(bits) | Self::Dsa(bits) => rsa_security_bits(bits),
            Self::Ec(curve) => match curve.order_bits() {
                512.. => 256,
                384.. => 192,
                256.. => 128,
                224.. => 112,
                160.. => 80,
                bits => bits / 2,
            },
            Self::Ed25519 => 128,
            Self::Ed448 => 224,
            Self::Unknown => 0,
        }
    }

    /// Whether a signature of that algorithm can be of this key (`check_sig_alg_match`).
    pub fn fits(self, algorithm: &SignatureAlgorithm) -> bool {
        match self {
            Self::Rsa(_) => matches!(algorithm.kind, Kind::Rsa | Kind::RsaPss),
            Self::RsaPss(_) => algorithm.kind == Kind::RsaPss,
            Self::Ec(_) => algorithm.kind == Kind::Ec,
            Self::Dsa(_) => algorithm.kind == Kind::Dsa,
            Self::Ed25519 => algorithm.kind == Kind::Ed25519,
            Self::Ed448 => algorithm.kind == Kind::Ed448,
            Self::Unknown => false,
        }
    }
}

impl Curve {
    fn order_bits(self) -> u32 {
        match self {
            Self::P256 | Self::Secp256k1 | Self::Explicit => 256,
            Self::P384 => 384,
            Self::P521 => 521,
            Self::Other(bits) => bits,
        }
    }
}

fn modulus_bits(info: &SubjectPublicKeyInfo<'_>) -> Option<u32> {
    let (_, key) = parse_der(&info.subject_public_key.data).ok()?;
    bits(key.as_sequence().ok()?.first()?.as_slice().ok()?)
}

fn dsa_bits(algorithm: &AlgorithmIdentifier<'_>) -> Option<u32> {
    let parameters = algorithm.parameters.as_ref()?;
    let (_, prime) = parse_der(parameters.data).ok()?;
    bits(prime.as_slice().ok()?)
}

/// The bits of a whole number.
fn bits(number: &[u8]) -> Option<u32> {
    let significant = &number[number.iter().position(|byte| *byte != 0)?..];
    u32::try_from(significant.len() * 8).ok()?.checked_sub(significant.first()?.leading_zeros())
}

fn curve(algorithm: &AlgorithmIdentifier<'_>) -> Option<Curve> {
    let parameters = algorithm.parameters.as_ref()?;
    if parameters.tag() == Tag::Sequence {
        return Some(Curve::Explicit);
    }
    Some(match parameters.clone().oid().ok()?.to_id_string().as_str() {
        "1.2.840.10045.3.1.7" => Curve::P256,
        "1.3.132.0.34" => Curve::P384,
        "1.3.132.0.35" => Curve::P521,
        "1.3.132.0.10" => Curve::Secp256k1,
        "1.2.840.10045.3.1.1" => Curve::Other(192),
        "1.3.132.0.33" => Curve::Other(224),
        "1.3.36.3.3.2.8.1.1.7" => Curve::Other(256),
        "1.3.36.3.3.2.8.1.1.11" => Curve::Other(384),
        "1.3.36.3.3.2.8.1.1.13" => Curve::Other(512),
        _ => return None,
    })
}

/// Whether the key is a point of its curve; taken to be one on curves that aws-lc does not have.
fn has_point(curve: Curve, info: &SubjectPublicKeyInfo<'_>) -> bool {
    let algorithm: &'static dyn VerificationAlgorithm = match curve {
        Curve::P256 => &signature::ECDSA_P256_SHA256_ASN1,
        Curve::P384 => &signature::ECDSA_P384_SHA384_ASN1,
        Curve::P521 => &signature::ECDSA_P521_SHA512_ASN1,
        Curve::Secp256k1 => &signature::ECDSA_P256K1_SHA256_ASN1,
        Curve::Other(_) | Curve::Explicit => return true,
    };
    ParsedPublicKey::new(algorithm, &info.subject_public_key.data).is_ok()
}

/// NIST SP 800-56B appendix D, rounded as OpenSSL rounds it.
fn rsa_security_bits(bits: u32) -> u32 {
    match bits {
        0..8 => 0,
        2048 => 112,
        3072 => 128,
        4096 => 152,
        6144 => 176,
        7680 => 192,
        8192 => 200,
        _ => {
            let x = f64::from(bits) * std::f64::consts::LN_2;
            let estimate = (1.923 * (x * x.ln() * x.ln()).cbrt() - 4.690) / std::f64::consts::LN_2;
            let cap = if bits <= 7680 { 192 } else { 1200 };
            // The estimate of a modulus that is read at all lies far within a u32.
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            let whole = estimate.max(0.0) as u32;
            ((whole + 4) & !7).min(cap)
        }
    }
}

impl SignatureAlgorithm {
    /// Reads an algorithm identifier.
    pub fn read(algorithm: &AlgorithmIdentifier<'_>) -> Self {
        let (kind, digest) = match algorithm.algorithm.to_id_string().as_str() {
            "1.2.840.113549.1.1.4" => (Kind::Rsa, Digest::Md5),
            "1.2.840.113549.1.1.5" | "1.3.14.3.2.29" => (Kind::Rsa, Digest::Sha1),
            "1.2.840.113549.1.1.14" => (Kind::Rsa, Digest::Sha224),
            "1.2.840.113549.1.1.11" => (Kind::Rsa, Digest::Sha256),
            "1.2.840.113549.1.1.12" => (Kind::Rsa, Digest::Sha384),
            "1.2.840.113549.1.1.13" => (Kind::Rsa, Digest::Sha512),
            "1.2.840.113549.1.1.10" => (Kind::RsaPss, pss_digest(algorithm)),
            "1.2.840.10045.4.1" => (Kind::Ec, Digest::Sha1),
            "1.2.840.10045.4.3.1" => (Kind::Ec, Digest::Sha224),
            "1.2.840.10045.4.3.2" => (Kind::Ec, Digest::Sha256),
            "1.2.840.10045.4.3.3" => (Kind::Ec, Digest::Sha384),
            "1.2.840.10045.4.3.4" => (Kind::Ec, Digest::Sha512),
            "1.2.840.10040.4.3" => (Kind::Dsa, Digest::Sha1),
            "2.16.840.1.101.3.4.3.1" => (Kind::Dsa, Digest::Sha224),
            "2.16.840.1.101.3.4.3.2" => (Kind::Dsa, Digest::Sha256),
            "1.3.101.112" => (Kind::Ed25519, Digest::Own(128)),
            "1.3.101.113" => (Kind::Ed448, Digest::Own(224)),
            _ => (Kind::Unknown, Digest::Unknown),
        };
        Self { kind, digest }
    }

    /// The strength of its digest in bits, as OpenSSL counts them; 0 where it does not know the algorithm.
    pub fn security_bits(self) -> u32 {
        match self.digest {
            Digest::Md5 => 39,
            Digest::Sha1 => 63,
            Digest::Sha224 => 112,
            Digest::Sha256 => 128,
            Digest::Sha384 => 192,
            Digest::Sha512 => 256,
            Digest::Own(bits) => bits,
            Digest::Unknown => 0,
        }
    }
}

fn pss_digest(algorithm: &AlgorithmIdentifier<'_>) -> Digest {
    let parameters = algorithm.parameters.as_ref().and_then(|any| RsaSsaPssParams::try_from(any).ok());
    let Some(parameters) = parameters else { return Digest::Unknown };
    match parameters.hash_algorithm_oid().to_id_string().as_str() {
        "1.3.14.3.2.26" => Digest::Sha1,
        "2.16.840.1.101.3.4.2.4" => Digest::Sha224,
        "2.16.840.1.101.3.4.2.1" => Digest::Sha256,
        "2.16.840.1.101.3.4.2.2" => Digest::Sha384,
        "2.16.840.1.101.3.4.2.3" => Digest::Sha512,
        _ => Digest::Unknown,
    }
}
