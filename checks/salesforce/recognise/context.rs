//! What stands around a piece decides whether it is what it looks like.

use super::events::Event;
use super::patterns::Meaning;
use super::surroundings::{AROUND_BEFORE, AROUND_BEHIND, DATA_FOLDERS, INSTALLED_FOLDERS, STATE_FOLDERS};
use super::{Confidence, Find, extract};
use crate::model::Untrusted;
use crate::model::observations::Flow;
use crate::salesforce::catalogue::{Entry, Era, Family, Place, Role, Strength, Text, by_id};
use crate::salesforce::{domain, words};
use url::Url;

/// How far before a piece sf's wrapping may stand.
const WRAPPER_BEFORE: usize = 1500;
/// How far before it sf's beginning of an error.
const HEAD_BEFORE: usize = 120;
/// How far before a reason node-fetch's words stand.
const REASON_BEFORE: usize = 220;
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
/// How far from a piece the port of this machine that it is about.
const LOCAL_NEAR: usize = 200;

/// A text, and what was found in it.
pub struct Window<'a> {
    /// The text.
    pub raw: &'a [u8],
    /// In the order in which they begin.
    pub events: Vec<Event>,
}

impl Window<'_> {
    /// What an entry's words at this place are.
    pub fn find(&self, index: usize, event: &Event, entry: &'static Entry, text: &'static Text) -> Find {
        let named = self.named(event, entry);
        let other = entry.elsewhere.iter().find(|(place, _)| self.is_at(*place, index, event, &named));
        let (entry, role) = (other.and_then(|(_, id)| by_id(id)).unwrap_or(entry), entry.role);
        let mut find = Find::new(entry, role, Confidence::Sure);
        let names_url = |other: &Event| match other.meaning {
            Meaning::NodeFetchReason => true,
            Meaning::Entry(_, text) => text.words == words::NO_JSON_BODY,
            _ => false,
        };
        let is_reason = names_url(event) || self.before(index, REASON_BEFORE).any(names_url);
        let url = self.url_of(index, event).filter(|url| is_reason || domain::is_salesforce(url)).filter(|_| entry.family != Family::Key);
        find.confidence = self.confidence(index, event, entry, text, &named, url.as_ref().filter(|_| is_reason));
        find.is_warning = self.is_warning(event);
        find.length = event.end - event.start;
        find.is_wrapped = text.strength == Strength::Own && entry.role != Role::Noise || self.is_wrapped(index);
        let recognised = &mut find.recognised;
        recognised.is_certain = find.is_wrapped || text.strength.is_certain() || event.is_described;
        recognised.era = self.era(index, is_reason).or(text.era);
        recognised.flow = self.flow(index, event);
        recognised.host = named.host.or_else(|| url.as_ref().and_then(Url::host_str).map(str::to_owned)).map(Untrusted::from);
        recognised.port = named.port;
        recognised.file = named.file.as_deref().map(extract::without_user);
        recognised.url = url.map(|url| url.as_str().trim_end_matches('/').into());
        recognised.code = code(entry, text);
        find
    }

    fn is_at(&self, place: Place, index: usize, event: &Event, named: &Named) -> bool {
        let names = |is: fn(&str) -> bool| named.file.as_deref().is_some_and(is);
        match place {
            Place::StateFile => names(is_state_file),
            Place::Installation => names(|file| lies_in(file, &INSTALLED_FOLDERS)),
            Place::PluginInstall => self.installs_plugin(index),
            Place::Output => self.read_as_json(index, event).is_some(),
        }
    }

    /// Whether a plugin is being installed: its command stands nearer before than a login's words, or behind where none does before.
    pub fn installs_plugin(&self, index: usize) -> bool {
        let is_login = |other: &Event| matches!(other.meaning, Meaning::Around(Some(_)));
        let is_install = |other: &Event| matches!(other.meaning, Meaning::PluginInstall { .. });
        let before = self.before(index, AROUND_BEFORE);
        before.chain(self.behind(index, AROUND_BEHIND)).find(|other| is_login(other) || is_install(other)).is_some_and(is_install)
    }

    /// Whether another program installs a plugin of its own: its command stands nearer before than anything of sf's.
    pub fn another_installs_plugin(&self, index: usize) -> bool {
        let is_another = |other: &Event| matches!(other.meaning, Meaning::PluginInstall { is_sfs: false });
        self.before(index, AROUND_BEFORE).find(|other| other.is_own() || is_another(other)).is_some_and(is_another)
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
        extract::line_before(self.raw, event.start, most)
    }

    /// What stands in its line behind a piece, so many bytes of it at the most.
    pub fn line_behind(&self, event: &Event, most: usize) -> &[u8] {
        let behind = self.text_behind(event, most);
        memchr::memchr(b'\n', behind).map_or(behind, |end| &behind[..end])
    }

    /// What stands behind a piece, so many bytes of it at the most.
    pub fn text_behind(&self, event: &Event, most: usize) -> &[u8] {
        &self.raw[event.end..self.raw.len().min(event.end + most)]
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
            Family::Web => named.port = extract::port(self.raw, event.end).or_else(|| self.local_port_in_line(event)),
            Family::Key | Family::State => named.file = extract::file(self.raw, event.end),
            Family::Trust if entry.role == Role::Noise => named.file = extract::file(self.raw, event.end),
            _ => {}
        }
        named
    }

    /// The port of this machine that is named in the line of a piece: before it, or else behind.
    fn local_port_in_line(&self, event: &Event) -> Option<u16> {
        const LOCAL: &[u8] = b"localhost:";
        let (before, behind) = (self.line_before(event, LOCAL_NEAR), self.line_behind(event, LOCAL_NEAR));
        let port = |line: &[u8], local: usize| extract::port(line, local + LOCAL.len());
        let port_before = memchr::memmem::rfind(before, LOCAL).and_then(|local| port(before, local));
        port_before.or_else(|| memchr::memmem::find(behind, LOCAL).and_then(|local| port(behind, local)))
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

/// Whether a file is one of those in which sf keeps its state or itself, and so no key.
pub fn is_state_file(path: &str) -> bool {
    lies_in(&format!("{path}/"), STATE_FOLDERS.iter().chain(&DATA_FOLDERS))
}

/// Whether a path goes through one of these folders, which are in lower case, on any system.
fn lies_in<'a>(path: &str, folders: impl IntoIterator<Item = &'a &'a str>) -> bool {
    let path = path.replace('\\', "/").to_ascii_lowercase();
    folders.into_iter().any(|folder| path.contains(folder))
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
