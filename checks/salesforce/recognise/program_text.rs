//! Whether a piece stands in a program's text: its source, a test of it, the file of its messages.

use super::context::Window;
use super::events::Event;
use super::extract::trimmed_end;
use super::patterns::Meaning;

/// How far from a piece the words of a test may stand.
const TEST_NEAR: usize = 600;
/// How far before a piece the string begins in whose midst it stands.
const STRING_BEFORE: usize = 160;
/// How far behind a piece a regular expression ends.
const PATTERN_BEHIND: usize = 80;
/// How far before a message its name in a file of messages begins, and how long it is at most.
const NAME_BEFORE: usize = 80;
/// The longest operator or keyword that is read beside a piece, bytes.
const WORD: usize = 16;

impl Window<'_> {
    /// Whether a piece is no message, whoever's words it is: what a test expects, what a program looks for, a file of messages.
    pub fn is_source(&self, index: usize, event: &Event) -> bool {
        let is_test = |other: &Event| matches!(other.meaning, Meaning::Test);
        self.before(index, TEST_NEAR).any(is_test)
            || self.behind(index, TEST_NEAR).any(is_test)
            || self.is_in_string(event, b"'\"", is_method)
            || self.is_regular_expression(event)
            || self.is_in_file_of_messages(event)
    }

    /// Whether a piece begins a regular expression: `/connect ECONNREFUSED/i`.
    fn is_regular_expression(&self, event: &Event) -> bool {
        let line = self.line_behind(event, PATTERN_BEHIND);
        let has_end = memchr::memchr(b'/', line).is_some_and(|end| {
            let flags = line[end + 1..].iter().take_while(|byte| b"gimsuy".contains(byte)).count();
            line.get(end + 1 + flags).is_none_or(|byte| b",;).]".contains(byte))
        });
        self.raw[..event.start].ends_with(b"/") && has_end
    }

    /// Whether a piece's line, or the one above it, is the name of a message in a file of such, as sf keeps them: `# namedOrgNotFound`.
    fn is_in_file_of_messages(&self, event: &Event) -> bool {
        let rest = self.raw[event.start..].iter().take(NAME_BEFORE).take_while(|byte| **byte != b'\n').count();
        let text = &self.raw[event.start.saturating_sub(NAME_BEFORE)..event.start + rest];
        let lines = text.rsplit(|byte| *byte == b'\n').map(<[u8]>::trim_ascii_end).filter(|line| !line.is_empty());
        lines.take(2).filter_map(|line| line.strip_prefix(b"# ")).any(is_name_of_message)
    }

    /// Whether a piece stands in a string of a program, a comment or a pattern, and not in what a program prints.
    pub fn is_program_text(&self, event: &Event) -> bool {
        let before = self.line_before(event, usize::MAX);
        let is_comment = before.trim_ascii_start().starts_with(b"//");
        // One of several alternatives of a regular expression.
        let is_bar = |byte: Option<&u8>, next: Option<&u8>| byte == Some(&b'|') && next.is_some_and(u8::is_ascii_alphanumeric);
        let mut back = before.iter().rev();
        let is_pattern = is_bar(back.next(), back.next()) || is_bar(self.raw.get(event.end), self.raw.get(event.end + 1));
        is_comment || is_pattern || self.is_in_string(event, b"'\"`", opens_string)
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
        self.is_in_string(event, b"'\"", is_call)
    }

    /// Whether a piece stands behind a quotation mark that opens a string, and before the one that closes it.
    fn is_in_string(&self, event: &Event, quotes: &[u8], opens: impl Fn(&[u8]) -> bool) -> bool {
        let before = self.line_before(event, STRING_BEFORE);
        let is_open = |at: usize| opens(&before[..at]) && !before[at + 1..].contains(&before[at]);
        (0..before.len()).any(|at| quotes.contains(&before[at]) && is_open(at))
    }
}

/// Whether a word is written as the names of sf's messages are: `namedOrgNotFound`, `portInUse.actions`.
fn is_name_of_message(word: &[u8]) -> bool {
    word.first().is_some_and(u8::is_ascii_lowercase)
        && word.iter().any(u8::is_ascii_uppercase)
        && word.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'.')
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
        || before.last().is_some_and(|byte| b"=+?{".contains(byte))
}

/// Whether the first argument of a call follows, or a further one.
fn is_call(before: &[u8]) -> bool {
    let before = before.trim_ascii_end();
    let count = |wanted: u8| before.iter().filter(|byte| **byte == wanted).count();
    before.ends_with(b"(") || before.ends_with(b",") && count(b'(') > count(b')')
}

/// Whether the argument of a method follows: `text.includes(`; a name in capitals is an error's class, as Python prints it.
fn is_method(before: &[u8]) -> bool {
    let Some(call) = before.trim_ascii_end().strip_suffix(b"(") else { return false };
    let name = call.iter().rev().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
    let (object, name) = call.split_at(call.len() - name);
    object.ends_with(b".") && name.first().is_some_and(u8::is_ascii_lowercase)
}
