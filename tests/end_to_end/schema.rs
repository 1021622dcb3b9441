//! Every JSON document that is written keeps to its committed schema.

use crate::expectations::EXPECTED;
use crate::hostile::HOSTILE;
use crate::predictions::RUNS;
use crate::replay::observed;
use crate::run::{Run, in_parallel, world};
use jsonschema::Validator;
use serde_json::Value;
use sf_preflight::preflight::TOOL;
use sf_preflight_checks::model::Capture;
use sf_preflight_checks::redaction::Redaction;
use std::fs;
use std::path::Path;

fn validator(file: &str) -> Validator {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/schema").join(file);
    let schema: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    jsonschema::draft202012::new(&schema).unwrap()
}

/// What a document breaks; empty if nothing.
fn breaches(validator: &Validator, about: &str, document: &Value) -> Vec<String> {
    validator.iter_errors(document).map(|error| format!("{about}: {error} at {}", error.instance_path())).collect()
}

#[test]
fn every_report_keeps_to_its_schema() {
    let validator = validator("report-v1.json");
    let mut wrong: Vec<String> =
        EXPECTED.iter().zip(RUNS.iter()).flat_map(|(expected, run)| breaches(&validator, expected.fault, &run.json())).collect();
    let hostile = in_parallel(HOSTILE, |id| breaches(&validator, id, &Run::new(&world(id), &["--format=json"]).json()));
    wrong.extend(hostile.concat());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(breaches(&validator, "an empty object", &serde_json::json!({})).len(), 7, "the schema asks for what must be there");
}

#[test]
fn every_capture_keeps_to_its_schema() {
    let validator = validator("capture-v1.json");
    let faults: Vec<&str> = EXPECTED.iter().map(|expected| expected.fault).chain(HOSTILE.iter().copied()).collect();
    let wrong = in_parallel(&faults, |id| {
        let capture = Capture::new(observed(&world(id)), &TOOL, 1);
        let mut wrong = breaches(&validator, id, &serde_json::to_value(&capture).unwrap());
        wrong.extend(breaches(&validator, &format!("{id}, redacted"), &Redaction::capture(capture).unwrap()));
        wrong
    });
    assert!(wrong.concat().is_empty(), "{}", wrong.concat().join("\n"));
}
