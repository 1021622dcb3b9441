//! Every text of a capture is decided: masked as what it is, searched for what looks like a name, or one of ours. The
//! schema of the capture, which is made of the types, names them all, so that no field is added without a decision.

use super::collect::{FIELDS, Field, field, take};
use super::*;
use std::collections::BTreeSet;

/// Texts that others write and that name nothing by themselves: what looks like a URL, a host with a dot, an address, a
/// user with a host or an absolute path is masked in them.
const SEARCHED: [&str; 32] = [
    "browser.https_handler",
    "confirmation.code",
    "confirmation.reason",
    "connect.error.attempts.address",
    "connect.value.address",
    "environment.*",
    "error.message",
    "failed.address",
    "http.value.location",
    "latest_sf.reason",
    "latest_sf.text",
    "layers.strict_ssl.place",
    "layers.strict_ssl.text",
    "login.browser",
    "lookup.value.addresses",
    "local_lookup.value.addresses",
    "name_servers.reply.addresses",
    "name_servers.server",
    "npm.others.place",
    "npm.others.text",
    "oauth_port.answered",
    "oauth_port.bind_error",
    "oauth_port.holder.command",
    "oauth_port.localhost",
    "oauth_port.silent",
    "other_proxies.place",
    "project.oauth_local_port",
    "trust_status.reason",
    "trust_status.text",
    "http.value.content_type",
    "http_library_engines",
    "platform.container",
];

/// Texts that are a version, a code, a time or one of a few words, or a secret's mask.
const KEPT: [&str; 37] = [
    "access_token.name",
    "browser.programs",
    "cipher_suite",
    "connect.error.attempts.code",
    "content.Ok.stopped",
    "content.not_after",
    "content.not_before",
    "failed.code",
    "files.Ok.stopped",
    "group",
    "http.value.api_version",
    "http.value.date",
    "http.value.received_at",
    "http.value.sent_at",
    "keychain.problems.code",
    "local_lookup.error.code",
    "login.other_flags.name",
    "lookup.error.code",
    "missing_preload.option",
    "name_servers.reply.code",
    "node.version",
    "observed_at",
    "other_proxies.whose",
    "parsed.Ok.authorization",
    "parsed.Ok.socks_credentials",
    "platform.arch",
    "platform.os",
    "private_key.name",
    "project.encoding",
    "proxy_tls.value.version",
    "proxy_variables.name",
    "runtime.sf.http_library_version",
    "runtime.sf.open_version",
    "runtime.sf.version",
    "tls.value.version",
    "tool.name",
    "tool.version",
];

/// The places of all texts that a schema allows, as [`collect`] names them.
fn places(schema: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    collect_places(schema, schema, "", &mut Vec::new(), &mut found);
    found
}

fn collect_places<'a>(root: &'a Value, schema: &'a Value, place: &str, open: &mut Vec<&'a str>, found: &mut BTreeSet<String>) {
    if let Some(name) = schema["$ref"].as_str().and_then(|reference| reference.strip_prefix("#/$defs/")) {
        if !open.contains(&name) {
            open.push(name);
            collect_places(root, &root["$defs"][name], place, open, found);
            open.pop();
        }
        return;
    }
    if schema.get("const").is_some() || schema.get("enum").is_some() {
        return;
    }
    for key in ["anyOf", "oneOf", "allOf", "prefixItems"] {
        schema[key].as_array().into_iter().flatten().for_each(|part| collect_places(root, part, place, open, found));
    }
    let fields = schema["properties"].as_object();
    let below = |name: &str| if place.is_empty() { name.to_owned() } else { format!("{place}.{name}") };
    for (name, property) in fields.into_iter().flatten() {
        collect_places(root, property, &below(name), open, found);
    }
    for (key, place) in [("items", place.to_owned()), ("additionalProperties", below("*"))] {
        if schema[key].is_object() {
            collect_places(root, &schema[key], &place, open, found);
        }
    }
    let is_text = match &schema["type"] {
        Value::String(kind) => kind == "string",
        Value::Array(kinds) => kinds.contains(&"string".into()),
        // What says no type may be anything.
        _ => !["anyOf", "oneOf", "allOf", "properties"].iter().any(|key| schema.get(key).is_some()),
    };
    if is_text {
        found.insert(place.to_owned());
    }
}

fn ends(place: &str, end: &str) -> bool {
    place.strip_suffix(end).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// The places of a capture's texts, without the observations' own name.
fn of_a_capture() -> Vec<String> {
    let schema = serde_json::from_str(include_str!("../../docs/schema/capture-v1.json")).unwrap();
    places(&schema).into_iter().map(|place| place.strip_prefix("observations.").map_or(place.clone(), str::to_owned)).collect()
}

#[test]
fn every_text_of_a_capture_is_decided_once() {
    let places = of_a_capture();
    assert!(places.len() > 120, "the schema is read: {places:#?}");
    let mut wrong = Vec::new();
    for place in &places {
        let masked = usize::from(field(place).is_some());
        let listed = [&SEARCHED[..], &KEPT].concat().iter().filter(|end| ends(place, end)).count();
        if masked + listed != 1 {
            wrong.push(format!("{place}: masked {masked}, listed {listed}"));
        }
    }
    let is_there = |end: &str| places.iter().any(|place| ends(place, end) || (end.starts_with("environment.") && place == "environment.*"));
    let unknown = FIELDS.iter().map(|(end, _)| *end).chain(SEARCHED).chain(KEPT).filter(|end| !is_there(end));
    wrong.extend(unknown.map(|end| format!("{end}: no text of a capture")));
    assert!(wrong.is_empty(), "decide in collect.rs or here:\n{}", wrong.join("\n"));
}

/// What somebody called Bigco could write in a field of a kind, so that a name of it is left if it is not masked.
fn names_in(field: Option<Field>) -> &'static [&'static str] {
    match field {
        Some(Field::Host) => &[
            "bigco",
            "bigco.example",
            "bigco:8080",
            "***@bigco:8080",
            "https://bigco",
            "HTTPS://***@BIGCO:8443/x",
            "bigco.my.salesforce.com",
        ],
        Some(Field::Hosts) => &["*.bigco.example,bigco", ".bigco.example bigco:80"],
        Some(Field::User) => &["bigco", "me@bigco.example"],
        Some(Field::Client) => &["3MVG9bigco"],
        Some(Field::Path) => &["/srv/bigco/ca.pem", "bigco.pem", "keys/bigco", r"C:\Users\bigco\ca.pem", r"\\bigco\share", "@bigco/agent"],
        Some(Field::Subject) => {
            &["C=DE, O=Bigco, CN=Bigco Root CA", "CN=vpn.bigco.example, emailAddress=pki@bigco.example", "CN=Bigco Zscaler Root CA"]
        }
        Some(Field::Fingerprint) => &["bigco"],
        Some(Field::Certificates) => &[],
        Some(Field::Text) => &["Bigco", "the Bigco gateway says no", "call 555 or ask bigco.example", "Zscaler: blocked by Bigco"],
        Some(Field::Quoting) => &["its key \"BigcoKey\" begins with a capital letter"],
        Some(Field::Header) => &["BigcoGateway", "BigcoGateway/3.1", "Basic realm=\"Bigco\"", "1.1 bigco (squid)", "Digest realm=Bigco"],
        Some(Field::Options) => &["--require @bigco/agent", "--import=./bigco.mjs --max-old-space-size=4096", "-r \"/opt/bigco/x.js\""],
        None => &[
            "see https://bigco.example/a?b=bigco",
            "to bigco.example:443",
            "me@bigco.example",
            "at /home/bigco/x.js",
            r"at D:\bigco\x.js",
            "http://bigco:8080",
        ],
    }
}

#[test]
fn what_is_decided_is_done() {
    for place in of_a_capture().iter().filter(|place| !KEPT.iter().any(|end| ends(place, end))) {
        for text in names_in(field(place)) {
            let mut redaction = Redaction::default();
            take(text, place, &mut redaction);
            let masked = redaction.text(text);
            assert!(!masked.to_lowercase().contains("bigco"), "{place}: {text} is shown as {masked}");
        }
    }
}

#[test]
fn what_is_common_in_a_header_stays() {
    for text in ["squid/5.7", "Negotiate", "NTLM", "sfdcedge", "nginx", "proxy-authenticate", "Microsoft-IIS/10.0"] {
        let mut redaction = Redaction::default();
        take(text, "probes.tunnel.error.headers", &mut redaction);
        assert_eq!(redaction.text(text), text);
    }
}
