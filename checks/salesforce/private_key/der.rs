//! Private keys in DER, read as leniently as OpenSSL does: bytes after the structure do not matter.

use crate::model::observations::PrivateKey;
use aws_lc_rs::signature::RsaPublicKeyComponents;
use num_bigint::BigUint;
use x509_parser::asn1_rs::{Any, Class, FromBer, Oid, Tag, oid};

/// PKCS#8 `PrivateKeyInfo` (RFC 5958).
pub fn pkcs8(bytes: &[u8]) -> Option<PrivateKey> {
    let fields = sequence(bytes)?;
    let [version, algorithm, key, ..] = fields.as_slice() else { return None };
    if !matches!(integer(version)?, [0 | 1]) || !is(key, Tag::OctetString) {
        return None;
    }
    let algorithm = children(algorithm)?;
    let [oid, parameters @ ..] = algorithm.as_slice() else { return None };
    let (oid, key) = (Oid::try_from(oid).ok().filter(|_| is(oid, Tag::Oid))?, key.data);
    if oid == oid!(1.2.840.113549.1.1.1) {
        pkcs1(key)
    } else if oid == oid!(1.2.840.113549.1.1.10) {
        match pkcs1(key)? {
            PrivateKey::Rsa { bits, .. } => Some(PrivateKey::RsaPss { bits }),
            _ => None,
        }
    } else if oid == oid!(1.2.840.10045.2.1) {
        ec(key, parameters.first().is_some_and(|parameters| !is(parameters, Tag::Null)))
    } else if oid == oid!(1.2.840.10040.4.1) {
        Some(PrivateKey::Dsa { bits: bits(children(parameters.first()?)?.first()?)? })
    } else if oid == oid!(1.2.840.113549.1.3.1) {
        dh(parameters, key)
    } else {
        other(&oid.to_id_string(), key)
    }
}

/// PKCS#1 `RSAPrivateKey` (RFC 8017): the version and eight numbers; version 1 has further primes after them.
pub fn pkcs1(bytes: &[u8]) -> Option<PrivateKey> {
    let fields = sequence(bytes)?;
    let numbers = fields.iter().take_while(|field| is(field, Tag::Integer)).count();
    let has_further_primes = fields.first().and_then(integer) == Some(&[1]);
    let is_whole = numbers == 9 && if has_further_primes { fields.len() == 10 } else { fields.len() <= 10 };
    if !is_whole {
        return None;
    }
    let consistent = has_further_primes || are_consistent(&fields);
    Some(PrivateKey::Rsa { bits: bits(&fields[1])?, consistent })
}

/// The public half of an RSA key in PKCS#1 or PKCS#8.
pub fn rsa_public_key(bytes: &[u8]) -> Option<RsaPublicKeyComponents<&[u8]>> {
    let fields = sequence(bytes)?;
    let fields = match fields.as_slice() {
        [_, _, key, ..] if is(key, Tag::OctetString) => sequence(key.data)?,
        _ => fields,
    };
    let [_, n, e, ..] = fields.as_slice() else { return None };
    Some(RsaPublicKeyComponents { n: significant(n)?, e: significant(e)? })
}

/// Whether n = pq and ed = 1 modulo p - 1 and q - 1 (RFC 8017 section 3.2).
fn are_consistent(fields: &[Any<'_>]) -> bool {
    let numbers: Vec<BigUint> = fields.iter().filter_map(integer).map(BigUint::from_bytes_be).collect();
    let [_, n, e, d, p, q, ..] = numbers.as_slice() else { return false };
    let one = BigUint::from(1u8);
    let fits = |prime: &BigUint| *prime > BigUint::from(2u8) && e * d % (prime - &one) == one;
    *n == p * q && fits(p) && fits(q)
}

/// SEC 1 `ECPrivateKey` (RFC 5915), its curve named within.
pub fn sec1(bytes: &[u8]) -> Option<PrivateKey> {
    ec(bytes, false)
}

/// OpenSSL's own form of a DSA key: the version, p, q, g, y, x.
pub fn dsa(bytes: &[u8]) -> Option<PrivateKey> {
    let fields = sequence(bytes)?;
    let is_dsa = fields.len() == 6 && fields.iter().all(|field| is(field, Tag::Integer));
    is_dsa.then(|| Some(PrivateKey::Dsa { bits: bits(&fields[1])? })).flatten()
}

/// Whether these bytes are a private key, encrypted or not, in DER.
pub fn is_private_key(bytes: &[u8]) -> bool {
    pkcs8(bytes).or_else(|| pkcs1(bytes)).or_else(|| sec1(bytes)).or_else(|| dsa(bytes)).is_some()
}

/// Whether these bytes are an encrypted PKCS#8 key (`EncryptedPrivateKeyInfo`, RFC 5958 section 3).
pub fn is_encrypted_key(bytes: &[u8]) -> bool {
    let Some(fields) = sequence(bytes) else { return false };
    match fields.as_slice() {
        [algorithm, data] => {
            let oid = children(algorithm).and_then(|algorithm| Some(Oid::try_from(algorithm.first()?).ok()?.to_id_string()));
            // PKCS#5 and PKCS#12 password-based encryption.
            is(data, Tag::OctetString)
                && oid.is_some_and(|oid| oid.starts_with("1.2.840.113549.1.5.") || oid.starts_with("1.2.840.113549.1.12.1."))
        }
        _ => false,
    }
}

/// Whether these bytes are a PKCS#12 file (RFC 7292: version 3, then the contents).
pub fn is_pkcs12(bytes: &[u8]) -> bool {
    let Some(fields) = sequence(bytes) else { return false };
    matches!(fields.as_slice(), [version, contents, ..] if integer(version) == Some(&[3]) && is(contents, Tag::Sequence))
}

fn ec(bytes: &[u8], curve_is_known: bool) -> Option<PrivateKey> {
    let fields = sequence(bytes)?;
    let [version, key, rest @ ..] = fields.as_slice() else { return None };
    let has_curve = curve_is_known || rest.iter().any(|field| field.header.is_contextspecific() && field.tag() == Tag(0));
    (integer(version) == Some(&[1]) && is(key, Tag::OctetString) && has_curve).then_some(PrivateKey::Ec)
}

/// Diffie-Hellman: the parameters with the algorithm, the key a number.
fn dh(parameters: &[Any<'_>], key: &[u8]) -> Option<PrivateKey> {
    children(parameters.first()?)?;
    let (_, number) = Any::from_ber(key).ok()?;
    is(&number, Tag::Integer).then(|| PrivateKey::Other { name: "dh".to_owned() })
}

/// The kinds of key that Node names and RS256 has no use for: RFC 8410's, with the length of their keys, and those of
/// FIPS 203 and 204 (Node 24.6 and later).
fn other(oid: &str, key: &[u8]) -> Option<PrivateKey> {
    let (name, length) = match oid {
        "1.3.101.110" => ("x25519", Some(32)),
        "1.3.101.111" => ("x448", Some(56)),
        "1.3.101.112" => ("ed25519", Some(32)),
        "1.3.101.113" => ("ed448", Some(57)),
        "2.16.840.1.101.3.4.3.17" => ("ml-dsa-44", None),
        "2.16.840.1.101.3.4.3.18" => ("ml-dsa-65", None),
        "2.16.840.1.101.3.4.3.19" => ("ml-dsa-87", None),
        "2.16.840.1.101.3.4.4.1" => ("ml-kem-512", None),
        "2.16.840.1.101.3.4.4.2" => ("ml-kem-768", None),
        "2.16.840.1.101.3.4.4.3" => ("ml-kem-1024", None),
        _ => return None,
    };
    let (_, inner) = Any::from_ber(key).ok()?;
    let is_whole = length.is_none_or(|length| is(&inner, Tag::OctetString) && inner.data.len() == length);
    is_whole.then(|| PrivateKey::Other { name: name.to_owned() })
}

/// Whether a field has this universal tag.
fn is(field: &Any<'_>, tag: Tag) -> bool {
    field.class() == Class::Universal && field.tag() == tag
}

fn sequence(bytes: &[u8]) -> Option<Vec<Any<'_>>> {
    let (_, any) = Any::from_ber(bytes).ok()?;
    children(&any)
}

fn children<'a>(any: &Any<'a>) -> Option<Vec<Any<'a>>> {
    if !is(any, Tag::Sequence) {
        return None;
    }
    let mut rest = any.data;
    let mut fields = Vec::new();
    while !rest.is_empty() {
        let (after, field) = Any::from_ber(rest).ok()?;
        fields.push(field);
        rest = after;
    }
    Some(fields)
}

fn integer<'a>(field: &Any<'a>) -> Option<&'a [u8]> {
    is(field, Tag::Integer).then_some(field.data)
}

/// A number's bytes, without zeros before them; None for 0.
fn significant<'a>(field: &Any<'a>) -> Option<&'a [u8]> {
    let bytes = integer(field)?;
    let first = bytes.iter().position(|byte| *byte != 0)?;
    Some(&bytes[first..])
}

/// The length of a number, bits.
fn bits(field: &Any<'_>) -> Option<u32> {
    let bytes = significant(field)?;
    Some(u32::try_from(bytes.len()).ok()? * 8 - bytes.first()?.leading_zeros())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The textbook's key: p = 61, q = 53, e = 17, d = 413.
    const TEXTBOOK: &[u8] =
        b"\x30\x1d\x02\x01\x00\x02\x02\x0c\xa1\x02\x01\x11\x02\x02\x01\x9d\x02\x01\x3d\x02\x01\x35\x02\x01\x35\x02\x01\x31\x02\x01\x26";

    #[test]
    fn numbers_that_do_not_belong_together_are_noticed() {
        assert_eq!(pkcs1(TEXTBOOK), Some(PrivateKey::Rsa { bits: 12, consistent: true }));
        for (at, value) in [(8, 0xa3), (11, 0x13), (15, 0x9f), (18, 0x3b), (21, 0x37), (18, 0), (18, 1)] {
            let mut damaged = TEXTBOOK.to_vec();
            damaged[at] = value;
            assert_eq!(pkcs1(&damaged), Some(PrivateKey::Rsa { bits: 12, consistent: false }), "{at}");
        }
    }

    #[test]
    fn what_is_cut_off_or_of_another_kind_is_no_key() {
        for bytes in [&TEXTBOOK[..TEXTBOOK.len() - 1], b"", b"\x30\x00", b"\x30\x80", b"\x02\x01\x00", b"\x30\x84\xff\xff\xff\xff"] {
            assert!(!is_private_key(bytes) && !is_encrypted_key(bytes) && !is_pkcs12(bytes), "{bytes:02x?}");
        }
    }
}
