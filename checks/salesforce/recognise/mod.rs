//! Errors of a login, found in whatever holds them: a sentence, sf's `--json`, a job's log of many megabytes.
//!
//! A text is read in windows of bounded size, each compared with every entry's words at once. What is kept of it is
//! which entry, where, and the host, port, file and URL that the error names.

mod alone;
mod context;
mod decode;
mod described;
mod events;
mod evidence;
mod extract;
mod guess;
mod listing;
mod normal;
mod parts;
mod patterns;
mod plain;
mod prefix;
mod program_text;
mod source;
mod surroundings;
mod wording;

use super::catalogue::{Entry, Era, Family, Role};
use crate::model::Untrusted;
use crate::model::observations::Flow;
use context::Window;
use decode::Decoder;
use parts::{BEFORE, BEHIND, Parts, WINDOW};
use patterns::PATTERNS;
use plain::Plain;
use std::sync::LazyLock;

/// A text up to this length is one error that somebody took out of its surroundings, bytes.
const SHORT: u64 = 1500;
/// How near two mentions of an entry are one error's, bytes.
const SAME: u64 = 1000;
/// After so many mentions of an entry that is sure further ones are only counted.
const ENOUGH: u64 = 1000;
/// After so many mentions, URLs and values of flags that had to be looked at no further one is: each takes some microseconds, and a
/// text may be made of nothing else.
const MOST: u64 = 20_000;
/// How much of the beginning is kept to guess from, bytes.
const HEAD: usize = 4096;

/// Makes ready what comparing a text with every entry's words needs, a millisecond of work that is otherwise done at the first text.
pub fn prepare() {
    LazyLock::force(&PATTERNS);
}

/// What was found in a text.
#[derive(Debug, Clone, Default)]
pub struct Recognition {
    /// The errors, the one that counts first; sf's wrappings only where nothing stands in them.
    pub found: Vec<Recognised>,
    /// Entries that the text resembles, where nothing was found, or nothing but a wrapping.
    pub guesses: Vec<&'static Entry>,
    /// What the text says about the login.
    pub login: LoginHints,
    /// The text's length, bytes.
    pub bytes: u64,
}

/// An error that was found.
#[derive(Debug, Clone)]
pub struct Recognised {
    /// Which.
    pub entry: &'static Entry,
    /// The line in which it begins, from 1.
    pub line: u64,
    /// How often it was found.
    pub times: u64,
    /// Whether the words themselves are sf's or Salesforce's, or stand right in sf's; else other programs print them too, and what
    /// stands around, or that nothing does, says whose they are.
    pub is_certain: bool,
    /// Which sf says it so, where that can be told.
    pub era: Option<Era>,
    /// The code of Node, sf or the org, where the entry has but one or the text names it.
    pub code: Option<String>,
    /// The host that the error names.
    pub host: Option<Untrusted>,
    /// The port.
    pub port: Option<u16>,
    /// The file, without the name of whoever's home it lies in.
    pub file: Option<Untrusted>,
    /// The origin of the URL that was asked.
    pub url: Option<Untrusted>,
    /// The login that failed, where that can be told.
    pub flow: Option<Flow>,
}

/// What a text says about the login: taken where nobody says otherwise.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LoginHints {
    /// Which login.
    pub flow: Option<Flow>,
    /// The URL.
    pub instance_url: Option<Untrusted>,
    /// The key's file.
    pub jwt_key_file: Option<Untrusted>,
}

/// How sure it is that a piece is what it looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Confidence {
    /// The same words of another program, as it seems.
    Unlikely,
    /// It depends on whether the text is hardly more than this.
    IfBare,
    /// It depends on whether the whole text is this error.
    IfAlone,
    /// It is.
    Sure,
}

/// An entry that was found, at the best of its places.
#[derive(Debug, Clone)]
struct Find {
    recognised: Recognised,
    /// What it is to the person here: that of the entry whose words they are, also where what stands around makes it another.
    role: Role,
    confidence: Confidence,
    /// Whether sf's own words stand around it.
    is_wrapped: bool,
    /// Whether it stands in a line that is a warning.
    is_warning: bool,
    offset: u64,
    /// The length of its words, bytes.
    length: usize,
}

/// Recognises errors in a text that comes in pieces.
#[derive(Debug, Default)]
pub struct Recogniser {
    decoder: Decoder,
    plain: Plain,
    raw: Vec<u8>,
    parts: Parts,
    /// How much of `raw` was judged in an earlier window.
    judged: usize,
    /// How much of the text lies before `raw`, bytes and lines.
    passed: u64,
    passed_lines: u64,
    finds: Vec<Find>,
    login: LoginHints,
    first_url: Option<Untrusted>,
    /// How many mentions, URLs and values of flags were looked at.
    looked_at: u64,
    /// Whether another program has a part in the text.
    has_foreign: bool,
    /// Whether anything in it is about Salesforce.
    has_topic: bool,
    /// Whether anything in it is sf's own.
    has_own: bool,
    head: Vec<u8>,
}

/// Recognises the errors in a text.
pub fn recognise(text: &str) -> Recognition {
    fed(text).finish()
}

/// The errors that are found in a text, the one that counts first; nothing is guessed, which takes longer than all else.
pub fn found(text: &str) -> Vec<Recognised> {
    fed(text).end().0
}

fn fed(text: &str) -> Recogniser {
    let mut recogniser = Recogniser::default();
    recogniser.feed(text.as_bytes());
    recogniser
}

impl Recogniser {
    /// Takes a further piece of the text.
    pub fn feed(&mut self, piece: &[u8]) {
        let piece = self.plain.clean(&self.decoder.decode(piece));
        self.take(&piece);
    }

    fn take(&mut self, mut piece: &[u8]) {
        let room = HEAD.saturating_sub(self.head.len());
        self.head.extend_from_slice(&piece[..room.min(piece.len())]);
        while !piece.is_empty() {
            let taken = (WINDOW - self.raw.len()).min(piece.len());
            self.raw.extend_from_slice(&piece[..taken]);
            piece = &piece[taken..];
            if self.raw.len() == WINDOW {
                self.judge(WINDOW - BEHIND);
                self.forget();
            }
        }
    }

    /// Judges the rest. What was found, and what may have been; the text's length, bytes.
    fn end(&mut self) -> (Vec<Recognised>, Vec<Find>, u64) {
        let mut rest = self.plain.clean(&self.decoder.finish());
        rest.append(&mut self.plain.finish());
        self.take(&rest);
        self.judge(self.raw.len());
        let bytes = self.passed + self.raw.len() as u64;
        let is_alone = bytes <= SHORT && !self.has_foreign && alone::is_alone(&self.head);
        let letters = if is_alone { String::from_utf8_lossy(&self.head).chars().filter(|c| c.is_alphabetic()).count() } else { usize::MAX };
        let is_about = bytes <= HEAD as u64 && !self.has_foreign && self.has_topic;
        let counts = |find: &Find| match find.confidence {
            Confidence::Sure => true,
            Confidence::IfAlone => is_alone || is_about,
            Confidence::IfBare if find.recognised.entry.family == Family::Answer && is_about => true,
            Confidence::IfBare => is_alone && find.length * 2 >= letters,
            Confidence::Unlikely => false,
        };
        let (sure, unsure): (Vec<Find>, Vec<Find>) = std::mem::take(&mut self.finds).into_iter().partition(counts);
        (in_order(sure), unsure, bytes)
    }

    /// Says what was found.
    pub fn finish(mut self) -> Recognition {
        let (found, unsure, bytes) = self.end();
        // Where nothing but sf's wrapping was found, the text may break off in what it wraps.
        let is_told = found.iter().any(|found| found.entry.role.replaces_wrapper());
        let mut guesses = if is_told { Vec::new() } else { guess::cut(&self.raw) };
        if found.is_empty() && guesses.is_empty() {
            let instance_url = self.login.instance_url.as_ref().map(Untrusted::raw);
            // Who describes something in a few words and names no other program speaks of sf.
            let is_about = self.has_topic || self.has_own || bytes <= SHORT && !self.has_foreign;
            guesses = guess::guesses(&self.head, bytes, &unsure, instance_url, is_about);
        }
        let mut login = self.login;
        let first = found.first();
        login.flow = first.and_then(|first| first.flow).or(login.flow);
        login.instance_url = login.instance_url.or_else(|| first.and_then(|first| first.url.clone())).or(self.first_url);
        Recognition { found, guesses, login, bytes }
    }

    /// Judges what begins before `end` and was not judged yet.
    fn judge(&mut self, end: usize) {
        let window = Window { raw: &self.raw, events: self.parts.events(&self.raw) };
        for (index, event) in window.events.iter().enumerate() {
            if event.start < self.judged || event.start >= end {
                continue;
            }
            let may_look = self.looked_at < MOST;
            self.has_own |= event.is_own();
            match event.meaning {
                patterns::Meaning::Entry(entry, text) => {
                    let offset = self.passed + event.start as u64;
                    let mut of_entry = self.finds.iter_mut().filter(|find| find.recognised.entry.id == entry.id);
                    if let Some(known) = of_entry.find(|find| find.is_settled(offset) || !may_look) {
                        known.recognised.times += 1;
                        continue;
                    }
                    self.looked_at += 1;
                    let find = window.find(index, event, entry, text);
                    let lines = || self.passed_lines + memchr::memchr_iter(b'\n', &self.raw[..event.start]).count() as u64;
                    self.has_foreign |= find.confidence == Confidence::Unlikely;
                    keep(&mut self.finds, Find { offset, ..find }, lines);
                }
                meaning if meaning.is_of_another() => self.has_foreign = true,
                patterns::Meaning::Topic => self.has_topic = true,
                patterns::Meaning::Around(Some(flow)) => self.login.flow = Some(flow),
                patterns::Meaning::Url if self.first_url.is_none() && may_look && window.may_be_salesforce(event) => {
                    self.looked_at += 1;
                    self.first_url = window.salesforce_url(event);
                }
                patterns::Meaning::InstanceUrlFlag if self.login.instance_url.is_none() && may_look => {
                    self.looked_at += 1;
                    self.login.instance_url = window.url_behind(event);
                }
                patterns::Meaning::KeyFileFlag if self.login.jwt_key_file.is_none() && may_look => {
                    self.looked_at += 1;
                    self.login.jwt_key_file = window.file_of_flag(event);
                }
                _ => {}
            }
        }
        self.judged = end;
    }

    /// Lets go of what was judged and stands before nothing that is still to come.
    fn forget(&mut self) {
        let gone = self.judged.saturating_sub(BEFORE);
        self.passed += gone as u64;
        self.passed_lines += memchr::memchr_iter(b'\n', &self.raw[..gone]).count() as u64;
        self.raw.drain(..gone);
        self.judged -= gone;
    }
}

/// Keeps an entry at the best of its places: the surest, then the one within sf's own words, then the first.
fn keep(finds: &mut Vec<Find>, mut new: Find, line: impl FnOnce() -> u64) {
    let Some(old) = finds.iter_mut().find(|find| find.recognised.entry.id == new.recognised.entry.id) else {
        new.recognised.line = line() + 1;
        finds.push(new);
        return;
    };
    old.recognised.times += 1;
    old.recognised.is_certain |= new.recognised.is_certain;
    if new.offset.saturating_sub(old.offset) <= SAME {
        old.recognised.learn(&new.recognised);
    }
    if (new.confidence, new.is_wrapped) > (old.confidence, old.is_wrapped) {
        new.recognised.times = old.recognised.times;
        new.recognised.is_certain = old.recognised.is_certain;
        new.recognised.line = line() + 1;
        *old = new;
    }
}

impl Recognised {
    /// Takes from another mention what this one does not say.
    fn learn(&mut self, other: &Self) {
        let (code, host, file, url) = (other.code.clone(), other.host.clone(), other.file.clone(), other.url.clone());
        self.code = self.code.take().or(code);
        self.host = self.host.take().or(host);
        self.port = self.port.or(other.port);
        self.file = self.file.take().or(file);
        self.url = self.url.take().or(url);
        self.flow = self.flow.or(other.flow);
    }
}

/// The one that counts first: what happened before what hides it, and noise last; sf's wrappings only where nothing stands in
/// them. Among equals the one in sf's own words, then the first, since the first line of a JWT login's list is the meaningful one.
fn in_order(mut finds: Vec<Find>) -> Vec<Recognised> {
    let is_cause = |find: &Find| find.role.is_cause();
    let is_hidden = |find: &Find| find.role == Role::Hidden;
    // A warning is not the error, where there is one; what came of something may have come of it.
    let has_error = finds.iter().any(|find| (find.role == Role::Cause || is_hidden(find)) && !find.is_warning);
    let is_passed_over = |find: &Find| has_error && find.is_warning && is_cause(find);
    let causes = || finds.iter().filter(|find| find.role == Role::Cause && !is_passed_over(find));
    let has_cause = causes().next().is_some();
    let shows_cause = causes().any(|find| find.recognised.entry.family.is_behind_fetch_failed());
    let rank = |find: &Find| match find.role {
        Role::Consequence if has_cause => 1,
        Role::Cause | Role::Consequence => 0,
        Role::Hidden if shows_cause => 1,
        Role::Hidden => 0,
        Role::Wrapper => 2,
        Role::Noise => 3,
    };
    finds.sort_by_key(|find| (rank(find), is_passed_over(find), !find.is_wrapped, find.offset));
    let has_wrapped = finds.iter().any(|find| find.role.replaces_wrapper());
    finds.retain(|find| !has_wrapped || find.role != Role::Wrapper);
    finds.into_iter().map(|find| find.recognised).collect()
}

impl Find {
    /// Whether a further mention at this place can say nothing new.
    fn is_settled(&self, offset: u64) -> bool {
        let is_best = self.is_wrapped || self.recognised.times >= ENOUGH;
        self.confidence == Confidence::Sure && is_best && offset.saturating_sub(self.offset) > SAME
    }

    fn new(entry: &'static Entry, role: Role, confidence: Confidence) -> Self {
        let recognised = Recognised {
            entry,
            line: 0,
            times: 1,
            is_certain: false,
            era: None,
            code: None,
            host: None,
            port: None,
            file: None,
            url: None,
            flow: None,
        };
        Self { recognised, role, confidence, is_wrapped: false, is_warning: false, offset: 0, length: 0 }
    }
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod threads;
#[cfg(test)]
mod told;
#[cfg(test)]
mod told_of_others;
#[cfg(test)]
mod vendor_list;
