//! The pieces of a text that say something: an entry's words, and what says whose they are.

use super::extract::{line_before, trimmed_end};
use super::normal::Squeezed;
use super::patterns::{Hit, Meaning, PATTERNS, Pattern, Spelling};
use super::prefix::prefix;
use super::surroundings::{AROUND_BEFORE, AROUND_BEHIND};
use crate::salesforce::catalogue::{Entry, Family, Role, Strength, Text};
use std::borrow::Cow;

/// The codes of errors of OAuth (RFC 6749 sections 4.1.2.1 and 5.2) and Salesforce's own, and what stands before a description.
const OAUTH_ERRORS: [&[u8]; 17] = [
    b"error_description",
    b"invalid_request",
    b"invalid_client",
    b"invalid_grant",
    b"invalid_scope",
    b"unauthorized_client",
    b"unsupported_grant_type",
    b"unsupported_response_type",
    b"access_denied",
    b"server_error",
    b"invalid_client_id",
    b"invalid_app_access",
    b"inactive_user",
    b"inactive_org",
    b"rate_limit_exceeded",
    b"redirect_uri_mismatch",
    b"unknown_error",
];
/// How near one of sf's files a code must be to be about it.
const STATE_FILE_NEAR: usize = 120;
/// So far before a command the prompt and the program's name are read, bytes.
const COMMAND_BEFORE: usize = 40;
/// So much V8 quotes of a page at the most, with what stands around it, bytes without blanks.
const EXCERPT: usize = 32;

/// A piece that was found.
#[derive(Debug, Clone, Copy)]
pub struct Event {
    /// Where it begins in the window.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// What it is.
    pub meaning: Meaning,
    /// Whether it is the description of an error of OAuth: the error's code, or the description's name, stands right before.
    pub is_described: bool,
}

impl Event {
    /// Whether it begins an error that has nothing to do with the login: sf's telemetry, npm.
    pub fn is_noise(&self) -> bool {
        matches!(self.meaning, Meaning::Entry(Entry { role: Role::Noise, family: Family::Proxy, .. }, _))
    }

    /// Whether it is of another server that authorizes.
    pub fn is_service(&self) -> bool {
        matches!(self.meaning, Meaning::Service)
    }

    /// Whether it is sf's own words.
    pub fn is_own(&self) -> bool {
        match self.meaning {
            Meaning::Entry(_, text) => text.strength == Strength::Own,
            Meaning::Around(_) | Meaning::ErrorLine => true,
            _ => false,
        }
    }
}

/// Every piece of a text, in the order in which they begin.
pub fn events(raw: &[u8], squeezed: &Squeezed) -> Vec<Event> {
    let mut events = Vec::new();
    PATTERNS.find(&squeezed.bytes, |hit| {
        let pattern = hit.pattern;
        let start = squeezed.at[hit.start] as usize;
        let end = squeezed.at[end_of_excerpt(&squeezed.bytes, hit.end) - 1] as usize + 1;
        let is_meant = match pattern.meaning {
            Meaning::ErrorLine => is_error_line(raw, start, end),
            Meaning::Topic => is_topic(raw, start, end),
            // A package of Java's, which may ask whomever.
            Meaning::Service if raw[..start].ends_with(b"com.") => false,
            meaning => match pattern.spelling {
                Spelling::Words if is_entry(meaning) => !raw[start..end].iter().all(u8::is_ascii_alphabetic),
                Spelling::Word if is_entry(meaning) || meaning.is_of_another() => {
                    !is_of_several_words(&raw[start..end]) && !is_variable(meaning, &raw[start..end])
                }
                _ => true,
            },
        };
        if is_meant && is_word(squeezed, &hit) {
            let is_described = is_answer(pattern.meaning) && follows_code(&squeezed.bytes[..hit.start]);
            let meaning = match pattern.meaning {
                Meaning::PluginInstall { .. } => Meaning::PluginInstall { is_sfs: !is_command_of_another(raw, start) },
                meaning => meaning,
            };
            events.push(Event { start, end, meaning, is_described });
        }
    });
    events.sort_by_key(|event| (event.start, std::cmp::Reverse(event.end)));
    retain_beside_their_place(&mut events);
    let mut reached = 0;
    // What stands within the words of an entry is a part of those.
    events.retain(|event| {
        let is_entry = is_entry(event.meaning);
        let is_word = is_entry || event.meaning.is_of_another() || matches!(event.meaning, Meaning::Topic | Meaning::Code);
        let is_part = is_word && event.end <= reached;
        if is_entry {
            reached = reached.max(event.end);
        }
        !is_part
    });
    events
}

/// Lets go of the words that say something only beside a file in which sf keeps its state, or where sf installs a plugin, where
/// there is none.
fn retain_beside_their_place(events: &mut Vec<Event>) {
    let starts =
        |is: fn(Meaning) -> bool| -> Vec<usize> { events.iter().filter(|event| is(event.meaning)).map(|event| event.start).collect() };
    let files = starts(|meaning| matches!(meaning, Meaning::StateFile));
    let installs = starts(|meaning| matches!(meaning, Meaning::PluginInstall { is_sfs: true }));
    let has = |places: &[usize], from: usize, to: usize| {
        let next = places.partition_point(|place| *place < from);
        places.get(next).is_some_and(|place| *place <= to)
    };
    events.retain(|event| match event.meaning {
        Meaning::Entry(_, Text { strength: Strength::StateFile, .. }) => {
            has(&files, event.start.saturating_sub(STATE_FILE_NEAR), event.end + STATE_FILE_NEAR)
        }
        Meaning::Entry(_, Text { strength: Strength::PluginInstall, .. }) => {
            has(&installs, event.start.saturating_sub(AROUND_BEFORE), event.end + AROUND_BEHIND)
        }
        _ => true,
    });
}

/// Whether a piece is more than one word of a line; a word that a terminal wrapped is one.
fn is_of_several_words(piece: &[u8]) -> bool {
    piece.contains(&b' ') && !piece.contains(&b'\n')
}

/// Whether a word is a variable's or a function's name, where the entry's is a class's: `lightningDomain`.
fn is_variable(meaning: Meaning, word: &[u8]) -> bool {
    let Meaning::Entry(_, text) = meaning else { return false };
    let is_class =
        |name: &str| name.starts_with(|first: char| first.is_ascii_uppercase()) && name.contains(|c: char| c.is_ascii_lowercase());
    word.first().is_some_and(u8::is_ascii_lowercase) && is_class(text.words)
}

/// Whether a command begins a line with the name of a program that is not sf: `acme plugins:install`.
fn is_command_of_another(raw: &[u8], start: usize) -> bool {
    const PROMPTS: &[u8] = b"$>#%`|";
    let line = line_before(raw, start, COMMAND_BEFORE);
    let name = line.rsplit(|byte| PROMPTS.contains(byte)).next().unwrap_or_default().trim_ascii();
    let is_name = !name.is_empty() && name.iter().all(|byte| byte.is_ascii_lowercase() || *byte == b'-');
    is_name && line.ends_with(b" ") && !name.starts_with(b"sf")
}

/// Whether these letters are about sf: its name as a word, its variables in capitals.
fn is_topic(raw: &[u8], start: usize, end: usize) -> bool {
    let words = &raw[start..end];
    match words.len() {
        2 => words == b"sf" && is_name_in_sentence(&raw[..start], &raw[end..]),
        3 | 5 if words.ends_with(b"_") => {
            words.iter().all(|byte| !byte.is_ascii_lowercase()) && raw.get(end).is_some_and(u8::is_ascii_uppercase)
        }
        // A folder or file that somebody named so.
        _ => !raw[..start].ends_with(b"\\") && (!raw[..start].ends_with(b"/") || raw[..start].ends_with(b"//")),
    }
}

/// Whether what stands on both sides makes `sf` the program's name: a blank or a mark of a sentence, and no area in square feet.
fn is_name_in_sentence(before: &[u8], behind: &[u8]) -> bool {
    let is_mark = |byte: &u8| byte.is_ascii_whitespace() || b"`'\"()".contains(byte);
    let is_number = before.trim_ascii_end().last().is_some_and(u8::is_ascii_digit);
    let behind = match behind {
        [b'.' | b',' | b':' | b'?' | b'!', rest @ ..] => rest,
        _ => behind,
    };
    before.last().is_none_or(is_mark) && !is_number && behind.first().is_none_or(is_mark)
}

/// Whether sf begins an error so: `Error (1):`, `Error (JwtGrantError):`, `ERROR running auth:jwt:grant`.
fn is_error_line(raw: &[u8], start: usize, end: usize) -> bool {
    let rest = &raw[end..raw.len().min(end + 80)];
    let is_one = match &*unwrapped(&raw[start..end]) {
        b"Error (" | b"Error(" => is_name_in_brackets,
        b"ERROR running" | b"ERRORrunning" => is_name_of_command,
        _ => return false,
    };
    is_one(rest) || is_one(&unwrapped(rest))
}

/// `1):`, `JwtGrantError):`
fn is_name_in_brackets(rest: &[u8]) -> bool {
    let name = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
    name > 0 && rest[name..].starts_with(b"):")
}

/// ` auth:jwt:grant`
fn is_name_of_command(rest: &[u8]) -> bool {
    let word = rest.trim_ascii_start().split(u8::is_ascii_whitespace).next().unwrap_or_default();
    word.windows(2).any(|pair| pair[0] == b':' && pair[1].is_ascii_alphanumeric())
}

/// A piece of a text on one line: without line ends, and without what a log or frame puts before a line.
fn unwrapped(raw: &[u8]) -> Cow<'_, [u8]> {
    let Some(end) = memchr::memchr(b'\n', raw) else { return Cow::Borrowed(raw) };
    let (line, further) = raw.split_at(end);
    let further = further[1..].split(|byte| *byte == b'\n').flat_map(|line| &line[prefix(line)..]);
    Cow::Owned(line.iter().chain(further).copied().collect())
}

/// The end of an error of JSON's that names a page's first byte, with what V8 quotes of the page behind it:
/// `Unexpected token '<', "<!DOCTYPE "... is not valid JSON` (kJsonParseUnexpectedTokenSurroundStringWithContext and its
/// sisters, ten characters on each side). The end of the words themselves where nothing is quoted.
fn end_of_excerpt(squeezed: &[u8], end: usize) -> usize {
    const LAST: &[u8] = b"isnotvalidjson";
    let rest = &squeezed[end..squeezed.len().min(end + EXCERPT + LAST.len())];
    let is_quoted = squeezed[..end].ends_with(b"<") && rest.starts_with(b",");
    let last = if is_quoted { memchr::memmem::find(rest, LAST) } else { None };
    last.map_or(end, |last| end + last + LAST.len())
}

fn is_entry(meaning: Meaning) -> bool {
    matches!(meaning, Meaning::Entry(..))
}

fn is_answer(meaning: Meaning) -> bool {
    matches!(meaning, Meaning::Entry(_, text) if text.strength == Strength::Description)
}

/// Whether a squeezed text ends with the code of an error of OAuth, or with the name of its description:
/// `invalid_grant: `, `"error_description":"`.
fn follows_code(before: &[u8]) -> bool {
    let before = trimmed_end(before, b":=,;(|");
    OAUTH_ERRORS.iter().any(|code| before.ends_with(code))
}

/// Whether a piece is not the middle of a longer word.
fn is_word(squeezed: &Squeezed, hit: &Hit) -> bool {
    let Hit { pattern: Pattern { begins_word, ends_word, .. }, start, end } = *hit;
    let is_letter = |place: usize| squeezed.bytes.get(place).is_some_and(u8::is_ascii_alphanumeric);
    // An underscore joins two words; at the end of one it is Markdown's.
    let is_joint = |place: usize| squeezed.bytes.get(place) == Some(&b'_');
    let before = start.checked_sub(1).filter(|_| begins_word && squeezed.is_joined(start));
    let further = |place: usize| place.checked_sub(1).filter(|_| squeezed.is_joined(place));
    let joined_before = before.is_some_and(|place| is_letter(place) || is_joint(place) && further(place).is_some_and(is_letter));
    let has_behind = ends_word && squeezed.is_joined(end);
    let joined_behind = has_behind && (is_letter(end) || is_joint(end) && squeezed.is_joined(end + 1) && is_letter(end + 1));
    !joined_before && !joined_behind
}
