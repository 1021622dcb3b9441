//! Whether a signature is right; aws-lc verifies it.

use super::certificate::Certificate;
use super::key::{Curve, Digest, Kind, PublicKey, SignatureAlgorithm};
use aws_lc_rs::digest;
use aws_lc_rs::signature::{self, UnparsedPublicKey, VerificationAlgorithm};
use std::cell::RefCell;
use std::collections::HashMap;
use x509_parser::prelude::{FromDer, X509Certificate};

/// How many signatures are remembered at most.
const MOST_KNOWN: usize = 1000;

/// Whether the key of `issuer` signed `certificate`; None where aws-lc does not verify such a signature.
///
/// Every check that asks whether the way is open asks for the same signatures, so that what was found is kept.
pub fn is_signed_by(certificate: &Certificate, issuer: &Certificate) -> Option<bool> {
    thread_local! {
        static KNOWN: RefCell<HashMap<[Vec<u8>; 2], Option<bool>>> = RefCell::default();
    }
    let both = [certificate, issuer].map(|one| digest::digest(&digest::SHA256, &one.der.0).as_ref().to_vec());
    KNOWN.with_borrow_mut(|known| {
        if known.len() >= MOST_KNOWN {
            known.clear();
        }
        *known.entry(both).or_insert_with(|| verify(certificate, issuer))
    })
}

fn verify(certificate: &Certificate, issuer: &Certificate) -> Option<bool> {
    let (_, signed) = X509Certificate::from_der(&certificate.der.0).ok()?;
    let (_, signer) = X509Certificate::from_der(&issuer.der.0).ok()?;
    if signed.tbs_certificate.signature != signed.signature_algorithm {
        return Some(false);
    }
    let algorithm = verification(certificate.signed_with, issuer.key)?;
    let key = UnparsedPublicKey::new(algorithm, &signer.public_key().subject_public_key.data);
    Some(key.verify(signed.tbs_certificate.as_ref(), &signed.signature_value.data).is_ok())
}

fn verification(algorithm: SignatureAlgorithm, key: PublicKey) -> Option<&'static dyn VerificationAlgorithm> {
    Some(match (algorithm.kind, algorithm.digest, key) {
        (Kind::Rsa, Digest::Sha1, PublicKey::Rsa(1024..=8192)) => &signature::RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY,
        (Kind::Rsa, Digest::Sha256, PublicKey::Rsa(1024..=8192)) => &signature::RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY,
        (Kind::Rsa, Digest::Sha384, PublicKey::Rsa(2048..=8192)) => &signature::RSA_PKCS1_2048_8192_SHA384,
        (Kind::Rsa, Digest::Sha512, PublicKey::Rsa(1024..=8192)) => &signature::RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY,
        (Kind::RsaPss, Digest::Sha256, PublicKey::Rsa(2048..=8192)) => &signature::RSA_PSS_2048_8192_SHA256,
        (Kind::RsaPss, Digest::Sha384, PublicKey::Rsa(2048..=8192)) => &signature::RSA_PSS_2048_8192_SHA384,
        (Kind::RsaPss, Digest::Sha512, PublicKey::Rsa(2048..=8192)) => &signature::RSA_PSS_2048_8192_SHA512,
        (Kind::Ec, Digest::Sha256, PublicKey::Ec(Curve::P256)) => &signature::ECDSA_P256_SHA256_ASN1,
        (Kind::Ec, Digest::Sha384, PublicKey::Ec(Curve::P256)) => &signature::ECDSA_P256_SHA384_ASN1,
        (Kind::Ec, Digest::Sha512, PublicKey::Ec(Curve::P256)) => &signature::ECDSA_P256_SHA512_ASN1,
        (Kind::Ec, Digest::Sha256, PublicKey::Ec(Curve::P384)) => &signature::ECDSA_P384_SHA256_ASN1,
        (Kind::Ec, Digest::Sha384, PublicKey::Ec(Curve::P384)) => &signature::ECDSA_P384_SHA384_ASN1,
        (Kind::Ec, Digest::Sha512, PublicKey::Ec(Curve::P384)) => &signature::ECDSA_P384_SHA512_ASN1,
        (Kind::Ec, Digest::Sha256, PublicKey::Ec(Curve::P521)) => &signature::ECDSA_P521_SHA256_ASN1,
        (Kind::Ec, Digest::Sha384, PublicKey::Ec(Curve::P521)) => &signature::ECDSA_P521_SHA384_ASN1,
        (Kind::Ec, Digest::Sha512, PublicKey::Ec(Curve::P521)) => &signature::ECDSA_P521_SHA512_ASN1,
        (Kind::Ec, Digest::Sha256, PublicKey::Ec(Curve::Secp256k1)) => &signature::ECDSA_P256K1_SHA256_ASN1,
        (Kind::Ed25519, _, PublicKey::Ed25519) => &signature::ED25519,
        _ => return None,
    })
}
