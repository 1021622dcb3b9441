//! The report for people.

use super::Shell;
use anstyle::{AnsiColor, Style as Paint};
use sf_preflight_checks::model::observations::UrlSource;
use sf_preflight_checks::model::{CheckResult, Fix, Outcome, Prediction, Report, Status, Verdict};
use sf_preflight_checks::salesforce::catalogue;
use std::io::{self, Write};

/// How the text looks.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// Columns to fill.
    pub width: usize,
    /// Signs and typography beyond ASCII, for a terminal; otherwise plain ASCII.
    pub unicode: bool,
    /// Say nothing when ready, otherwise only what is wrong.
    pub quiet: bool,
    /// Warnings fail too.
    pub strict: bool,
    /// The shell that the fix commands are for.
    pub shell: Shell,
}

/// Writes the report: a line a check, then what to do about what fails or warns, and last the verdict.
pub fn write(report: &Report, style: &Style, out: &mut impl Write) -> io::Result<()> {
    let mut page = Vec::new();
    if !style.quiet {
        write_heading(report, &mut page)?;
        for check in &report.checks {
            write_line(check, style, &mut page)?;
        }
        writeln!(page)?;
    }
    let told: Vec<&CheckResult> = [Status::Error, Status::Fail, Status::Warn]
        .into_iter()
        .filter(|status| *status != Status::Warn || !style.quiet || style.strict)
        .flat_map(|status| report.checks.iter().filter(move |check| check.status == status))
        .collect();
    for check in &told {
        write_details(check, style, &mut page)?;
    }
    for note in report.notes.iter().filter(|_| !style.quiet) {
        writeln!(page, "{}: {}", note.about, note.text)?;
    }
    if !style.quiet || !told.is_empty() {
        write_verdict(report, style, &mut page)?;
    }
    let page = String::from_utf8_lossy(&page);
    if style.unicode { out.write_all(page.as_bytes()) } else { out.write_all(ascii(&page).as_bytes()) }
}

fn write_heading(report: &Report, out: &mut impl Write) -> io::Result<()> {
    let flow = report.login.flow.name();
    let source = match report.login.instance_url_source {
        UrlSource::Flag => "",
        UrlSource::Project => " (sfdcLoginUrl of the project)",
        UrlSource::Environment => " (from the environment)",
        UrlSource::Configuration => " (sf's own setting org-instance-url)",
        UrlSource::SfdxUrl => " (from the SFDX authorization URL)",
        UrlSource::Default => " (nothing else is given)",
    };
    let bold = Paint::new().bold();
    writeln!(out, "{bold}sf org login {flow}{bold:#} to {bold}{}{bold:#}{source}\n", report.login.instance_url)
}

/// How a status looks: a sign, a word of the same meaning in ASCII, a colour.
fn sign(status: Status) -> (&'static str, &'static str, Paint) {
    let color = |color: AnsiColor| Paint::new().fg_color(Some(color.into()));
    match status {
        Status::Pass => ("✓", "ok", color(AnsiColor::Green)),
        Status::Warn => ("!", "warn", color(AnsiColor::Yellow).bold()),
        Status::Fail => ("✗", "FAIL", color(AnsiColor::Red).bold()),
        Status::Skip => ("-", "skip", Paint::new().dimmed()),
        Status::Unknown => ("?", "????", color(AnsiColor::Yellow)),
        Status::Error => ("✗", "ERR!", color(AnsiColor::Magenta).bold()),
    }
}

fn write_line(check: &CheckResult, style: &Style, out: &mut impl Write) -> io::Result<()> {
    let (mark, word, paint) = sign(check.status);
    let mark = if style.unicode { format!(" {mark}") } else { format!("{word:<4}") };
    let dim = if check.status == Status::Skip { Paint::new().dimmed() } else { Paint::new() };
    writeln!(out, "{paint}{mark}{paint:#}  {:<18}  {dim}{}{dim:#}", check.id, check.summary)
}

fn write_details(check: &CheckResult, style: &Style, out: &mut impl Write) -> io::Result<()> {
    let (_, _, paint) = sign(check.status);
    let code = check.code.as_ref().map(|code| format!(" [{code}]")).unwrap_or_default();
    let heading = format!("{}: {}{code}", check.id, check.summary);
    for (number, line) in textwrap::wrap(&heading, style.width).iter().enumerate() {
        writeln!(out, "{paint}{}{line}{paint:#}", if number == 0 { "" } else { "  " })?;
    }
    for paragraph in check.detail.lines() {
        write_wrapped(paragraph, "  ", "  ", style, out)?;
    }
    for fix in &check.fixes {
        write_fix(fix, style, out)?;
    }
    for text in &check.never {
        write_wrapped(text, "  Never: ", "         ", style, out)?;
    }
    write_wrapped(&format!("sf-preflight explain {}", check.id), "  More:  ", "         ", style, out)?;
    writeln!(out)
}

fn write_fix(fix: &Fix, style: &Style, out: &mut impl Write) -> io::Result<()> {
    write_wrapped(&fix.text, "  Fix:   ", "         ", style, out)?;
    let Some(commands) = &fix.commands else { return Ok(()) };
    let paint = Paint::new().fg_color(Some(AnsiColor::Cyan.into()));
    // Never wrapped: a command is there to be copied.
    for line in style.shell.pick(commands).lines() {
        writeln!(out, "             {paint}{line}{paint:#}")?;
    }
    Ok(())
}

fn write_wrapped(text: &str, first: &str, further: &str, style: &Style, out: &mut impl Write) -> io::Result<()> {
    let options = textwrap::Options::new(style.width)
        .initial_indent(first)
        .subsequent_indent(further)
        .break_words(false)
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    for line in textwrap::wrap(text, options) {
        writeln!(out, "{line}")?;
    }
    Ok(())
}

fn write_verdict(report: &Report, style: &Style, out: &mut impl Write) -> io::Result<()> {
    let (word, status) = match report.verdict {
        Verdict::Ready => ("ready", Status::Pass),
        Verdict::Blocked => ("blocked", Status::Fail),
        Verdict::Unsafe => ("unsafe", Status::Fail),
    };
    let (_, _, paint) = sign(status);
    let paint = paint.bold();
    let will = match report.verdict {
        Verdict::Ready if style.strict && report.checks.iter().any(|check| check.status == Status::Warn) => {
            "sf would log in, but warnings fail here (--strict)".to_owned()
        }
        Verdict::Ready => match report.checks.iter().filter(|check| check.status == Status::Unknown).count() {
            0 => "nothing that can be known before a login stands in its way".to_owned(),
            1 => "nothing that could be seen stands in its way; 1 check could not be measured".to_owned(),
            unknown => format!("nothing that could be seen stands in its way; {unknown} checks could not be measured"),
        },
        Verdict::Unsafe => "sf would log in, with its protection switched off".to_owned(),
        Verdict::Blocked => foretell(&report.prediction),
    };
    writeln!(out, "{paint}{word}{paint:#}: {will}")?;
    match catalogue::of_prediction(&report.prediction).filter(|_| report.verdict == Verdict::Blocked) {
        Some(entry) => {
            write_wrapped(&format!("{}.", entry.title), "  Means: ", "         ", style, out)?;
            write_wrapped(&format!("sf-preflight explain {}", entry.id), "  More:  ", "         ", style, out)
        }
        None => Ok(()),
    }
}

/// The prediction in words.
fn foretell(prediction: &Prediction) -> String {
    let code = prediction.code.as_ref().map(|code| format!(" ({code})")).unwrap_or_default();
    match (prediction.outcome, &prediction.prints) {
        (Outcome::Succeed, _) => "sf itself would go through, yet this should be mended first".to_owned(),
        (Outcome::Hang, _) => format!("sf would print nothing and not finish within a minute{code}"),
        (Outcome::Fallback, _) => format!("sf would silently log in at another host than the one given{code}"),
        (Outcome::Fail, Some(prints)) => format!("sf would print \"{prints}\"{code}"),
        (Outcome::Fail, None) => format!("sf would fail{code}"),
    }
}

/// Plain ASCII: typographic characters by their ASCII look-alikes, everything else escaped.
pub fn ascii(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '…' => plain.push_str("..."),
            '–' | '—' | '‑' => plain.push('-'),
            '’' | '‘' => plain.push('\''),
            '“' | '”' => plain.push('"'),
            '→' => plain.push_str("->"),
            '≥' => plain.push_str(">="),
            '≤' => plain.push_str("<="),
            '×' => plain.push('x'),
            '±' => plain.push_str("+/-"),
            _ if character.is_ascii() => plain.push(character),
            _ => plain.extend(character.escape_unicode()),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_piped_is_ascii() {
        assert_eq!(ascii("a – “b” → c… ≥ é\n"), "a - \"b\" -> c... >= \\u{e9}\n");
    }

    #[test]
    fn the_prediction_is_told_in_words() {
        let prediction = |outcome, code: Option<&str>, prints: Option<&str>| Prediction {
            outcome,
            code: code.map(str::to_owned),
            prints: prints.map(str::to_owned),
            check: None,
        };
        for (prediction, words) in [
            (prediction(Outcome::Fail, Some("ENOTFOUND"), Some("fetch failed")), "sf would print \"fetch failed\" (ENOTFOUND)"),
            (prediction(Outcome::Fail, None, None), "sf would fail"),
            (prediction(Outcome::Hang, None, None), "sf would print nothing and not finish within a minute"),
            (
                prediction(Outcome::Fallback, Some("ENOTFOUND"), None),
                "sf would silently log in at another host than the one given (ENOTFOUND)",
            ),
            (prediction(Outcome::Succeed, None, None), "sf itself would go through, yet this should be mended first"),
        ] {
            assert_eq!(foretell(&prediction), words);
        }
    }
}
