//! Whether a piece stands in a program's text, as a string, an operand or an argument.

use super::context::Window;
use super::events::Event;
use super::extract::{self, trimmed_end};

/// How far before a piece the string begins in whose midst it stands.
pub const STRING_BEFORE: usize = 160;
/// The longest operator or keyword that is read beside a piece, bytes.
const WORD: usize = 16;

impl Window<'_> {
    /// Whether a piece stands in a string of a program, a comment or a pattern, and not in what a program prints.
    pub fn is_program_text(&self, event: &Event) -> bool {
        let before = self.line_before(event, usize::MAX);
        let is_comment = before.trim_ascii_start().starts_with(b"//");
        // One of several alternatives of a regular expression.
        let is_bar = |byte: Option<&u8>, next: Option<&u8>| byte == Some(&b'|') && next.is_some_and(u8::is_ascii_alphanumeric);
        let mut back = before.iter().rev();
        let is_pattern = is_bar(back.next(), back.next()) || is_bar(self.raw.get(event.end), self.raw.get(event.end + 1));
        is_comment || is_pattern || self.strings(event, b"'\"`").any(|(_, before)| opens_string(before))
    }

    /// Whether a program compares with a piece, or it is a name in a program: `code == 'X'`, `return Codes.X;`.
    pub fn is_operand(&self, event: &Event) -> bool {
        let before = self.line_before(event, WORD);
        let operator = trimmed_end(before, b" '\"`");
        let (piece, behind) = (&self.raw[event.start..event.end], &self.raw[event.end..]);
        let is_name = piece.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
        is_name && (before.ends_with(b".") || behind.starts_with(b";") || behind.starts_with(b");"))
            || [&b"=="[..], b"!="].iter().any(|sign| operator.ends_with(sign))
    }

    /// Whether a piece is an argument of a call in a program.
    pub fn is_argument(&self, event: &Event) -> bool {
        self.strings(event, b"'\"").any(|(_, before)| is_call(before))
    }

    /// The strings in which a piece may stand, by the quotation marks that are open before it: which, and what stands before the
    /// mark. A string that begins its line may be an argument of a call that begins in the line before.
    pub fn strings<'a>(&'a self, event: &Event, quotes: &'a [u8]) -> impl Iterator<Item = (u8, &'a [u8])> {
        let line = self.line_before(event, STRING_BEFORE);
        let above = self.raw[..event.start - line.len()].trim_ascii_end();
        let call = if above.ends_with(b"(") { extract::line_before(above, above.len(), STRING_BEFORE) } else { &[] };
        // Behind a word a mark closes a string or is an apostrophe, but for `f"…"` of Python's and its like.
        let closes = |at: usize| {
            let word = line[..at].iter().rev().take_while(|byte| byte.is_ascii_alphanumeric()).count();
            word > 1 || word == 1 && !b"fFrRbBuUL".contains(&line[at - 1])
        };
        let is_open = move |at: &usize| quotes.contains(&line[*at]) && !line[*at + 1..].contains(&line[*at]) && !closes(*at);
        let open = (0..line.len()).filter(is_open);
        open.map(move |at| (line[at], if line[..at].trim_ascii().is_empty() { call } else { &line[..at] }))
    }
}

/// Whether a quote behind this text begins a string of a program: an argument, a value, an operand.
fn opens_string(before: &[u8]) -> bool {
    const KEYWORDS: [&[u8]; 8] = [b"return", b"case", b"raise", b"throw", b"yield", b"assert", b"const", b"else"];
    let before = before.trim_ascii_end();
    // A quotation mark before it as well: the string ended.
    let word = before.iter().rev().take_while(|byte| byte.is_ascii_alphabetic()).count();
    let word = &before[before.len() - word..];
    is_call(before)
        || KEYWORDS.contains(&word)
        || before.ends_with(b"=>")
        || before.ends_with(b"||")
        || before.ends_with(b"=") && !is_in_tag(before)
        || before.last().is_some_and(|byte| b"+?{".contains(byte))
}

/// Whether an attribute of XML follows: `<failure message=`.
fn is_in_tag(before: &[u8]) -> bool {
    let tag = memchr::memrchr(b'<', before).map(|at| &before[at + 1..]);
    tag.is_some_and(|tag| tag.first().is_some_and(u8::is_ascii_alphabetic) && !tag.contains(&b'>'))
}

/// Whether the first argument of a call follows, or a further one.
pub fn is_call(before: &[u8]) -> bool {
    let before = before.trim_ascii_end();
    let count = |wanted: u8| before.iter().filter(|byte| **byte == wanted).count();
    before.ends_with(b"(") || before.ends_with(b",") && count(b'(') > count(b')')
}
