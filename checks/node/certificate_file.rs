//! Files with certificates, as Node and OpenSSL read them.

use super::certificate::Certificate;
use super::pem::{self, Block, Encryption, Reader, Source};
use crate::model::Encoding;
use crate::model::observations::{CertificateStore, Der, FileNature, PemBlock, PemOutcome};
use x509_parser::der_parser::parse_der;

/// How many blocks of other kinds are kept; more tell nothing more.
const MOST_SKIPPED: u32 = 1000;

/// Who reads a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Consumer {
    /// Node itself: block after block until the first damaged one (`crypto_context.cc`, `LoadCertsFromFile`).
    Node,
    /// OpenSSL, for `--use-openssl-ca`: one damaged block loses the whole file (`pem_info.c`,
    /// `PEM_X509_INFO_read_bio`).
    OpenSsl,
}

/// Reads the bytes of a NODE_EXTRA_CA_CERTS file, or of one that `--use-system-ca` finds, as Node does.
pub fn read_certificates(bytes: &[u8]) -> CertificateStore {
    read(bytes, Consumer::Node)
}

/// Reads the bytes of SSL_CERT_FILE as OpenSSL does under `--use-openssl-ca`: `TRUSTED CERTIFICATE` counts, and one
/// damaged block loses the whole file.
pub fn read_openssl_file(bytes: &[u8]) -> CertificateStore {
    let mut store = read(bytes, Consumer::OpenSsl);
    if store.stopped.is_some() {
        store.lost += u32::try_from(store.certificates.len()).unwrap_or(u32::MAX);
        store.certificates.clear();
    }
    store
}

fn read(bytes: &[u8], consumer: Consumer) -> CertificateStore {
    let mut store = CertificateStore::default();
    let (mut seen, mut skipped) = (0, 0);
    for item in Reader::new(bytes, Source::File) {
        let (label, line, stop) = match item {
            Err(bad) => (bad.label, bad.line, Some(bad.fault.message())),
            Ok(Block { label, line, .. }) if !is_certificate(&label, consumer) => {
                skipped += 1;
                if skipped <= MOST_SKIPPED {
                    store.blocks.push(PemBlock { label: label.into(), line, outcome: PemOutcome::Skipped });
                }
                continue;
            }
            Ok(Block { label, line, header, data }) => match certificate(&header, data, consumer) {
                Ok(der) => {
                    store.certificates.push(der);
                    (label, line, None)
                }
                Err(message) => (label, line, Some(message)),
            },
        };
        seen += u32::from(is_certificate(&label, consumer));
        let outcome = if stop.is_some() { PemOutcome::Stopped } else { PemOutcome::Loaded };
        store.blocks.push(PemBlock { label: label.into(), line, outcome });
        if let Some(message) = stop {
            store.stopped = Some(message.to_owned());
            break;
        }
    }
    store.lost = begin_lines(bytes).saturating_sub(seen);
    store.nature = nature(bytes, &store);
    store
}

fn is_certificate(label: &str, consumer: Consumer) -> bool {
    matches!(label, "CERTIFICATE" | "X509 CERTIFICATE") || (consumer == Consumer::OpenSsl && label == "TRUSTED CERTIFICATE")
}

/// The certificate in a block, or OpenSSL's message.
fn certificate(header: &str, data: Vec<u8>, consumer: Consumer) -> Result<Der, &'static str> {
    match pem::encryption(header)? {
        Encryption::None => {}
        // Node gives an empty passphrase.
        Encryption::Cipher(_) => return Err("error:1C800064:Provider routines::bad decrypt"),
    }
    let message = "error:0488000D:PEM routines::ASN1 lib";
    match Certificate::read(&data) {
        Some(certificate) => Ok(certificate.der),
        None if consumer == Consumer::Node && is_shaped_like_certificate(&data) => Ok(Der(data)),
        None => Err(message),
    }
}

/// What OpenSSL decodes as a certificate though this program's stricter parser does not: three elements, the first
/// and second sequences, the third a bit string.
fn is_shaped_like_certificate(data: &[u8]) -> bool {
    let Ok((_, whole)) = parse_der(data) else { return false };
    let Ok(parts) = whole.as_sequence() else { return false };
    matches!(parts.as_slice(), [body, algorithm, signature]
        if body.as_sequence().is_ok_and(|body| body.len() >= 6) && algorithm.as_sequence().is_ok() && signature.as_bitstring().is_ok())
}

/// How many lines begin a certificate, whether OpenSSL comes to them or not.
fn begin_lines(bytes: &[u8]) -> u32 {
    let begins = |line: &&[u8]| {
        let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line).trim_ascii_end();
        matches!(line, b"-----BEGIN CERTIFICATE-----" | b"-----BEGIN X509 CERTIFICATE-----")
    };
    u32::try_from(bytes.split(|byte| *byte == b'\n').filter(begins).count()).unwrap_or(u32::MAX)
}

fn nature(bytes: &[u8], store: &CertificateStore) -> FileNature {
    let has = |fits: fn(&str) -> bool| store.blocks.iter().any(|block| fits(block.label.raw()));
    if has(|label| matches!(label, "CERTIFICATE" | "X509 CERTIFICATE")) {
        FileNature::PemCertificates
    } else if has(|label| label == "TRUSTED CERTIFICATE") {
        FileNature::TrustedCertificate
    } else if has(|label| matches!(label, "PKCS7" | "CMS" | "PKCS #7 SIGNED DATA")) {
        FileNature::Pkcs7Pem
    } else if has(|label| label.ends_with("PRIVATE KEY")) {
        FileNature::PrivateKey
    } else if !store.blocks.is_empty() {
        FileNature::OtherPem
    } else {
        nature_without_blocks(bytes)
    }
}

fn nature_without_blocks(bytes: &[u8]) -> FileNature {
    let text = bytes.trim_ascii();
    let lower: Vec<u8> = text.iter().take(1024).map(u8::to_ascii_lowercase).collect();
    let contains = |needle: &[u8]| lower.windows(needle.len()).any(|window| window == needle);
    if text.is_empty() {
        FileNature::Empty
    } else if Encoding::of(bytes).is_utf16() {
        FileNature::Utf16
    } else if bytes.starts_with(b"\xfe\xed\xfe\xed") || bytes.starts_with(b"\xce\xce\xce\xce") {
        FileNature::JavaKeystore
    } else if bytes.first() == Some(&0x30) && !bytes.is_ascii() {
        nature_of_der(bytes)
    } else if lower.starts_with(b"<!doctype") || lower.starts_with(b"<html") || (lower.starts_with(b"<") && contains(b"<html")) {
        FileNature::Html
    } else if bytes.windows(5).any(|window| window.eq_ignore_ascii_case(b"BEGIN")) {
        FileNature::DamagedPem
    } else if text.starts_with(b"MII") {
        FileNature::BareBase64
    } else {
        FileNature::Unrecognized
    }
}

/// Told apart by what follows the outer sequence: a version (PKCS#12), an object identifier (PKCS#7), a sequence
/// (a certificate).
fn nature_of_der(bytes: &[u8]) -> FileNature {
    const SIGNED_DATA: [u8; 11] = [0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02];
    let header = match bytes.get(1) {
        Some(length @ 0x80..) => 2 + usize::from(length & 0x7f),
        _ => 2,
    };
    match bytes.get(header..).unwrap_or_default() {
        [0x02, 0x01, 0x03, ..] => FileNature::Pkcs12,
        rest if rest.starts_with(&SIGNED_DATA) => FileNature::Pkcs7Der,
        [0x30, ..] if Certificate::read(bytes).is_some() => FileNature::CertificateDer,
        _ => FileNature::Unrecognized,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_pem_is_told_by_its_beginning() {
        for (bytes, nature) in [
            (b"".as_slice(), FileNature::Empty),
            (b"\n \n", FileNature::Empty),
            (b"\xff\xfe-\0-\0", FileNature::Utf16),
            (b"-\0-\0-\0-\0-\0B\0E\0G\0I\0N\0 \0", FileNature::Utf16),
            (b"\xfe\xed\xfe\xed\0\0\0\x02", FileNature::JavaKeystore),
            (b"\x30\x82\x01\x00\x02\x01\x03\x30\x82", FileNature::Pkcs12),
            (b"\x30\x82\x01\x00\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02", FileNature::Pkcs7Der),
            (b"<!DOCTYPE html><html>", FileNature::Html),
            (b"  -----BEGIN CERTIFICATE-----", FileNature::DamagedPem),
            (b"MIIB", FileNature::BareBase64),
            (b"hello", FileNature::Unrecognized),
        ] {
            assert_eq!(read_certificates(bytes).nature, nature, "{bytes:?}");
        }
    }

    #[test]
    fn a_damaged_block_loses_what_follows() {
        let text = "-----BEGIN PRIVATE KEY-----\nYWJj\n-----END PRIVATE KEY-----\n-----BEGIN CERTIFICATE-----\nYWJj\n-----END CERTIFICATE-----\n-----BEGIN CERTIFICATE-----\nYWJj\n-----END CERTIFICATE-----\n";
        let store = read_certificates(text.as_bytes());
        assert_eq!(store.stopped.as_deref(), Some("error:0488000D:PEM routines::ASN1 lib"));
        assert_eq!((store.lost, store.blocks.len()), (1, 2));
        assert_eq!(store.blocks[1].line, 4);
    }
}
