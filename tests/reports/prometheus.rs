//! The text format of Prometheus: its grammar, and what promtool says of it where it is there.

use crate::canned::{CANNED, PLAIN, judged, written};
use sf_preflight::cli::Format;
use std::collections::BTreeSet;
use std::io::Write;
use std::process::{Command, Stdio};

/// Reads `name{label="value",…}`; gives the name and what follows the series.
fn series(line: &str) -> (&str, &str) {
    let is_name = |text: &str| {
        text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') && text.starts_with(|first: char| !first.is_ascii_digit())
    };
    let end = line.find(['{', ' ']).unwrap_or_else(|| panic!("no value: {line}"));
    let (name, mut rest) = line.split_at(end);
    assert!(is_name(name), "{line}");
    if let Some(labels) = rest.strip_prefix('{') {
        rest = labels;
        loop {
            let (label, value) = rest.split_once("=\"").unwrap_or_else(|| panic!("no label: {line}"));
            assert!(is_name(label), "{line}");
            let mut escaped = false;
            let close = value.find(|character| {
                let ends = character == '"' && !escaped;
                assert!(!escaped || matches!(character, '\\' | '"' | 'n'), "an unknown escape: {line}");
                escaped = character == '\\' && !escaped;
                ends
            });
            rest = &value[close.unwrap_or_else(|| panic!("an open label: {line}")) + 1..];
            match rest.strip_prefix(',') {
                Some(further) => rest = further,
                None => break,
            }
        }
        rest = rest.strip_prefix('}').unwrap_or_else(|| panic!("open labels: {line}"));
    }
    (name, rest.strip_prefix(' ').unwrap_or_else(|| panic!("no value: {line}")))
}

/// Panics where a text is not of the format, has a metric without HELP and TYPE, or a series twice.
pub fn check(text: &str) {
    let (mut series_met, mut helped, mut typed) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    assert!(text.ends_with('\n'));
    for line in text.lines() {
        if let Some(help) = line.strip_prefix("# HELP ") {
            let (name, words) = help.split_once(' ').unwrap();
            assert!(helped.insert(name) && !words.contains('\\'), "{line}");
        } else if let Some(kind) = line.strip_prefix("# TYPE ") {
            let (name, kind) = kind.split_once(' ').unwrap();
            assert!(typed.insert(name) && kind == "gauge", "{line}");
        } else {
            let (name, value) = series(line);
            assert!(helped.contains(name) && typed.contains(name), "{line}");
            assert!(value.parse::<f64>().is_ok(), "{line}");
            assert!(series_met.insert(&line[..line.len() - value.len()]), "twice: {line}");
        }
    }
}

#[test]
fn it_is_of_the_format() {
    for id in CANNED {
        check(&written(&judged(id), Format::Prometheus, &PLAIN));
    }
}

#[test]
fn what_fleets_watch_is_there() {
    let text = written(&judged("inspected"), Format::Prometheus, &PLAIN);
    for line in [
        "sf_preflight_ready 0",
        "sf_preflight_verdict{verdict=\"blocked\"} 1",
        "sf_preflight_prediction{outcome=\"fail\"} 1",
        "sf_preflight_check_status{check=\"certificate-chain\"} 4",
        "sf_preflight_check_status{check=\"dns\"} 0",
        "sf_preflight_clock_skew_seconds 0",
        "sf_preflight_phase_duration_seconds{phase=\"tls\"} 0.024",
        "sf_preflight_last_run_timestamp_seconds 1795599000",
    ] {
        assert!(text.lines().any(|found| found == line), "{line}: {text}");
    }
    assert!(text.contains("sf_preflight_certificate_not_after_timestamp_seconds{depth=\"0\",subject=\""), "{text}");
}

#[test]
fn promtool_takes_it() {
    for id in CANNED {
        let started =
            Command::new("promtool").args(["check", "metrics"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
        let Ok(mut promtool) = started else {
            let _ = writeln!(std::io::stderr(), "\nLEFT OUT: promtool is not here; the grammar is checked all the same\n");
            return;
        };
        promtool.stdin.take().unwrap().write_all(written(&judged(id), Format::Prometheus, &PLAIN).as_bytes()).unwrap();
        let output = promtool.wait_with_output().unwrap();
        let said = [output.stdout, output.stderr].concat();
        assert!(output.status.success() && said.is_empty(), "{id}: {}", String::from_utf8_lossy(&said));
    }
}
