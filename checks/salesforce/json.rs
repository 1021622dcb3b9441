//! What `JSON.parse` says of a text that it does not take.

use super::words;
use crate::model::observations::JsonDamage;
use serde_json::Value;

/// What is wrong with a text that should hold a JSON object; None where it holds one.
pub fn damage(text: &str) -> Option<JsonDamage> {
    match serde_json::from_str::<Value>(text) {
        Ok(Value::Object(_)) => None,
        Ok(Value::Null) => Some(JsonDamage::Null),
        Ok(_) => Some(JsonDamage::NotObject),
        Err(error) => Some(of_error(text.trim_ascii(), text, &error)),
    }
}

fn of_error(trimmed: &str, text: &str, error: &serde_json::Error) -> JsonDamage {
    let reason = error.to_string();
    let is = |start: &str| reason.starts_with(start);
    match trimmed.chars().next() {
        None => JsonDamage::Empty,
        Some('{' | '[' | '"' | '-' | 't' | 'f' | 'n' | '0'..='9') => match () {
            () if trimmed.ends_with(',') && innermost(trimmed) == Some('{') => JsonDamage::Syntax,
            () if is("EOF while parsing a value") || is("EOF while parsing a list") && trimmed.ends_with('[') => JsonDamage::Cut,
            () if is("expected value") || is("expected ident") => JsonDamage::Token,
            () if is("trailing comma") && at(text, error) == Some(b']') => JsonDamage::Token,
            () => JsonDamage::Syntax,
        },
        Some(_) => JsonDamage::Foreign,
    }
}

/// The bracket that is open at the end of a text.
fn innermost(text: &str) -> Option<char> {
    let (mut open, mut in_string, mut escaped) = (Vec::new(), false, false);
    for character in text.chars() {
        match character {
            _ if escaped => escaped = false,
            '\\' if in_string => escaped = true,
            '"' => in_string = !in_string,
            '{' | '[' if !in_string => open.push(character),
            '}' | ']' if !in_string => _ = open.pop(),
            _ => {}
        }
    }
    open.pop()
}

/// The byte at which the parser stopped.
fn at(text: &str, error: &serde_json::Error) -> Option<u8> {
    text.lines().nth(error.line().checked_sub(1)?)?.as_bytes().get(error.column().checked_sub(1)?).copied()
}

/// A piece of what V8 says of it; None where it is JSON.
pub fn words(damage: JsonDamage) -> Option<&'static str> {
    match damage {
        JsonDamage::Empty | JsonDamage::Cut => Some(words::JSON_ENDS),
        JsonDamage::Foreign | JsonDamage::Token => Some(words::NOT_JSON),
        JsonDamage::Syntax => Some(words::JSON_POSITION),
        JsonDamage::Null | JsonDamage::NotObject => None,
    }
}

/// A piece of what sf says of it where it reads the file itself: where V8 names a place, sf names the line instead. Source:
/// `@salesforce/kit` 3 `errors.js`, `JsonParseError`; measured.
pub fn words_of_sf(damage: JsonDamage) -> Option<&'static str> {
    if damage == JsonDamage::Syntax { Some(words::PARSE_ERROR) } else { words(damage) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What Node 24.21.0 says of each.
    #[test]
    fn damage_is_told_apart_as_v8_does_it() {
        for (text, said) in [
            ("", "Unexpected end of JSON input"),
            (" \n", "Unexpected end of JSON input"),
            ("[", "Unexpected end of JSON input"),
            ("{\"a\":", "Unexpected end of JSON input"),
            ("[1,", "Unexpected end of JSON input"),
            ("{\"a\":tru", "Unexpected end of JSON input"),
            ("{", "Expected property name or '}' in JSON at position 1 (line 1 column 2)"),
            ("{\"a\"", "Expected ':' after property name in JSON at position 4 (line 1 column 5)"),
            ("{\"a\":1", "Expected ',' or '}' after property value in JSON at position 6 (line 1 column 7)"),
            ("{\"a\":1,", "Expected double-quoted property name in JSON at position 7 (line 1 column 8)"),
            ("[1", "Expected ',' or ']' after array element in JSON at position 2 (line 1 column 3)"),
            ("{\"a", "Unterminated string in JSON at position 3 (line 1 column 4)"),
            ("{a:1}", "Expected property name or '}' in JSON at position 1 (line 1 column 2)"),
            ("{\"a\":1}x", "Unexpected non-whitespace character after JSON at position 7 (line 1 column 8)"),
            ("{\"a\":true,}", "Expected double-quoted property name in JSON at position 10 (line 1 column 11)"),
            ("{\"a\" 1}", "Expected ':' after property name in JSON at position 5 (line 1 column 6)"),
            ("{\"a\":\"\n\"}", "Bad control character in string literal in JSON at position 6 (line 1 column 7)"),
            ("{\"a\":\"\\q\"}", "Bad escaped character in JSON at position 7 (line 1 column 8)"),
            ("{\"a\":01}", "Unexpected number in JSON at position 6 (line 1 column 7)"),
            ("{\"a\":1.}", "Unterminated fractional number in JSON at position 7 (line 1 column 8)"),
            ("{/*x*/}", "Expected property name or '}' in JSON at position 1 (line 1 column 2)"),
            ("{\"a\":x}", "Unexpected token 'x', \"{\"a\":x}\" is not valid JSON"),
            ("{\"a\":undefined}", "Unexpected token 'u', \"{\"a\":undefined}\" is not valid JSON"),
            ("[1,]", "Unexpected token ']', \"[1,]\" is not valid JSON"),
            ("[}", "Unexpected token '}', \"[}\" is not valid JSON"),
            ("<html>", "Unexpected token '<', \"<html>\" is not valid JSON"),
            ("// x\n{}", "Unexpected token '/', \"// x\n{}\" is not valid JSON"),
            ("\u{feff}{}", "Unexpected token '\u{feff}', \"\u{feff}{}\" is not valid JSON"),
        ] {
            let piece = damage(text).and_then(words).unwrap();
            assert!(said.contains(piece), "{text}: {piece}");
        }
        for (text, damaged) in
            [("{}", None), ("null", Some(JsonDamage::Null)), ("[]", Some(JsonDamage::NotObject)), ("5", Some(JsonDamage::NotObject))]
        {
            assert_eq!(damage(text), damaged, "{text}");
        }
    }
}
