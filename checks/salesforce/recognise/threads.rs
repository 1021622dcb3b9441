//! What people post, shortened and in other words: errors of sf's logins, and other programs' that look alike. What a
//! program printed stands as it prints it. See `docs/explain.md` for how often the right entry was first before the rules
//! had seen them.

use super::{found, recognise};

/// A set's letter, the entries that are right (`none` where nothing may be said for certain), and the text; by tabs.
const THREADS: &str = include_str!("threads.txt");
/// So many of a hundred must be right.
const FLOOR: usize = 98;

/// What a page, a word processor, a terminal, Windows, a mail, a service's log or an editor makes of a text.
const DRESSES: [fn(&str) -> String; 8] = [
    |text| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('\'', "&#39;").replace('"', "&quot;"),
    |text| text.replace('\'', "\u{2019}").replace('"', "\u{201d}"),
    |text| text.replace(' ', "\u{a0}"),
    |text| text.lines().map(|line| format!("\u{1b}[1;31m{line}\u{1b}(B\u{1b}[m\n")).collect(),
    |text| text.replace('\n', "\r\n"),
    |text| text.lines().map(|line| format!("> {line}\n")).collect(),
    |text| text.lines().map(|line| format!("web-1  | {line}\n")).collect(),
    |text| format!("\u{feff}{text}"),
];

/// The set, the right entries and the text of each.
fn texts() -> impl Iterator<Item = (&'static str, &'static str, String)> {
    THREADS.lines().map(|line| {
        let [set, wanted, text] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
        (set, wanted, text.replace(r"\\", "\u{1}").replace(r"\n", "\n").replace('\u{1}', r"\"))
    })
}

/// Each text in one of the dresses, in turn: all of them in each would take a minute.
#[test]
fn what_a_text_went_through_changes_nothing() {
    let first = |text: &str| found(text).first().map_or("none", |found| found.entry.id);
    let different = texts().zip(DRESSES.iter().cycle()).filter_map(|((_, _, text), dress)| {
        let dressed = dress(&text);
        let (plain, told) = (first(&text), first(&dressed));
        (plain != told).then(|| format!("{told}, not {plain}: {dressed}"))
    });
    assert_eq!(different.collect::<Vec<_>>(), [""; 0]);
}

#[test]
fn what_people_post_is_recognised_and_nothing_else_is() {
    let (mut total, mut missed, mut wrong) = (0, Vec::new(), Vec::new());
    for (set, wanted, text) in texts() {
        let first = recognise(&text).found.first().map_or("none", |found| found.entry.id);
        total += 1;
        if wanted.split('|').all(|wanted| wanted != first) {
            let kind = if first == "none" { &mut missed } else { &mut wrong };
            kind.push(format!("{set}: {first}, not {wanted}: {text}"));
        }
    }
    assert!(wrong.is_empty(), "{} wrong answers:\n{}", wrong.len(), wrong.join("\n"));
    assert!(total >= 1484 && (total - missed.len()) * 100 >= total * FLOOR, "{} of {total} missed:\n{}", missed.len(), missed.join("\n"));
}
