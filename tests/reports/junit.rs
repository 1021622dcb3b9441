//! The form of JUnit that Jenkins' xUnit plugin validates against (`junit-10.xsd`), as far as it is used here.
//! `xmllint --schema junit-10.xsd` says the same of each of the snapshots.

use crate::canned::{CANNED, PLAIN, judged, written};
use quick_xml::Reader;
use quick_xml::events::Event;
use sf_preflight::cli::Format;
use sf_preflight_checks::model::Status;
use std::collections::BTreeMap;

/// An element, and where and how it may stand.
struct Form {
    name: &'static str,
    /// What it stands in; empty for the whole document.
    parent: &'static str,
    /// The attributes that it must have.
    needed: &'static [&'static str],
    /// Those that it may have besides.
    allowed: &'static [&'static str],
}

const fn form(name: &'static str, parent: &'static str, needed: &'static [&'static str], allowed: &'static [&'static str]) -> Form {
    Form { name, parent, needed, allowed }
}

const ELEMENTS: [Form; 9] = [
    form("testsuites", "", &[], &["name", "time", "tests", "failures", "errors"]),
    form("testsuite", "testsuites", &["name", "tests", "failures", "errors"], &["time", "skipped", "timestamp"]),
    form("properties", "testsuite", &[], &[]),
    form("property", "properties", &["name", "value"], &[]),
    form("testcase", "testsuite", &["name"], &["time", "classname"]),
    form("failure", "testcase", &[], &["type", "message"]),
    form("error", "testcase", &[], &["type", "message"]),
    form("skipped", "testcase", &[], &["type", "message"]),
    form("system-out", "testcase", &[], &[]),
];

/// Each element met, with its attributes. Panics where the document is not of the form.
pub fn elements(xml: &str) -> Vec<(String, BTreeMap<String, String>)> {
    let mut reader = Reader::from_str(xml);
    let (mut open, mut met) = (vec![String::new()], Vec::new());
    loop {
        let event = reader.read_event().unwrap();
        match &event {
            Event::Start(start) | Event::Empty(start) => {
                let name = start.name().as_ref().to_owned();
                let form = ELEMENTS.iter().find(|form| form.name == name).unwrap_or_else(|| panic!("<{name}>"));
                assert_eq!(open.last().unwrap(), form.parent, "<{name}>");
                let attributes: BTreeMap<String, String> = start
                    .attributes()
                    .map(|attribute| {
                        let attribute = attribute.unwrap();
                        let name = attribute.key.as_ref().to_owned();
                        (name, attribute.value.into_owned())
                    })
                    .collect();
                assert!(form.needed.iter().all(|needed| attributes.contains_key(*needed)), "<{name}> lacks an attribute: {attributes:?}");
                let is_known = |found: &String| form.needed.contains(&found.as_str()) || form.allowed.contains(&found.as_str());
                assert!(attributes.keys().all(is_known), "<{name}> has another attribute: {attributes:?}");
                if let Event::Start(_) = event {
                    open.push(name.clone());
                }
                met.push((name, attributes));
            }
            Event::End(end) => assert_eq!(open.pop().unwrap(), end.name().as_ref()),
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(open, [""], "everything is closed");
    met
}

#[test]
fn it_has_the_form_that_ci_servers_read() {
    for id in CANNED {
        let judged = judged(id);
        let met = elements(&written(&judged, Format::Junit, &PLAIN));
        let count = |wanted: &str| met.iter().filter(|(name, _)| name == wanted).count().to_string();
        let (_, suite) = met.iter().find(|(name, _)| name == "testsuite").unwrap();
        assert_eq!(suite["tests"], count("testcase"), "{id}");
        assert_eq!(suite["failures"], count("failure"), "{id}");
        assert_eq!(suite["skipped"], count("skipped"), "{id}");
        let failed = judged.report.checks.iter().filter(|check| check.status == Status::Fail).count();
        assert_eq!(suite["failures"], failed.to_string(), "{id}");
        let is_time = |time: &String| {
            time.split_once('.').is_some_and(|(seconds, rest)| {
                [seconds, rest].iter().all(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()))
            })
        };
        assert!(met.iter().filter_map(|(_, attributes)| attributes.get("time")).all(is_time), "{id}");
    }
}

#[test]
fn a_test_keeps_its_name() {
    let names = |id: &str| -> Vec<String> {
        let met = elements(&written(&judged(id), Format::Junit, &PLAIN));
        met.into_iter().filter(|(name, _)| name == "testcase").map(|(_, mut attributes)| attributes.remove("name").unwrap()).collect()
    };
    assert_eq!(names("healthy"), names("inspected"));
}
