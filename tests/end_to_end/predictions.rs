//! The prediction is what the real sf does, in every world, within the promised time.

use crate::expectations::{EXPECTED, EXPECTED_WITH_DNS, Expected};
use crate::hostile::HOSTILE;
use crate::lab::catalogue::FAULTS;
use crate::run::{Run, check, in_parallel, world};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::LazyLock;
use std::time::Duration;

/// The default `--timeout`, and a second for starting and judging.
const PROMISED: Duration = Duration::from_secs(9);

/// What is wrong with a run; empty if nothing is.
pub fn shortfalls(expected: &Expected, run: &Run) -> Vec<String> {
    let report = run.json();
    let status = if expected.verdict == "ready" { 0 } else { 1 };
    let prints = &report["prediction"]["prints"];
    let mut wrong = Vec::new();
    let mut compare = |what: &str, got: &Value, wanted: Value| {
        if *got != wanted {
            wrong.push(format!("{}: {what} is {got}, not {wanted}", expected.fault));
        }
    };
    compare("verdict", &report["verdict"], json!(expected.verdict));
    compare("outcome", &report["prediction"]["outcome"], json!(expected.outcome));
    compare("code", &report["prediction"]["code"], json!(expected.code));
    compare("check", &report["prediction"]["check"], json!(expected.check));
    compare("exit status", &json!(run.status), json!(status));
    compare("standard error", &json!(run.stderr), json!(""));
    if !prints_agree(prints.as_str(), expected.prints) {
        wrong.push(format!("{}: prints is {prints}, not {:?}", expected.fault, expected.prints));
    }
    if run.duration > PROMISED {
        wrong.push(format!("{}: took {:?}", expected.fault, run.duration));
    }
    wrong
}

/// Both are pieces of the same text: one may hold more of it.
fn prints_agree(got: Option<&str>, wanted: Option<&str>) -> bool {
    match (got, wanted) {
        (Some(got), Some(wanted)) => !got.is_empty() && (got.contains(wanted) || wanted.contains(got)),
        (None, None) | (None, Some("")) => true,
        _ => false,
    }
}

/// One run in each world that needs no network namespace, in the order of [`EXPECTED`].
pub static RUNS: LazyLock<Vec<Run>> =
    LazyLock::new(|| in_parallel(EXPECTED, |expected| Run::new(&world(expected.fault), &["--format=json"])));

#[test]
fn the_prediction_is_what_sf_does() {
    let wrong: Vec<String> = EXPECTED.iter().zip(RUNS.iter()).flat_map(|(expected, run)| shortfalls(expected, run)).collect();
    assert!(wrong.is_empty(), "{} of {} worlds:\n{}", wrong.len(), EXPECTED.len(), wrong.join("\n"));
}

/// A run that the machine had no time for says nothing, and is made again.
#[test]
fn a_blackholed_address_is_told_within_five_seconds() {
    const TRIES: usize = 4;
    let world = world("blackhole");
    let mut runs = (0..TRIES).map(|_| Run::new(&world, &["--format=json"]));
    let in_time = runs.find(|run| run.duration < Duration::from_secs(5)).expect("no run told it in time");
    assert_eq!(check(&in_time.json(), "connection")["code"], "UND_ERR_CONNECT_TIMEOUT");
}

#[test]
fn every_fault_is_expected_to_do_something() {
    let expected = EXPECTED.iter().chain(EXPECTED_WITH_DNS).map(|expected| expected.fault).chain(HOSTILE.iter().copied());
    let known: BTreeSet<&str> = FAULTS.iter().map(|fault| fault.id).collect();
    assert_eq!(expected.collect::<BTreeSet<&str>>(), known);
}
