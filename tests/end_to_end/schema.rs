//! Every JSON document that is written keeps to its committed schema.

use crate::expectations::{EXPECTED, EXPECTED_WITH_DNS};
use crate::hostile::HOSTILE;
use crate::lab::namespace;
use crate::names::in_namespace;
use crate::predictions::RUNS;
use crate::replay::observed;
use crate::run::{Run, in_parallel, world};
use jsonschema::Validator;
use serde_json::Value;
use sf_preflight::job::TOOL;
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
    assert_eq!(breaches(&validator, "an empty object", &serde_json::json!({})).len(), 9, "the schema asks for what must be there");
}

/// What a capture of this world breaks, as it is and redacted.
fn breaches_of_a_capture(validator: &Validator, id: &str) -> Vec<String> {
    let capture = Capture::new(observed(&world(id)), &TOOL, 1);
    let mut wrong = breaches(validator, id, &serde_json::to_value(&capture).unwrap());
    wrong.extend(breaches(validator, &format!("{id}, redacted"), &Redaction::capture(capture).unwrap()));
    wrong
}

#[test]
fn every_capture_keeps_to_its_schema() {
    let validator = validator("capture-v1.json");
    let faults: Vec<&str> = EXPECTED.iter().map(|expected| expected.fault).chain(HOSTILE.iter().copied()).collect();
    let wrong = in_parallel(&faults, |id| breaches_of_a_capture(&validator, id)).concat();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_is_written_with_names_to_look_up_keeps_to_its_schema() {
    in_namespace("schema::inside_every_world", "");
}

#[test]
#[ignore = "started in a network namespace by another test"]
fn inside_every_world() {
    assert!(namespace::is_inside());
    let (of_reports, of_captures) = (validator("report-v1.json"), validator("capture-v1.json"));
    for expected in EXPECTED_WITH_DNS {
        let mut wrong = breaches_of_a_capture(&of_captures, expected.fault);
        for options in [&["--format=json"][..], &["--format=json", "--redact"]] {
            wrong.extend(breaches(&of_reports, expected.fault, &Run::new(&world(expected.fault), options).json()));
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
