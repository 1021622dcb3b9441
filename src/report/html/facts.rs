//! The environment that matters, and everything that was seen.

use super::super::Judged;
use super::super::words::{plain, plain_lines};
use super::breakable;
use maud::{Markup, html};
use serde_json::{Value, json};
use sf_preflight_checks::model::{Observations, Untrusted};

/// How much of a client id is shown: enough to tell one from another.
const CLIENT_ID_SHOWN: usize = 8;

/// Lists of certificates, and of files of such (`files.Ok`).
const CERTIFICATES: [&str; 3] = ["system_roots", "certificates", "Ok"];
/// More of them are left out.
const MANY: usize = 8;

/// The machine, its programs and its variables.
pub fn environment(observations: &Observations) -> Markup {
    html! {
        section aria-labelledby="environment" {
            h2 #environment { "The environment that matters" }
            table {
                thead { tr { th scope="col" { "What" } th scope="col" { "Here" } } }
                tbody { @for (name, value) in rows(observations) { tr { th scope="row" { (breakable(&name, '_')) } td { (plain(&value)) } } } }
            }
        }
    }
}

fn rows(observations: &Observations) -> Vec<(String, String)> {
    let (platform, runtime) = (&observations.platform, &observations.runtime);
    let mut rows = vec![("Operating system".to_owned(), format!("{} on {}", platform.os, platform.arch))];
    let mut add = |name: &str, value: Option<String>| rows.extend(value.map(|value| (name.to_owned(), value)));
    let place = [platform.container.as_deref(), platform.wsl.then_some("WSL")].into_iter().flatten().collect::<Vec<_>>().join(", ");
    add("Runs in", Some(place).filter(|place| !place.is_empty()));
    let installed =
        |version: Option<String>, path: &Untrusted| format!("{}, {path}", version.unwrap_or_else(|| "version unknown".to_owned()));
    add("sf", runtime.sf.as_ref().map(|sf| installed(sf.version.map(|version| version.to_string()), &sf.path)));
    add("Node", runtime.node.as_ref().map(|node| installed(node.version.map(|version| version.to_string()), &node.path)));
    add("Working directory", Some(platform.working_directory.to_string()));
    for variable in &observations.proxy_variables {
        add(&plain(&variable.name), Some(shown(&variable.shown)));
    }
    for (name, value) in &observations.environment.0 {
        add(&plain(name), Some(shown(value)));
    }
    rows
}

fn shown(value: &Untrusted) -> String {
    if value.raw().is_empty() { "(empty)".to_owned() } else { value.to_string() }
}

/// Everything that was seen, folded away.
pub fn raw(judged: &Judged) -> Markup {
    // What is masked is short already.
    let facts = if judged.redaction.is_some() { without_roots(judged.facts()) } else { shortened(judged.facts()) };
    let text = serde_json::to_string_pretty(&facts).unwrap_or_default();
    html! {
        details.raw {
            summary { "Everything that was seen, as JSON" }
            pre tabindex="0" role="region" aria-label="Everything that was seen, as JSON" { code { (plain_lines(&text).collect::<Vec<_>>().join("\n")) } }
        }
    }
}

/// The facts without what nobody reads on a page: some hundred certificates, of the system or of a bundle.
fn without_roots(facts: Value) -> Value {
    match facts {
        Value::Object(fields) => fields.into_iter().map(|(name, value)| (name.clone(), without_many(&name, value))).collect(),
        Value::Array(values) => values.into_iter().map(without_roots).collect(),
        other => other,
    }
}

fn without_many(name: &str, value: Value) -> Value {
    match value.as_array().map(Vec::len) {
        Some(count) if count > MANY && CERTIFICATES.contains(&name) => json!(format!("{count} certificates, left out on this page")),
        _ => without_roots(value),
    }
}

/// The same with the client id cut short.
fn shortened(facts: Value) -> Value {
    let mut facts = without_roots(facts);
    if let Some(id) = facts.pointer_mut("/login/client_id")
        && let Some(text) = id.as_str().map(str::to_owned)
    {
        let length = text.chars().count();
        let start: String = text.chars().take(CLIENT_ID_SHOWN).collect();
        *id = json!(format!("{start}… ({length} characters)"));
    }
    facts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_reads_and_the_client_id_are_cut_short() {
        let many = ["a"; 9];
        let facts = json!({"trust": {"system_roots": many, "extra_ca_certs": {"content": {"Ok": {"certificates": many}}}}, "login": {"client_id": "3MVG9abcdefghij"}, "offline": false});
        let short = shortened(facts);
        assert_eq!(short["trust"]["system_roots"], "9 certificates, left out on this page");
        assert_eq!(short.pointer("/trust/extra_ca_certs/content/Ok/certificates").unwrap(), "9 certificates, left out on this page");
        assert_eq!(short["login"]["client_id"], "3MVG9abc… (15 characters)");
        let untouched = json!({"trust": {"system_roots": null, "extra_ca_certs": {"content": {"Ok": {"certificates": ["a"]}}}}, "login": {"client_id": null}});
        assert_eq!(shortened(untouched.clone()), untouched);
    }
}
