//! npm's `ini` format, as its own library reads it.
//!
//! Source: `ini` 6.0.0 `lib/ini.js` (`decode`, `unsafe`), which npm 11 comes with; compared with it by
//! `tests/parity/npm.rs`.

use std::collections::HashMap;

/// A value, as far as npm's settings tell them apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A string.
    Text(String),
    /// `true`, also of a key that stands alone, or `false`, also in quotes.
    Bool(bool),
    /// `null`.
    Null,
    /// A list: of `key[]=…`, or quoted JSON. Later values are added to it.
    List,
    /// A number or an object: quoted JSON, or a `[section]`.
    Other,
}

/// A key at the top level of the file, with the value that counts: the last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The key, its quotes and comments removed.
    pub key: String,
    /// Its last value.
    pub value: Value,
    /// The text of that value as it stands in the file, trimmed.
    pub text: String,
    /// The line that the value stands on, counted from 1.
    pub line: u32,
}

/// The library throws at this line: a key whose name is JSON's `null`, or a section below a value of `null`. npm then
/// does not start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadNull {
    /// The line, counted from 1.
    pub line: u32,
}

/// Reads a file's text. What stands below a `[section]` is not at the top level and left out; the section itself
/// becomes a key.
///
/// # Errors
/// Fails where npm's own library throws.
pub fn decode(text: &str) -> Result<Vec<Entry>, BadNull> {
    let mut entries = Entries::default();
    let mut in_section = false;
    for (line, content) in lines(text) {
        if content.trim_start_matches(is_js_space).is_empty() || content.trim_start_matches(is_js_space).starts_with([';', '#']) {
            continue;
        }
        if let Some(name) = section_name(content) {
            in_section = true;
            open_section(&mut entries, &Scalar::read(name).into_key(), line)?;
            continue;
        }
        let Some((raw_key, raw_value)) = split(content) else { continue };
        let key = match Scalar::read(raw_key) {
            Scalar::Json(serde_json::Value::Null) => return Err(BadNull { line }),
            key => key.into_key(),
        };
        let (key, is_list) = match key.strip_suffix("[]") {
            Some(name) if !name.is_empty() => (name.to_owned(), true),
            _ => (key, false),
        };
        if in_section || key == "__proto__" {
            continue;
        }
        let value = raw_value.map_or(Value::Bool(true), |raw| Scalar::read(raw).into_value());
        let text = raw_value.map_or("", |raw| raw.trim_matches(is_js_space)).to_owned();
        entries.set(Entry { key, value: if is_list { Value::List } else { value }, text, line });
    }
    Ok(entries.in_order)
}

/// The entries in the order in which their keys came, and where each is.
#[derive(Default)]
struct Entries {
    in_order: Vec<Entry>,
    places: HashMap<String, usize>,
}

impl Entries {
    fn find(&self, key: &str) -> Option<&Entry> {
        self.places.get(key).map(|&place| &self.in_order[place])
    }

    fn set(&mut self, new: Entry) {
        match self.places.get(&new.key).map(|&place| &mut self.in_order[place]) {
            // A list stays one: a later value without brackets is added to it.
            Some(old) if old.value == Value::List => old.line = new.line,
            Some(old) => *old = new,
            None => {
                self.places.insert(new.key.clone(), self.in_order.len());
                self.in_order.push(new);
            }
        }
    }
}

/// The lines with their numbers; `\r\n`, `\n` and a lone `\r` end one.
fn lines(text: &str) -> impl Iterator<Item = (u32, &str)> {
    let (mut number, mut after_return) = (1, false);
    text.split_inclusive(['\r', '\n']).map(move |piece| {
        let here = number;
        let is_tail = after_return && piece == "\n";
        number += u32::from(piece.ends_with(['\r', '\n']) && !is_tail);
        after_return = piece.ends_with('\r');
        (here, piece.trim_end_matches(['\r', '\n']))
    })
}

/// `[name]`, with nothing before it and only blanks after it.
fn section_name(line: &str) -> Option<&str> {
    let (name, rest) = line.strip_prefix('[')?.split_once(']')?;
    rest.trim_matches(is_js_space).is_empty().then_some(name)
}

/// `key`, or `key=value`. A value with a Unicode line separator matches nothing, and the line is passed over.
fn split(line: &str) -> Option<(&str, Option<&str>)> {
    match line.split_once('=') {
        None => Some((line, None)),
        Some(("", _)) => None,
        Some((_, value)) if value.contains(['\u{2028}', '\u{2029}']) => None,
        Some((key, value)) => Some((key, Some(value))),
    }
}

/// A section takes the place of what was there under its name, unless that is truthy. Its dotted parts become
/// objects within objects, and the first of them takes the place of any value that is not one.
fn open_section(entries: &mut Entries, name: &str, line: u32) -> Result<(), BadNull> {
    let head = split_at_dot(name);
    let is_whole = head.len() == name.len();
    let stays = match entries.find(head).map(|entry| &entry.value) {
        Some(Value::Null) if !is_whole => return Err(BadNull { line }),
        None | Some(Value::Bool(false) | Value::Null) => false,
        Some(Value::Text(text)) => is_whole && !text.is_empty(),
        Some(Value::Bool(true)) => is_whole,
        Some(Value::List | Value::Other) => true,
    };
    if !stays {
        entries.set(Entry { key: head.replace("\\.", "."), value: Value::Other, text: format!("[{name}]"), line });
    }
    Ok(())
}

/// The part before the first dot that no backslash precedes.
fn split_at_dot(name: &str) -> &str {
    let bytes = name.as_bytes();
    let dot = (0..bytes.len()).find(|&at| bytes[at] == b'.' && (at == 0 || bytes[at - 1] != b'\\'));
    dot.map_or(name, |at| &name[..at])
}

/// What `unsafe` makes of a raw text: JSON where it was in quotes and is JSON, else a string.
enum Scalar {
    Json(serde_json::Value),
    Text(String),
}

impl Scalar {
    fn read(raw: &str) -> Self {
        let text = raw.trim_matches(is_js_space);
        let quoted = |quote| text.starts_with(quote) && text.ends_with(quote);
        if !quoted('"') && !quoted('\'') {
            return Self::Text(without_comment(text).trim_matches(is_js_space).to_owned());
        }
        let inner = match text.strip_prefix('\'') {
            Some(rest) => rest.strip_suffix('\'').unwrap_or(""),
            None => text,
        };
        serde_json::from_str(inner).map_or_else(|_| Self::Text(inner.to_owned()), Self::Json)
    }

    fn into_key(self) -> String {
        match self {
            Self::Text(text) | Self::Json(serde_json::Value::String(text)) => text,
            Self::Json(other) => other.to_string(),
        }
    }

    fn into_value(self) -> Value {
        match self {
            Self::Text(text) | Self::Json(serde_json::Value::String(text)) => match text.as_str() {
                "true" => Value::Bool(true),
                "false" => Value::Bool(false),
                "null" => Value::Null,
                _ => Value::Text(text),
            },
            Self::Json(serde_json::Value::Bool(value)) => Value::Bool(value),
            Self::Json(serde_json::Value::Null) => Value::Null,
            Self::Json(serde_json::Value::Array(_)) => Value::List,
            Self::Json(_) => Value::Other,
        }
    }
}

/// The text before an unescaped `;` or `#`; a backslash before these or itself is dropped.
fn without_comment(text: &str) -> String {
    let mut kept = String::new();
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            ';' | '#' => break,
            '\\' => match characters.next() {
                Some(next @ ('\\' | ';' | '#')) => kept.push(next),
                Some(next) => kept.extend(['\\', next]),
                None => kept.push('\\'),
            },
            _ => kept.push(character),
        }
    }
    kept
}

/// What JavaScript's `trim` and `\s` take for a blank: Unicode's spaces and U+FEFF, without U+0085.
pub fn is_js_space(character: char) -> bool {
    (character.is_whitespace() && character != '\u{85}') || character == '\u{feff}'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> Option<Value> {
        decode(text).unwrap().into_iter().find(|entry| entry.key == "a").map(|entry| entry.value)
    }

    #[test]
    fn values_are_read_as_npm_reads_them() {
        let text = |text: &str| Some(Value::Text(text.to_owned()));
        for (line, expected) in [
            ("a=b", text("b")),
            ("  a = b c  ", text("b c")),
            ("a", Some(Value::Bool(true))),
            ("a=", text("")),
            ("a=false", Some(Value::Bool(false))),
            ("a='false'", Some(Value::Bool(false))),
            ("a=\"null\"", Some(Value::Null)),
            ("a='5'", Some(Value::Other)),
            ("a='", text("")),
            ("a=b;c", text("b")),
            (r"a=b\;c\d\", text(r"b;c\d\")),
            ("a=b=c", text("b=c")),
            ("=b", None),
            ("a: b", None),
            (";a=b", None),
            ("a[]=b", Some(Value::List)),
            ("a[]=b\na=false", Some(Value::List)),
            ("a='{}'\na=false", Some(Value::Bool(false))),
            ("a='[1]'\na=false", Some(Value::List)),
            ("a=b\u{2028}", None),
            ("\u{feff}a=b", text("b")),
            ("[x]\na=b", None),
            ("a=false\n[a]", Some(Value::Other)),
            ("a=b\n[a]", text("b")),
            ("a=b\n[a.c]", Some(Value::Other)),
        ] {
            assert_eq!(value(line), expected, "{line:?}");
        }
    }

    #[test]
    fn lines_are_counted_over_every_kind_of_ending() {
        let entries = decode("# c\r\n\r\na=1\na=2\n").unwrap();
        assert_eq!(entries, [Entry { key: "a".into(), value: Value::Text("2".into()), text: "2".into(), line: 4 }]);
    }

    #[test]
    fn null_stops_npm_as_a_key_and_above_a_section() {
        assert_eq!(decode("a=1\n'null'=2"), Err(BadNull { line: 2 }));
        assert_eq!(decode("a=null\n\n[a.b]"), Err(BadNull { line: 3 }));
    }
}
