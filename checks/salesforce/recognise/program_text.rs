//! Whether a piece stands in a program's text: its source, a test of it, the file of its messages.

use super::context::Window;
use super::events::Event;
use super::extract::{self, trimmed_end};
use super::patterns::Meaning;

/// How far from a piece the words of a test may stand.
const TEST_NEAR: usize = 600;
/// How far before a piece the string begins in whose midst it stands.
const STRING_BEFORE: usize = 160;
/// How far behind a piece a regular expression ends.
const PATTERN_BEHIND: usize = 80;
/// How far behind a piece in its line a place stands that is to be filled.
const PLACEHOLDER_BEHIND: usize = 80;
/// How far behind a piece a string ends that goes on in the next line.
const STRING_BEHIND: usize = 200;
/// Places for values in the messages of JavaScript, Java and C.
const PLACEHOLDERS: [&[u8]; 4] = [b"%s", b"%1$s", b"${", b"{0}"];
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
            || self.strings(event, b"'\"").any(|(quote, before)| {
                is_method(before) || makes_error(before) || looks_for(before) || before.ends_with(b"if ") && self.is_asked_in(event, quote)
            })
            || self.is_regular_expression(event)
            || self.has_placeholder(event)
            || self.is_string_in_parts(event)
            || self.is_in_file_of_messages(event)
    }

    /// Whether a place for a value follows in a piece's line that nobody filled; in the message, where the piece is its name.
    fn has_placeholder(&self, event: &Event) -> bool {
        let is_name = self.line_before(event, NAME_BEFORE) == b"# ";
        let line = if is_name { self.text_behind(event, STRING_BEHIND) } else { self.line_behind(event, PLACEHOLDER_BEHIND) };
        PLACEHOLDERS.iter().any(|place| memchr::memmem::find(line, place).is_some())
    }

    /// Whether a piece stands in a string that is put together with one in another line, as only a program's are.
    fn is_string_in_parts(&self, event: &Event) -> bool {
        let start = event.start - self.line_before(event, STRING_BEFORE).len();
        let end = self.raw.len().min(event.end + STRING_BEHIND);
        let first = start.saturating_sub(1);
        let ends = memchr::memchr_iter(b'\n', &self.raw[first..end]).map(|at| first + at);
        ends.take_while(|at| *at < event.end || !self.raw[event.end..*at].contains(&b'\n'))
            .any(|at| is_seam(&self.raw[..at], &self.raw[at..]))
    }

    /// Whether the string around a piece is what a text is asked for: `if "…" in text`.
    fn is_asked_in(&self, event: &Event, quote: u8) -> bool {
        let behind = self.line_behind(event, STRING_BEHIND);
        memchr::memchr(quote, behind).is_some_and(|end| behind[end + 1..].starts_with(b" in "))
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
        // A line that a change adds begins with a plus.
        let lines = text.rsplit(|byte| *byte == b'\n').map(|line| line.strip_prefix(b"+").unwrap_or(line).trim_ascii_end());
        let lines = lines.filter(|line| !line.is_empty());
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
    fn strings(&self, event: &Event, quotes: &[u8]) -> impl Iterator<Item = (u8, &[u8])> {
        let line = self.line_before(event, STRING_BEFORE);
        let above = self.raw[..event.start - line.len()].trim_ascii_end();
        let call = if above.ends_with(b"(") { extract::line_before(above, above.len(), STRING_BEFORE) } else { &[] };
        let open = (0..line.len()).filter(|at| quotes.contains(&line[*at]) && !line[*at + 1..].contains(&line[*at]));
        open.map(move |at| (line[at], if line[..at].trim_ascii().is_empty() { call } else { &line[..at] }))
    }
}

/// Whether a string breaks off at the end of a line, before a word or an operator, and goes on in the next: `"Invalid "⏎"username"`.
fn is_seam(above: &[u8], below: &[u8]) -> bool {
    let line = above.trim_ascii_end();
    let string = trimmed_end(line, b" +\\");
    let Some((quote, words)) = string.split_last() else { return false };
    let goes_on = string.len() < line.len() || words.last() == Some(&b' ');
    b"'\"".contains(quote) && goes_on && below.trim_ascii_start().starts_with(&[*quote])
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

/// Whether the message of an error follows that a program makes: `new Error(`, `raise LoginFailed(`.
fn makes_error(before: &[u8]) -> bool {
    let Some(class) = before.trim_ascii_end().strip_suffix(b"(") else { return false };
    let name = class.iter().rev().take_while(|byte| byte.is_ascii_alphanumeric() || b"_.".contains(byte)).count();
    let word = class[..class.len() - name].trim_ascii_end();
    name > 0 && [&b"new"[..], b"raise", b"throw"].iter().any(|keyword| word.ends_with(keyword))
}

/// Whether what a program or a command looks for follows: `== `, `-match `, `grep -q `.
fn looks_for(before: &[u8]) -> bool {
    const OPERATORS: [&[u8]; 6] = [b"==", b"!=", b"=~", b"-match", b"-like", b"-eq"];
    const COMMANDS: [&[u8]; 5] = [b"grep", b"egrep", b"rg", b"findstr", b"Select-String"];
    let operator = trimmed_end(before, b" *");
    let command = before.rsplit(|byte| b"|;&(!".contains(byte)).next().unwrap_or_default().trim_ascii_start();
    let name = command.split(|byte| *byte == b' ').find(|word| !word.is_empty() && *word != b"if" && *word != b"$");
    OPERATORS.iter().any(|sign| operator.ends_with(sign)) || name.is_some_and(|name| COMMANDS.contains(&name))
}
