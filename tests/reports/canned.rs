//! The same reports for every format, judged from facts that lie in files: seen in the lab once, with the names,
//! addresses and times of an office in place of the lab's.

use serde_json::Value;
use sf_preflight::cli::Format;
use sf_preflight::report::{self, Judged, Shell, Style};
use sf_preflight_checks::judge;
use sf_preflight_checks::model::{Observations, Selection, Tool};
use std::path::{Path, PathBuf};

/// The canned reports: nothing is broken; a proxy opens TLS and the system trusts it; an unknown root; a proxy that
/// wants a password; a damaged key.
pub const CANNED: [&str; 5] = ["healthy", "inspected", "untrusted-root", "proxy-407", "key-newlines"];

/// A version that no release changes.
const TOOL: Tool = Tool { name: "sf-preflight", version: "0.0.0" };
/// From start to report, milliseconds.
const TOTAL_MS: u64 = 131;

/// A folder of the project.
pub fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// The facts of a canned report.
pub fn facts(name: &str) -> Value {
    let path = folder("tests/reports/facts").join(format!("{name}.json"));
    serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap()
}

/// Facts, judged.
pub fn judged_from(facts: Value) -> Judged {
    let observations: Observations = serde_json::from_value(facts).unwrap();
    let report = judge(&observations, &Selection::default(), TOOL, TOTAL_MS);
    Judged { observations, report }
}

/// A canned report.
pub fn judged(name: &str) -> Judged {
    judged_from(facts(name))
}

/// How a report is written where nothing is asked for.
pub const PLAIN: Style = Style { width: 100, unicode: false, quiet: false, strict: false, shell: Shell::Sh };

/// A report in a format.
pub fn written(judged: &Judged, format: Format, style: &Style) -> String {
    let mut out = Vec::new();
    report::write(judged, format, style, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}
