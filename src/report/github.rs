//! What a job of GitHub Actions shows: an annotation for each finding to act on, and the verdict as a line of its log.
//!
//! Source of the escapes: actions/toolkit `command.ts`; of what the runner takes for a command: actions/runner
//! `ActionCommand.cs`.

use super::words::{self, plain};
use super::{Judged, Style};
use sf_preflight_checks::model::{CheckResult, Status, Verdict};
use std::io::{self, Write};

/// Writes an annotation for each check that fails, warns or could not be measured, and the verdict.
pub fn write(judged: &Judged, style: &Style, out: &mut impl Write) -> io::Result<()> {
    let report = &judged.report;
    let is_refused = report.verdict != Verdict::Ready || words::is_strictly_refused(report, style.strict);
    let unmeasured = report.checks.iter().filter(|check| check.status == Status::Unknown);
    for check in words::to_act_on(report).into_iter().chain(unmeasured) {
        let kind = kind(check.status, style.strict);
        if kind == "error" || !style.quiet {
            writeln!(out, "::{kind} title={}::{}", property(check.id), data(&message(check, style)))?;
        }
    }
    if is_refused || !style.quiet {
        let meaning = plain(&words::meaning(report, style.strict));
        writeln!(out, "{}", log_line(&format!("sf-preflight: {}: {meaning}", words::verdict(report.verdict))))?;
    }
    Ok(())
}

fn kind(status: Status, strict: bool) -> &'static str {
    match status {
        Status::Fail | Status::Error => "error",
        Status::Warn if strict => "error",
        Status::Warn => "warning",
        Status::Pass | Status::Skip | Status::Unknown => "notice",
    }
}

fn message(check: &CheckResult, style: &Style) -> String {
    let code = check.code.as_deref().map(|code| format!(" [{}]", plain(code))).unwrap_or_default();
    let mut lines = vec![format!("{}{code}", plain(&check.summary))];
    lines.extend(words::details(check, style.shell));
    lines.join("\n")
}

/// The text behind a command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property of a command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// A line that is no command: an older form of them, `##[…]`, counts anywhere in a line.
fn log_line(text: &str) -> String {
    text.replace("##[", "## [")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_a_command_or_begins_one() {
        assert_eq!(data("100%\r\n::error::x, y: z"), "100%25%0D%0A::error::x, y: z");
        assert_eq!(data("%0A"), "%250A");
        assert_eq!(property("a:b,c%\n"), "a%3Ab%2Cc%25%0A");
        assert_eq!(log_line("a ##[error]b"), "a ## [error]b");
    }
}
