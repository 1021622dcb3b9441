//! JSON, version 1: one document.

use super::Judged;
use sf_preflight_checks::model::Untrusted;
use sf_preflight_checks::salesforce::document::Document;
use std::io::{self, Write};

/// Writes the report, the way and the chain as one JSON document.
pub fn write(judged: &Judged, out: &mut impl Write) -> io::Result<()> {
    let document = Document::of(&judged.observations, &judged.report, judged.redaction.as_ref());
    writeln!(out, "{}", harmless(&serde_json::to_string_pretty(&document)?))
}

/// The same document, in which nothing moves a cursor, hides or turns the order of the text around it. Outside its
/// texts a document has no such character but line feeds.
fn harmless(document: &str) -> String {
    let mut escaped = String::with_capacity(document.len());
    for character in document.chars() {
        if character == '\n' || !Untrusted::is_deceptive(character) {
            escaped.push(character);
        } else {
            escaped.extend(character.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")));
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_says_the_same_and_does_nothing() {
        let text = "a\u{202e}b\u{7f}c\u{e0001}d\n\u{1b}é";
        let document = serde_json::to_string_pretty(&[text]).unwrap();
        let harmless = harmless(&document);
        assert_eq!(harmless, "[\n  \"a\\u202eb\\u007fc\\udb40\\udc01d\\n\\u001bé\"\n]");
        assert_eq!(serde_json::from_str::<[String; 1]>(&harmless).unwrap(), [text]);
    }
}
