//! JUnit XML: a test case a check, as CI servers read it.
//!
//! The elements and attributes are those that the schema of Jenkins' xUnit plugin allows (`junit-10.xsd`), which other CI
//! servers take too: it knows no count of skipped cases on `testsuites`, for one.

use super::words::{self, plain};
use super::{Judged, Style};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use sf_preflight_checks::model::{CheckResult, Report, Status};
use std::io::{self, Write};

/// What becomes of a check.
enum Case {
    Passed,
    Skipped(String),
    Failed,
    Error,
}

/// Writes the report as one JUnit document.
pub fn write(judged: &Judged, style: &Style, out: &mut impl Write) -> io::Result<()> {
    let report = &judged.report;
    let time = seconds(report.timings_ms.total);
    let counts = Counts::of(report, style.strict);
    let mut xml = Writer::new_with_indent(&mut *out, b' ', 2);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let suites = xml.create_element("testsuites").with_attributes([("name", report.tool.name), ("time", &time)]);
    suites.with_attributes(counts.attributes().iter().map(|(name, value)| (*name, value.as_str()))).write_inner_content(|xml| {
        let suite = xml.create_element("testsuite").with_attributes([("name", suite_name(report).as_str()), ("time", &time)]);
        let suite = suite.with_attributes(counts.attributes().iter().map(|(name, value)| (*name, value.as_str())));
        let suite = suite.with_attribute(("skipped", counts.skipped.to_string().as_str()));
        let suite = suite.with_attribute(("timestamp", judged.observations.observed_at.format("%FT%T").to_string().as_str()));
        suite.write_inner_content(|xml| {
            write_properties(report, style.strict, xml)?;
            report.checks.iter().try_for_each(|check| write_case(report, check, style, xml))
        })?;
        Ok(())
    })?;
    writeln!(out)
}

/// The numbers of cases.
struct Counts {
    all: usize,
    failed: usize,
    errors: usize,
    skipped: usize,
}

impl Counts {
    fn of(report: &Report, strict: bool) -> Self {
        let count = |wanted: fn(&Case) -> bool| report.checks.iter().filter(|check| wanted(&case(check, strict))).count();
        Self {
            all: report.checks.len(),
            failed: count(|case| matches!(case, Case::Failed)),
            errors: count(|case| matches!(case, Case::Error)),
            skipped: count(|case| matches!(case, Case::Skipped(_))),
        }
    }

    fn attributes(&self) -> [(&'static str, String); 3] {
        [("tests", self.all.to_string()), ("failures", self.failed.to_string()), ("errors", self.errors.to_string())]
    }
}

fn case(check: &CheckResult, strict: bool) -> Case {
    match check.status {
        Status::Warn if strict => Case::Failed,
        Status::Pass | Status::Warn => Case::Passed,
        Status::Fail => Case::Failed,
        Status::Error => Case::Error,
        Status::Skip => Case::Skipped(plain(&check.summary)),
        Status::Unknown => Case::Skipped(format!("could not be measured: {}", plain(&check.summary))),
    }
}

fn suite_name(report: &Report) -> String {
    format!("sf-preflight.{}", report.login.flow.name())
}

fn write_properties(report: &Report, strict: bool, xml: &mut Writer<impl Write>) -> io::Result<()> {
    let prediction = &report.prediction;
    let properties = [
        ("version", Some(report.tool.version.to_owned())),
        ("instance_url", Some(report.login.instance_url.to_string())),
        ("verdict", Some(words::verdict(report.verdict).to_owned())),
        ("meaning", Some(plain(&words::meaning(report, strict)))),
        ("code", prediction.code.as_deref().map(plain)),
        ("prints", prediction.prints.as_deref().map(plain)),
        ("check", prediction.check.map(str::to_owned)),
    ];
    xml.create_element("properties").write_inner_content(|xml| {
        for (name, value) in &properties {
            let Some(value) = value else { continue };
            xml.create_element("property").with_attributes([("name", *name), ("value", value.as_str())]).write_empty()?;
        }
        Ok(())
    })?;
    Ok(())
}

fn write_case(report: &Report, check: &CheckResult, style: &Style, xml: &mut Writer<impl Write>) -> io::Result<()> {
    let (name, class) = (format!("{}: {}", check.id, check.title), suite_name(report));
    let element = xml.create_element("testcase").with_attributes([("name", name.as_str()), ("classname", &class)]);
    let element = element.with_attribute(("time", seconds(check.duration_ms.unwrap_or(0)).as_str()));
    let (summary, text) = (plain(&check.summary), words::details(check, style.shell).join("\n"));
    let code = check.code.as_deref().map_or_else(|| words::status(check.status).to_owned(), plain);
    match case(check, style.strict) {
        Case::Passed => {
            let told = if check.status == Status::Warn { format!("warning: {summary}\n{text}") } else { summary };
            element.write_inner_content(|xml| write_text("system-out", &[], &told, xml))?;
        }
        Case::Skipped(why) => {
            element.write_inner_content(|xml| write_text("skipped", &[("message", &why)], "", xml))?;
        }
        Case::Failed => {
            element.write_inner_content(|xml| write_text("failure", &[("message", &summary), ("type", &code)], &text, xml))?;
        }
        Case::Error => {
            element.write_inner_content(|xml| write_text("error", &[("message", &summary), ("type", &code)], &text, xml))?;
        }
    }
    Ok(())
}

fn write_text(name: &str, attributes: &[(&str, &str)], text: &str, xml: &mut Writer<impl Write>) -> io::Result<()> {
    let element = xml.create_element(name).with_attributes(attributes.iter().copied());
    if text.is_empty() { element.write_empty() } else { element.write_text_content(BytesText::new(text)) }.map(drop)
}

fn seconds(milliseconds: u64) -> String {
    format!("{}.{:03}", milliseconds / 1000, milliseconds % 1000)
}
