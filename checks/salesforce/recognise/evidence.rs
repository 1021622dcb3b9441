//! Whether words are a login's, by what stands around them.
//!
//! Words that only sf prints decide alone. Words that only Salesforce's servers say mean the same to whichever program
//! asked: they decide unless another service that authorizes is named nearer than sf. Words that any program prints need
//! something of sf's around them: its commands, names and hosts count from afar, what is merely about Salesforce counts
//! near by, or from afar in a short text that names nobody else. Another program's words that stand nearer, program text, a
//! list of errors, a host or file of somebody else's, or a sentence that speaks of a thing and not of a message, speak
//! against them. Where nothing speaks either way, the text must be hardly more than the error.

use super::context::{Named, URL_BEFORE, Window, is_state_file};
use super::events::Event;
use super::patterns::Meaning;
use super::prefix::is_frame;
use super::surroundings::{AROUND_BEFORE, AROUND_BEHIND};
use super::wording::Output;
use super::{Confidence, extract};
use crate::model::observations::Flow;
use crate::salesforce::catalogue::{Entry, Family, Role, Strength, Text};
use crate::salesforce::domain;
use url::Url;

/// How near what is about Salesforce must be to count.
const TOPIC_NEAR: usize = 400;
/// How near another program's words must be to count.
const FOREIGN_NEAR: usize = 160;
/// How far behind a flag's error its name may stand.
const FLAG_BEHIND: usize = 60;
/// How far before a piece sf's beginning of the same error stands: a status, or an error's name, and a flag.
const BEGINNING_BEFORE: usize = 60;
/// So many errors that follow each other are a list wherever it stands.
const MANY: usize = 3;
/// So many mentions of an error are followed back to its first.
const MENTIONS: usize = 4;
/// How far from the next one each of them may stand, a stack in between.
const MENTION_NEAR: usize = 400;
/// So much of a path before a package's name is read, bytes.
const PATH: usize = 160;
/// Ports of services that no login uses.
const FOREIGN_PORTS: [u16; 14] = [22, 25, 1433, 1521, 2375, 3000, 3306, 4200, 5432, 5672, 6379, 9092, 9200, 27017];
/// sf's own port of the OAuth redirect.
const REDIRECT_PORT: u16 = 1717;
/// Endings of files that are no keys.
const FOREIGN_ENDINGS: [&str; 15] =
    [".json", ".js", ".ts", ".cjs", ".mjs", ".html", ".css", ".lock", ".yml", ".yaml", ".xml", ".md", ".log", ".png", ".map"];

/// How far the nearest word of each kind is, bytes.
#[derive(Debug, Clone, Copy, Default)]
struct Near {
    /// sf's own.
    own: Option<usize>,
    /// About Salesforce.
    topic: Option<usize>,
    /// Another program's, or of program text.
    foreign: Option<usize>,
}

impl Window<'_> {
    /// How sure it is that a piece is the entry's. One that says again what another program's error said is of that one.
    pub fn confidence(&self, index: usize, event: &Event, entry: &Entry, text: &Text, named: &Named, asked: Option<&Url>) -> Confidence {
        if self.is_in_test(index) || self.another_installs_plugin(index) {
            return Confidence::Unlikely;
        }
        let confidence = self.by_strength(index, event, entry, text, named, asked);
        // Asked last, since it reads the most of the text.
        if confidence > Confidence::Unlikely && self.is_source(event) { Confidence::Unlikely } else { confidence }
    }

    fn by_strength(&self, index: usize, event: &Event, entry: &Entry, text: &Text, named: &Named, asked: Option<&Url>) -> Confidence {
        match text.strength {
            Strength::Own | Strength::StateFile => Confidence::Sure,
            Strength::PluginInstall if self.installs_plugin(index) => Confidence::Sure,
            Strength::PluginInstall => Confidence::Unlikely,
            Strength::Distinctive => self.unless_near(index, event, |other| self.is_of_program(other) || other.is_service()),
            Strength::Salesforce => self.of_server(index, event),
            Strength::Description if event.is_described => self.of_server(index, event),
            Strength::Command | Strength::SfError if self.is_login(index, entry) => Confidence::Sure,
            Strength::SfError if self.begins_error(index) => Confidence::Sure,
            Strength::Command | Strength::SfError if named.is_foreign(entry) => Confidence::Unlikely,
            Strength::Command | Strength::SfError => Confidence::IfBare,
            Strength::Description | Strength::Shared | Strength::Common => self.of_any(index, event, entry, named, asked),
        }
    }

    fn of_server(&self, index: usize, event: &Event) -> Confidence {
        if self.is_another_s_endpoint(index) { Confidence::Unlikely } else { self.unless_near(index, event, Event::is_service) }
    }

    /// Sure, unless something that speaks against it stands nearer than sf, or it is an argument of a call in a program.
    fn unless_near(&self, index: usize, event: &Event, speaks_against: impl Fn(&Event) -> bool) -> Confidence {
        let near = self.near(index, event, speaks_against);
        match near.foreign {
            Some(foreign) if near.own.is_none_or(|own| foreign < own) => Confidence::Unlikely,
            _ if self.is_argument(event) || self.is_operand(event) => Confidence::Unlikely,
            _ => Confidence::Sure,
        }
    }

    fn of_any(&self, index: usize, event: &Event, entry: &Entry, named: &Named, asked: Option<&Url>) -> Confidence {
        if asked.is_some_and(|url| !domain::is_salesforce(url) && !self.asks_for_token(index)) {
            return Confidence::Unlikely;
        }
        match self.weighed(index, event, entry, named) {
            Confidence::Unlikely => Confidence::Unlikely,
            weighed => match self.first_mention(index, entry) {
                first if first != index && self.weighed(first, &self.events[first], entry, named) == Confidence::Unlikely => {
                    Confidence::Unlikely
                }
                _ => weighed,
            },
        }
    }

    fn weighed(&self, index: usize, event: &Event, entry: &Entry, named: &Named) -> Confidence {
        // Before an error in a program's text Node prints the line.
        let is_code = |other: &Event| matches!(other.meaning, Meaning::Code) && entry.family != Family::Runtime;
        let near = self.near(index, event, |other| self.is_of_program(other) || other.is_service() || is_code(other));
        let is_other = |other: &Event| matches!(other.meaning, Meaning::Other);
        let has_other = || self.before(index, FOREIGN_NEAR).any(is_other) || self.behind(index, FOREIGN_NEAR).any(is_other);
        let (listed, is_list) = self.list(index);
        let is_text = || self.is_program_text(event) || is_list;
        match near {
            _ if (named.is_another_file(entry) || named.is_another_port(entry)) && !self.is_login(index, entry) => Confidence::Unlikely,
            _ if entry.family == Family::Key && self.names_any_file(event) => Confidence::Unlikely,
            _ if self.is_thing(event) => Confidence::Unlikely,
            _ if self.read_as_json(index, event) == Some(Output::Other) => Confidence::Unlikely,
            _ if listed >= MANY => Confidence::Unlikely,
            Near { own: Some(own), foreign: Some(foreign), .. } if foreign < own => Confidence::Unlikely,
            Near { own: Some(_), .. } => Confidence::Sure,
            Near { foreign: Some(_), .. } => Confidence::Unlikely,
            _ if is_text() || has_other() || named.is_foreign(entry) || self.is_about_another_host(index) => Confidence::Unlikely,
            Near { topic: Some(_), .. } => Confidence::Sure,
            // npm's own words alone say nothing of sf.
            _ if event.is_noise() => Confidence::Unlikely,
            _ if matches!(event.meaning, Meaning::Entry(_, text) if text.strength == Strength::Shared) => Confidence::IfAlone,
            _ => Confidence::IfBare,
        }
    }

    fn near(&self, index: usize, event: &Event, is_foreign: impl Fn(&Event) -> bool) -> Near {
        let distance = |before: usize, behind: usize, is: &dyn Fn(&Event) -> bool| {
            let before = self.before(index, before).find(|other| is(other)).map(|other| event.start.saturating_sub(other.end));
            let behind = self.behind(index, behind).find(|other| is(other)).map(|other| other.start.saturating_sub(event.end));
            (before, behind)
        };
        let nearest = |(before, behind): (Option<usize>, Option<usize>)| before.into_iter().chain(behind).min();
        let own = distance(AROUND_BEFORE, AROUND_BEHIND, &|other| other.is_own());
        let topic = distance(TOPIC_NEAR, TOPIC_NEAR, &|other| matches!(other.meaning, Meaning::Topic));
        // What follows in another line, but an error's stack, is another program's, where sf's words stand before.
        let near_behind = self.text_behind(event, FOREIGN_NEAR);
        let line = end_with_stack(near_behind).filter(|_| own.0.is_some()).unwrap_or(FOREIGN_NEAR);
        let foreign = distance(FOREIGN_NEAR, FOREIGN_NEAR.min(line), &is_foreign);
        Near { own: nearest(own), topic: nearest(topic), foreign: nearest(foreign) }
    }

    /// Whether a piece is another program's: its words, the beginning of an error of npm's, a package in its node_modules.
    fn is_of_program(&self, other: &Event) -> bool {
        match other.meaning {
            Meaning::Foreign => true,
            Meaning::Package => !is_own_package(&self.raw[..other.start], &self.raw[other.end..]),
            _ => other.is_noise(),
        }
    }

    /// Where the error was named first that a piece names again, with nothing of sf's in between.
    fn first_mention(&self, index: usize, entry: &Entry) -> usize {
        let is_same = |other: &Event| matches!(other.meaning, Meaning::Entry(same, _) if same.id == entry.id);
        let mut first = index;
        for _ in 0..MENTIONS {
            let start = self.events[first].start;
            let before = self.events[..first].iter().enumerate().rev();
            let mut near = before.take_while(|(_, other)| start.saturating_sub(other.start) <= MENTION_NEAR);
            match near.find(|(_, other)| other.is_own() || is_same(other)) {
                Some((at, other)) if is_same(other) => first = at,
                _ => break,
            }
        }
        first
    }

    /// Whether sf's words about a login stand around, or a login's flag behind sf's beginning of an error. A web login reads no key.
    fn is_login(&self, index: usize, entry: &Entry) -> bool {
        let is_login = |other: &Event| match other.meaning {
            Meaning::Around(Some(flow)) => entry.family != Family::Key || flow != Flow::Web,
            Meaning::Entry(Entry { role, family, .. }, _) => *role == Role::Wrapper && *family == Family::Hidden,
            _ => false,
        };
        let is_flag = |other: &Event| matches!(other.meaning, Meaning::Flag | Meaning::InstanceUrlFlag | Meaning::KeyFileFlag);
        let is_sf = |other: &Event| other.is_own();
        self.any_around(index, is_login)
            || self.before(index, AROUND_BEFORE).any(is_sf)
                && (self.behind(index, FLAG_BEHIND).any(is_flag) || self.before(index, FLAG_BEHIND).any(is_flag))
    }

    /// Whether sf's own beginning of an error stands right before: `Error (2): `; or any program's, `Error: ` or the message's
    /// name in JSON, where a part of sf is named beside it: its class of errors in the stack, or the command.
    pub fn begins_error(&self, index: usize) -> bool {
        let is_message = || {
            let before = self.line_before(&self.events[index], BEGINNING_BEFORE);
            let key = extract::trimmed_end(before, b" :=\"'\\");
            let name = key.rsplit(|byte| !byte.is_ascii_alphanumeric()).next();
            key.len() < before.len() && (name == Some(b"message") || name == Some(b"Error"))
        };
        self.before(index, BEGINNING_BEFORE).any(|other| matches!(other.meaning, Meaning::ErrorLine))
            || is_message() && self.any_around(index, Event::is_own)
    }

    /// Whether a URL stands around that is none of Salesforce's, nor of a package of sf's. Proxies and this machine mostly
    /// have http ones; w3.org names the languages of pages.
    fn is_about_another_host(&self, index: usize) -> bool {
        let is_named = |url: &Url| ["nodejs.org", "www.w3.org"].into_iter().any(|host| url.domain() == Some(host));
        self.any_around(index, |other| self.url_of_another(other).is_some_and(|url| !is_named(&url)) && !self.is_of_package(other))
    }

    /// Whether another server's URL stands around at which tokens are asked for.
    fn is_another_s_endpoint(&self, index: usize) -> bool {
        let is_endpoint = |other: &Event| {
            let mut parts = self.path_of(other).split(|byte| b"/?#\"'`,;)>".contains(byte));
            parts.any(|part| [&b"oauth"[..], b"oauth2", b"authorize", b"token"].contains(&part))
        };
        self.any_around(index, |other| is_endpoint(other) && self.url_of_another(other).is_some())
    }

    /// The https URL that begins here and is none of Salesforce's.
    fn url_of_another(&self, event: &Event) -> Option<Url> {
        let url = matches!(event.meaning, Meaning::Url).then(|| extract::url(self.raw, event.start)).flatten()?;
        (url.scheme() == "https" && !domain::is_salesforce(&url)).then_some(url)
    }

    /// Whether a URL is the one under which a registry has a package of sf's.
    fn is_of_package(&self, url: &Event) -> bool {
        memchr::memmem::find(self.path_of(url), b"/@salesforce").is_some()
    }

    /// What follows where a URL begins, up to a blank.
    fn path_of(&self, url: &Event) -> &[u8] {
        let path = &self.raw[url.end..self.raw.len().min(url.end + PATH)];
        path.split(|byte| byte.is_ascii_whitespace()).next().unwrap_or_default()
    }

    fn asks_for_token(&self, index: usize) -> bool {
        let asked = &self.raw[self.events[index].start.saturating_sub(URL_BEFORE)..self.events[index].start];
        memchr::memmem::find(asked, b"/services/oauth2/").is_some()
    }
}

impl Named {
    /// Whether it is something that no login has to do with.
    fn is_foreign(&self, entry: &Entry) -> bool {
        let is_number = |host: &str| host.parse::<std::net::IpAddr>().is_ok();
        let other_host = self.host.as_deref().is_some_and(|host| !is_number(host) && !domain::is_salesforce_host(host));
        let other_port = self.port.is_some_and(|port| FOREIGN_PORTS.contains(&port));
        other_host || other_port || self.is_another_port(entry) || self.is_another_file(entry)
    }

    /// Whether it is another port of this machine than the one on which a web login waits.
    fn is_another_port(&self, entry: &Entry) -> bool {
        entry.family == Family::Web && self.port.is_some_and(|port| port != REDIRECT_PORT)
    }

    /// Whether it is a file that cannot be the one that the entry is about: a key has another name, and what sf keeps has folders
    /// of its own.
    fn is_another_file(&self, entry: &Entry) -> bool {
        let is_no_key = |file: &str| FOREIGN_ENDINGS.iter().any(|ending| file.ends_with(ending));
        self.file.as_deref().map(str::to_ascii_lowercase).is_some_and(|file| match entry.family {
            Family::Key => is_no_key(&file) || is_state_file(&file),
            Family::State => file.contains(['/', '\\']) && !is_state_file(&file),
            _ => false,
        })
    }
}

/// Where the line ends in which a text begins, with the frames of a stack that follow it; None where it does not end. In a
/// string of JSON lines end too.
fn end_with_stack(text: &[u8]) -> Option<usize> {
    let ends = |at: &usize| match &text[*at..] {
        [b'\n', next @ ..] | [b'\\', b'n', next @ ..] => !is_frame(next),
        _ => false,
    };
    memchr::memchr2_iter(b'\n', b'\\', text).find(ends)
}

/// Whether the name of a package in node_modules is one of sf's parts, or the folder is one of those.
fn is_own_package(folder: &[u8], name: &[u8]) -> bool {
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
    let folder = &folder[folder.len().saturating_sub(PATH)..];
    let path = folder.rsplit(|byte| byte.is_ascii_whitespace() || b"'\"`(".contains(byte)).next().unwrap_or_default();
    let lies_in = |part: &[u8]| memchr::memmem::find(path, part).is_some();
    OWN.iter().any(|own| name.starts_with(own.as_bytes()))
        || [&b"@salesforce"[..], b"@oclif", b"sfdx", b"/sf/", b"\\sf\\"].into_iter().any(lies_in)
}
