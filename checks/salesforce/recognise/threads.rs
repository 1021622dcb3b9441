//! What people post, shortened and in other words: errors of sf's logins, and other programs' that look alike. What a
//! program printed stands as it prints it. See `docs/explain.md` for how often the right entry was first before the rules
//! had seen them.

use super::recognise;

/// A set's letter, the entries that are right (`none` where nothing may be said for certain), and the text; by tabs.
const THREADS: &str = include_str!("threads.txt");
/// So many of a hundred must be right.
const FLOOR: usize = 98;

#[test]
fn what_people_post_is_recognised_and_nothing_else_is() {
    let (mut total, mut missed, mut wrong) = (0, Vec::new(), Vec::new());
    for line in THREADS.lines() {
        let [set, wanted, text] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let text = text.replace(r"\\", "\u{1}").replace(r"\n", "\n").replace('\u{1}', r"\");
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
