//! What sf makes of a JWT key file: Node's `crypto.createPrivateKey(text)`, and jsonwebtoken's rules for RS256.

mod der;
mod form;

use crate::model::observations::{KeyForm, PrivateKey};
use crate::node::pem::{self, Block, Encryption};

/// What Node makes of the file that these bytes are, and what it really is.
///
/// sf reads it as UTF-8, with U+FFFD for what is none and a byte order mark kept (`readFile(path, 'utf8')`).
pub fn inspect(bytes: &[u8]) -> (PrivateKey, KeyForm) {
    let text = String::from_utf8_lossy(bytes);
    if text.is_empty() {
        return (PrivateKey::Empty, KeyForm::Empty);
    }
    match read(&text) {
        Some((key, label)) => (key, form_of_label(&label)),
        None => (PrivateKey::Rejected, form::of_rejected(bytes)),
    }
}

/// What sf prints when it signs with the key, None where it signs. Source: jsonwebtoken 9.0.3 `sign.js` and
/// `validateAsymmetricKey.js`.
pub fn sign_error(key: &PrivateKey) -> Option<String> {
    let too_small = || Some("secretOrPrivateKey has a minimum key size of 2048 bits for RS256".to_owned());
    match key {
        PrivateKey::Empty => Some("secretOrPrivateKey must have a value".to_owned()),
        PrivateKey::Rejected => Some("secretOrPrivateKey must be an asymmetric key when using RS256".to_owned()),
        PrivateKey::Rsa { bits } | PrivateKey::RsaPss { bits } | PrivateKey::Dsa { bits } if *bits < 2048 => too_small(),
        PrivateKey::Rsa { .. } => None,
        PrivateKey::RsaPss { .. } => Some(r#""alg" parameter for "rsa-pss" key type must be one of: PS256, PS384, PS512."#.to_owned()),
        PrivateKey::Ec => Some(r#""alg" parameter for "ec" key type must be one of: ES256, ES384, ES512."#.to_owned()),
        PrivateKey::Dsa { .. } => Some(r#"Unknown key type "dsa"."#.to_owned()),
        PrivateKey::Other { name } => Some(format!("Unknown key type \"{name}\".")),
    }
}

/// `PEM_read_bio_PrivateKey` without a passphrase, and the label of the block that was taken. Source: OpenSSL 3.0 and
/// 3.5 `crypto/pem/pem_pkey.c`; measured with Node 20 and 24.
fn read(text: &str) -> Option<(PrivateKey, String)> {
    let blocks = pem::blocks(text.as_bytes());
    let decoded = decode_each(&blocks)?;
    decoded.or_else(|| decode_first(&blocks))
}

/// OSSL_DECODER: the first block that is a key of its own label. The outer None where it gives up at a block that asks
/// for a passphrase.
#[allow(clippy::option_option)]
fn decode_each(blocks: &[Result<Block, pem::BadBlock>]) -> Option<Option<(PrivateKey, String)>> {
    for block in blocks {
        let Ok(block) = block else { continue };
        let is_encrypted = block.label == "ENCRYPTED PRIVATE KEY" && der::is_encrypted_key(&block.data);
        if is_encrypted || block.header.len() > 10 {
            return None;
        }
        let key = match block.label.as_str() {
            "PRIVATE KEY" | "ENCRYPTED PRIVATE KEY" => der::pkcs8(&block.data),
            "RSA PRIVATE KEY" => der::pkcs1(&block.data),
            "EC PRIVATE KEY" => der::sec1(&block.data),
            "DSA PRIVATE KEY" => der::dsa(&block.data),
            _ => None,
        };
        if let Some(key) = key {
            return Some(Some((key, block.label.clone())));
        }
    }
    Some(None)
}

/// The older way, taken next: the first block of any private key, whose body may also be PKCS#8 of its label's kind.
fn decode_first(blocks: &[Result<Block, pem::BadBlock>]) -> Option<(PrivateKey, String)> {
    for block in blocks {
        let block = block.as_ref().ok()?;
        if block.label == "PRIVATE KEY" || pem::encryption(&block.header) != Ok(Encryption::None) {
            return None;
        }
        if matches!(block.label.as_str(), "RSA PRIVATE KEY" | "EC PRIVATE KEY" | "DSA PRIVATE KEY") {
            let key = der::pkcs8(&block.data).filter(|key| {
                matches!(
                    (block.label.as_str(), key),
                    ("RSA PRIVATE KEY", PrivateKey::Rsa { .. })
                        | ("EC PRIVATE KEY", PrivateKey::Ec)
                        | ("DSA PRIVATE KEY", PrivateKey::Dsa { .. })
                )
            });
            return key.map(|key| (key, block.label.clone()));
        }
    }
    None
}

fn form_of_label(label: &str) -> KeyForm {
    match label {
        "RSA PRIVATE KEY" => KeyForm::Pkcs1Pem,
        "EC PRIVATE KEY" => KeyForm::Sec1Pem,
        "DSA PRIVATE KEY" => KeyForm::DsaPem,
        _ => KeyForm::Pkcs8Pem,
    }
}
