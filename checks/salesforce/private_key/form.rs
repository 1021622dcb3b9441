//! What a file that Node takes for no key really is.

use super::der;
use crate::model::observations::KeyForm;
use crate::node::pem;
use base64::Engine;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use x509_parser::prelude::{FromDer, X509Certificate};

const BEGIN: &str = "-----BEGIN ";

/// Base64 as a person leaves it: with or without padding.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent).with_decode_allow_trailing_bits(true),
);

/// What a rejected file really is.
pub fn of_rejected(bytes: &[u8]) -> KeyForm {
    if let Some(form) = of_binary(bytes) {
        return form;
    }
    let text = String::from_utf8_lossy(bytes);
    let text = text.trim_start_matches('\u{feff}');
    if text.trim().is_empty() {
        KeyForm::Empty
    } else if text.contains(BEGIN) {
        of_pem(text)
    } else {
        of_words(text.trim()).or_else(|| of_base64(text)).unwrap_or_else(|| of_line(text.trim()))
    }
}

fn of_binary(bytes: &[u8]) -> Option<KeyForm> {
    if bytes.starts_with(b"\0GITCRYPT\0") {
        Some(KeyForm::GitCrypt)
    } else if bytes.starts_with(&[0xfe, 0xed, 0xfe, 0xed]) || bytes.starts_with(&[0xce, 0xce, 0xce, 0xce]) {
        Some(KeyForm::JavaKeystore)
    } else if is_utf16(bytes) {
        Some(KeyForm::Utf16)
    } else {
        of_der(bytes)
    }
}

fn of_der(bytes: &[u8]) -> Option<KeyForm> {
    if !bytes.starts_with(&[0x30]) {
        None
    } else if der::is_private_key(bytes) {
        Some(KeyForm::PrivateDer)
    } else if der::is_encrypted_key(bytes) {
        Some(KeyForm::EncryptedDer)
    } else if der::is_pkcs12(bytes) {
        Some(KeyForm::Pkcs12)
    } else {
        X509Certificate::from_der(bytes).is_ok().then_some(KeyForm::CertificateDer)
    }
}

/// With its byte order mark, or without one and every second byte NUL.
fn is_utf16(bytes: &[u8]) -> bool {
    let sample = &bytes[..bytes.len().min(64)];
    let zeros = |offset: usize| sample.len() >= 8 && sample.iter().skip(offset).step_by(2).all(|byte| *byte == 0);
    bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) || zeros(0) || zeros(1)
}

/// PEM, or what was PEM.
fn of_pem(text: &str) -> KeyForm {
    let has = |label: &str| text.contains(&format!("{BEGIN}{label}"));
    let is_private = text.split(BEGIN).skip(1).any(|after| after.split("-----").next().is_some_and(|label| label.ends_with("PRIVATE KEY")));
    if text.trim_start().starts_with('{') {
        KeyForm::Json
    } else if has("OPENSSH PRIVATE KEY-----") {
        KeyForm::OpensshPrivate
    } else if !is_private && (has("PUBLIC KEY-----") || has("RSA PUBLIC KEY-----")) {
        KeyForm::PublicPem
    } else if !is_private && (has("CERTIFICATE REQUEST-----") || has("NEW CERTIFICATE REQUEST-----")) {
        KeyForm::RequestPem
    } else if !is_private && has("CERTIFICATE-----") {
        KeyForm::CertificatePem
    } else if let Some(form) = of_lines(text) {
        form
    } else if has("ENCRYPTED PRIVATE KEY-----") || text.contains("Proc-Type: 4,ENCRYPTED") {
        KeyForm::EncryptedPem
    } else {
        of_blocks(text)
    }
}

/// How the lines of a PEM file were lost.
fn of_lines(text: &str) -> Option<KeyForm> {
    if text.contains("\\n") || text.contains("\\r") {
        Some(KeyForm::EscapedNewlines)
    } else if text.trim_start().starts_with(['"', '\'', '`']) {
        Some(KeyForm::Quoted)
    } else if !text.contains('\n') && text.trim_end_matches('\r').contains('\r') {
        Some(KeyForm::CarriageReturns)
    } else if !text.trim().contains('\n') {
        Some(KeyForm::SpacesForNewlines)
    } else if text.lines().any(|line| line.starts_with([' ', '\t']) && line.trim_start().starts_with(BEGIN)) {
        Some(KeyForm::Indented)
    } else {
        None
    }
}

/// How the blocks of a PEM file are damaged.
fn of_blocks(text: &str) -> KeyForm {
    match pem::blocks(text.as_bytes()).first() {
        None => KeyForm::DamagedMarkers,
        Some(Err(bad)) if bad.label.ends_with("PRIVATE KEY") && !text.contains(&format!("-----END {}-----", bad.label)) => {
            if text.contains("-----END") || text.contains("END ") { KeyForm::DamagedMarkers } else { KeyForm::Truncated }
        }
        Some(_) => KeyForm::Truncated,
    }
}

/// What says by its first words what it is.
fn of_words(text: &str) -> Option<KeyForm> {
    let lower: String = text.chars().take(64).collect::<String>().to_ascii_lowercase();
    if lower.starts_with("putty-user-key-file") {
        Some(KeyForm::Putty)
    } else if ["ssh-rsa ", "ssh-ed25519 ", "ecdsa-sha2-", "ssh-dss "].iter().any(|start| lower.starts_with(start)) {
        Some(KeyForm::OpensshPublic)
    } else if lower.starts_with("version https://git-lfs") {
        Some(KeyForm::GitLfsPointer)
    } else if lower.starts_with('<') {
        Some(KeyForm::Html)
    } else if lower.starts_with(['{', '[']) {
        Some(KeyForm::Json)
    } else if text.chars().all(|c| matches!(c, '*' | '•' | '\n' | '\r')) {
        Some(KeyForm::Masked)
    } else if is_variable(text) {
        Some(KeyForm::UnexpandedVariable)
    } else if lower.contains("begin") && lower.contains("key") && text.contains(['-', '–', '—']) {
        Some(KeyForm::DamagedMarkers)
    } else {
        None
    }
}

fn is_variable(text: &str) -> bool {
    let is_name = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.:".contains(&byte));
    let inside =
        |start: &str, end: &str| text.strip_prefix(start).and_then(|text| text.strip_suffix(end)).is_some_and(|text| is_name(text.trim()));
    inside("${{", "}}")
        || inside("{{", "}}")
        || inside("${", "}")
        || inside("$(", ")")
        || inside("%", "%")
        || inside("$env:", "")
        || inside("$", "")
}

fn of_base64(text: &str) -> Option<KeyForm> {
    let body: String = text.lines().filter(|line| !line.starts_with("-----")).collect::<String>().split_whitespace().collect();
    if body.len() < 64 {
        return None;
    }
    let decoded = LENIENT.decode(body.trim_matches(['"', '\''])).ok()?;
    if String::from_utf8_lossy(&decoded[..decoded.len().min(256)]).contains(BEGIN) {
        return Some(KeyForm::Base64OfPem);
    }
    match of_binary(&decoded)? {
        KeyForm::PrivateDer | KeyForm::EncryptedDer => Some(KeyForm::Base64WithoutMarkers),
        KeyForm::Pkcs12 | KeyForm::JavaKeystore => Some(KeyForm::Base64OfKeystore),
        _ => None,
    }
}

fn of_line(text: &str) -> KeyForm {
    let is_path =
        !text.contains('\n') && (text.contains(['/', '\\']) || [".key", ".pem", ".p12", ".crt"].iter().any(|end| text.ends_with(end)));
    if is_path { KeyForm::Path } else { KeyForm::Unrecognized }
}
