use super::*;
use crate::model::Tool;
use crate::node::test_world::{probe, world};
use serde_json::{Value, json};

const TOOL: Tool = Tool { name: "sf-preflight", version: "0.1.0" };

fn capture() -> Value {
    let mut observations = world(&[("BROWSER", "fire\u{1b}fox")]);
    observations.probes = vec![probe("acme.my.salesforce.com", &[])];
    serde_json::to_value(Capture::new(observations, &TOOL, 48)).unwrap()
}

fn read(document: &Value) -> Result<Capture, CaptureError> {
    Capture::read(document.to_string().as_bytes())
}

#[test]
fn what_is_written_is_read_back() {
    let document = capture();
    let again = read(&document).unwrap();
    assert_eq!(serde_json::to_value(&again).unwrap(), document);
    assert_eq!((again.total_ms, again.redacted), (48, false));
    assert_eq!(again.observations.environment.value("BROWSER"), Some("fire\u{1b}fox"));
}

#[test]
fn a_byte_order_mark_and_blanks_do_no_harm() {
    assert!(Capture::read(format!("\u{feff}\r\n{}\r\n", capture()).as_bytes()).is_ok());
}

#[test]
fn what_a_later_version_added_is_passed_over() {
    let mut document = capture();
    document["new"] = json!({"a": [1]});
    document["observations"]["new"] = json!("b");
    document["observations"]["probes"][0]["tls"]["value"]["new"] = json!(null);
    assert!(read(&document).is_ok());
}

#[test]
fn what_an_earlier_version_did_not_record_counts_as_not_observed() {
    let mut document = capture();
    for (place, name) in [("", "total_ms"), ("", "redacted"), ("/observations", "side"), ("/observations", "confirmation")] {
        assert!(document.pointer_mut(place).and_then(Value::as_object_mut).unwrap().remove(name).is_some(), "{name}");
    }
    assert!(read(&document).is_ok());
}

#[test]
fn what_cannot_be_judged_says_why() {
    let changed = |place: &str, value: Value| {
        let mut document = capture();
        *document.pointer_mut(place).unwrap() = value;
        document.to_string()
    };
    let whole = capture().to_string();
    let nested = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let inside =
        changed("/observations/probes/0/tls", json!("HERE")).replace("\"HERE\"", &format!("{{\"value\":{nested},\"phase\":\"done\"}}"));
    for (text, piece) in [
        (String::new(), "it is empty"),
        (" \n".to_owned(), "it is empty"),
        (whole[..whole.len() / 2].to_owned(), "cut off at line 1, column "),
        (whole.replace("\"schema_version\":", "\"schema_version\""), "damaged, or no capture: no JSON from line 1"),
        ("-----BEGIN PRIVATE KEY-----".to_owned(), "damaged, or no capture"),
        ("{}".to_owned(), "it is no capture"),
        ("[1]".to_owned(), "it is no capture"),
        (r#"{"schema_version": 1, "verdict": "ready"}"#.to_owned(), "it is a report"),
        (changed("/kind", json!("other")), "it is no capture"),
        (changed("/schema_version", json!(2)), "sf-preflight 0.1.0 made it, in form 2"),
        (changed("/redacted", json!(true)), "it is redacted"),
        (changed("/observations/login/flow", json!("device")), "cannot read it: unknown variant `device`"),
        (changed("/observations/probes", json!({})), "cannot read it: invalid type"),
        (changed("/observations/probes/0/tls", json!({"phase": "\u{1b}[2J"})), r"\u{1b}[2J"),
        (nested, "it is no capture"),
        (inside, "cannot read it: recursion limit exceeded"),
    ] {
        let shown = Capture::read(text.as_bytes()).unwrap_err().to_string();
        assert!(shown.contains(piece), "{}: {shown}", &text[..text.len().min(80)]);
    }
}

#[test]
fn what_decides_must_be_there() {
    for name in
        ["observed_at", "platform", "login", "environment", "proxy_variables", "runtime", "npm", "trust", "probes", "keychain", "offline"]
    {
        let mut document = capture();
        document["observations"].as_object_mut().unwrap().remove(name);
        assert!(read(&document).is_err_and(|error| error.to_string().contains(&format!("missing field `{name}`"))), "{name}");
    }
}

#[test]
fn a_capture_is_bounded() {
    let limit = usize::try_from(CAPTURE_LIMIT).unwrap();
    assert_eq!(Capture::read(&vec![b' '; limit + 1]).unwrap_err(), CaptureError::TooLarge);
}

/// A capture of the first version of the form, kept as it was written: what is added to the observations later needs a
/// default, or captures that people have sent cannot be read any more.
const FIRST: &str = include_str!("first.json");

#[test]
fn a_capture_of_the_first_version_is_still_read_and_judged() {
    let capture = Capture::read(FIRST.as_bytes()).unwrap();
    let report = crate::judge(&capture.observations, &crate::model::Selection::default(), TOOL, capture.total_ms);
    let chain = report.checks.iter().find(|check| check.id == "certificate-chain").unwrap();
    assert_eq!(chain.code.as_deref(), Some("UNABLE_TO_GET_ISSUER_CERT_LOCALLY"));
    assert_eq!(report.timings_ms.total, 48);
}
