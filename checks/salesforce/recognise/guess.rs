//! What a text resembles in which nothing was found.

use super::Find;
use super::described::described;
use super::normal::Squeezed;
use crate::salesforce::catalogue::{Entry, by_id, entries};
use crate::salesforce::domain;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use url::Url;

/// How many guesses are made at most.
const MOST: usize = 3;
/// The least likeness of a guess, from 0 to 1.
const LEAST: f64 = 0.3;
/// So much of an entry's words must stand before a text breaks off, bytes without blanks.
const CUT_LEAST: usize = 12;
/// So much of its end is looked at, bytes with blanks.
const CUT_MOST: usize = 4096;
/// A longer text is not compared word by word, bytes.
const LONGEST: u64 = 4096;

/// Entries whose words were found, though not for certain as sf's; then that of the URL which a command gives; then, where the
/// text is about sf, those that it describes; where there is none of these, those whose words it shares.
pub fn guesses(head: &[u8], bytes: u64, unsure: &[Find], instance_url: Option<&str>, is_about: bool) -> Vec<&'static Entry> {
    let text = String::from_utf8_lossy(head);
    let mut by_words: Vec<&Find> = unsure.iter().collect();
    by_words.sort_by_key(|find| (Reverse(find.confidence), find.offset));
    let mut guesses: Vec<&'static Entry> = by_words.into_iter().map(|find| find.recognised.entry).collect();
    guesses.extend(instance_url.and_then(of_url));
    if is_about {
        guesses.extend(described(&text));
    }
    if guesses.is_empty() && bytes <= LONGEST {
        guesses = alike(&text);
    }
    let mut known = BTreeSet::new();
    guesses.retain(|entry| known.insert(entry.id));
    guesses.truncate(MOST);
    guesses
}

/// The entry of the URL that a command in the text gives, where sf refuses such a one.
fn of_url(given: &str) -> Option<&'static Entry> {
    Url::parse(given).ok().filter(domain::is_refused).and_then(|_| by_id("lightning-url"))
}

/// Entries in whose words the text breaks off, a log that was cut.
pub fn cut(text: &[u8]) -> Vec<&'static Entry> {
    let squeezed = Squeezed::of(&text[text.len().saturating_sub(CUT_MOST)..]).bytes;
    let ends = |words: &str| {
        let whole = Squeezed::of(words.as_bytes()).bytes;
        let lengths = CUT_LEAST..whole.len();
        lengths.rev().find(|length| squeezed.ends_with(&whole[..*length])).unwrap_or_default()
    };
    let longest = |entry: &Entry| entry.texts.iter().map(|text| ends(text.words)).max().unwrap_or_default();
    let best = entries().filter(|entry| entry.role.is_cause()).map(|entry| (longest(entry), entry));
    best.filter(|(length, _)| *length > 0).max_by_key(|(length, _)| *length).map(|(_, entry)| entry).into_iter().collect()
}

/// Entries by the words that they share with the text; a word that many entries have counts little.
fn alike(text: &str) -> Vec<&'static Entry> {
    let given = words(text);
    let all: Vec<(&'static Entry, BTreeSet<String>)> =
        entries().flat_map(|entry| entry.texts.iter().map(move |text| (entry, words(text.words)))).collect();
    let mut counts: BTreeMap<&str, f64> = BTreeMap::new();
    all.iter().flat_map(|(_, words)| words).for_each(|word| *counts.entry(word).or_default() += 1.0);
    let weight = |word: &String| 1.0 / counts.get(word.as_str()).copied().unwrap_or(4.0).sqrt();
    let total = |words: &BTreeSet<String>| words.iter().map(weight).sum::<f64>();
    let mut best: BTreeMap<&str, (f64, &'static Entry)> = BTreeMap::new();
    for (entry, words) in all.iter().filter(|(_, words)| words.len() > 1) {
        let shared: BTreeSet<String> = words.intersection(&given).cloned().collect();
        let likeness = total(&shared) / (total(words) + total(&given) - total(&shared)).max(f64::MIN_POSITIVE);
        let known = best.entry(entry.id).or_insert((0.0, entry));
        known.0 = known.0.max(likeness);
    }
    let mut ranked: Vec<(f64, &'static Entry)> = best.into_values().filter(|(likeness, _)| *likeness >= LEAST).collect();
    ranked.sort_by(|one, other| other.0.total_cmp(&one.0));
    ranked.into_iter().map(|(_, entry)| entry).collect()
}

/// The words of a text, without those that say nothing.
fn words(text: &str) -> BTreeSet<String> {
    const EMPTY: [&str; 14] = ["the", "a", "an", "of", "to", "is", "in", "for", "not", "error", "with", "and", "this", "be"];
    let words = text.split(|character: char| !character.is_alphanumeric() && character != '_').map(str::to_lowercase);
    words.filter(|word| word.len() > 1 && !EMPTY.contains(&word.as_str())).collect()
}
