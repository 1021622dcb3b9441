//! The lines around a piece, as a program's source has them: a file of messages, a list or table, statements.

use super::events::Event;
use super::extract::line_before;
use super::program_text::is_call;

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
/// So many lines on each side say whether it is a program among whose statements a string stands.
const AMONG: usize = 12;
/// So many statements make it one, on both sides; where the string's own line is one, so many less two on either.
const STATEMENTS: usize = 4;

/// A piece's line, and the lines around it that are not empty, the nearest first; without the mark of what a change adds or takes away.
pub struct Listing<'a> {
    piece: &'a [u8],
    /// What stands before the piece in its line.
    before: &'a [u8],
    own: &'a [u8],
    above: Vec<&'a [u8]>,
    below: Vec<&'a [u8]>,
}

impl<'a> Listing<'a> {
    /// Reads the lines.
    pub fn new(raw: &'a [u8], event: &Event) -> Self {
        let before = line_before(raw, event.start, MESSAGE);
        let (above, rest) = raw.split_at(event.start - before.len());
        let (own, below) = rest.split_at(memchr::memchr(b'\n', rest).unwrap_or(rest.len()));
        let above = &above[above.len().saturating_sub(TABLE)..];
        let below = &below[..below.len().min(MESSAGE)];
        let lines = |text: &'a [u8]| text.split(|byte| *byte == b'\n').map(unmarked).filter(|line| !line.is_empty());
        let (above, below) = (lines(above).rev().collect(), lines(below).collect());
        Self { piece: &raw[event.start..event.end], before, own: unmarked(own), above, below }
    }

    /// Whether it is a program's source.
    pub fn is_source(&self) -> bool {
        self.is_in_file_of_messages()
            || self.is_in_table()
            || self.is_in_list_of_codes()
            || self.is_in_comment_of_one_line()
            || self.is_among_statements()
    }

    fn near(&self, most: usize) -> impl Iterator<Item = &'a [u8]> {
        self.above.iter().take(most).chain(self.below.iter().take(most)).copied()
    }

    /// Whether the piece stands below the name of a message as sf keeps them (`# namedOrgNotFound`), as one of several that are
    /// unfilled, or beside where one is looked up by its name.
    fn is_in_file_of_messages(&self) -> bool {
        let is_named = |line: &[u8]| has_name(line) && (has_placeholder(line) || is_named_error(line)) || looks_up_message(line);
        is_heading(self.own)
            || self.above.first().is_some_and(|line| is_heading(line))
            || self.near(NEIGHBOURS).filter(|line| has_placeholder(line)).count() >= UNFILLED
            || has_name(self.own) && self.near(NEIGHBOURS).any(is_named)
    }

    /// Whether it stands in a list or table that a program declares.
    fn is_in_table(&self) -> bool {
        let opens = || self.above.iter().find(|line| !is_element(line) && !is_comment(line)).is_some_and(|line| opens_table(line));
        is_element(self.own) && opens()
    }

    /// Whether it is a code, and the lines around name others in the same way.
    fn is_in_list_of_codes(&self) -> bool {
        if !is_code(self.piece) {
            return false;
        }
        let own = shape(self.own);
        let is_other = |line: &&[u8]| shape(line) == own && memchr::memmem::find(line, self.piece).is_none();
        self.near(NEIGHBOURS).filter(is_other).count() >= LISTED
    }

    /// Whether it stands in a comment of one line beside a statement.
    fn is_in_comment_of_one_line(&self) -> bool {
        self.own.starts_with(b"//") && self.near(NEIGHBOURS).any(is_statement)
    }

    /// Whether it stands in a string among a program's statements: on both sides, since people show their program and then what it
    /// printed.
    fn is_among_statements(&self) -> bool {
        let count = |lines: &[&[u8]]| lines.iter().take(AMONG).filter(|line| is_statement(line)).count();
        let (above, below) = (count(&self.above), count(&self.below));
        let is_enough =
            if is_statement(self.own) { above + below >= STATEMENTS - 2 } else { above > 0 && below > 0 && above + below >= STATEMENTS };
        is_enough && self.before.iter().any(|byte| b"'\"`".contains(byte))
    }
}

fn unmarked(line: &[u8]) -> &[u8] {
    if let [b'+' | b'-', rest @ ..] = line { rest.trim_ascii() } else { line.trim_ascii() }
}

/// Whether a word is written as the names of sf's messages are: `namedOrgNotFound`, `portInUse.actions`.
pub fn is_name_of_message(word: &[u8]) -> bool {
    word.first().is_some_and(u8::is_ascii_lowercase)
        && word.iter().any(u8::is_ascii_uppercase)
        && word.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'.')
}

/// Whether a line is the name of a message as sf keeps them: `# namedOrgNotFound`.
fn is_heading(line: &[u8]) -> bool {
    line.strip_prefix(b"# ").is_some_and(is_name_of_message)
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

/// Whether a line is a statement of a program: it ends as one, opens a block, or begins with a keyword and has a program's marks.
fn is_statement(line: &[u8]) -> bool {
    const KEYWORDS: [&[u8]; 27] = [
        b"fn ",
        b"pub fn ",
        b"func ",
        b"def ",
        b"async ",
        b"await ",
        b"class ",
        b"return ",
        b"import ",
        b"use ",
        b"package ",
        b"#[",
        b"public ",
        b"private ",
        b"protected ",
        b"let ",
        b"const ",
        b"var ",
        b"val ",
        b"if (",
        b"} else",
        b"for (",
        b"assert",
        b"expect(",
        b"raise ",
        b"throw ",
        b"} catch",
    ];
    let has = |marks: &[u8]| line.iter().any(|byte| marks.contains(byte));
    let ends = line.ends_with(b";") && has(b"(=}") || line.ends_with(b"{") && has(b"(") && !line.starts_with(b"\"") || line.ends_with(b"(");
    ends || has(b"(={[;") && KEYWORDS.iter().any(|keyword| line.starts_with(keyword))
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

/// Whether a place for a value as in C's messages is in a text; a shell's `printf '%s' …` is a command.
pub fn has_placeholder(text: &[u8]) -> bool {
    let has = |part: &[u8]| memchr::memmem::find(text, part).is_some();
    (has(b"%s") || has(b"%1$s")) && !has(b"printf ")
}

/// Whether a line declares something in a program.
pub fn is_declaration(line: &[u8]) -> bool {
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

/// Whether an argument follows of an error that a program makes: `new Error(`, `raise LoginFailed(reason, `.
pub fn makes_error(before: &[u8]) -> bool {
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
