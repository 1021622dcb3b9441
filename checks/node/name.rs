//! Distinguished names as OpenSSL compares them.

use crate::model::Encoding;
use aws_lc_rs::digest;
use std::borrow::Cow;
use x509_parser::der_parser::asn1_rs::{Any, Tag};
use x509_parser::x509::{AttributeTypeAndValue, X509Name};

/// A distinguished name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Name {
    /// OpenSSL's canonical encoding: two names are equal to it when these are (`X509_NAME_cmp`).
    pub canonical: Vec<u8>,
    /// Every attribute: its object identifier in dots, and its text.
    pub attributes: Vec<(String, String)>,
}

/// commonName.
pub const COMMON_NAME: &str = "2.5.4.3";
/// organizationName.
pub const ORGANIZATION: &str = "2.5.4.10";
/// organizationalUnitName.
pub const ORGANIZATIONAL_UNIT: &str = "2.5.4.11";
/// PKCS#9 emailAddress.
pub const EMAIL_ADDRESS: &str = "1.2.840.113549.1.9.1";

impl Name {
    /// Reads a name.
    pub fn read(name: &X509Name<'_>) -> Self {
        let attributes = name.iter_attributes().map(|entry| {
            let text = text(entry.attr_value()).unwrap_or_default();
            (entry.attr_type().to_id_string(), text.into_owned())
        });
        Self { canonical: canonical(name), attributes: attributes.collect() }
    }

    /// The texts of one attribute, in order.
    pub fn values<'a>(&'a self, attribute: &'a str) -> impl Iterator<Item = &'a str> {
        self.attributes.iter().filter(move |(name, _)| name == attribute).map(|(_, text)| text.as_str())
    }

    /// The name for people: `CN=…, O=…`, with the attributes that people know by their letters.
    pub fn shown(&self) -> String {
        let parts: Vec<String> = self.attributes.iter().map(|(name, text)| format!("{}={text}", letters(name))).collect();
        if parts.is_empty() { "(no name)".to_owned() } else { parts.join(", ") }
    }

    /// The first eight hexadecimal digits of the file name under which OpenSSL looks for this subject in a folder of
    /// certificates (`X509_NAME_hash`).
    pub fn hash(&self) -> String {
        let sha1 = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, &self.canonical);
        sha1.as_ref().iter().take(4).rev().map(|byte| format!("{byte:02x}")).collect()
    }
}

fn letters(attribute: &str) -> &str {
    match attribute {
        COMMON_NAME => "CN",
        "2.5.4.6" => "C",
        "2.5.4.7" => "L",
        "2.5.4.8" => "ST",
        ORGANIZATION => "O",
        ORGANIZATIONAL_UNIT => "OU",
        EMAIL_ADDRESS => "emailAddress",
        "0.9.2342.19200300.100.1.25" => "DC",
        other => other,
    }
}

/// OpenSSL's canonical encoding of a name (`x509_name_canon`).
pub fn canonical(name: &X509Name<'_>) -> Vec<u8> {
    let mut canonical = Vec::with_capacity(name.as_raw().len());
    for set in name.iter_rdn() {
        let mut entries: Vec<Vec<u8>> = set.iter().map(canonical_entry).collect();
        entries.sort();
        add_element(&mut canonical, 0x31, &entries.concat());
    }
    canonical
}

/// `asn1_string_canon`: text becomes UTF-8, lower case in ASCII, white space trimmed and collapsed; anything else
/// stays as it is.
fn canonical_entry(entry: &AttributeTypeAndValue<'_>) -> Vec<u8> {
    let mut content = Vec::new();
    add_element(&mut content, 0x06, entry.attr_type().as_bytes());
    match text(entry.attr_value()) {
        Some(text) => add_element(&mut content, 0x0c, canonical_text(&text).as_bytes()),
        None => add_element(&mut content, u8::try_from(entry.attr_value().tag().0).unwrap_or(0), entry.attr_value().data),
    }
    let mut canonical = Vec::with_capacity(content.len() + 4);
    add_element(&mut canonical, 0x30, &content);
    canonical
}

fn canonical_text(text: &str) -> String {
    let mut canonical = String::with_capacity(text.len());
    for word in text.split(is_space).filter(|word| !word.is_empty()) {
        if !canonical.is_empty() {
            canonical.push(' ');
        }
        canonical.push_str(word);
    }
    canonical.make_ascii_lowercase();
    canonical
}

/// `ossl_isspace`.
fn is_space(character: char) -> bool {
    matches!(character, ' ' | '\t'..='\r')
}

/// A string type's text; None for any other type.
fn text<'a>(value: &Any<'a>) -> Option<Cow<'a, str>> {
    match value.tag() {
        Tag::Utf8String => Some(String::from_utf8_lossy(value.data)),
        Tag::PrintableString | Tag::T61String | Tag::Ia5String | Tag::VisibleString => Some(latin(value.data)),
        Tag::BmpString => Some(Encoding::Utf16Big.decode(value.data)),
        Tag::UniversalString => {
            let code_points = value.data.chunks_exact(4).map(|four| u32::from_be_bytes([four[0], four[1], four[2], four[3]]));
            Some(code_points.map(|code| char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)).collect())
        }
        _ => None,
    }
}

/// ISO 8859-1, of which ASCII is the half that is UTF-8 too.
fn latin(data: &[u8]) -> Cow<'_, str> {
    if data.is_ascii() { String::from_utf8_lossy(data) } else { data.iter().map(|byte| char::from(*byte)).collect() }
}

/// Appends a DER element.
fn add_element(element: &mut Vec<u8>, tag: u8, content: &[u8]) {
    let length = content.len();
    element.push(tag);
    if length < 0x80 {
        element.extend(u8::try_from(length));
    } else {
        let bytes: Vec<u8> = length.to_be_bytes().into_iter().skip_while(|byte| *byte == 0).collect();
        element.extend(u8::try_from(bytes.len()).map(|count| 0x80 | count));
        element.extend(bytes);
    }
    element.extend_from_slice(content);
}
