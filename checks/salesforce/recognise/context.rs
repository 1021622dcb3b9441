//! What stands around a piece decides whether it is what it looks like.

use super::normal::Squeezed;
use super::patterns::{Meaning, Patterns};
use super::{Confidence, Find, extract, is_own};
use crate::model::Untrusted;
use crate::model::observations::Flow;
use crate::salesforce::catalogue::{Entry, Era, Family, Role, Strength, Text};
use crate::salesforce::domain;
use url::Url;

/// How far before a piece sf's words may stand, bytes.
const AROUND_BEFORE: usize = 2000;
/// How far behind it.
const AROUND_BEHIND: usize = 400;
/// How near another program's words must be to count.
const FOREIGN_NEAR: usize = 160;
/// How far before a piece sf's wrapping may stand.
const WRAPPER_BEFORE: usize = 1500;
/// How far before it sf's beginning of an error.
const HEAD_BEFORE: usize = 120;
/// How far before a reason its URL may stand.
const URL_BEFORE: usize = 260;
/// What a line says that tells of no error.
const WARNING: &[u8] = b"warning: ";
/// Ports of services that no login uses.
const FOREIGN_PORTS: [u16; 14] = [22, 25, 1433, 1521, 2375, 3000, 3306, 4200, 5432, 5672, 6379, 9092, 9200, 27017];
/// Endings of files that are no keys.
const FOREIGN_ENDINGS: [&str; 14] =
    [".json", ".js", ".ts", ".cjs", ".mjs", ".html", ".css", ".lock", ".yml", ".yaml", ".xml", ".md", ".png", ".map"];

/// A piece that was found.
#[derive(Debug, Clone, Copy)]
pub struct Event {
    /// Where it begins in the window.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// What it is.
    pub meaning: Meaning,
}

/// A part of the text, and what was found in it.
pub struct Window<'a> {
    raw: &'a [u8],
    /// In the order in which they begin.
    pub events: Vec<Event>,
}

impl<'a> Window<'a> {
    /// Looks for every piece.
    pub fn new(raw: &'a [u8], squeezed: &Squeezed, patterns: &Patterns) -> Self {
        let mut events = Vec::new();
        for hit in patterns.automaton.find_overlapping_iter(&squeezed.bytes) {
            let pattern = patterns.patterns[hit.pattern().as_usize()];
            if is_word(squeezed, pattern.begins_word, pattern.ends_word, hit.start(), hit.end()) {
                let start = squeezed.at[hit.start()] as usize;
                let end = squeezed.at[hit.end() - 1] as usize + 1;
                events.push(Event { start, end, meaning: pattern.meaning });
            }
        }
        events.sort_by_key(|event| (event.start, std::cmp::Reverse(event.end)));
        let mut reached = 0;
        // An entry's words within longer ones of another entry are a part of those.
        events.retain(|event| {
            let is_entry = matches!(event.meaning, Meaning::Entry(..));
            let is_part = is_entry && event.end <= reached;
            if is_entry {
                reached = reached.max(event.end);
            }
            !is_part
        });
        Self { raw, events }
    }

    /// What an entry's words at this place are.
    pub fn find(&self, index: usize, event: &Event, entry: &'static Entry, text: &'static Text) -> Find {
        let mut find = Find::new(entry, Confidence::Sure);
        let is_reason = self.before(index, 220).any(|other| matches!(other.meaning, Meaning::NodeFetchReason));
        let url = self.url_of(index, event).filter(|url| is_reason || domain::is_salesforce(url)).filter(|_| entry.family != Family::Key);
        let named = self.named(event, entry);
        find.confidence = match text.strength {
            Strength::Own => Confidence::Sure,
            Strength::Command if self.is_login(index) => Confidence::Sure,
            Strength::Command => Confidence::IfBare,
            Strength::Shared => self.confidence(index, event, entry, &named, url.as_ref().filter(|_| is_reason)),
        };
        find.is_warning = self.is_warning(event);
        find.length = (event.end - event.start) as u64;
        find.is_wrapped = text.strength == Strength::Own && entry.role != Role::Noise || self.is_wrapped(index);
        let recognised = &mut find.recognised;
        recognised.era = self.era(index, event, is_reason).or(text.era);
        recognised.flow = self.flow(index, event);
        recognised.host = named.host.or_else(|| url.as_ref().and_then(Url::host_str).map(str::to_owned)).map(Untrusted::from);
        recognised.port = named.port;
        recognised.file = named.file.as_deref().map(extract::without_user);
        recognised.url = url.map(|url| url.as_str().trim_end_matches('/').into());
        recognised.code = code(entry, text);
        find
    }

    fn before(&self, index: usize, distance: usize) -> impl Iterator<Item = &Event> {
        let start = self.events[index].start;
        self.events[..index].iter().rev().take_while(move |other| start.saturating_sub(other.start) <= distance)
    }

    fn behind(&self, index: usize, distance: usize) -> impl Iterator<Item = &Event> {
        let end = self.events[index].end;
        self.events[index + 1..].iter().take_while(move |other| other.start.saturating_sub(end) <= distance)
    }

    fn confidence(&self, index: usize, event: &Event, entry: &Entry, named: &Named, asked: Option<&Url>) -> Confidence {
        if asked.is_some_and(|url| !domain::is_salesforce(url) && !self.asks_for_token(index)) {
            return Confidence::Unlikely;
        }
        let is_around = |other: &&Event| matches!(other.meaning, Meaning::Around(_) | Meaning::ErrorLine) || is_own(other);
        let around_before = self.before(index, AROUND_BEFORE).find(is_around).map(|other| event.start.saturating_sub(other.end));
        let around_behind = self.behind(index, AROUND_BEHIND).find(is_around).map(|other| other.start.saturating_sub(event.end));
        let is_foreign = |other: &&Event| match other.meaning {
            _ if event.start <= other.start && other.end <= event.end => false,
            Meaning::Foreign => true,
            Meaning::Package => !is_own_package(&self.raw[other.end..]),
            _ => false,
        };
        let foreign_before = self.before(index, FOREIGN_NEAR).find(is_foreign).map(|other| event.start.saturating_sub(other.end));
        // What follows in another line is another program's, where sf's words stand before.
        let line = memchr::memchr(b'\n', &self.raw[event.end..]).filter(|_| around_before.is_some()).unwrap_or(FOREIGN_NEAR);
        let foreign_behind = self.behind(index, FOREIGN_NEAR.min(line)).find(is_foreign).map(|other| other.start.saturating_sub(event.end));
        let around = around_before.into_iter().chain(around_behind).min();
        let foreign = foreign_before.into_iter().chain(foreign_behind).min();
        match (around, foreign) {
            (Some(around), Some(foreign)) if foreign < around => Confidence::Unlikely,
            (Some(_), _) => Confidence::Sure,
            (None, Some(_)) => Confidence::Unlikely,
            (None, None) if named.is_foreign(entry) || self.is_about_another_host(index) => Confidence::Unlikely,
            // What an authorization server answers, any may answer.
            (None, None) if entry.family == Family::Answer => Confidence::IfBare,
            (None, None) => Confidence::IfAlone,
        }
    }

    /// Whether sf's words about a login stand around.
    fn is_login(&self, index: usize) -> bool {
        let is_login =
            |other: &Event| matches!(other.meaning, Meaning::Around(Some(_)) | Meaning::Entry(Entry { role: Role::Wrapper, .. }, _));
        self.before(index, AROUND_BEFORE).any(is_login) || self.behind(index, AROUND_BEHIND).any(is_login)
    }

    /// Whether a URL stands around that is none of Salesforce's. Proxies and this machine mostly have http ones.
    fn is_about_another_host(&self, index: usize) -> bool {
        let is_other = |other: &Event| {
            let url = matches!(other.meaning, Meaning::Url).then(|| extract::url(self.raw, other.start)).flatten();
            url.is_some_and(|url| url.scheme() == "https" && !domain::is_salesforce(&url) && url.domain() != Some("nodejs.org"))
        };
        self.before(index, AROUND_BEFORE).any(is_other) || self.behind(index, AROUND_BEHIND).any(is_other)
    }

    /// Whether the line in which a piece begins calls itself a warning.
    fn is_warning(&self, event: &Event) -> bool {
        let line = memchr::memrchr(b'\n', &self.raw[..event.start]).map_or(0, |end| end + 1);
        let before = &self.raw[line.max(event.start.saturating_sub(120))..event.start];
        before.windows(WARNING.len()).any(|word| word.eq_ignore_ascii_case(WARNING))
    }

    fn asks_for_token(&self, index: usize) -> bool {
        self.before(index, URL_BEFORE).any(|other| matches!(other.meaning, Meaning::Around(_)))
    }

    fn is_wrapped(&self, index: usize) -> bool {
        let is_wrapper = |other: &Event| matches!(other.meaning, Meaning::Entry(entry, _) if entry.role == Role::Wrapper);
        let is_head = |other: &Event| matches!(other.meaning, Meaning::ErrorLine | Meaning::Around(Some(_)));
        self.before(index, WRAPPER_BEFORE).any(is_wrapper) || self.before(index, HEAD_BEFORE).any(is_head)
    }

    fn era(&self, index: usize, event: &Event, is_reason: bool) -> Option<Era> {
        let hides = |other: &Event| matches!(other.meaning, Meaning::Entry(entry, _) if entry.id == "fetch-failed");
        match () {
            () if is_reason => Some(Era::NodeFetch),
            () if hides(event) || self.before(index, AROUND_BEFORE).any(hides) => Some(Era::Undici),
            () => None,
        }
    }

    fn flow(&self, index: usize, event: &Event) -> Option<Flow> {
        let flow = |other: &Event| match other.meaning {
            Meaning::Around(flow) => flow,
            Meaning::Entry(entry, _) => match entry.id {
                "jwt-grant-error" => Some(Flow::Jwt),
                "auth-code-exchange-error" | "username-retrieval-failed" => Some(Flow::Web),
                "refresh-token-error" => Some(Flow::SfdxUrl),
                _ => None,
            },
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
            Family::Web => named.port = extract::port(self.raw, event.end),
            Family::Key | Family::State => named.file = extract::file(self.raw, event.end),
            Family::Trust if entry.role == Role::Noise => named.file = extract::file(self.raw, event.end),
            _ => {}
        }
        named
    }

    /// A URL of Salesforce's.
    pub fn salesforce_url(&self, event: &Event) -> Option<Untrusted> {
        if !self.is_asked(event) {
            return None;
        }
        // Logs are full of URLs, and few are worth reading.
        let beginning = &self.raw[event.start..(event.start + 120).min(self.raw.len())];
        memchr::memmem::find(beginning, b"force")?;
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
        extract::file(self.raw, event.end).filter(|_| is_flag).map(Untrusted::from)
    }
}

/// What an error names.
#[derive(Debug, Default)]
struct Named {
    host: Option<String>,
    port: Option<u16>,
    file: Option<String>,
}

impl Named {
    /// Whether it is something that no login has to do with.
    fn is_foreign(&self, entry: &Entry) -> bool {
        let is_number = |host: &str| host.parse::<std::net::IpAddr>().is_ok();
        let other_host = self.host.as_deref().is_some_and(|host| !is_number(host) && !domain::is_salesforce_host(host));
        let other_port = self.port.is_some_and(|port| FOREIGN_PORTS.contains(&port));
        let other_file = self.file.as_deref().is_some_and(|file| {
            let file = file.to_ascii_lowercase();
            entry.family == Family::Key && FOREIGN_ENDINGS.iter().any(|ending| file.ends_with(ending))
        });
        other_host || other_port || other_file
    }
}

/// Whether the name of a package in node_modules is one of sf's parts.
fn is_own_package(name: &[u8]) -> bool {
    const OWN: [&str; 16] = [
        "@salesforce",
        "@oclif",
        "@jsforce",
        "@sf",
        "jsforce",
        "salesforce",
        "sf",
        "undici",
        "node-fetch",
        "jsonwebtoken",
        "proxy-agent",
        "https-proxy-agent",
        "tunnel",
        "request",
        "got",
        "open",
    ];
    let slashes = name.iter().take_while(|byte| b"/\\".contains(byte)).count();
    let name = &name[slashes..];
    OWN.iter().any(|own| name.starts_with(own.as_bytes()))
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

/// Whether a piece is not the middle of a longer word.
fn is_word(squeezed: &Squeezed, begins: bool, ends: bool, start: usize, end: usize) -> bool {
    let is_letter = |place: usize| squeezed.bytes.get(place).is_some_and(u8::is_ascii_alphanumeric);
    // An underscore joins two words; at the end of one it is Markdown's.
    let is_joint = |place: usize| squeezed.bytes.get(place) == Some(&b'_');
    let before = start.checked_sub(1).filter(|_| begins && squeezed.is_joined(start));
    let further = |place: usize| place.checked_sub(1).filter(|_| squeezed.is_joined(place));
    let joined_before = before.is_some_and(|place| is_letter(place) || is_joint(place) && further(place).is_some_and(is_letter));
    let has_behind = ends && squeezed.is_joined(end);
    let joined_behind = has_behind && (is_letter(end) || is_joint(end) && squeezed.is_joined(end + 1) && is_letter(end + 1));
    !joined_before && !joined_behind
}
