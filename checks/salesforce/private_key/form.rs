//! What a file that Node takes for no key really is.

use super::der;
use crate::model::Encoding;
use crate::model::observations::KeyForm;
use crate::node::pem;
use base64::Engine;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use x509_parser::prelude::{FromDer, X509Certificate};

const BEGIN: &str = "-----BEGIN ";
/// What is longer is no path that anybody wrote into a secret, characters. Base64 has slashes too.
const LONGEST_PATH: usize = 300;

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
    } else if Encoding::of(bytes).is_utf16() {
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
        let trimmed = text.trim();
        let is_whole = trimmed.starts_with(BEGIN) && trimmed.trim_end_matches("\\n").trim_end_matches("\\r").ends_with("-----");
        let is_alone = is_whole && !trimmed.contains(['\n', '"', '\'']) && !trimmed.contains("\\\\");
        Some(if is_alone { KeyForm::EscapedNewlines } else { KeyForm::EscapedText })
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
    let dense: String = text.lines().filter(|line| !line.trim().is_empty()).map(|line| format!("{line}\n")).collect();
    if super::read(&dense).is_some() {
        return KeyForm::BlankLines;
    }
    match pem::blocks(text.as_bytes()).first() {
        None if super::read(&from_begin(text)).is_some() => KeyForm::TextBeforeBegin,
        None => KeyForm::DamagedMarkers,
        Some(Err(bad)) if bad.label.ends_with("PRIVATE KEY") && !text.contains(&format!("-----END {}-----", bad.label)) => {
            if text.contains("-----END") || text.contains("END ") { KeyForm::DamagedMarkers } else { KeyForm::Truncated }
        }
        Some(_) => KeyForm::Truncated,
    }
}

/// The text from its first BEGIN marker on, the quote that stood before the marker taken off the end too.
fn from_begin(text: &str) -> String {
    let from = text.find(BEGIN).map_or("", |at| &text[at..]);
    format!("{}\n", from.trim_end().trim_end_matches(['"', '\'', '`', ';', ',']))
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
    let decoded = LENIENT.decode(body.trim_matches(['"', '\'', '`'])).ok()?;
    let start = &decoded[..decoded.len().min(256)];
    let encoding = Encoding::of(start);
    if encoding.decode(start).contains(BEGIN) {
        return Some(if encoding.is_utf16() { KeyForm::Base64OfUtf16 } else { KeyForm::Base64OfPem });
    }
    match of_binary(&decoded)? {
        KeyForm::PrivateDer | KeyForm::EncryptedDer => Some(KeyForm::Base64WithoutMarkers),
        KeyForm::Pkcs12 | KeyForm::JavaKeystore => Some(KeyForm::Base64OfKeystore),
        _ => None,
    }
}

fn of_line(text: &str) -> KeyForm {
    let is_path = text.len() <= LONGEST_PATH
        && !text.contains('\n')
        && (text.contains(['/', '\\']) || [".key", ".pem", ".p12", ".crt"].iter().any(|end| text.ends_with(end)));
    if is_path { KeyForm::Path } else { KeyForm::Unrecognized }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::engine::general_purpose::STANDARD;

    /// An X25519 key of RFC 7748: small, and of no use to anybody.
    const DER: &[u8] = b"\x30\x2e\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x6e\x04\x22\x04\x20abcdefghijklmnopqrstuvwxyz012345";

    fn pem() -> String {
        format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", STANDARD.encode(DER))
    }

    #[test]
    fn text_says_what_it_is() {
        let pem = pem();
        for (text, form) in [
            ("\n".to_owned(), KeyForm::Empty),
            (STANDARD.encode(&pem), KeyForm::Base64OfPem),
            (format!("`{}`", STANDARD.encode(&pem)), KeyForm::Base64OfPem),
            (STANDARD.encode(pem.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>()), KeyForm::Base64OfUtf16),
            (STANDARD.encode([0xfb; 300]), KeyForm::Unrecognized),
            (STANDARD.encode(DER), KeyForm::Base64WithoutMarkers),
            (pem.replace('\n', "\\n"), KeyForm::EscapedNewlines),
            (pem.replace('\n', "\\r\\n"), KeyForm::EscapedNewlines),
            (pem.replace('\n', "\\\\n"), KeyForm::EscapedText),
            (format!("\"{}\"", pem.replace('\n', "\\n")), KeyForm::EscapedText),
            (pem.replace('\n', " "), KeyForm::SpacesForNewlines),
            (pem.replace('\n', "\r"), KeyForm::CarriageReturns),
            (pem.replace('\n', "\n\n"), KeyForm::BlankLines),
            (format!("'{pem}'"), KeyForm::Quoted),
            (format!("  {}", pem.replace('\n', "\n  ")), KeyForm::Indented),
            (format!("KEY={pem}"), KeyForm::TextBeforeBegin),
            (format!("KEY=\"{pem}\""), KeyForm::TextBeforeBegin),
            (format!("\u{a0}{pem}"), KeyForm::TextBeforeBegin),
            (pem.replace("-----", "----"), KeyForm::DamagedMarkers),
            (pem.replace("-----", "—"), KeyForm::DamagedMarkers),
            (pem.replace("-----END PRIVATE", "-----END RSA PRIVATE"), KeyForm::DamagedMarkers),
            (pem[..60].to_owned(), KeyForm::Truncated),
            (pem.replace("PRIVATE", "OPENSSH PRIVATE"), KeyForm::OpensshPrivate),
            (pem.replace("PRIVATE", "PUBLIC"), KeyForm::PublicPem),
            (pem.replace("PRIVATE KEY", "CERTIFICATE"), KeyForm::CertificatePem),
            (pem.replace("PRIVATE KEY", "CERTIFICATE REQUEST"), KeyForm::RequestPem),
            ("ssh-rsa AAAAB3NzaC1yc2E me@here".to_owned(), KeyForm::OpensshPublic),
            ("PuTTY-User-Key-File-3: ssh-rsa".to_owned(), KeyForm::Putty),
            ("version https://git-lfs.github.com/spec/v1".to_owned(), KeyForm::GitLfsPointer),
            ("<!DOCTYPE html>".to_owned(), KeyForm::Html),
            ("{\"private_key\": \"x\"}".to_owned(), KeyForm::Json),
            ("***".to_owned(), KeyForm::Masked),
            ("$JWT_KEY".to_owned(), KeyForm::UnexpandedVariable),
            ("${{ secrets.JWT_KEY }}".to_owned(), KeyForm::UnexpandedVariable),
            ("%JWT_KEY%".to_owned(), KeyForm::UnexpandedVariable),
            ("/home/me/server.key".to_owned(), KeyForm::Path),
            ("nothing of the kind".to_owned(), KeyForm::Unrecognized),
        ] {
            assert_eq!(of_rejected(text.as_bytes()), form, "{text:?}");
        }
    }

    #[test]
    fn bytes_say_what_they_are() {
        let utf16: Vec<u8> = pem().encode_utf16().flat_map(u16::to_le_bytes).collect();
        for (bytes, form) in [
            (DER, KeyForm::PrivateDer),
            (utf16.as_slice(), KeyForm::Utf16),
            (b"\0GITCRYPT\0abc", KeyForm::GitCrypt),
            (b"\xfe\xed\xfe\xed\0\0\0\x02", KeyForm::JavaKeystore),
            (b"\x30\x05\x02\x01\x03\x30\x00", KeyForm::Pkcs12),
            (b"\x80\x81\x82", KeyForm::Unrecognized),
        ] {
            assert_eq!(of_rejected(bytes), form, "{bytes:?}");
        }
    }
}
