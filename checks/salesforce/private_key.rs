//! What sf makes of a JWT key file: Node's `crypto.createPrivateKey(text)`, and jsonwebtoken's rules for RS256.

mod der;
mod form;

use super::words;
use crate::model::observations::{KeyForm, PrivateKey};
use crate::node::key;
use crate::node::pem::{self, Block, Encryption};
use aws_lc_rs::encoding::AsDer;

/// What a key file is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inspected {
    /// What Node makes of it.
    pub private_key: PrivateKey,
    /// What it really is, whether or not Node can use it.
    pub form: KeyForm,
    /// The SHA-256 of the key's public half, as [`key::sha256`] gives it; None where Node takes no key from the file, or
    /// one that is not RSA or whose numbers do not belong together.
    pub public_key_sha256: Option<String>,
}

/// What Node makes of the file that these bytes are, and what it really is.
///
/// sf reads it as UTF-8, with U+FFFD for what is none and a byte order mark kept (`readFile(path, 'utf8')`).
pub fn inspect(bytes: &[u8]) -> Inspected {
    let text = String::from_utf8_lossy(bytes);
    let (private_key, form, block) = match read(&text) {
        _ if text.is_empty() => (PrivateKey::Empty, KeyForm::Empty, None),
        Some((key, block)) => (key, form_of_label(&block.label), Some(block)),
        None => (PrivateKey::Rejected, form::of_rejected(bytes), None),
    };
    let can_sign = matches!(private_key, PrivateKey::Rsa { consistent: true, .. });
    let public_key_sha256 = block.filter(|_| can_sign).and_then(|block| public_key_sha256(&block.data));
    Inspected { private_key, form, public_key_sha256 }
}

/// The numbers are not checked again: that takes aws-lc as long as a third of a whole run.
fn public_key_sha256(private_key: &[u8]) -> Option<String> {
    let public = der::rsa_public_key(private_key)?.as_der().ok()?;
    Some(key::sha256(public.as_ref()))
}

/// What sf prints when it signs with the key, None where it signs. Source: jsonwebtoken 9.0.3 `sign.js` and
/// `validateAsymmetricKey.js`.
pub fn sign_error(key: &PrivateKey) -> Option<String> {
    let too_small = || Some(words::KEY_TOO_SMALL.to_owned());
    match key {
        PrivateKey::Empty => Some(words::KEY_EMPTY.to_owned()),
        PrivateKey::Rejected => Some(words::KEY_UNREADABLE.to_owned()),
        PrivateKey::Rsa { bits, .. } | PrivateKey::RsaPss { bits } | PrivateKey::Dsa { bits } if *bits < 2048 => too_small(),
        PrivateKey::Rsa { .. } => None,
        PrivateKey::RsaPss { .. } => Some(r#""alg" parameter for "rsa-pss" key type must be one of: PS256, PS384, PS512."#.to_owned()),
        PrivateKey::Ec => Some(r#""alg" parameter for "ec" key type must be one of: ES256, ES384, ES512."#.to_owned()),
        PrivateKey::Dsa { .. } => Some(r#"Unknown key type "dsa"."#.to_owned()),
        PrivateKey::Other { name } => Some(format!("Unknown key type \"{name}\".")),
    }
}

/// `PEM_read_bio_PrivateKey` without a passphrase, and the block that was taken. Source: OpenSSL 3.0 and
/// 3.5 `crypto/pem/pem_pkey.c`; measured with Node 24.
fn read(text: &str) -> Option<(PrivateKey, Block)> {
    let blocks = pem::blocks(text.as_bytes());
    decode_each(&blocks).or_else(|| decode_first(&blocks)).map(|(key, block)| (key, block.clone()))
}

/// OSSL_DECODER: the first block that is a key of its label's kind. It gives up at a block that asks for a passphrase
/// or has a header that it does not understand.
fn decode_each(blocks: &[Result<Block, pem::BadBlock>]) -> Option<(PrivateKey, &Block)> {
    for block in blocks.iter().flatten() {
        let is_encrypted = matches!(block.label.as_str(), "PRIVATE KEY" | "ENCRYPTED PRIVATE KEY") && der::is_encrypted_key(&block.data);
        if is_encrypted || block.header.len() > 10 {
            return None;
        }
        if let Some(key) = decode(block) {
            return Some((key, block));
        }
    }
    None
}

/// The older way, taken next: the first block of any private key, whatever stands before it.
fn decode_first(blocks: &[Result<Block, pem::BadBlock>]) -> Option<(PrivateKey, &Block)> {
    for block in blocks {
        let block = block.as_ref().ok()?;
        if LABELS.contains(&block.label.as_str()) {
            let is_plain = block.label != "ENCRYPTED PRIVATE KEY" && pem::encryption(&block.header) == Ok(Encryption::None);
            let is_known = |key: &PrivateKey| !matches!(key, PrivateKey::Other { name } if name.starts_with("ml-"));
            return decode(block).filter(|key| is_plain && is_known(key)).map(|key| (key, block));
        }
    }
    None
}

/// The labels at which that way stops; the first is its own name for all of them, and decodes to nothing.
const LABELS: [&str; 6] =
    ["ANY PRIVATE KEY", "PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY", "DSA PRIVATE KEY"];

/// A block's key: PKCS#8, or what its label says; a key of another kind than the label's does not count.
fn decode(block: &Block) -> Option<PrivateKey> {
    let data = &block.data;
    let pkcs8 = || der::pkcs8(data);
    match block.label.as_str() {
        "PRIVATE KEY" | "ENCRYPTED PRIVATE KEY" => pkcs8(),
        "RSA PRIVATE KEY" => der::pkcs1(data).or_else(pkcs8).filter(|key| matches!(key, PrivateKey::Rsa { .. })),
        "EC PRIVATE KEY" => der::sec1(data).or_else(pkcs8).filter(|key| *key == PrivateKey::Ec),
        "DSA PRIVATE KEY" => der::dsa(data).or_else(pkcs8).filter(|key| matches!(key, PrivateKey::Dsa { .. })),
        _ => None,
    }
}

fn form_of_label(label: &str) -> KeyForm {
    match label {
        "RSA PRIVATE KEY" => KeyForm::Pkcs1Pem,
        "EC PRIVATE KEY" => KeyForm::Sec1Pem,
        "DSA PRIVATE KEY" => KeyForm::DsaPem,
        _ => KeyForm::Pkcs8Pem,
    }
}
