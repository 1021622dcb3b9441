//! What is looked for in a text, all of it at once.

use super::normal::Squeezed;
use super::surroundings::{AROUND, CODE, ERROR_LINES, FLAGS, FOREIGN, OTHERS, PLUGIN_INSTALLS, SERVICES, STATE_FOLDERS, TESTS, TOPICS};
use crate::model::observations::Flow;
use crate::salesforce::catalogue::{Entry, Text, entries};
use crate::salesforce::words;
use aho_corasick::{AhoCorasick, MatchKind};
use memchr::memmem;
use std::collections::HashMap;
use std::sync::{LazyLock, OnceLock};

/// What a found piece is.
#[derive(Debug, Clone, Copy)]
pub enum Meaning {
    /// An entry's words.
    Entry(&'static Entry, &'static Text),
    /// Something that only stands around sf, and may say which login it was.
    Around(Option<Flow>),
    /// sf's own beginning of an error.
    ErrorLine,
    /// Something about Salesforce.
    Topic,
    /// Something that stands around another program.
    Foreign,
    /// Another server that authorizes, or a program within the org.
    Service,
    /// Something of another program that stands beside sf's own words too.
    Other,
    /// Something that stands in a program's text, and not in what it prints.
    Code,
    /// Something that stands in a test of a program.
    Test,
    /// A flag of a login.
    Flag,
    /// A file in which sf keeps its state.
    StateFile,
    /// A command that installs a plugin: whether it is sf's.
    PluginInstall { is_sfs: bool },
    /// The name of a package in node_modules follows.
    Package,
    /// A URL begins.
    Url,
    /// The reason of an error of node-fetch follows.
    NodeFetchReason,
    /// The value of --instance-url follows.
    InstanceUrlFlag,
    /// The value of --jwt-key-file follows.
    KeyFileFlag,
}

impl Meaning {
    /// Whether it is of somebody else: another program or service, or a test.
    pub fn is_of_another(self) -> bool {
        matches!(self, Self::Foreign | Self::Service | Self::Other | Self::Test)
    }
}

/// How a piece is written, which a text without blanks no longer tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spelling {
    /// One word: two of a sentence that read the same are not it, "linked in", "the lightning domain".
    Word,
    /// Several words: a name in a program that reads the same is not it, `DownForMaintenance`.
    Words,
    /// Both, as `HeadersTimeoutError` and its message.
    Either,
}

/// A piece to be looked for.
#[derive(Debug, Clone, Copy)]
pub struct Pattern {
    /// What it is.
    pub meaning: Meaning,
    /// Whether it is a whole word at its beginning.
    pub begins_word: bool,
    /// Whether it is a whole word at its end.
    pub ends_word: bool,
    /// How it is written.
    pub spelling: Spelling,
}

/// Every piece, ready to be looked for.
#[derive(Debug)]
pub struct Patterns {
    /// The pieces, squeezed, and what each of them is.
    pieces: Vec<(Vec<u8>, Pattern)>,
    /// Finds them all at once; None where it could not be made, which a test excludes.
    automaton: OnceLock<Option<AhoCorasick>>,
}

/// A piece that was found.
#[derive(Debug, Clone, Copy)]
pub struct Hit {
    /// Which.
    pub pattern: Pattern,
    /// Where it begins in the squeezed text.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
}

/// A text up to this length, such as what sf is predicted to print, is searched for one piece after the other, bytes: making
/// the automaton takes ten times as long.
const SHORT: usize = 512;

/// Every piece.
pub static PATTERNS: LazyLock<Patterns> = LazyLock::new(Patterns::new);

/// From this length on, bytes, words are known even where a log glued them to what stands before.
const LONG: usize = 24;
/// So long must the first word be.
const LONG_WORD: usize = 5;

impl Patterns {
    fn new() -> Self {
        let mut known = HashMap::new();
        let mut pieces: Vec<(Vec<u8>, Pattern)> = Vec::new();
        let mut add = |text: &str, meaning: Meaning| {
            let ends_freely = text.ends_with('*');
            // Whoever quotes a message leaves its full stop out.
            let squeezed = Squeezed::of(text.trim_end_matches('.').as_bytes()).bytes;
            let is_word = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
            let first_word = text.split(' ').next().unwrap_or_default();
            let is_long = squeezed.len() >= LONG && Squeezed::of(first_word.as_bytes()).bytes.len() >= LONG_WORD;
            let begins_word = !is_long && is_word(squeezed.first());
            let ends_word = !ends_freely && is_word(squeezed.last());
            let spelling = if text.contains(' ') { Spelling::Words } else { Spelling::Word };
            // Of two that squeeze alike the first counts.
            match known.get(&squeezed).and_then(|index: &usize| pieces.get_mut(*index)) {
                Some((_, first)) if first.spelling != spelling => first.spelling = Spelling::Either,
                Some(_) => {}
                None => {
                    known.insert(squeezed.clone(), pieces.len());
                    pieces.push((squeezed, Pattern { meaning, begins_word, ends_word, spelling }));
                }
            }
        };
        for entry in entries() {
            entry.texts.iter().for_each(|text| add(text.words, Meaning::Entry(entry, text)));
        }
        AROUND.iter().for_each(|(text, flow)| add(text, Meaning::Around(*flow)));
        ERROR_LINES.iter().for_each(|text| add(text, Meaning::ErrorLine));
        TOPICS.iter().for_each(|text| add(text, Meaning::Topic));
        FOREIGN.iter().for_each(|text| add(text, Meaning::Foreign));
        SERVICES.iter().for_each(|text| add(text, Meaning::Service));
        OTHERS.iter().for_each(|text| add(text, Meaning::Other));
        CODE.iter().for_each(|text| add(text, Meaning::Code));
        TESTS.iter().for_each(|text| add(text, Meaning::Test));
        FLAGS.iter().for_each(|text| add(text, Meaning::Flag));
        PLUGIN_INSTALLS.iter().for_each(|text| add(text, Meaning::PluginInstall { is_sfs: true }));
        for folder in STATE_FOLDERS {
            add(&format!("{folder}*"), Meaning::StateFile);
            add(&format!("{}*", folder.replace('/', r"\")), Meaning::StateFile);
        }
        add("node_modules*", Meaning::Package);
        add("https://*", Meaning::Url);
        add("http://*", Meaning::Url);
        add(words::REASON, Meaning::NodeFetchReason);
        for flag in ["instance-url", "instanceurl"] {
            add(flag, Meaning::InstanceUrlFlag);
        }
        for flag in ["jwt-key-file", "jwtkeyfile", "keyfile"] {
            add(flag, Meaning::KeyFileFlag);
        }
        Self { pieces, automaton: OnceLock::new() }
    }

    /// Tells every place of every piece in a squeezed text, also where they overlap, in no particular order.
    pub fn find(&self, squeezed: &[u8], tell: impl FnMut(Hit)) {
        if squeezed.len() <= SHORT && self.automaton.get().is_none() {
            self.one_by_one(squeezed, tell);
        } else {
            self.at_once(squeezed, tell);
        }
    }

    fn at_once(&self, squeezed: &[u8], tell: impl FnMut(Hit)) {
        let hit = |found: aho_corasick::Match| {
            let (_, pattern) = self.pieces[found.pattern().as_usize()];
            Hit { pattern, start: found.start(), end: found.end() }
        };
        let found = self.automaton().into_iter().flat_map(|automaton| automaton.find_overlapping_iter(squeezed));
        found.map(hit).for_each(tell);
    }

    fn automaton(&self) -> Option<&AhoCorasick> {
        let make = || AhoCorasick::builder().match_kind(MatchKind::Standard).build(self.pieces.iter().map(|(words, _)| words)).ok();
        self.automaton.get_or_init(make).as_ref()
    }

    fn one_by_one(&self, squeezed: &[u8], mut tell: impl FnMut(Hit)) {
        for (words, pattern) in &self.pieces {
            let mut from = 0;
            while let Some(at) = memmem::find(&squeezed[from..], words) {
                tell(Hit { pattern: *pattern, start: from + at, end: from + at + words.len() });
                from += at + 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_by_one_the_same_is_found_as_at_once() {
        assert!(PATTERNS.automaton().is_some() && PATTERNS.pieces.iter().all(|(words, _)| !words.is_empty()));
        let texts: Vec<&str> = entries().flat_map(|entry| entry.texts).map(|text| text.words).collect();
        for pair in texts.windows(2) {
            let squeezed = Squeezed::of(format!("sf org login web\n{}: {0}{0}", pair.join(" ")).as_bytes()).bytes;
            let (mut one_by_one, mut at_once) = (Vec::new(), Vec::new());
            PATTERNS.one_by_one(&squeezed, |hit| one_by_one.push((hit.start, hit.end)));
            PATTERNS.at_once(&squeezed, |hit| at_once.push((hit.start, hit.end)));
            one_by_one.sort_unstable();
            at_once.sort_unstable();
            assert!(!at_once.is_empty());
            assert_eq!(one_by_one, at_once, "{pair:?}");
        }
    }
}
