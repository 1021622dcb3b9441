//! Whether a piece stands in a program's source, where it is nobody's message: in a test, a comment, a pattern, an error that is
//! only made, a file of messages.

use super::context::Window;
use super::events::Event;
use super::extract::trimmed_end;
use super::listing::{Listing, has_placeholder, is_declaration, is_name_of_message, makes_error};
use super::patterns::Meaning;
use super::prefix::prefix;
use super::program_text::STRING_BEFORE;

/// How far from a piece the words of a test may stand.
const TEST_NEAR: usize = 600;
/// How far before a piece the comment begins in which it stands.
const COMMENT_BEFORE: usize = 1000;
/// How far behind a piece a regular expression ends.
const PATTERN_BEHIND: usize = 80;
/// How far from a piece in its line a place stands that is to be filled.
const PLACEHOLDER_NEAR: usize = 160;
/// How far behind a piece a string ends that goes on in the next line.
const STRING_BEHIND: usize = 200;
/// The longest line that is read back to its beginning.
const LINE: usize = 1000;

impl Window<'_> {
    /// Whether a piece stands in a program's test.
    pub fn is_in_test(&self, index: usize) -> bool {
        let is_test = |other: &Event| matches!(other.meaning, Meaning::Test);
        self.before(index, TEST_NEAR).any(is_test) || self.behind(index, TEST_NEAR).any(is_test)
    }

    /// Whether it stands in a program's source.
    pub fn is_source(&self, event: &Event) -> bool {
        self.is_in_comment(event)
            || self.is_declared(event)
            || self.strings(event, b"'\"`").any(|(quote, before)| self.is_string_of_source(event, quote, before))
            || self.is_string_in_parts(event)
            || self.is_regular_expression(event)
            || self.is_unfilled(event)
            || Listing::new(self.raw, event).is_source()
    }

    /// Whether a piece's line declares something, behind whatever a log puts before it.
    fn is_declared(&self, event: &Event) -> bool {
        let line = self.line_before(event, LINE);
        is_declaration(&line[prefix(line)..])
    }

    /// Whether a piece stands in a comment of several lines: `/* … */`.
    fn is_in_comment(&self, event: &Event) -> bool {
        let before = &self.raw[event.start.saturating_sub(COMMENT_BEFORE)..event.start];
        memchr::memmem::rfind(before, b"/*").is_some_and(|at| {
            let is_first = trimmed_end(&before[..at], b" \t").last().is_none_or(|byte| *byte == b'\n');
            is_first && memchr::memmem::find(&before[at + 2..], b"*/").is_none()
        })
    }

    /// Whether a string is a program's. Between backquotes Markdown has whatever somebody quotes.
    fn is_string_of_source(&self, event: &Event, quote: u8, before: &[u8]) -> bool {
        makes_error(before)
            || quote != b'`'
                && (is_method(before) || follows_operator(before) || is_pair(before) || self.is_asked_for(event, quote, before))
    }

    /// Whether the string around a piece is what a text is asked for (`if "…" in text`, `"…".equals(text)`, `['…'].includes(text)`),
    /// or ends a statement: `text = "…";`.
    fn is_asked_for(&self, event: &Event, quote: u8, before: &[u8]) -> bool {
        let behind = self.line_behind(event, STRING_BEHIND);
        let behind = memchr::memchr(quote, behind).map_or(&b""[..], |end| &behind[end + 1..]);
        before.ends_with(b"if ") && behind.starts_with(b" in ")
            || behind.starts_with(b".equals")
            || memchr::memmem::find(behind, b"].includes(").is_some()
            || trimmed_end(behind, b" \r)").strip_suffix(b";").is_some_and(|rest| rest.iter().all(|byte| b" })".contains(byte)))
    }

    /// Whether a piece stands in a string that is put together with one in another line.
    fn is_string_in_parts(&self, event: &Event) -> bool {
        let first = (event.start - self.line_before(event, STRING_BEFORE).len()).saturating_sub(1);
        let end = self.raw.len().min(event.end + self.line_behind(event, STRING_BEHIND).len() + 1);
        memchr::memchr_iter(b'\n', &self.raw[first..end]).any(|at| is_seam(&self.raw[..first + at], &self.raw[first + at..]))
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

    /// Whether a place for a value stands in a piece's line that nobody filled; in the message, where the piece is its name.
    fn is_unfilled(&self, event: &Event) -> bool {
        let start = event.start - self.line_before(event, PLACEHOLDER_NEAR).len();
        let is_name = &self.raw[start..event.start] == b"# ";
        let behind = if is_name { self.text_behind(event, STRING_BEHIND) } else { self.line_behind(event, PLACEHOLDER_NEAR) };
        has_placeholder(&self.raw[start..event.end + behind.len()]) || self.is_in_template(event)
    }

    /// Whether it stands in a string of JavaScript's that has such a place: `` `… ${error.message}` ``.
    fn is_in_template(&self, event: &Event) -> bool {
        let (before, behind) = (self.line_before(event, PLACEHOLDER_NEAR), self.line_behind(event, PLACEHOLDER_NEAR));
        let Some(open) = memchr::memrchr(b'`', before) else { return false };
        let is_open = memchr::memchr_iter(b'`', before).count() % 2 == 1;
        let behind = &behind[..memchr::memchr(b'`', behind).unwrap_or(behind.len())];
        is_open && [&before[open..], behind].iter().any(|part| memchr::memmem::find(part, b"${").is_some())
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

/// Whether the argument of a method follows: `text.includes(`; a name in capitals is an error's class, as Python prints it.
fn is_method(before: &[u8]) -> bool {
    let Some(call) = before.trim_ascii_end().strip_suffix(b"(") else { return false };
    let name = call.iter().rev().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
    let (object, name) = call.split_at(call.len() - name);
    object.ends_with(b".") && name.first().is_some_and(u8::is_ascii_lowercase)
}

/// Whether an operand follows of a comparison or an operation, or what a command looks for or prints: `== `, `-match `, `?? `,
/// `grep -q `, `echo `.
fn follows_operator(before: &[u8]) -> bool {
    const OPERATORS: [&[u8]; 8] = [b"==", b"!=", b"=~", b"??", b"||", b"-match", b"-like", b"-eq"];
    const COMMANDS: [&[u8]; 8] = [b"grep", b"egrep", b"rg", b"findstr", b"Select-String", b"echo", b"printf", b"Write-Host"];
    let operator = trimmed_end(before, b" *");
    let command = before.rsplit(|byte| b"|;&(!".contains(byte)).next().unwrap_or_default().trim_ascii_start();
    let name = command.split(|byte| *byte == b' ').find(|word| !word.is_empty() && ![&b"if"[..], b"$", b"+"].contains(word));
    let is_sum =
        operator.strip_suffix(b" +").is_some_and(|term| term.last().is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b')'));
    is_sum || OPERATORS.iter().any(|sign| operator.ends_with(sign)) || name.is_some_and(|name| COMMANDS.contains(&name))
}

/// Whether the second of a pair follows in a table of messages: `["noOrgFound", `.
fn is_pair(before: &[u8]) -> bool {
    let Some(pair) = before.trim_ascii_end().strip_suffix(b"\",") else { return false };
    let mut parts = pair.rsplit(|byte| *byte == b'"');
    parts.next().is_some_and(is_name_of_message) && parts.next().is_some_and(|before| before.ends_with(b"["))
}
