//! Finding entries: by id, by code, by name, by what is predicted.

use super::{Entry, Role, Strength, entries};
use crate::model::{Outcome, Prediction};
use crate::salesforce::recognise;

/// The entry of that id.
pub fn by_id(id: &str) -> Option<&'static Entry> {
    entries().find(|entry| entry.id == id)
}

/// The entries of that code, those that name it whole first.
pub fn by_code(code: &str) -> Vec<&'static Entry> {
    let whole = entries().filter(|entry| entry.codes.iter().any(|known| known.eq_ignore_ascii_case(code)));
    let found: Vec<_> = whole.collect();
    if !found.is_empty() {
        return found;
    }
    let code = code.to_ascii_uppercase();
    entries().filter(|entry| entry.has_code(&code)).collect()
}

/// The entries that sf prints under that name; where it is the name of one of sf's wrappings, that one alone.
pub fn by_name(name: &str) -> Vec<&'static Entry> {
    let named = |entry: &&'static Entry| entry.names.iter().any(|known| known.eq_ignore_ascii_case(name));
    let wrapper =
        entries().find(|entry| entry.role == Role::Wrapper && entry.texts.iter().any(|text| text.words.eq_ignore_ascii_case(name)));
    match wrapper {
        Some(wrapper) => vec![wrapper],
        None => entries().filter(named).collect(),
    }
}

/// The entry of what is predicted; None where the login succeeds.
///
/// The code that sf hides says more than what it prints, and what it prints more than the check that found it.
pub fn of_prediction(prediction: &Prediction) -> Option<&'static Entry> {
    match prediction.outcome {
        Outcome::Succeed => return None,
        Outcome::Fallback => return by_id("silent-fallback"),
        Outcome::Hang => return by_id("silent-wait"),
        Outcome::Fail => {}
    }
    let prints = prediction.prints.as_deref().unwrap_or_default();
    // It is a login that prints it, whoever else prints the same.
    let recognised: Vec<&'static Entry> =
        recognise::found(&format!("sf org login web\n{prints}")).into_iter().map(|found| found.entry).collect();
    let by_code = prediction.code.as_deref().map(by_code).unwrap_or_default();
    let both = by_code.iter().find(|entry| recognised.iter().any(|other| other.id == entry.id));
    let told = recognised.iter().find(|entry| entry.role.is_cause());
    let of_check = || by_check(prediction.check?);
    let told_of_check = recognised.iter().find(|entry| entry.role.is_cause() && entry.checks().any(|id| Some(id) == prediction.check));
    both.or(told_of_check)
        .or(if is_told(prints) { told } else { None })
        .or_else(|| by_code.iter().find(|entry| fits(entry, prediction.check)))
        .or_else(|| by_code.first())
        .or(told)
        .copied()
        .or_else(of_check)
        .or_else(|| recognised.first().copied())
}

/// Whether the words alone say what happened: they are the login's own.
fn is_told(prints: &str) -> bool {
    let prints = prints.to_lowercase();
    entries().filter(|entry| entry.role.is_cause()).flat_map(|entry| entry.texts).any(|text| {
        matches!(text.strength, Strength::Own | Strength::Distinctive | Strength::Salesforce)
            && (prints.contains(&text.words.to_lowercase()) || text.words.to_lowercase().contains(&prints))
    })
}

fn fits(entry: &Entry, check: Option<&str>) -> bool {
    entry.checks().next() == check
}

/// What a check's failure is where neither code nor words say it.
fn by_check(check: &str) -> Option<&'static Entry> {
    by_id(match check {
        "jwt-key" => "key-unreachable",
        "endpoint" => "html-answer",
        "keychain" => "damaged-json",
        "runtime" => "wrong-binary",
        "tls-verification" => "node-options-refused",
        "instance-url" => return None,
        "proxy" => "proxy-refuses",
        "jwt-audience" => "audience-not-a-url",
        "oauth-port" => "oauth-port-invalid",
        _ => "fetch-failed",
    })
}
