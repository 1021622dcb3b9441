//! Puts a report where people and programs read it.

use crate::cli::{Color, Format, ReportOptions};
use crate::report::{self, Shell, Style};
use anstream::stream::RawStream;
use anstream::{AutoStream, ColorChoice};
use sf_preflight_checks::model::Report;
use std::collections::BTreeMap;
use std::io::{self, ErrorKind, IsTerminal, Write};

/// Where a report goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stream {
    /// Standard output.
    Output,
    /// Standard error, where standard output is sf's.
    Error,
}

/// Writes the report; `variables` tell what the terminal can show and which shell is used.
pub fn tell(
    report: &Report,
    options: &ReportOptions,
    strict: bool,
    variables: &BTreeMap<String, String>,
    stream: Stream,
) -> io::Result<()> {
    match stream {
        Stream::Output => {
            let out = AutoStream::new(io::stdout().lock(), color(options, &io::stdout()));
            write(report, options, &style(options, strict, variables, io::stdout().is_terminal()), out)
        }
        Stream::Error => {
            let out = AutoStream::new(io::stderr().lock(), color(options, &io::stderr()));
            write(report, options, &style(options, strict, variables, io::stderr().is_terminal()), out)
        }
    }
}

pub(crate) fn style(options: &ReportOptions, strict: bool, variables: &BTreeMap<String, String>, terminal: bool) -> Style {
    Style {
        width: width(terminal),
        unicode: terminal && speaks_unicode(variables),
        quiet: options.quiet,
        strict,
        shell: Shell::detect(variables, cfg!(windows)),
    }
}

fn write(report: &Report, options: &ReportOptions, style: &Style, mut out: impl Write) -> io::Result<()> {
    match report::write(report, options.format, style, &mut out).and_then(|()| out.flush()) {
        // Whoever read the report has seen enough.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}

pub(crate) fn color(options: &ReportOptions, stream: &impl RawStream) -> ColorChoice {
    match options.color {
        Color::Always => ColorChoice::Always,
        Color::Never => ColorChoice::Never,
        Color::Auto if options.format == Format::Json => ColorChoice::Never,
        Color::Auto => AutoStream::choice(stream),
    }
}

/// Columns: the terminal's, within reason; piped text is always 100 wide.
fn width(terminal: bool) -> usize {
    match terminal_size::terminal_size() {
        Some((terminal_size::Width(columns), _)) if terminal => usize::from(columns).clamp(40, 110),
        _ => 100,
    }
}

/// Whether the terminal shows more than ASCII: a UTF-8 locale (LC_ALL, LC_CTYPE, LANG, the first that is set), or
/// Windows, whose console takes UTF-8 from Rust programs.
fn speaks_unicode(variables: &BTreeMap<String, String>) -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(|name| variables.get(*name).filter(|value| !value.is_empty()));
    cfg!(windows) || cfg!(target_os = "macos") || locale.is_some_and(|locale| locale.to_ascii_lowercase().replace('-', "").contains("utf8"))
}
