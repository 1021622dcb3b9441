//! The workflow commands, read as the runner of GitHub Actions reads them.

use crate::canned::{CANNED, PLAIN, judged, written};
use sf_preflight::cli::Format;
use sf_preflight_checks::model::Status;

/// A line as the runner takes it: a command with its properties and its text, or a line of the log.
#[derive(Debug, PartialEq, Eq)]
pub enum Line {
    /// `::name key=value,…::text`
    Command(String, Vec<(String, String)>, String),
    /// Anything else.
    Log(String),
}

/// Reads a line. Source: actions/runner `ActionCommand.cs`.
pub fn read(line: &str) -> Line {
    let command = line.trim_start().strip_prefix("::").and_then(|rest| rest.split_once("::"));
    let Some((head, text)) = command else {
        assert!(!line.contains("##["), "a command of the older form: {line}");
        return Line::Log(line.to_owned());
    };
    let (name, properties) = head.split_once(' ').unwrap_or((head, ""));
    let properties = properties.split(',').filter_map(|property| property.split_once('='));
    let properties = properties.map(|(key, value)| (key.to_owned(), unescape(value, true))).collect();
    Line::Command(name.to_owned(), properties, unescape(text, false))
}

fn unescape(text: &str, is_property: bool) -> String {
    let text = text.replace("%0D", "\r").replace("%0A", "\n");
    let text = if is_property { text.replace("%3A", ":").replace("%2C", ",") } else { text };
    text.replace("%25", "%")
}

#[test]
fn each_finding_is_an_annotation() {
    for id in CANNED {
        let judged = judged(id);
        let text = written(&judged, Format::Github, &PLAIN);
        let mut annotated = Vec::new();
        for line in text.lines() {
            match read(line) {
                Line::Command(kind, properties, text) => {
                    assert!(["error", "warning", "notice"].contains(&kind.as_str()), "{kind}");
                    let [(key, title)] = properties.as_slice() else { panic!("{properties:?}") };
                    assert_eq!(key, "title");
                    let check = judged.report.checks.iter().find(|check| check.id == title).unwrap();
                    assert!(text.starts_with(&check.summary) && text.contains(&check.fixes[0].text), "{text}");
                    annotated.push(check.id);
                }
                Line::Log(line) => assert!(line.starts_with("sf-preflight: "), "{line}"),
            }
        }
        let told = |status| [Status::Fail, Status::Warn, Status::Error].contains(&status);
        let mut expected: Vec<&str> = judged.report.checks.iter().filter(|check| told(check.status)).map(|check| check.id).collect();
        expected.sort_unstable();
        annotated.sort_unstable();
        assert_eq!(annotated, expected, "{id}");
    }
}
