//! Every check in every world: a net against a check that fires at another's fault.

use crate::expectations::EXPECTED;
use crate::predictions::RUNS;
use serde_json::Value;

/// The checks that have this status.
fn with_status<'a>(report: &'a Value, status: &str) -> Vec<&'a str> {
    let checks = report["checks"].as_array().unwrap();
    checks.iter().filter(|check| check["status"] == status).filter_map(|check| check["id"].as_str()).collect()
}

#[test]
fn a_world_where_nothing_is_broken_is_told_so() {
    for (expected, run) in EXPECTED.iter().zip(RUNS.iter()).filter(|(expected, _)| expected.verdict == "ready") {
        assert_eq!(with_status(&run.json(), "fail"), [""; 0], "{}", expected.fault);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn each_fault_is_found_by_its_own_check() {
    let mut matrix = String::new();
    for (expected, run) in EXPECTED.iter().zip(RUNS.iter()) {
        let report = run.json();
        let mut line = format!("{:<26}", expected.fault);
        for status in ["fail", "warn", "unknown", "error"] {
            let checks = with_status(&report, status);
            if !checks.is_empty() {
                line += &format!(" {status}: {};", checks.join(", "));
            }
        }
        matrix += &format!("{}\n", line.trim_end());
    }
    insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!("matrix", matrix) });
}
