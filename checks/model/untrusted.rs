//! Text from outside: certificates, headers, files, variables.

use serde::{Deserialize, Serialize, Serializer};
use std::fmt;

/// Text that somebody else wrote. Display and Serialize neutralise it: control characters (C0, DEL, C1: terminal
/// escapes among them), bidirectional and zero-width marks, line and paragraph separators come out as `\u{…}`.
///
/// [`Untrusted::raw`] gives the text itself, to be judged and never to be shown.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default, Deserialize)]
#[serde(transparent)]
pub struct Untrusted(String);

impl Untrusted {
    /// Wraps a text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text as it came, to be judged; whoever shows it uses Display.
    pub fn raw(&self) -> &str {
        &self.0
    }

    /// Whether a character can move the cursor, hide itself or turn the order of the text around it.
    pub fn is_deceptive(character: char) -> bool {
        character.is_control()
            || matches!(
                character,
                '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}'
            )
    }
}

impl From<&str> for Untrusted {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<String> for Untrusted {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Display for Untrusted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for character in self.0.chars() {
            if Self::is_deceptive(character) {
                write!(f, "{}", character.escape_unicode())?;
            } else {
                fmt::Write::write_char(f, character)?;
            }
        }
        Ok(())
    }
}

impl Serialize for Untrusted {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_moves_the_cursor_or_hides_is_neutralised() {
        for (text, shown) in [
            ("plain – é 日本", "plain – é 日本"),
            ("\u{1b}[2J", r"\u{1b}[2J"),
            ("a\r\nb\tc", r"a\u{d}\u{a}b\u{9}c"),
            ("\u{9b}31m", r"\u{9b}31m"),
            ("a\u{202e}b\u{200b}c\u{feff}", r"a\u{202e}b\u{200b}c\u{feff}"),
        ] {
            assert_eq!(Untrusted::from(text).to_string(), shown);
            assert_eq!(Untrusted::from(text).raw(), text);
        }
    }
}
