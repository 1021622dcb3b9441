//! An explanation for programs: one document, version 1.

use super::told::{Explanation, Told};
use crate::job::TOOL;
use serde_json::{Value, json};
use sf_preflight_checks::model::{Check, Fix};
use sf_preflight_checks::salesforce::assess::{Assessed, State};
use sf_preflight_checks::salesforce::catalogue::{Cause, Entry, Proof};
use std::io::{self, Write};

/// Writes it.
pub fn write(explanation: &Explanation, out: &mut impl Write) -> io::Result<()> {
    let document = json!({
        "schema_version": 1,
        "tool": TOOL,
        "login": explanation.report.map(|report| &report.login),
        "recognised": explanation.told.iter().map(|told| error(explanation, told)).collect::<Vec<_>>(),
        "guesses": explanation.guesses.iter().map(|entry| short(entry)).collect::<Vec<_>>(),
    });
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}

/// A check's page.
pub fn check_page(check: &Check) -> String {
    pretty(
        &json!({"schema_version": 1, "tool": TOOL, "check": {"id": check.id, "title": check.title, "docs": check.docs(), "page": check.page}}),
    )
}

/// The pages of entries.
pub fn entry_pages(entries: &[&Entry]) -> String {
    let entries: Vec<Value> = entries.iter().map(|entry| with_causes(entry, entry.causes.iter().map(cause).collect())).collect();
    pretty(&json!({"schema_version": 1, "tool": TOOL, "entries": entries}))
}

fn pretty(document: &Value) -> String {
    format!("{document:#}\n")
}

fn short(entry: &Entry) -> Value {
    json!({"id": entry.id, "title": entry.title, "docs": entry.docs()})
}

fn with_causes(entry: &Entry, causes: Vec<Value>) -> Value {
    json!({
        "id": entry.id,
        "title": entry.title,
        "meaning": entry.meaning,
        "names": entry.names,
        "codes": entry.codes,
        "causes": causes,
        "fixes": entry.fixes,
        "never": entry.never,
        "docs": entry.docs(),
    })
}

fn error(explanation: &Explanation, told: &Told) -> Value {
    let found = told.recognised;
    let mut value = with_causes(found.entry, told.causes.iter().map(|cause| assessed(explanation, told, cause)).collect());
    let place = json!({
        "line": found.line,
        "times": found.times,
        "certain": found.is_certain,
        "era": found.era.map(|era| era.name()),
        "flow": found.flow.map(|flow| flow.name()),
        "code": found.code,
        "host": found.host,
        "port": found.port,
        "file": found.file,
        "url": found.url,
        "behind": told.behind.map(short),
    });
    if let (Value::Object(value), Value::Object(place)) = (&mut value, place) {
        value.extend(place);
    }
    value
}

fn cause(cause: &Cause) -> Value {
    match cause.proof {
        Proof::Check { id, signs, .. } => json!({"cause": cause.what, "check": id, "signs": signs}),
        Proof::Unseen { ask } => json!({"cause": cause.what, "ask": ask.replace("{host}", "HOST")}),
    }
}

fn assessed(explanation: &Explanation, told: &Told, assessed: &Assessed) -> Value {
    let (check, ask) = match assessed.cause.proof {
        Proof::Check { id, .. } => (Some(id), None),
        Proof::Unseen { ask } => (None, Some(explanation.asked(ask, told))),
    };
    let fixes: &[Fix] = match assessed.result {
        Some(result) if assessed.state == State::Confirmed => &result.fixes,
        _ => &[],
    };
    json!({
        "cause": assessed.cause.what,
        "state": assessed.state,
        "check": check,
        "code": assessed.result.filter(|_| assessed.state == State::Confirmed).and_then(|result| result.code.as_deref()),
        "because": assessed.because,
        "ask": ask,
        "fixes": fixes,
    })
}
