//! The report for people.

use super::words::{plain, plain_lines};
use super::{Shell, words};
use anstyle::{AnsiColor, Style as Paint};
use sf_preflight_checks::model::{CheckResult, Fix, Report, Status, Verdict};
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
        writeln!(page, "{}: {}", note.about, plain(&note.text))?;
    }
    if !style.quiet || !told.is_empty() {
        write_verdict(report, style, &mut page)?;
    }
    let page = String::from_utf8_lossy(&page);
    if style.unicode { out.write_all(page.as_bytes()) } else { out.write_all(ascii(&page).as_bytes()) }
}

fn write_heading(report: &Report, out: &mut impl Write) -> io::Result<()> {
    let bold = Paint::new().bold();
    let (login, url, source) = (words::login(report), words::target(report), words::source(report));
    writeln!(out, "{bold}{login}{bold:#} to {bold}{url}{bold:#}{source}\n")
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
    writeln!(out, "{paint}{mark}{paint:#}  {:<18}  {dim}{}{dim:#}", check.id, plain(&check.summary))
}

fn write_details(check: &CheckResult, style: &Style, out: &mut impl Write) -> io::Result<()> {
    let (_, _, paint) = sign(check.status);
    let code = check.code.as_ref().map(|code| format!(" [{}]", plain(code))).unwrap_or_default();
    let heading = format!("{}: {}{code}", check.id, plain(&check.summary));
    for (number, line) in textwrap::wrap(&heading, whole_words(style)).iter().enumerate() {
        writeln!(out, "{paint}{}{line}{paint:#}", if number == 0 { "" } else { "  " })?;
    }
    for paragraph in plain_lines(&check.detail) {
        write_wrapped(&paragraph, "  ", "  ", style, out)?;
    }
    for fix in &check.fixes {
        write_fix(fix, style, out)?;
    }
    for text in &check.never {
        write_wrapped(&plain(text), "  Never: ", "         ", style, out)?;
    }
    write_wrapped(&format!("sf-preflight explain {}", check.id), "  More:  ", "         ", style, out)?;
    writeln!(out)
}

fn write_fix(fix: &Fix, style: &Style, out: &mut impl Write) -> io::Result<()> {
    write_wrapped(&plain(&fix.text), "  Fix:   ", "         ", style, out)?;
    let Some(commands) = &fix.commands else { return Ok(()) };
    let paint = Paint::new().fg_color(Some(AnsiColor::Cyan.into()));
    // Never wrapped: a command is there to be copied.
    for line in plain_lines(style.shell.pick(commands)) {
        writeln!(out, "             {paint}{line}{paint:#}")?;
    }
    Ok(())
}

/// Lines of the style's width, and no path, option or name broken, be it at its hyphens.
fn whole_words<'a>(style: &Style) -> textwrap::Options<'a> {
    textwrap::Options::new(style.width).break_words(false).word_splitter(textwrap::WordSplitter::NoHyphenation)
}

fn write_wrapped(text: &str, first: &str, further: &str, style: &Style, out: &mut impl Write) -> io::Result<()> {
    let options = whole_words(style).initial_indent(first).subsequent_indent(further);
    for line in textwrap::wrap(text, options) {
        writeln!(out, "{line}")?;
    }
    Ok(())
}

fn write_verdict(report: &Report, style: &Style, out: &mut impl Write) -> io::Result<()> {
    let status = if report.verdict == Verdict::Ready { Status::Pass } else { Status::Fail };
    let (_, _, paint) = sign(status);
    let paint = paint.bold();
    writeln!(out, "{paint}{}{paint:#}: {}", words::verdict(report.verdict), plain(&words::meaning(report, style.strict)))?;
    let entry = catalogue::of_prediction(&report.prediction).filter(|_| report.verdict == Verdict::Blocked);
    let Some(entry) = entry else { return Ok(()) };
    write_wrapped(&format!("{}.", entry.title), "  Means: ", "         ", style, out)?;
    write_wrapped(&format!("sf-preflight explain {}", entry.id), "  More:  ", "         ", style, out)
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
    fn a_path_is_not_broken_at_its_hyphens() {
        let style = Style { width: 20, unicode: true, quiet: false, strict: false, shell: Shell::Sh };
        let mut page = Vec::new();
        write_wrapped("the key /home/me/my-project/server-key.pem is empty", "  ", "  ", &style, &mut page).unwrap();
        assert_eq!(String::from_utf8(page).unwrap(), "  the key\n  /home/me/my-project/server-key.pem\n  is empty\n");
    }

    #[test]
    fn what_is_piped_is_ascii() {
        assert_eq!(ascii("a – “b” → c… ≥ é\n"), "a - \"b\" -> c... >= \\u{e9}\n");
    }
}
