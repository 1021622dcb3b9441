//! Whether a piece is a message that a program printed, or words of another kind: a thing in a sentence, one of a list, what
//! somebody read as JSON.

use super::context::Window;
use super::events::Event;
use super::patterns::Meaning;

/// How far from a piece others of its list may stand.
const LIST_NEAR: usize = 80;
/// So much may stand between two of them, bytes.
const LONGEST_GAP: usize = 40;
/// So much between two that are a list by themselves.
const TIGHT_GAP: usize = 4;
/// How far before a piece of JSON.parse's the token that it names stands.
const TOKEN_BEFORE: usize = 48;
/// The longest word that is read beside a piece, bytes.
const WORD: usize = 16;
/// How far behind a piece of JSON.parse's the frame of its caller begins.
const CALLER_BEHIND: usize = 200;
/// What stands before a thing.
const ARTICLES: [&str; 16] =
    ["a", "an", "any", "each", "every", "its", "my", "new", "no", "our", "own", "that", "the", "this", "their", "your"];
/// What stands behind a message that is named in a sentence: "the self-signed certificate error".
const MESSAGES: [&str; 9] = ["error", "errors", "exception", "failure", "issue", "message", "problem", "response", "warning"];
/// What an inactive user, as a thing, has or is counted in.
const OF_USERS: [&str; 11] =
    ["account", "accounts", "count", "counts", "license", "licenses", "list", "record", "records", "report", "reports"];

/// What a program printed for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Output {
    /// A warning as sf prints it.
    Warning,
    /// Something else, of sf's or of another program.
    Other,
}

impl Window<'_> {
    /// Whether what follows stands for any file, as in somebody's list of errors: `open '<path>'`.
    pub fn names_any_file(&self, event: &Event) -> bool {
        let mut behind = self.raw[event.end..].iter().skip_while(|byte| b" '\"`".contains(byte));
        behind.next() == Some(&b'<')
    }

    /// Whether words are a thing that a sentence speaks of, and no message: "create a self-signed certificate", "inactive user
    /// accounts". What brings an article along is one: "it says that the org cannot be found".
    pub fn is_thing(&self, event: &Event) -> bool {
        let is_one_of = |words: &[&str], word: &[u8]| words.iter().any(|known| known.as_bytes().eq_ignore_ascii_case(word));
        let is_blank = |byte: &u8| b" -_".contains(byte);
        let piece = &self.raw[event.start..event.end];
        let first = piece.split(is_blank).next().unwrap_or_default();
        let is_phrase = piece.iter().all(|byte| byte.is_ascii_alphabetic() || is_blank(byte)) && !is_one_of(&ARTICLES, first);
        let before = self.line_before(event, WORD);
        let words = before.trim_ascii_end();
        let last = words.rsplit(|byte| !byte.is_ascii_alphabetic()).next().unwrap_or_default();
        let behind = self.raw[event.end..].iter().skip_while(|byte| is_blank(byte)).take_while(|byte| byte.is_ascii_alphabetic());
        let next: Vec<u8> = behind.copied().take(WORD).collect();
        let has_article = words.len() < before.len() && is_one_of(&ARTICLES, last) && !is_one_of(&MESSAGES, &next);
        is_phrase && (has_article || is_one_of(&OF_USERS, &next))
    }

    /// What somebody read as JSON, where that was meant for people: it begins with a letter, as no JSON does, or with a warning
    /// of oclif's. `Unexpected token › in JSON at position 1`, `Unexpected token 'S', "Starting s"... is not valid JSON`. A
    /// damaged file begins as JSON does. Behind sf's own beginning of an error it is sf that read it; what an editor's extension
    /// read is some program's output, whatever it begins with.
    pub fn read_as_json(&self, index: usize, event: &Event) -> Option<Output> {
        const TOKEN: &[u8] = b"Unexpected token ";
        const MARK: &[u8] = "\u{203a}".as_bytes();
        if self.is_read_by_extension(event) {
            return Some(Output::Other);
        }
        let before = self.line_before(event, TOKEN_BEFORE);
        let at = memchr::memmem::rfind(before, TOKEN)?;
        let token = before[at + TOKEN.len()..].trim_ascii_start();
        let (is_quoted, token) = token.strip_prefix(b"'").map_or((false, token), |token| (true, token));
        let position = self.raw[event.end..].trim_ascii_start().split(|byte| !byte.is_ascii_digit()).next();
        let quoted = memchr::memmem::find(token, b"', \"").map(|at| &token[at + 4..]);
        let is_first = if is_quoted { quoted.is_some() } else { matches!(position, Some(b"0" | b"1")) };
        let output = match token.first() {
            Some(_) if !is_first => None,
            Some(_) if token.starts_with(MARK) || quoted.is_some_and(|quoted| quoted.starts_with(b"Warning")) => Some(Output::Warning),
            Some(byte) if byte.is_ascii_alphabetic() => Some(Output::Other),
            _ => None,
        };
        output.filter(|_| !self.begins_error(index))
    }

    /// Whether an editor's extension read as JSON what a piece says is none: its file is the one that called JSON.parse.
    fn is_read_by_extension(&self, event: &Event) -> bool {
        let behind = self.text_behind(event, CALLER_BEHIND);
        let caller = memchr::memmem::find(behind, b"at JSON.parse").and_then(|at| behind[at..].split(|byte| *byte == b'\n').nth(1));
        let has = |part: &[u8]| caller.is_some_and(|caller| memchr::memmem::find(caller, part).is_some());
        has(b"/extensions/") || has(b"\\extensions\\")
    }

    /// How many errors follow each other in a list around a piece, itself among them (`ECONNRESET`, `ETIMEDOUT`), and whether two
    /// stand so near that they are a list by themselves: two that stand further apart are none.
    pub fn list(&self, index: usize) -> (usize, bool) {
        let is_gap = |gap: &[u8]| {
            gap.len() <= LONGEST_GAP
                && gap.iter().all(|byte| b" \n\t'\"`,|/".contains(byte))
                && gap.iter().any(|byte| b",|/".contains(byte))
        };
        let gap = |pair: &[&Event]| self.raw.get(pair[0].end..pair[1].start).filter(|gap| is_gap(gap));
        let follows = |pair: &[&Event]| match (pair[0].meaning, pair[1].meaning) {
            (Meaning::Entry(one, _), Meaning::Entry(other, _)) => one.id != other.id && gap(pair).is_some(),
            _ => false,
        };
        let is_entry = |other: &&Event| matches!(other.meaning, Meaning::Entry(..));
        let mut entries: Vec<&Event> = self.before(index, LIST_NEAR).filter(is_entry).collect();
        entries.reverse();
        let at = entries.len();
        entries.extend(self.events.get(index).into_iter().chain(self.behind(index, LIST_NEAR).filter(is_entry)));
        let before = entries[..=at].windows(2).rev().take_while(|pair| follows(pair)).count();
        let behind = entries[at..].windows(2).take_while(|pair| follows(pair)).count();
        let is_tight = |pair: &[&Event]| follows(pair) && gap(pair).is_some_and(|gap| gap.len() <= TIGHT_GAP);
        (1 + before + behind, entries.windows(2).any(is_tight))
    }
}
