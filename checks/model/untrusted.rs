//! Text from outside: certificates, headers, files, variables.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// Text that somebody else wrote. Display and Serialize neutralise it: control characters (C0, DEL, C1: terminal
/// escapes among them), bidirectional and zero-width marks, line and paragraph separators come out as `\u{…}`, and so
/// does the backslash of a text that looks like that already. Deserialize undoes it, so that a capture loses nothing.
///
/// [`Untrusted::raw`] gives the text itself, to be judged and never to be shown.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(with = "String"))]
pub struct Untrusted(String);

/// The most that is shown to people of one text, characters.
const SHOWN: usize = 2_000;

impl Untrusted {
    /// Wraps a text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text as it came, to be judged; whoever shows it uses Display.
    pub fn raw(&self) -> &str {
        &self.0
    }

    /// The text as it is shown, however long it is.
    pub fn whole(&self) -> impl fmt::Display + '_ {
        Whole(&self.0)
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

/// A text in which [`Untrusted`] texts are shown already: what is deceptive in the rest comes out as `\u{…}` too, and what
/// was shown so stays.
pub fn neutralised(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut shown, character| {
        if Untrusted::is_deceptive(character) {
            shown.extend(character.escape_unicode())
        } else {
            shown.push(character)
        }
        shown
    })
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

/// Cuts what nobody would read to its end, and says so; JSON keeps the whole.
impl fmt::Display for Untrusted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.char_indices().nth(SHOWN) {
            Some((end, _)) => write!(f, "{}… ({} characters)", Whole(&self.0[..end]), self.0.chars().count()),
            None => self.whole().fmt(f),
        }
    }
}

/// A whole text, neutralised.
struct Whole<'a>(&'a str);

impl fmt::Display for Whole<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, character) in self.0.char_indices() {
            if Untrusted::is_deceptive(character) || escaped(&self.0[at..]).is_some() {
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
        serializer.collect_str(&self.whole())
    }
}

impl<'de> Deserialize<'de> for Untrusted {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let shown = String::deserialize(deserializer)?;
        let (mut text, mut rest) = (String::with_capacity(shown.len()), shown.as_str());
        while let Some(at) = rest.find('\\') {
            let (before, tail) = rest.split_at(at);
            text.push_str(before);
            let (character, length) = escaped(tail).unwrap_or(('\\', 1));
            text.push(character);
            rest = &tail[length..];
        }
        text.push_str(rest);
        Ok(Self(text))
    }
}

/// The character that a text's beginning stands for, and how long that beginning is, where it is a `\u{…}` of
/// [`Untrusted`]'s own.
fn escaped(text: &str) -> Option<(char, usize)> {
    let inner = text.strip_prefix("\\u{")?;
    let digits = &inner[..inner.find('}')?];
    let character = u32::from_str_radix(digits, 16).ok().and_then(char::from_u32)?;
    let is_own =
        (Untrusted::is_deceptive(character) || character == '\\') && character.escape_unicode().eq(text[..digits.len() + 4].chars());
    is_own.then_some((character, digits.len() + 4))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_neutralised_once_stays_so() {
        let once = format!("`{}` \u{1b}", Untrusted::from("a\nb"));
        assert_eq!(neutralised(&once), r"`a\u{a}b` \u{1b}");
    }

    #[test]
    fn what_nobody_reads_is_cut_for_people_and_kept_for_programs() {
        for (length, shown) in [(SHOWN, "é".repeat(SHOWN)), (SHOWN + 1, format!("{}… (2001 characters)", "é".repeat(SHOWN)))] {
            let untrusted = Untrusted::from("é".repeat(length));
            assert_eq!(untrusted.to_string(), shown);
            assert_eq!(serde_json::to_string(&untrusted).unwrap(), format!("\"{}\"", untrusted.raw()));
        }
    }

    #[test]
    fn what_moves_the_cursor_or_hides_is_neutralised() {
        for (text, shown) in [
            ("plain – é 日本", "plain – é 日本"),
            ("\u{1b}[2J", r"\u{1b}[2J"),
            ("a\r\nb\tc", r"a\u{d}\u{a}b\u{9}c"),
            ("\u{9b}31m", r"\u{9b}31m"),
            ("a\u{202e}b\u{200b}c\u{feff}", r"a\u{202e}b\u{200b}c\u{feff}"),
            (r"\u{1b}", r"\u{5c}u{1b}"),
            (r"\u{5c}u{1b}", r"\u{5c}u{5c}u{1b}"),
            (r"C:\users\u{e9}\u{1B}\u{", r"C:\users\u{e9}\u{1B}\u{"),
        ] {
            let untrusted = Untrusted::from(text);
            assert_eq!((untrusted.to_string().as_str(), untrusted.raw()), (shown, text));
            let json = serde_json::to_string(&untrusted).unwrap();
            assert_eq!(serde_json::from_str::<Untrusted>(&json).unwrap(), untrusted, "{json}");
        }
    }
}
