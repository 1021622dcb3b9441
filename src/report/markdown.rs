//! Markdown, for tickets and for the job summary of GitHub Actions.

use super::words::{self, plain, plain_lines};
use super::{Judged, Shell, Style};
use sf_preflight_checks::model::{CheckResult, Fix, Status, TimingsMs, Verdict};
use std::io::{self, Write};

/// Writes the verdict, what to act on, and every check in a table that is folded away.
pub fn write(judged: &Judged, style: &Style, out: &mut impl Write) -> io::Result<()> {
    let report = &judged.report;
    let is_ready = report.verdict == Verdict::Ready && !words::is_strictly_refused(report, style.strict);
    writeln!(out, "## {} {}: {}\n", if is_ready { "✓" } else { "✗" }, report.tool.name, words::verdict(report.verdict))?;
    let url = escape(&words::target(report));
    writeln!(out, "`{}` to {url}{}\n", words::login(report), escape(words::source(report)))?;
    writeln!(out, "**{}**\n", escape(&words::meaning(report, style.strict)))?;
    for check in words::to_act_on(report) {
        write_finding(check, style.shell, out)?;
    }
    for note in &report.notes {
        writeln!(out, "{}: {}\n", escape(note.about), prose(&note.text))?;
    }
    writeln!(out, "<details><summary>All checks</summary>\n\n| | check | |\n|---|---|---|")?;
    for check in &report.checks {
        writeln!(out, "| {} | `{}` | {} |", sign(check.status), check.id, prose(&check.summary))?;
    }
    writeln!(out, "\n</details>\n\n{}", timings(&report.timings_ms))
}

fn sign(status: Status) -> &'static str {
    match status {
        Status::Pass => "✓",
        Status::Warn => "! warn",
        Status::Fail => "✗ fail",
        Status::Skip => "– skip",
        Status::Unknown => "? unknown",
        Status::Error => "✗ error",
    }
}

fn write_finding(check: &CheckResult, shell: Shell, out: &mut impl Write) -> io::Result<()> {
    let code = check.code.as_deref().map(|code| format!(" ({})", self::code(code))).unwrap_or_default();
    writeln!(out, "### {} `{}`: {}{code}\n", sign(check.status), check.id, prose(&check.summary))?;
    for paragraph in check.detail.lines().filter(|line| !line.is_empty()) {
        writeln!(out, "{}\n", self::paragraph(paragraph))?;
    }
    for fix in &check.fixes {
        write_fix(fix, shell, out)?;
    }
    for text in &check.never {
        writeln!(out, "**Never:** {}\n", prose(text))?;
    }
    writeln!(out, "More: `sf-preflight explain {}`\n", check.id)
}

fn write_fix(fix: &Fix, shell: Shell, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "**Fix:** {}\n", prose(&fix.text))?;
    let Some(commands) = &fix.commands else { return Ok(()) };
    let lines: Vec<String> = plain_lines(shell.pick(commands)).collect();
    let fence = fence(&lines);
    writeln!(out, "{fence}{}\n{}\n{fence}\n", language(shell), lines.join("\n"))
}

fn language(shell: Shell) -> &'static str {
    match shell {
        Shell::Sh => "sh",
        Shell::Fish => "fish",
        Shell::PowerShell => "powershell",
        Shell::Cmd => "bat",
    }
}

/// A fence that no line of the code can close.
fn fence(lines: &[String]) -> String {
    let longest = lines.iter().flat_map(|line| line.split(|character| character != '`')).map(str::len).max().unwrap_or(0);
    "`".repeat(3.max(longest + 1))
}

fn timings(timings: &TimingsMs) -> String {
    let phases = [
        ("dns", timings.dns),
        ("connect", timings.connect),
        ("proxy", timings.proxy),
        ("tls", timings.tls),
        ("http", timings.http),
        ("total", Some(timings.total)),
    ];
    let told: Vec<String> = phases.iter().filter_map(|(name, ms)| ms.map(|ms| format!("{name} {ms} ms"))).collect();
    told.join(", ")
}

/// A text of ours or from outside, in one line: what stands between backticks is code, everything else stays text.
fn prose(text: &str) -> String {
    let text = plain(text);
    let pieces: Vec<&str> = text.split('`').collect();
    if pieces.len().is_multiple_of(2) {
        return escape(&text);
    }
    let spans = pieces.iter().enumerate().map(|(number, piece)| if number % 2 == 1 { code(piece) } else { escape(piece) });
    spans.collect()
}

/// A piece of code in a line, unless it holds what could end the code, a table's cell or more.
fn code(text: &str) -> String {
    let text = plain(text);
    if text.is_empty() || text.contains(['`', '|', '<', '>', '!', '[']) { escape(&text) } else { format!("`{text}`") }
}

/// A text that stays text: what Markdown, its tables, HTML or GitHub's formulas take for more is escaped.
fn escape(text: &str) -> String {
    let text = plain(text);
    let mut escaped = String::with_capacity(text.len());
    let mut before = ' ';
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let is_inside_word = before.is_alphanumeric() && characters.peek().is_some_and(|next| next.is_alphanumeric());
        match character {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '_' if is_inside_word => escaped.push('_'),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '#' | '$' | '!' => escaped.extend(['\\', character]),
            _ => escaped.push(character),
        }
        before = character;
    }
    escaped
}

/// The same at the beginning of a paragraph, where a text could also be taken for a list or a line.
fn paragraph(text: &str) -> String {
    let text = prose(text.trim_start());
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    match text.as_bytes().get(digits) {
        Some(b'.' | b')') if digits > 0 => format!("{}\\{}", &text[..digits], &text[digits..]),
        Some(b'-' | b'+' | b'=') if digits == 0 => format!("\\{text}"),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_text() {
        for (text, escaped) in [
            ("plain – é 日本, (a): b.", "plain – é 日本, (a): b."),
            ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
            ("a | b\n\n# c", r"a \| b\\u{a}\\u{a}\# c"),
            ("![x](http://evil) [y](z) **b** `c` ~~d~~ $e$", r"\!\[x\](http://evil) \[y\](z) \*\*b\*\* \`c\` \~\~d\~\~ \$e\$"),
            ("&lt;", "&amp;lt;"),
            ("NODE_EXTRA_CA_CERTS, _x_ and __y__", r"NODE_EXTRA_CA_CERTS, \_x\_ and \_\_y\_\_"),
            ("\u{202e}\u{1b}[2J", r"\\u{202e}\\u{1b}\[2J"),
        ] {
            assert_eq!(escape(text), escaped);
        }
    }

    #[test]
    fn what_is_in_backticks_is_code() {
        for (text, shown) in [
            ("run `npm config x_y` now_", r"run `npm config x_y` now\_"),
            ("`<b>`", "&lt;b&gt;"),
            ("a ` b", r"a \` b"),
            ("`a | b`", r"a \| b"),
            ("``", ""),
        ] {
            assert_eq!(prose(text), shown);
        }
    }

    #[test]
    fn a_paragraph_begins_no_list() {
        for (text, shown) in [("1. a", r"1\. a"), ("- a", r"\- a"), ("=== a", r"\=== a"), ("    a", "a"), ("7 a", "7 a"), ("a", "a")] {
            assert_eq!(paragraph(text), shown);
        }
    }

    #[test]
    fn code_does_not_end_its_fence() {
        for (line, ticks) in [("a", 3), ("a `b` c", 3), ("```", 4), ("`````", 6)] {
            assert_eq!(fence(&[line.to_owned()]).len(), ticks, "{line}");
        }
    }
}
