//! Whether a piece stands in a program's source, where it is nobody's message: in a test, a comment, a pattern, an error that is
//! only made, a file of messages.

use super::context::Window;
use super::events::Event;
use super::extract::trimmed_end;
use super::patterns::Meaning;
use super::program_text::{STRING_BEFORE, is_call};

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
/// The longest message in a file of messages.
const MESSAGE: usize = 1000;
/// How far before a piece the list or table begins in which it stands.
const TABLE: usize = 2000;
/// So many neighbours of a message are looked at on each side.
const NEIGHBOURS: usize = 6;
/// So many of these with a place for a value are a file of messages.
const UNFILLED: usize = 2;
/// So many that name another code in the same way are a list of codes.
const LISTED: usize = 3;

impl Window<'_> {
    /// Whether a piece stands in a program's test.
    pub fn is_in_test(&self, index: usize) -> bool {
        let is_test = |other: &Event| matches!(other.meaning, Meaning::Test);
        self.before(index, TEST_NEAR).any(is_test) || self.behind(index, TEST_NEAR).any(is_test)
    }

    /// Whether it stands in a program's source.
    pub fn is_source(&self, event: &Event) -> bool {
        self.is_in_comment(event)
            || is_declaration(self.line_before(event, STRING_BEFORE))
            || self.strings(event, b"'\"`").any(|(quote, before)| self.is_string_of_source(event, quote, before))
            || self.is_string_in_parts(event)
            || self.is_regular_expression(event)
            || self.is_unfilled(event)
            || self.is_in_table(event)
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
        let end = event.end + self.line_behind(event, STRING_BEHIND).len();
        let end = self.raw.len().min(end + 1);
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
        has_placeholder(&self.raw[start..event.end + behind.len()])
    }

    /// Whether a piece stands in a file of messages: below the name of one as sf keeps them (`# namedOrgNotFound`), as one of several
    /// that are unfilled, or beside where one is looked up by its name. Or in a list or table that a program declares, a list of codes,
    /// or a comment of one line.
    fn is_in_table(&self, event: &Event) -> bool {
        let line = self.line_before(event, MESSAGE);
        let (above, rest) = self.raw.split_at(event.start - line.len());
        let above = &above[above.len().saturating_sub(TABLE)..];
        let rest = &rest[..rest.len().min(line.len() + MESSAGE)];
        let mut below = lines(rest);
        let own = below.next().unwrap_or_default();
        let piece = &self.raw[event.start..event.end];
        let near: Vec<&[u8]> = lines(above).rev().take(NEIGHBOURS).chain(below.take(NEIGHBOURS)).collect();
        let is_named =
            || near.iter().any(|line| has_name(line) && (has_placeholder(line) || is_named_error(line)) || looks_up_message(line));
        [Some(own), lines(above).next_back()].into_iter().flatten().any(is_heading)
            || near.iter().filter(|line| has_placeholder(line)).count() >= UNFILLED
            || has_name(own) && is_named()
            || is_code(piece)
                && near.iter().filter(|line| shape(line) == shape(own) && memchr::memmem::find(line, piece).is_none()).count() >= LISTED
            || own.starts_with(b"//") && near.iter().any(|line| is_statement(line))
            || is_element(own) && lines(above).rev().find(|line| !is_element(line) && !is_comment(line)).is_some_and(opens_table)
    }
}

/// The lines of a text that are not empty, without the mark of one that a change adds or takes away.
fn lines(text: &[u8]) -> impl DoubleEndedIterator<Item = &[u8]> {
    text.split(|byte| *byte == b'\n').map(unmarked).filter(|line| !line.is_empty())
}

fn unmarked(line: &[u8]) -> &[u8] {
    if let [b'+' | b'-', rest @ ..] = line { rest.trim_ascii() } else { line.trim_ascii() }
}

/// Whether a line is the name of a message as sf keeps them: `# namedOrgNotFound`.
fn is_heading(line: &[u8]) -> bool {
    line.strip_prefix(b"# ").is_some_and(is_name_of_message)
}

/// Whether a word is written as the names of sf's messages are: `namedOrgNotFound`, `portInUse.actions`.
fn is_name_of_message(word: &[u8]) -> bool {
    word.first().is_some_and(u8::is_ascii_lowercase)
        && word.iter().any(u8::is_ascii_uppercase)
        && word.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'.')
}

/// The name of a line that is a string with a name: `"noOrgFound": "…`, `no_org_found: '…`.
fn name_of(line: &[u8]) -> Option<&[u8]> {
    let colon = memchr::memchr(b':', line)?;
    let (name, value) = (line[..colon].trim_ascii(), line[colon + 1..].trim_ascii_start());
    let is_quoted = name.len() > 2 && b"'\"".contains(&name[0]) && name.last() == name.first();
    let name = if is_quoted { &name[1..name.len() - 1] } else { name };
    let is_string = value.first().is_some_and(|byte| b"'\"`".contains(byte));
    let is_name = !name.is_empty() && name.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    Some(name).filter(|_| is_string && is_name)
}

fn has_name(line: &[u8]) -> bool {
    name_of(line).is_some()
}

/// Whether the name of a line's string is an error's as sfdx wrote them: `"RequiresUsernameError": "…`.
fn is_named_error(line: &[u8]) -> bool {
    name_of(line).is_some_and(|name| name[0].is_ascii_uppercase() && name.ends_with(b"Error"))
}

/// Whether a piece is a code as Salesforce has them: `INVALID_SESSION_ID`.
fn is_code(piece: &[u8]) -> bool {
    piece.iter().all(|byte| byte.is_ascii_uppercase() || *byte == b'_')
}

/// A line without its words: lines of a list have the same.
fn shape(line: &[u8]) -> Vec<u8> {
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    line.chunk_by(|one, other| is_word(one) && is_word(other)).map(|part| if is_word(&part[0]) { b'a' } else { part[0] }).collect()
}

/// Whether a line ends as one of a program in C's family does.
fn is_statement(line: &[u8]) -> bool {
    [&b";"[..], b") {", b"("].iter().any(|end| line.ends_with(end))
}

/// Whether a program gets a message by its name in a line: `messages.getMessage('noOrgFound')`.
fn looks_up_message(line: &[u8]) -> bool {
    [&b"getMessage('"[..], b"getMessage(\""].iter().any(|call| memchr::memmem::find(line, call).is_some())
}

/// Whether a line is one of several in a list or table: a string, or one with a name.
fn is_element(line: &[u8]) -> bool {
    let string = line.strip_suffix(b",").unwrap_or(line);
    let is_string = string.len() > 1 && string.first() == string.last() && string.first().is_some_and(|byte| b"'\"`".contains(byte));
    is_string || has_name(line)
}

fn is_comment(line: &[u8]) -> bool {
    line.starts_with(b"//") || line.starts_with(b"#")
}

/// Whether a program opens a list, a table or an error in a line: `const MARKS = [`, `export const texts = {`, `MARKS = {`,
/// `throw new SfError(`.
fn opens_table(line: &[u8]) -> bool {
    if makes_error(line) {
        return true;
    }
    let Some(declared) = [&b"["[..], b"{", b"("].iter().find_map(|mark| line.strip_suffix(*mark)) else { return false };
    let Some(name) = declared.trim_ascii_end().strip_suffix(b"=") else { return false };
    let is_constant = name.trim_ascii().iter().all(|byte| byte.is_ascii_uppercase() || *byte == b'_');
    is_declaration(line) || is_constant || line.ends_with(b"[")
}

/// Whether a place for a value is in a text: C's, or JavaScript's in one of its own strings.
fn has_placeholder(text: &[u8]) -> bool {
    let has = |text: &[u8], place: &[u8]| memchr::memmem::find(text, place).is_some();
    has(text, b"%s") || has(text, b"%1$s") || memchr::memchr(b'`', text).is_some_and(|quote| has(&text[quote..], b"${"))
}

/// Whether a string breaks off at the end of a line, before a word or an operator, and goes on in the next: `"Invalid "⏎"username"`.
fn is_seam(above: &[u8], below: &[u8]) -> bool {
    let line = above.trim_ascii_end();
    let string = trimmed_end(line, b" +\\");
    let Some((quote, words)) = string.split_last() else { return false };
    let goes_on = string.len() < line.len() || words.last() == Some(&b' ');
    b"'\"".contains(quote) && goes_on && below.trim_ascii_start().starts_with(&[*quote])
}

/// Whether a line declares something in a program.
fn is_declaration(line: &[u8]) -> bool {
    const VARIABLES: [&[u8]; 6] = [b"const ", b"let ", b"var ", b"val ", b"final ", b"String "];
    const OTHERS: [&[u8]; 10] = [
        b"export const ",
        b"export class ",
        b"export interface ",
        b"export type ",
        b"export {",
        b"import {",
        b"public static ",
        b"private static ",
        b"private final ",
        b"static final ",
    ];
    let line = line.trim_ascii_start();
    let begins = |words: &[&[u8]]| words.iter().any(|word| line.starts_with(word));
    begins(&OTHERS) || begins(&VARIABLES) && line.contains(&b'=')
}

/// Whether the argument of a method follows: `text.includes(`; a name in capitals is an error's class, as Python prints it.
fn is_method(before: &[u8]) -> bool {
    let Some(call) = before.trim_ascii_end().strip_suffix(b"(") else { return false };
    let name = call.iter().rev().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
    let (object, name) = call.split_at(call.len() - name);
    object.ends_with(b".") && name.first().is_some_and(u8::is_ascii_lowercase)
}

/// Whether an argument follows of an error that a program makes: `new Error(`, `raise LoginFailed(reason, `.
fn makes_error(before: &[u8]) -> bool {
    const KEYWORDS: [&[u8]; 3] = [b"new ", b"raise ", b"throw "];
    let is_made = |keyword: &[u8]| {
        memchr::memmem::find_iter(before, keyword).any(|at| {
            let class = &before[at + keyword.len()..];
            let name = class.iter().take_while(|byte| byte.is_ascii_alphanumeric() || b"_.".contains(byte)).count();
            name > 0 && class[name..].starts_with(b"(")
        })
    };
    is_call(before) && KEYWORDS.iter().any(|keyword| is_made(keyword))
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
