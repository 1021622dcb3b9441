//! The catalogue as pages: one entry, and all of them, `docs/errors.md`.

use super::{Entry, Family, Proof, entries};

/// An entry as a page.
pub fn page(entry: &Entry) -> String {
    let mut page = format!("# `{}`\n\n{}.\n\n{}\n", entry.id, entry.title, body(entry));
    page.truncate(page.trim_end().len());
    page + "\n"
}

/// `docs/errors.md`.
pub fn markdown() -> String {
    let mut page = String::from(
        "# Errors of a login\n\nWhat sf prints, what it means, what it can come from and what to do. `sf-preflight explain` finds the entry of an error text and looks which cause it has here; `sf-preflight explain ID` or `CODE` prints one. See [explain](explain.md).\n\nThis page is made from the catalogue in `checks/salesforce/catalogue/`.\n",
    );
    let mut family: Option<Family> = None;
    for entry in entries() {
        if family != Some(entry.family) {
            family = Some(entry.family);
            page += &format!("\n## {}\n", entry.family.title());
        }
        page += &format!("\n### {}\n\n{}.\n\n{}\n", entry.id, entry.title, body(entry));
        page.truncate(page.trim_end().len());
        page.push('\n');
    }
    page
}

fn body(entry: &Entry) -> String {
    let mut parts = vec![texts(entry), entry.meaning.to_owned() + "\n"];
    let list = |heading: &str, items: Vec<String>| {
        if items.is_empty() {
            String::new()
        } else {
            format!("{heading}\n\n{}", items.iter().map(|item| format!("- {item}\n")).collect::<String>())
        }
    };
    parts.push(list("Causes:", entry.causes.iter().map(cause).collect()));
    parts.push(list("Do:", entry.fixes.iter().map(|text| (*text).to_owned()).collect()));
    parts.push(list("Never:", entry.never.iter().map(|text| (*text).to_owned()).collect()));
    parts.retain(|part| !part.is_empty());
    parts.join("\n")
}

fn texts(entry: &Entry) -> String {
    let mut text = String::new();
    for known in entry.texts {
        let era = known.era.map(|era| format!(" ({})", era.told())).unwrap_or_default();
        text += &format!("    {}{era}\n", known.words.trim_end_matches('*'));
    }
    let named = [("Names", entry.names), ("Codes", entry.codes)];
    for (what, words) in named.into_iter().filter(|(_, words)| !words.is_empty()) {
        let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
        text += &format!("{}{what}: {}\n", if text.ends_with('\n') { "\n" } else { "" }, words.join(", "));
    }
    text
}

fn cause(cause: &super::Cause) -> String {
    match cause.proof {
        Proof::Check { id, signs, .. } => {
            let signs: Vec<String> = signs.iter().filter_map(|sign| told(sign)).collect();
            let signs = if signs.is_empty() { String::new() } else { format!(" with {}", signs.join(", ")) };
            format!("{} Seen by [`{id}`](checks/{id}.md){signs}.", cause.what)
        }
        Proof::Unseen { ask } => format!("{} Not seen from here; ask: \"{}\"", cause.what, ask.replace("{host}", "HOST")),
    }
}

/// A sign for a person; None where the entry itself says it.
fn told(sign: &str) -> Option<String> {
    match (sign.strip_prefix("sf<"), sign.split_once('=')) {
        (Some(version), _) => Some(format!("an sf before {version}")),
        (None, Some(("entry", _))) => None,
        (None, Some((evidence, _))) => Some(format!("`{evidence}` in its evidence")),
        (None, None) => Some(sign.to_owned()),
    }
}
