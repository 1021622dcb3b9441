//! Masks what names a company or a person, so that a report can be posted in public: host names, user names, addresses,
//! paths, client ids, and the names on certificates. One thing has one mask, everywhere in a document.
//!
//! The judging comes first and sees everything; what is masked is what was said afterwards. So a mask never changes a
//! verdict. What is to be masked is collected from the [`Observations`], from which every word of a report comes that is
//! not this program's own.

mod collect;
#[cfg(test)]
mod decided;
mod known;
mod patterns;
#[cfg(test)]
mod tests;

use crate::model::{Capture, CheckResult, Commands, Failure, Fix, LoginSummary, Note, Observations, Prediction, Report, Untrusted};
use crate::node::chain_view::{ChainView, End, Link};
use crate::salesforce::hops::Hop;
use serde_json::Value;
use std::collections::HashMap;

/// What a masked thing was; its name begins the mask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Kind {
    Host,
    Address,
    User,
    Client,
    Path,
    /// A name on a certificate.
    Name,
    Fingerprint,
    Certificate,
    /// What a server or a file says in its own words.
    Text,
}

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Self::Host => "host",
            Self::Address => "address",
            Self::User => "user",
            Self::Client => "client",
            Self::Path => "path",
            Self::Name => "name",
            Self::Fingerprint => "fingerprint",
            Self::Certificate => "certificate",
            Self::Text => "text",
        }
    }
}

/// How much of a text of somebody else's must stand somewhere to be known as a piece of it, characters.
const PIECE: usize = 12;

/// The masks of one document.
#[derive(Debug, Clone, Default)]
pub struct Redaction {
    /// The mask of each thing, by its kind and itself (a host in lower case).
    masks: HashMap<(Kind, String), String>,
    /// What is looked for in texts, with what stands in for it, by the first character in lower case; the longest first.
    wanted: HashMap<char, Vec<(String, String)>>,
    /// Whole values that are masked as they are.
    whole: HashMap<String, String>,
    /// Texts of somebody else's, of which a report may show a piece.
    texts: Vec<(String, String)>,
    /// How many masks of each kind there are.
    counts: HashMap<Kind, u32>,
}

impl Redaction {
    /// The masks for a document that is made from these observations.
    pub fn of(observations: &Observations) -> Self {
        let mut redaction = Self::default();
        collect::collect(observations, &mut redaction);
        for wanted in redaction.wanted.values_mut() {
            wanted.sort_by(|(one, _), (other, _)| other.len().cmp(&one.len()).then_with(|| one.cmp(other)));
            wanted.dedup_by(|(one, _), (other, _)| one == other);
        }
        redaction
    }

    /// The mask of a thing, a new one where it has none yet.
    fn mask(&mut self, kind: Kind, thing: &str) -> String {
        let thing = if kind == Kind::Host { thing.to_ascii_lowercase() } else { thing.to_owned() };
        let counts = &mut self.counts;
        let mask = self.masks.entry((kind, thing)).or_insert_with(|| {
            let count = counts.entry(kind).or_insert(0);
            *count += 1;
            format!("{}-{count}", kind.word())
        });
        mask.clone()
    }

    /// Has `thing` replaced by `mask` wherever it stands as a word of its own, in any of the ways in which it is quoted.
    fn want(&mut self, thing: &str, mask: &str) {
        let text = Untrusted::from(thing);
        let (shown, whole) = (text.to_string(), text.whole().to_string());
        let quoted = [shown.replace('\'', r"'\''"), shown.replace('\\', r"\\").replace('\'', r"\'"), shown.replace('\'', "''")];
        for form in [thing.to_owned(), whole, shown].into_iter().chain(quoted) {
            if let Some(first) = form.chars().next() {
                self.wanted.entry(first.to_ascii_lowercase()).or_default().push((form, mask.to_owned()));
            }
        }
    }

    /// A text with everything masked in it.
    pub fn text(&self, text: &str) -> String {
        let mut masked = String::with_capacity(text.len());
        let (mut rest, mut before) = (text, None);
        while let Some(character) = rest.chars().next() {
            if is_escape(&text[..text.len() - rest.len()]) {
                before = None;
            }
            let (length, mask) = match self.longest(rest, before) {
                Some(found) => found,
                None => (character.len_utf8(), &rest[..character.len_utf8()]),
            };
            masked.push_str(mask);
            before = rest[..length].chars().next_back();
            rest = &rest[length..];
        }
        masked
    }

    /// The longest thing with which a text begins, by its length there, and its mask.
    fn longest<'a>(&'a self, text: &str, before: Option<char>) -> Option<(usize, &'a str)> {
        let first = text.chars().next()?;
        let starts_here = !(first.is_alphanumeric() && before.is_some_and(char::is_alphanumeric));
        if !starts_here {
            return None;
        }
        let wanted = self.wanted.get(&first.to_ascii_lowercase()).into_iter().flatten();
        let is_here = |thing: &&(String, String)| {
            let same = text.get(..thing.0.len()).is_some_and(|beginning| beginning.eq_ignore_ascii_case(&thing.0));
            same && ends_there(&thing.0, &text[thing.0.len()..])
        };
        let whole = wanted.filter(is_here).map(|(thing, mask)| (thing.len(), mask.as_str())).next();
        let pieces = self.texts.iter().filter_map(|(theirs, mask)| Some((piece(theirs, text)?, mask.as_str())));
        whole.into_iter().chain(pieces).max_by_key(|(length, _)| *length)
    }

    /// A JSON value with everything masked in it, names of fields excepted.
    pub fn value(&self, value: Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.whole.get(&text).cloned().unwrap_or_else(|| self.text(&text))),
            Value::Array(values) => values.into_iter().map(|value| self.value(value)).collect(),
            Value::Object(fields) => fields.into_iter().map(|(name, value)| (name, self.value(value))).collect(),
            Value::Null | Value::Bool(_) | Value::Number(_) => value,
        }
    }

    /// A report with everything masked in it. Verdict, statuses and codes stay.
    pub fn report(&self, report: Report) -> Report {
        // Taken apart in full, here and below, so that no field is added without a thought of what it may name.
        let Report { schema_version, tool, login, verdict, prediction, checks, notes, timings_ms } = report;
        let LoginSummary { flow, instance_url, instance_url_source } = login;
        let Prediction { outcome, code, prints, check } = prediction;
        let note = |Note { about, text }| Note { about, text: self.text(&text) };
        Report {
            schema_version,
            tool,
            login: LoginSummary { flow, instance_url: self.text(instance_url.raw()).into(), instance_url_source },
            verdict,
            prediction: Prediction { outcome, code, prints: prints.map(|prints| self.text(&prints)), check },
            checks: checks.into_iter().map(|check| self.check(check)).collect(),
            notes: notes.into_iter().map(note).collect(),
            timings_ms,
        }
    }

    fn check(&self, result: CheckResult) -> CheckResult {
        let CheckResult { id, status, summary, detail, code, title, evidence, fixes, never, docs, duration_ms, failure } = result;
        CheckResult {
            id,
            status,
            summary: self.text(&summary),
            detail: self.text(&detail),
            code,
            title,
            evidence: evidence.into_iter().map(|(name, value)| (name, self.value(value))).collect(),
            fixes: fixes.into_iter().map(|fix| self.fix(fix)).collect(),
            never: never.iter().map(|text| self.text(text)).collect(),
            docs,
            duration_ms,
            failure: failure.map(|failure| Failure { prints: failure.prints.map(|prints| self.text(&prints)), ..failure }),
        }
    }

    fn fix(&self, Fix { text, commands }: Fix) -> Fix {
        let commands = commands.map(|Commands { sh, fish, powershell, cmd }| Commands {
            sh: self.text(&sh),
            fish: self.text(&fish),
            powershell: self.text(&powershell),
            cmd: self.text(&cmd),
        });
        Fix { text: self.text(&text), commands }
    }

    /// A station of the way with its name masked.
    pub fn hop(&self, Hop { place, name, state, duration_ms, decides }: Hop) -> Hop {
        Hop { place, name: self.text(name.raw()).into(), state, duration_ms, decides }
    }

    /// A chain with every name and fingerprint masked that is not a public authority's.
    pub fn chain(&self, ChainView { links, end, unused }: ChainView) -> ChainView {
        let text = |text: Untrusted| Untrusted::from(self.text(text.raw()));
        let link = |Link { subject, issuer, not_before, not_after, sha256, origin, faults }| Link {
            subject: text(subject),
            issuer: text(issuer),
            not_before,
            not_after,
            sha256: self.text(&sha256),
            origin,
            faults,
        };
        let end = match end {
            End::Missing { name, in_system } => End::Missing { name: text(name), in_system: in_system.map(|sha256| self.text(&sha256)) },
            End::Trusted | End::UntrustedRoot => end,
        };
        ChainView { links: links.into_iter().map(link).collect(), end, unused: unused.into_iter().map(link).collect() }
    }

    /// A capture as JSON with everything masked in it, marked as redacted: it can be read and no longer be judged.
    ///
    /// # Errors
    /// If it cannot be written as JSON.
    pub fn capture(capture: Capture) -> Result<Value, serde_json::Error> {
        let redaction = Self::of(&capture.observations);
        let Capture { kind, schema_version, tool, redacted: _, total_ms, observations } = capture;
        let document = serde_json::to_value(Capture { kind, schema_version, tool, redacted: true, total_ms, observations })?;
        let Value::Object(mut fields) = document else { return Ok(document) };
        if let Some(observations) = fields.remove("observations") {
            fields.insert("observations".to_owned(), redaction.value(observations));
        }
        Ok(Value::Object(fields))
    }
}

/// Whether a text ends in a percent-encoded character, which is no part of the word behind it.
fn is_escape(text: &str) -> bool {
    matches!(text.as_bytes(), [.., b'%', high, low] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit())
}

/// Whether a word ends where the thing ends: a name is not found inside a longer word.
fn ends_there(thing: &str, rest: &str) -> bool {
    let is_word = |character: Option<char>| character.is_some_and(char::is_alphanumeric);
    !(is_word(thing.chars().next_back()) && is_word(rest.chars().next()))
}

/// How much of a text of somebody else's stands at the beginning of `text`, bytes; None where it is too little to tell.
fn piece(theirs: &str, text: &str) -> Option<usize> {
    let same = theirs.chars().zip(text.chars()).take_while(|(one, other)| one == other);
    let (characters, bytes) = same.fold((0, 0), |(characters, bytes), (_, other)| (characters + 1, bytes + other.len_utf8()));
    (characters >= PIECE).then_some(bytes)
}
