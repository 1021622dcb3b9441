//! The secrets that sf takes as they are: an SFDX authorization URL, an access token. Only what is no secret of them
//! comes out of here.

use super::json;
use crate::model::Encoding;
use crate::model::observations::{SfdxUrl, SfdxUrlFlaw};
use base64::Engine;
use base64::alphabet::URL_SAFE;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde_json::Value;

/// What sf makes of a file given by `--sfdx-url-file`: JSON where its name ends in `.json`, else the URL itself.
/// Source: plugin-auth 4.4.9 `sfdx-url.js`; measured.
pub fn sfdx_url_of_file(name: &str, bytes: &[u8]) -> SfdxUrl {
    let text = String::from_utf8_lossy(bytes);
    if !name.ends_with(".json") {
        return match sfdx_url(&text) {
            _ if text.is_empty() => SfdxUrl::Absent,
            SfdxUrl::Malformed { .. } if Encoding::of(bytes).is_utf16() => SfdxUrl::Malformed { flaw: SfdxUrlFlaw::Utf16 },
            url => url,
        };
    }
    // sf trims what it parses, and JavaScript's trim takes a byte order mark off.
    let text = text.trim_matches(|character: char| character.is_whitespace() || character == '\u{feff}');
    let document = match serde_json::from_str::<Value>(text) {
        Ok(Value::Null) => return SfdxUrl::Null,
        Ok(document) => document,
        Err(_) => {
            let flaw = if Encoding::of(bytes).is_utf16() { SfdxUrlFlaw::Utf16 } else { flaw(text) };
            return SfdxUrl::NotJson { damage: json::damage(text).unwrap_or_default(), flaw };
        }
    };
    let property = |value: &Value| value.get("sfdxAuthUrl").filter(|url| !url.is_null()).cloned();
    match document.get("result").and_then(property).or_else(|| property(&document)) {
        None | Some(Value::Bool(false)) => SfdxUrl::Absent,
        Some(Value::Number(number)) if number.as_f64() == Some(0.0) => SfdxUrl::Absent,
        Some(Value::String(url)) if url.is_empty() => SfdxUrl::Absent,
        Some(Value::String(url)) => sfdx_url(&url),
        Some(_) => SfdxUrl::NotText,
    }
}

/// `force://<clientId>:<clientSecret>:<refreshToken>@<host>`, the secret perhaps empty; anything may follow. Source:
/// `@salesforce/core` 9.4.0 `authInfo.js`, `parseSfdxAuthUrl`.
pub fn sfdx_url(text: &str) -> SfdxUrl {
    well_formed(text).unwrap_or_else(|| SfdxUrl::Malformed { flaw: flaw(text) })
}

fn well_formed(text: &str) -> Option<SfdxUrl> {
    let (client_id, rest) = text.strip_prefix("force://")?.split_once(':')?;
    let (client_secret, rest) = rest.split_once(':')?;
    let (refresh_token, rest) = rest.split_once('@')?;
    let host: String = rest.chars().take_while(|c| c.is_ascii_alphanumeric() || ":._-".contains(*c)).collect();
    let is_good = is_part(client_id, 1) && is_part(client_secret, 0) && is_part(refresh_token, 1) && !host.is_empty();
    is_good.then(|| SfdxUrl::WellFormed { host: host.into(), has_client_secret: !client_secret.is_empty() })
}

/// What keeps a text from being JSON with the URL in it, or the URL.
fn flaw(text: &str) -> SfdxUrlFlaw {
    match text.find("force://") {
        Some(0) if well_formed(text).is_some() => SfdxUrlFlaw::None,
        Some(1..) => SfdxUrlFlaw::Before,
        _ if !text.trim().is_empty() && text.trim().bytes().all(|byte| byte == b'*') => SfdxUrlFlaw::Masked,
        _ => SfdxUrlFlaw::Other,
    }
}

/// Letters, digits, `.`, `_`, `-`, at least so many, and up to two `=` after them.
fn is_part(text: &str, least: usize) -> bool {
    let body = text.trim_end_matches('=');
    let is_plain = body.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
    is_plain && body.len() >= least && text.len() - body.len() <= 2
}

/// Whether a word of a command line may hold a secret: an SFDX authorization URL, an access token, a URL with a password.
pub fn may_be_in(word: &str) -> bool {
    let lower = word.to_ascii_lowercase();
    let has_password = word.split_once("//").is_some_and(|(_, rest)| rest.contains('@'));
    lower.contains("force:") || lower.contains("private key") || has_password || is_access_token(word)
}

/// What stands in place of a secret.
pub const MASK: &str = "***";

/// A word that should name a file; the mask where it is what should stand in that file: a key, its base64, an SFDX
/// authorization URL, a token.
pub fn masked_path(word: &str) -> String {
    let lower = word.to_ascii_lowercase();
    let is_key = lower.contains("private key") || word.contains("LS0tLS1CRUdJTi");
    let is_secret = is_key || lower.contains("force://") || is_access_token(word);
    if is_secret { MASK.to_owned() } else { word.to_owned() }
}

/// Whether sf takes a text for an access token: `00D…!…` anywhere in it, or a JWT. Source: `@salesforce/core` 9.4.0
/// `util/sfdc.js`, `matchesAccessToken`.
pub fn is_access_token(text: &str) -> bool {
    is_opaque(text) || is_jwt(text)
}

fn is_opaque(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_org_id = |id: &[u8]| id.starts_with(b"00D") && id.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    let ends_org_id = |at: usize| (15..=18).any(|length| at >= length && is_org_id(&bytes[at - length..at]));
    bytes.iter().enumerate().any(|(at, byte)| *byte == b'!' && ends_org_id(at))
}

fn is_jwt(text: &str) -> bool {
    let segments: Vec<&str> = text.split('.').collect();
    let [header, claims, _] = segments.as_slice() else { return false };
    decoded(header).is_some_and(|header| header.get("typ").is_some_and(|kind| kind == "JWT")) && decoded(claims).is_some()
}

fn decoded(segment: &str) -> Option<Value> {
    let config = GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent).with_decode_allow_trailing_bits(true);
    let text = segment.replace('+', "-").replace('/', "_");
    let bytes = GeneralPurpose::new(&URL_SAFE, config).decode(text).ok()?;
    serde_json::from_slice(&bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::observations::JsonDamage;

    fn malformed(flaw: SfdxUrlFlaw) -> SfdxUrl {
        SfdxUrl::Malformed { flaw }
    }

    fn good(host: &str, has_client_secret: bool) -> SfdxUrl {
        SfdxUrl::WellFormed { host: host.into(), has_client_secret }
    }

    #[test]
    fn an_sfdx_url_is_read_as_sf_reads_it() {
        for (text, expected) in [
            ("force://PlatformCLI::token@acme.my.salesforce.com", good("acme.my.salesforce.com", false)),
            ("force://id:secret:tok_e.n-==@acme.my.salesforce.com/path\n", good("acme.my.salesforce.com", true)),
            ("force://id::token@localhost:8443", good("localhost:8443", false)),
            (" force://id::token@acme", malformed(SfdxUrlFlaw::Before)),
            ("\u{feff}force://id::token@acme", malformed(SfdxUrlFlaw::Before)),
            ("force://id:token@acme", malformed(SfdxUrlFlaw::Other)),
            ("force://id::@acme", malformed(SfdxUrlFlaw::Other)),
            ("force://::token@acme", malformed(SfdxUrlFlaw::Other)),
            ("force://id::tok en@acme", malformed(SfdxUrlFlaw::Other)),
            ("force://id::token===@acme", malformed(SfdxUrlFlaw::Other)),
            ("force://id::token@", malformed(SfdxUrlFlaw::Other)),
            ("***\n", malformed(SfdxUrlFlaw::Masked)),
            ("", malformed(SfdxUrlFlaw::Other)),
        ] {
            assert_eq!(sfdx_url(text), expected, "{text:?}");
        }
    }

    #[test]
    fn a_file_is_json_when_its_name_says_so() {
        const URL: &str = "force://id::token@acme";
        for (name, text, expected) in [
            ("a.txt", URL, good("acme", false)),
            ("a.txt", "", SfdxUrl::Absent),
            ("a.json", r#"{"sfdxAuthUrl": "force://id::token@acme"}"#, good("acme", false)),
            ("a.json", r#"{"result": {"sfdxAuthUrl": "force://id::token@acme"}, "sfdxAuthUrl": "x"}"#, good("acme", false)),
            ("a.json", r#"{"result": null, "sfdxAuthUrl": "x"}"#, malformed(SfdxUrlFlaw::Other)),
            ("a.json", r#"{"a": 1}"#, SfdxUrl::Absent),
            ("a.json", r#"{"result": {"sfdxAuthUrl": 5}}"#, SfdxUrl::NotText),
            ("a.json", "null", SfdxUrl::Null),
            ("a.json", "\u{feff}{\"sfdxAuthUrl\": \"force://id::token@acme\"}", good("acme", false)),
            ("a.json", URL, SfdxUrl::NotJson { damage: JsonDamage::Token, flaw: SfdxUrlFlaw::None }),
            ("a.json", "", SfdxUrl::NotJson { damage: JsonDamage::Empty, flaw: SfdxUrlFlaw::Other }),
            ("a.json", "{\"sfdxAuthUrl\"", SfdxUrl::NotJson { damage: JsonDamage::Syntax, flaw: SfdxUrlFlaw::Other }),
            ("a.JSON", URL, good("acme", false)),
        ] {
            assert_eq!(sfdx_url_of_file(name, text.as_bytes()), expected, "{name} {text}");
        }
    }

    #[test]
    fn a_file_in_utf_16_is_told_apart() {
        let bytes: Vec<u8> = "\u{feff}force://id::token@acme".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(sfdx_url_of_file("a.txt", &bytes), malformed(SfdxUrlFlaw::Utf16));
        let expected = SfdxUrl::NotJson { damage: JsonDamage::Foreign, flaw: SfdxUrlFlaw::Utf16 };
        assert_eq!(sfdx_url_of_file("a.json", &bytes), expected);
    }

    #[test]
    fn a_token_is_recognised_as_sf_does_it() {
        for (text, expected) in [
            ("00D000000000001!AQEAQ.x_1", true),
            ("00D000000000001AAA!", true),
            ("token: 00D000000000001AAA!x", true),
            ("00D00000000000!x", false),
            ("00D0000000000001AAAA!x", false),
            ("00D000000000001", false),
            ("eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.e30.x", true),
            ("eyJhbGciOiJSUzI1NiJ9.e30.x", false),
            ("xyz", false),
            ("", false),
        ] {
            assert_eq!(is_access_token(text), expected, "{text}");
        }
    }
}
