//! An explanation for people.

use super::told::{Explanation, Told};
use crate::report::{Style, ascii};
use anstyle::{AnsiColor, Style as Paint};
use sf_preflight_checks::model::Fix;
use sf_preflight_checks::salesforce::assess::{Assessed, State};
use sf_preflight_checks::salesforce::catalogue::{Proof, Role};
use sf_preflight_checks::salesforce::recognise::Recognised;
use std::io::{self, Write};

/// Columns of what is known about a cause.
const LABEL: usize = 20;

/// Writes it: the error that counts in full, the others in a line each.
pub fn write(explanation: &Explanation, style: &Style, out: &mut impl Write) -> io::Result<()> {
    let mut page = Vec::new();
    match explanation.told.split_first() {
        Some((first, others)) => {
            write_error(first, explanation, style, &mut page)?;
            write_others(others, style, &mut page)?;
            write_cut(explanation, style, &mut page)?;
        }
        None => write_guesses(explanation, style, &mut page)?,
    }
    let page = String::from_utf8_lossy(&page);
    if style.unicode { out.write_all(page.as_bytes()) } else { out.write_all(ascii(&page).as_bytes()) }
}

fn write_error(told: &Told, explanation: &Explanation, style: &Style, out: &mut impl Write) -> io::Result<()> {
    let entry = told.recognised.entry;
    let bold = Paint::new().bold();
    for (number, line) in textwrap::wrap(&format!("{}: {}", entry.id, entry.title), style.width).iter().enumerate() {
        writeln!(out, "{}{bold}{line}{bold:#}", if number == 0 { "" } else { "  " })?;
    }
    wrapped(&place(told.recognised), "  ", "  ", style, out)?;
    writeln!(out)?;
    wrapped(entry.meaning, "  ", "  ", style, out)?;
    writeln!(out)?;
    match explanation.report {
        Some(report) if told.causes.iter().any(|cause| cause.result.is_some()) => {
            writeln!(out, "Causes, as seen here now (sf org login {} to {}):\n", report.login.flow.name(), report.login.instance_url)?;
        }
        _ if told.causes.is_empty() => {}
        _ => writeln!(out, "Causes:\n")?,
    }
    // Stable: among equals the likelier one stays first.
    let mut causes: Vec<&Assessed> = told.causes.iter().collect();
    causes.sort_by_key(|cause| (cause.state != State::Confirmed, explanation.report.is_some() && cause.state == State::Unmeasured));
    for cause in causes {
        write_cause(cause, told, explanation, style, out)?;
    }
    write_behind(told, explanation, style, out)?;
    write_remedies(told, style, out)
}

/// Where the error stands and what it names.
fn place(found: &Recognised) -> String {
    let mut parts = vec![format!("line {}", found.line)];
    if found.times > 1 {
        parts[0] += &format!(", {} times", found.times);
    }
    parts.extend(found.code.clone());
    parts.extend(found.flow.map(|flow| format!("sf org login {}", flow.name())));
    match (&found.host, found.port) {
        (Some(host), Some(port)) => parts.push(format!("{host}, port {port}")),
        (Some(host), None) => parts.push(host.to_string()),
        (None, Some(port)) => parts.push(format!("port {port}")),
        (None, None) => {}
    }
    parts.extend(found.file.as_ref().map(ToString::to_string));
    parts.extend(found.era.map(|era| format!("as {} prints it", era.told())));
    if !found.is_certain {
        parts.push("words that other programs print too".to_owned());
    }
    format!("in the text: {}", parts.join("; "))
}

fn label(state: State, is_checked: bool) -> (&'static str, Paint) {
    let color = |color: AnsiColor| Paint::new().fg_color(Some(color.into()));
    match state {
        State::Confirmed => ("confirmed here", color(AnsiColor::Red).bold()),
        State::RuledOut => ("ruled out here", color(AnsiColor::Green)),
        State::Unseen => ("cannot be seen", color(AnsiColor::Yellow)),
        State::Unmeasured if is_checked => ("not measured", Paint::new().dimmed()),
        State::Unmeasured => ("a check can tell", Paint::new()),
    }
}

fn write_cause(cause: &Assessed, told: &Told, explanation: &Explanation, style: &Style, out: &mut impl Write) -> io::Result<()> {
    let (label, paint) = label(cause.state, explanation.report.is_some());
    let further = " ".repeat(LABEL);
    let width = style.width.saturating_sub(LABEL).max(20);
    for (number, line) in
        textwrap::wrap(cause.cause.what, textwrap::Options::new(width).word_splitter(textwrap::WordSplitter::NoHyphenation))
            .iter()
            .enumerate()
    {
        match number {
            0 => writeln!(out, "  {paint}{label:<18}{paint:#}{line}")?,
            _ => writeln!(out, "{further}{line}")?,
        }
    }
    match cause.cause.proof {
        Proof::Unseen { ask } => wrapped(&format!("Ask: \"{}\"", explanation.asked(ask, told)), &further, &further, style, out),
        Proof::Check { id, .. } if cause.because.is_empty() => {
            wrapped(&format!("sf-preflight explain {id}"), &further, &further, style, out)
        }
        Proof::Check { id, .. } => {
            let code = cause.result.filter(|_| cause.state == State::Confirmed).and_then(|result| result.code.as_deref());
            let code = code.map(|code| format!(" [{code}]")).unwrap_or_default();
            wrapped(&format!("{id}: {}{code}", cause.because), &further, &further, style, out)
        }
    }
}

/// What sf hides, where the checks find it; and that they do not, where they do not.
fn write_behind(told: &Told, explanation: &Explanation, style: &Style, out: &mut impl Write) -> io::Result<()> {
    writeln!(out)?;
    let hides = matches!(told.recognised.entry.role, Role::Hidden | Role::Wrapper);
    let confirmed = told.causes.iter().find(|cause| cause.state == State::Confirmed);
    match (confirmed, explanation.report) {
        (Some(cause), _) if hides => {
            wrapped(&format!("sf hides the cause; here it is: {}", cause.because), "", "  ", style, out)?;
            if let Some(entry) = told.behind {
                wrapped(&format!("{}. More: sf-preflight explain {}", entry.title, entry.id), "  ", "  ", style, out)?;
            }
            writeln!(out)
        }
        (None, Some(_)) if told.causes.iter().any(|cause| cause.state == State::RuledOut) => {
            let text = "No cause is confirmed here now. What is ruled out now may have been different when the error came.";
            wrapped(text, "", "  ", style, out)?;
            writeln!(out)
        }
        _ => Ok(()),
    }
}

fn write_remedies(told: &Told, style: &Style, out: &mut impl Write) -> io::Result<()> {
    let entry = told.recognised.entry;
    let found = told.causes.iter().filter(|cause| cause.state == State::Confirmed).filter_map(|cause| cause.result);
    let mut never: Vec<&str> = entry.never.to_vec();
    let mut checks: Vec<&str> = Vec::new();
    for result in found {
        if checks.contains(&result.id) {
            continue;
        }
        checks.push(result.id);
        for fix in &result.fixes {
            write_fix(fix, style, out)?;
        }
        never.extend(result.never.iter().map(String::as_str).filter(|text| !entry.never.contains(text)));
    }
    let heading = if checks.is_empty() { "  Fix:   " } else { "  Else:  " };
    for text in entry.fixes {
        wrapped(text, heading, "         ", style, out)?;
    }
    for text in never {
        wrapped(text, "  Never: ", "         ", style, out)?;
    }
    let pages = checks.iter().map(|check| format!(", sf-preflight explain {check}")).collect::<String>();
    wrapped(&format!("sf-preflight explain {}{pages}", entry.id), "  More:  ", "         ", style, out)
}

fn write_fix(fix: &Fix, style: &Style, out: &mut impl Write) -> io::Result<()> {
    wrapped(&fix.text, "  Fix:   ", "         ", style, out)?;
    let Some(commands) = &fix.commands else { return Ok(()) };
    let paint = Paint::new().fg_color(Some(AnsiColor::Cyan.into()));
    // Never wrapped: a command is there to be copied.
    for line in style.shell.pick(commands).lines() {
        writeln!(out, "             {paint}{line}{paint:#}")?;
    }
    Ok(())
}

fn write_others(others: &[Told], style: &Style, out: &mut impl Write) -> io::Result<()> {
    if others.is_empty() {
        return Ok(());
    }
    writeln!(out, "\nAlso in the text:")?;
    for told in others {
        let found = told.recognised;
        let confirmed = told.causes.iter().any(|cause| cause.state == State::Confirmed);
        let confirmed = if confirmed { " (a cause of it is confirmed here)" } else { "" };
        wrapped(&format!("line {}: {}: {}{confirmed}", found.line, found.entry.id, found.entry.title), "  ", "      ", style, out)?;
    }
    Ok(())
}

/// What the text seems to break off in.
fn write_cut(explanation: &Explanation, style: &Style, out: &mut impl Write) -> io::Result<()> {
    for entry in explanation.guesses {
        writeln!(out)?;
        wrapped(&format!("The text breaks off there; a guess: {}: {}", entry.id, entry.title), "", "  ", style, out)?;
    }
    Ok(())
}

fn write_guesses(explanation: &Explanation, style: &Style, out: &mut impl Write) -> io::Result<()> {
    if explanation.is_empty {
        writeln!(out, "There is no text to explain.")?;
    } else if explanation.guesses.is_empty() {
        writeln!(out, "Nothing in the text is known, and no entry resembles it.")?;
    } else {
        writeln!(out, "Nothing in the text is known for certain. Guesses, by their words only:\n")?;
        for entry in explanation.guesses {
            wrapped(&format!("{}: {}", entry.id, entry.title), "  ", "      ", style, out)?;
        }
        writeln!(out, "\n`sf-preflight explain ID` shows one.")?;
    }
    writeln!(out, "`sf-preflight` itself looks whether a login can work here.")
}

fn wrapped(text: &str, first: &str, further: &str, style: &Style, out: &mut impl Write) -> io::Result<()> {
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
