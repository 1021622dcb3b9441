//! What people tell in words of their own, where no message was printed.

use crate::salesforce::catalogue::{Entry, Role, entries};
use std::cmp::Reverse;

/// How far from each other the words of one description stand at the most, in words.
const NEAR: usize = 8;
/// Any negation, as a description has it.
const NOT: &str = "not";
/// What else negates.
const NEGATIONS: [&str; 16] = [
    "no", "never", "cannot", "cant", "dont", "doesnt", "wont", "didnt", "isnt", "nothing", "without", "none", "neither", "nor", "unable",
    "fails",
];

/// The entries that a text describes in a sentence of its own, the one that is described most closely and most often first.
pub fn described(text: &str) -> Vec<&'static Entry> {
    // A program's dots for what goes on end no sentence: "Installing plugin one... failed".
    let text = text.replace("... ", " ");
    let sentences: Vec<Vec<String>> = sentences(&text).collect();
    let mut found: Vec<((usize, usize), &'static Entry)> =
        entries().filter_map(|entry| Some((closeness(entry, &sentences)?, entry))).collect();
    found.sort_by_key(|((closest, times), entry)| (Reverse(*closest), entry.role == Role::Hidden, Reverse(*times)));
    found.into_iter().map(|(_, entry)| entry).collect()
}

/// Of how many words the longest description is that stands in a sentence, and in how many sentences one does.
fn closeness(entry: &Entry, sentences: &[Vec<String>]) -> Option<(usize, usize)> {
    let longest = |sentence: &Vec<String>| {
        let stands = entry.described.iter().filter(|description| stands_in(description, sentence));
        stands.map(|description| description.split(' ').count()).max()
    };
    let found: Vec<usize> = sentences.iter().filter_map(longest).collect();
    Some((*found.iter().max()?, found.len()))
}

/// Whether every word of a description stands in a sentence, near the first.
fn stands_in(description: &str, sentence: &[String]) -> bool {
    let is_one = |known: &str, word: &str| if known == NOT { word == NOT } else { word.starts_with(known) };
    let is_meant = |alternatives: &str, word: &str| alternatives.split('|').any(|known| is_one(known, word));
    let mut parts = description.split(' ');
    let Some(first) = parts.next() else { return false };
    let mut places = sentence.iter().enumerate().filter(|(_, word)| is_meant(first, word)).map(|(place, _)| place);
    let has_near = |place: usize, part: &str| {
        let near = place.saturating_sub(NEAR)..sentence.len().min(place + NEAR + 1);
        near.into_iter().any(|other| other != place && is_meant(part, &sentence[other]))
    };
    places.any(|place| parts.clone().all(|part| has_near(place, part)))
}

/// The words of each sentence or line, in lower case, without what is a flag, a variable, a command or a value.
fn sentences(text: &str) -> impl Iterator<Item = Vec<String>> {
    let ends = |character: char| matches!(character, '\n' | '!' | '?' | ';');
    text.split(ends).flat_map(|line| line.split(". ")).map(|sentence| sentence.split_whitespace().flat_map(words).collect())
}

/// The words between two blanks: one, several that something joins, those of a URL's host, or of a path's last part.
fn words(piece: &str) -> Vec<String> {
    let piece = piece.trim_matches(|character: char| !character.is_alphanumeric() && !matches!(character, '-' | '/' | '$'));
    let piece = piece.split_once("://").map_or(piece, |(_, behind)| behind.split('/').next().unwrap_or_default());
    let is_port = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let is_value = piece.contains(['=', '@']) || piece.split(':').skip(1).any(|part| !is_port(part));
    if piece.starts_with(['-', '$']) || is_value {
        return Vec::new();
    }
    let is_path = piece.starts_with('/') || piece.contains('\\');
    let piece = if is_path { piece.rsplit(['/', '\\']).next().unwrap_or_default() } else { piece };
    piece.split(['-', '/', ',', '.', ':', '_', '(', ')']).filter(|word| !word.is_empty()).map(word).collect()
}

fn word(word: &str) -> String {
    let word = word.to_lowercase();
    if word.ends_with("n't") || NEGATIONS.contains(&word.as_str()) { NOT.to_owned() } else { word }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn first(text: &str) -> Option<&'static str> {
        described(text).first().map(|entry| entry.id)
    }

    #[test]
    fn what_people_tell_of_without_a_message_is_known_by_their_words() {
        for (text, id) in [
            ("The login job just hangs.", Some("silent-wait")),
            ("I enter the command and nothing happens", Some("silent-wait")),
            ("after 40 minutes the step timed out", Some("silent-wait")),
            ("No browser window opens when I authorize", Some("browser-cannot-open")),
            ("After the login I am sent to localhost:1717, which doesn't load", Some("callback-unreachable")),
            ("I gave my password. Then the page keeps loading.", None),
            ("I gave my password and then the page keeps loading.", Some("callback-unreachable")),
            ("It asks for a login again every day", Some("token-expired")),
            ("looks for /srv/keys/server.key at a wrong location", Some("key-file-missing")),
            ("The org isn't listed any more", Some("no-authorization-found")),
            ("SF_CONTAINER_MODE helped", Some("container-mode")),
            ("'C:\\Users\\A' is not recognized as an internal or external command", Some("wrong-binary")),
            ("Could not log in to Salesforce.com: Error: certificate not trusted", Some("certificate-refused")),
            ("Installing plugin one@latest... failed", Some("plugin-install-failed")),
            ("Is the sandbox in maintenance mode?", Some("org-not-available")),
            ("sf org login web --set-default-dev-hub --not-a-flag", None),
            ("a fine day in the hills, and none of it is about this", None),
        ] {
            assert_eq!(first(text), id, "{text}");
        }
    }

    #[test]
    fn what_is_described_more_closely_comes_first_and_a_wait_last() {
        let ids = |text: &str| described(text).into_iter().map(|entry| entry.id).collect::<Vec<_>>();
        assert_eq!(ids("It hangs. No browser window opens."), ["browser-cannot-open", "silent-wait"]);
        assert_eq!(ids("It hangs. It hangs. There is a keychain."), ["macos-keychain-refuses", "silent-wait"]);
    }

    #[test]
    fn every_description_can_stand_in_a_sentence_and_is_one_entry_s() {
        let mut known = BTreeSet::new();
        for (entry, description) in entries().flat_map(|entry| entry.described.iter().map(move |description| (entry, *description))) {
            let first_of_each: Vec<&str> = description.split(' ').map(|part| part.split('|').next().unwrap_or_default()).collect();
            assert!((1..=4).contains(&first_of_each.len()), "{}: {description}", entry.id);
            assert!(description.split([' ', '|']).all(|word| word.len() > 1 && word == word.to_lowercase()), "{}: {description}", entry.id);
            assert!(described(&first_of_each.join(" ")).iter().any(|found| found.id == entry.id), "{}: {description}", entry.id);
            assert!(known.insert(description), "{}: {description}", entry.id);
            let is_covered =
                |word: &str, others: &str| others.split('|').any(|other| other != word && other != NOT && word.starts_with(other));
            let covered = description.split(' ').any(|part| part.split('|').any(|word| is_covered(word, part)));
            assert!(!covered, "{}: {description}: of two beginnings one covers the other", entry.id);
        }
    }
}
