//! What stands around a piece decides whether it is what it looks like.

use super::normal::{Squeezed, prefix};
use super::patterns::{Hit, Meaning, PATTERNS, Pattern};
use super::{Confidence, Find, extract};
use crate::model::Untrusted;
use crate::model::observations::Flow;
use crate::salesforce::catalogue::{Entry, Era, Family, Role, Strength, Text, by_id};
use crate::salesforce::domain;
use url::Url;

/// How far before a piece sf's words may stand, bytes.
pub const AROUND_BEFORE: usize = 2000;
/// How far behind it.
pub const AROUND_BEHIND: usize = 400;
/// How far before a piece sf's wrapping may stand.
const WRAPPER_BEFORE: usize = 1500;
/// How far before it sf's beginning of an error.
const HEAD_BEFORE: usize = 120;
/// How far before a reason its URL may stand.
pub const URL_BEFORE: usize = 260;
/// What a line says that tells of no error.
const WARNING: &[u8] = b"warning: ";
/// How a line begins in oclif 1's frame around a warning.
const FRAMED_WARNING: &[u8] = b"WARNING ";
/// How Node begins its own warnings; the process's number follows (`process.emitWarning`, lib/internal/process/warning.js).
const NODE_WARNING: &[u8] = b"(node:";
/// How far before a piece it says so, bytes.
const WARNING_BEFORE: usize = 120;
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
/// So much V8 quotes of a page at the most, with what stands around it, bytes without blanks.
const EXCERPT: usize = 32;
/// How far before a piece the port of this machine that it is about.
const LOCAL_BEFORE: usize = 200;

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

/// A part of the text, and what was found in it.
pub struct Window<'a> {
    /// The text.
    pub raw: &'a [u8],
    /// In the order in which they begin.
    pub events: Vec<Event>,
}

impl<'a> Window<'a> {
    /// Looks for every piece.
    pub fn new(raw: &'a [u8], squeezed: &Squeezed) -> Self {
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
                // Several words are no name in a program: `DownForMaintenance`.
                Meaning::Entry(..) if !pattern.is_one_word => !raw[start..end].iter().all(u8::is_ascii_alphabetic),
                meaning if meaning.is_of_another() && pattern.is_one_word => !is_of_several_words(&raw[start..end]),
                _ => true,
            };
            if is_meant && is_word(squeezed, &hit) {
                let is_described = is_answer(pattern.meaning) && follows_code(&squeezed.bytes[..hit.start]);
                events.push(Event { start, end, meaning: pattern.meaning, is_described });
            }
        });
        events.sort_by_key(|event| (event.start, std::cmp::Reverse(event.end)));
        retain_beside_state_files(&mut events);
        let mut reached = 0;
        // What stands within the words of an entry is a part of those.
        events.retain(|event| {
            let is_entry = matches!(event.meaning, Meaning::Entry(..));
            let is_word = is_entry || event.meaning.is_of_another() || matches!(event.meaning, Meaning::Topic | Meaning::Code);
            let is_part = is_word && event.end <= reached;
            if is_entry {
                reached = reached.max(event.end);
            }
            !is_part
        });
        Self { raw, events }
    }

    /// What an entry's words at this place are.
    pub fn find(&self, index: usize, event: &Event, entry: &'static Entry, text: &'static Text) -> Find {
        let named = self.named(event, entry);
        let is_state = named.file.as_deref().is_some_and(is_state_file);
        let other = entry.of_state_file.filter(|_| is_state).or_else(|| entry.of_plugin.filter(|_| self.installs_plugin(index)));
        let (entry, role) = (other.and_then(by_id).unwrap_or(entry), entry.role);
        let mut find = Find::new(entry, role, Confidence::Sure);
        let is_reason = self.before(index, 220).any(|other| matches!(other.meaning, Meaning::NodeFetchReason));
        let url = self.url_of(index, event).filter(|url| is_reason || domain::is_salesforce(url)).filter(|_| entry.family != Family::Key);
        find.confidence = self.confidence(index, event, entry, text, &named, url.as_ref().filter(|_| is_reason));
        find.is_warning = self.is_warning(event);
        find.length = event.end - event.start;
        find.is_wrapped = text.strength == Strength::Own && entry.role != Role::Noise || self.is_wrapped(index);
        let recognised = &mut find.recognised;
        recognised.era = self.era(index, is_reason).or(text.era);
        recognised.flow = self.flow(index, event);
        recognised.host = named.host.or_else(|| url.as_ref().and_then(Url::host_str).map(str::to_owned)).map(Untrusted::from);
        recognised.port = named.port;
        recognised.file = named.file.as_deref().map(extract::without_user);
        recognised.url = url.map(|url| url.as_str().trim_end_matches('/').into());
        recognised.code = code(entry, text);
        find
    }

    /// Whether a plugin is being installed: its command stands nearer before than a login's words, or behind where none does before.
    fn installs_plugin(&self, index: usize) -> bool {
        let is_login = |other: &Event| matches!(other.meaning, Meaning::Around(Some(_)));
        let is_install = |other: &Event| matches!(other.meaning, Meaning::PluginInstall);
        let before = self.before(index, AROUND_BEFORE);
        before.chain(self.behind(index, AROUND_BEHIND)).find(|other| is_login(other) || is_install(other)).is_some_and(is_install)
    }

    /// What begins before a piece, the nearest first.
    pub fn before(&self, index: usize, distance: usize) -> impl Iterator<Item = &Event> {
        let start = self.events[index].start;
        self.events[..index].iter().rev().take_while(move |other| start.saturating_sub(other.start) <= distance)
    }

    /// What begins behind a piece, the nearest first.
    pub fn behind(&self, index: usize, distance: usize) -> impl Iterator<Item = &Event> {
        let end = self.events[index].end;
        self.events[index + 1..].iter().take_while(move |other| other.start.saturating_sub(end) <= distance)
    }

    /// Whether anything around a piece is so, as far before and behind as sf's words count.
    pub fn any_around(&self, index: usize, is: impl Fn(&Event) -> bool) -> bool {
        self.before(index, AROUND_BEFORE).any(&is) || self.behind(index, AROUND_BEHIND).any(&is)
    }

    /// What stands in its line before a piece, so many bytes of it at the most.
    pub fn line_before(&self, event: &Event, most: usize) -> &[u8] {
        let before = &self.raw[event.start.saturating_sub(most)..event.start];
        memchr::memrchr(b'\n', before).map_or(before, |end| &before[end + 1..])
    }

    /// Whether the line in which a piece begins calls itself a warning.
    fn is_warning(&self, event: &Event) -> bool {
        let before = self.line_before(event, WARNING_BEFORE);
        let says = |mark: &[u8]| before.windows(mark.len()).any(|word| word.eq_ignore_ascii_case(mark));
        says(WARNING) || says(NODE_WARNING) || before.starts_with(FRAMED_WARNING)
    }

    fn is_wrapped(&self, index: usize) -> bool {
        let is_wrapper = |other: &Event| matches!(other.meaning, Meaning::Entry(entry, _) if entry.role == Role::Wrapper && entry.family == Family::Hidden);
        let is_head = |other: &Event| matches!(other.meaning, Meaning::ErrorLine | Meaning::Around(Some(_)));
        self.before(index, WRAPPER_BEFORE).any(is_wrapper) || self.before(index, HEAD_BEFORE).any(is_head)
    }

    fn era(&self, index: usize, is_reason: bool) -> Option<Era> {
        let is_undici = |other: &Event| matches!(other.meaning, Meaning::Entry(_, text) if text.era == Some(Era::Undici));
        match () {
            () if is_reason => Some(Era::NodeFetch),
            () if self.before(index, AROUND_BEFORE).any(is_undici) => Some(Era::Undici),
            () => None,
        }
    }

    fn flow(&self, index: usize, event: &Event) -> Option<Flow> {
        let flow = |other: &Event| match other.meaning {
            Meaning::Around(flow) => flow,
            Meaning::Entry(entry, _) => entry.flow,
            _ => None,
        };
        let before = self.before(index, 3000).find_map(flow);
        before.or_else(|| flow(event)).or_else(|| self.behind(index, 500).find_map(flow))
    }

    /// The URL of the request that failed.
    fn url_of(&self, index: usize, event: &Event) -> Option<Url> {
        let url = |other: &Event| self.is_asked(other).then(|| extract::url(self.raw, other.start)).flatten();
        self.before(index, URL_BEFORE).find_map(url).or_else(|| url(event)).or_else(|| self.behind(index, 60).find_map(url))
    }

    /// Whether a URL begins here that may have been asked: an audience is only named.
    fn is_asked(&self, event: &Event) -> bool {
        matches!(event.meaning, Meaning::Url) && !self.raw[..event.start].ends_with(b"audience=")
    }

    /// The host, port or file that the words are followed by.
    fn named(&self, event: &Event, entry: &Entry) -> Named {
        let mut named = Named::default();
        match entry.family {
            Family::Network | Family::Proxy => {
                let host = extract::host(self.raw, event.end).unzip();
                (named.host, named.port) = (host.0, host.1.flatten());
            }
            Family::Web => named.port = extract::port(self.raw, event.end).or_else(|| self.local_port_before(event)),
            Family::Key | Family::State => named.file = extract::file(self.raw, event.end),
            Family::Trust if entry.role == Role::Noise => named.file = extract::file(self.raw, event.end),
            _ => {}
        }
        named
    }

    /// The port of this machine that is named in the line before a piece.
    fn local_port_before(&self, event: &Event) -> Option<u16> {
        const LOCAL: &[u8] = b"localhost:";
        let before = self.line_before(event, LOCAL_BEFORE);
        let local = memchr::memmem::rfind(before, LOCAL)?;
        extract::port(before, local + LOCAL.len())
    }

    /// Whether a URL may be one of Salesforce's of which an error tells: logs are full of URLs, and few are worth reading.
    pub fn may_be_salesforce(&self, event: &Event) -> bool {
        let beginning = &self.raw[event.start..(event.start + 120).min(self.raw.len())];
        self.is_asked(event) && memchr::memmem::find(beginning, b"force").is_some()
    }

    /// A URL of Salesforce's.
    pub fn salesforce_url(&self, event: &Event) -> Option<Untrusted> {
        let url = extract::url(self.raw, event.start).filter(domain::is_salesforce)?;
        Some(url.as_str().trim_end_matches('/').into())
    }

    /// The URL that is a flag's value.
    pub fn url_behind(&self, event: &Event) -> Option<Untrusted> {
        let rest = &self.raw[event.end..];
        let start = rest.iter().take(12).take_while(|byte| b" :='\"\\\r\n".contains(byte)).count();
        let url = extract::url(self.raw, event.end + start)?;
        Some(url.as_str().trim_end_matches('/').into())
    }

    /// The path that is a flag's value, in a command and not in a sentence.
    pub fn file_of_flag(&self, event: &Event) -> Option<Untrusted> {
        let is_flag = self.raw[..event.start].ends_with(b"--");
        if is_flag { extract::file(self.raw, event.end).map(Untrusted::from) } else { None }
    }
}

/// What an error names.
#[derive(Debug, Default)]
pub struct Named {
    /// A host.
    pub host: Option<String>,
    /// A port.
    pub port: Option<u16>,
    /// A file.
    pub file: Option<String>,
}

/// Lets go of the codes that say something only beside a file in which sf keeps its state, where there is none.
fn retain_beside_state_files(events: &mut Vec<Event>) {
    let files: Vec<usize> = events.iter().filter(|event| matches!(event.meaning, Meaning::StateFile)).map(|event| event.start).collect();
    events.retain(|event| match event.meaning {
        Meaning::Entry(_, text) if text.strength == Strength::StateFile => {
            let next = files.partition_point(|file| *file + STATE_FILE_NEAR < event.start);
            files.get(next).is_some_and(|file| *file <= event.end + STATE_FILE_NEAR)
        }
        _ => true,
    });
}

/// Whether a file is one of those in which sf keeps its state or itself, and so no key.
pub fn is_state_file(path: &str) -> bool {
    const FOLDERS: [&str; 7] =
        ["/.sf/", "/.sfdx/", "/.local/share/sf", "/.cache/sf", "/.config/sf", "/appdata/local/sf", "/library/caches/sf"];
    let path = format!("{}/", path.replace('\\', "/").to_ascii_lowercase());
    FOLDERS.iter().any(|folder| path.contains(folder))
}

/// Whether a piece is more than one word of a line; a word that a terminal wrapped is one.
fn is_of_several_words(piece: &[u8]) -> bool {
    piece.contains(&b' ') && !piece.contains(&b'\n')
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
    let rest = unwrapped(&raw[end..raw.len().min(end + 80)]);
    match unwrapped(&raw[start..end]).as_slice() {
        b"Error (" | b"Error(" => {
            let name = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
            name > 0 && rest[name..].starts_with(b"):")
        }
        b"ERROR running" | b"ERRORrunning" => {
            let word = rest.trim_ascii_start().split(u8::is_ascii_whitespace).next().unwrap_or_default();
            word.windows(2).any(|pair| pair[0] == b':' && pair[1].is_ascii_alphanumeric())
        }
        _ => false,
    }
}

/// A piece of a text on one line: without line ends, and without what a log or frame puts before a line.
fn unwrapped(raw: &[u8]) -> Vec<u8> {
    let mut lines = raw.split(|byte| *byte == b'\n');
    let mut line = lines.next().unwrap_or_default().to_vec();
    lines.for_each(|further| line.extend_from_slice(&further[prefix(further)..]));
    line
}

/// The code: the one in the words, or the entry's only one.
fn code(entry: &Entry, text: &Text) -> Option<String> {
    let in_words = entry.codes.iter().find(|code| text.words.contains(*code));
    let only = || match entry.codes {
        [only] if !only.ends_with('*') => Some(only),
        _ => None,
    };
    in_words.or_else(only).map(|code| (*code).to_owned())
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

fn is_answer(meaning: Meaning) -> bool {
    matches!(meaning, Meaning::Entry(_, text) if text.strength == Strength::Description)
}

/// Whether a squeezed text ends with the code of an error of OAuth, or with the name of its description:
/// `invalid_grant: `, `"error_description":"`.
fn follows_code(before: &[u8]) -> bool {
    let before = trimmed_end(before, b":=,;(|");
    OAUTH_ERRORS.iter().any(|code| before.ends_with(code))
}

/// A text without what it ends with of these bytes.
pub fn trimmed_end<'a>(text: &'a [u8], ends: &[u8]) -> &'a [u8] {
    let last = text.iter().rposition(|byte| !ends.contains(byte));
    last.map_or(&[], |last| &text[..=last])
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
