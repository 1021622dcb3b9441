//! Puts reports where people and programs read them.

use crate::cli::{Color, Format, ReportOptions, Target};
use crate::file;
use crate::report::{self, Judged, Shell, Style};
use anstream::stream::RawStream;
use anstream::{AutoStream, ColorChoice, StripStream};
use std::collections::BTreeMap;
#[cfg(target_os = "linux")]
use std::fs;
use std::io::{self, ErrorKind, IsTerminal, Write};
use std::path::Path;

/// Where a report goes that no file is named for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stream {
    /// Standard output.
    Output,
    /// Standard error, where standard output is sf's.
    Error,
}

/// Says what is wrong on standard error. Where even that is closed, the exit status still tells.
pub fn complain(text: &str) {
    let _ = writeln!(io::stderr(), "sf-preflight: {text}");
}

/// Writes every report that the options ask for, the files first; `variables` tell what the terminal can show and whether
/// a job of GitHub Actions reads along, `shell` is the one that the fixes are for.
///
/// # Errors
/// If one cannot be written; the others are.
pub fn tell(
    judged: &Judged,
    options: &ReportOptions,
    strict: bool,
    variables: &BTreeMap<String, String>,
    shell: Shell,
    stream: Stream,
) -> io::Result<()> {
    let is_terminal = match stream {
        Stream::Output => io::stdout().is_terminal(),
        Stream::Error => io::stderr().is_terminal(),
    };
    let is_github_log = !is_terminal && variables.get("GITHUB_ACTIONS").is_some_and(|value| value == "true");
    let reports = options.reports(is_github_log).map_err(io::Error::other)?;
    let style = |is_terminal| Style { quiet: options.quiet, strict, ..style(variables, shell, is_terminal) };
    let mut told = Ok(());
    for (format, target) in &reports {
        let Target::File(path) = target else { continue };
        told = told.and(write_file(judged, *format, &style(false), options.color, path));
    }
    for (format, target) in &reports {
        if *target == Target::Stream {
            told = told.and(write_stream(judged, *format, options.color, &style(is_terminal), stream));
        }
        if *format == Format::Github && *target == Target::Stream {
            add_job_summary(judged, &style(false), variables);
        }
    }
    told
}

fn write_file(judged: &Judged, format: Format, style: &Style, color: Color, path: &Path) -> io::Result<()> {
    let mut content = Vec::new();
    let written = match (format, color) {
        (Format::Text, Color::Auto | Color::Never) => report::write(judged, format, style, &mut StripStream::new(&mut content)),
        _ => report::write(judged, format, style, &mut content),
    };
    written.and_then(|()| file::write_report(path, &content)).map_err(|error| about(path, &error))
}

/// The job's own page in GitHub Actions: each step adds to the file that is named. Nobody asked for it, and in a container
/// the file may not be there, so that a fault is told and changes nothing.
fn add_job_summary(judged: &Judged, style: &Style, variables: &BTreeMap<String, String>) {
    let Some(path) = variables.get("GITHUB_STEP_SUMMARY").filter(|path| !path.is_empty()).map(Path::new) else { return };
    let mut content = Vec::new();
    let written = report::write(judged, Format::Markdown, style, &mut content);
    if let Err(error) = written.and_then(|()| file::append(path, &content)) {
        complain(&format!("the job's summary could not be written: {}", about(path, &error)));
    }
}

/// The error with the file that it is about.
fn about(path: &Path, error: &io::Error) -> io::Error {
    let shown = sf_preflight_checks::model::Untrusted::from(path.to_string_lossy().into_owned());
    io::Error::new(error.kind(), format!("{shown}: {error}"))
}

fn write_stream(judged: &Judged, format: Format, color: Color, style: &Style, stream: Stream) -> io::Result<()> {
    match stream {
        Stream::Output => {
            if is_closed() {
                complain("standard output is closed: its report is not shown (--output FILE keeps it)");
            }
            let out = AutoStream::new(io::stdout().lock(), choice(format, color, &io::stdout()));
            write(judged, format, style, out)
        }
        Stream::Error => {
            let out = AutoStream::new(io::stderr().lock(), choice(format, color, &io::stderr()));
            write(judged, format, style, out)
        }
    }
}

/// Whether standard output is closed. Rust opens /dev/null in its place, for reading too, before this program starts; so
/// does whoever starts a program without an output, but no shell's `>/dev/null`.
#[cfg(target_os = "linux")]
fn is_closed() -> bool {
    /// The access mode O_RDWR, in the octal `flags` of proc_pid_fdinfo(5).
    fn is_read_too(line: &str) -> bool {
        line.strip_prefix("flags:").is_some_and(|flags| flags.trim_end().ends_with('2'))
    }
    let is_null = fs::read_link("/proc/self/fd/1").is_ok_and(|path| path == Path::new("/dev/null"));
    is_null && fs::read_to_string("/proc/self/fdinfo/1").is_ok_and(|told| told.lines().any(is_read_too))
}

/// Elsewhere it cannot be told.
#[cfg(not(target_os = "linux"))]
fn is_closed() -> bool {
    false
}

/// How a text looks that people read, where nothing else is asked for.
pub(crate) fn style(variables: &BTreeMap<String, String>, shell: Shell, is_terminal: bool) -> Style {
    Style { width: width(is_terminal), unicode: is_terminal && speaks_unicode(variables), quiet: false, strict: false, shell }
}

fn write(judged: &Judged, format: Format, style: &Style, mut out: impl Write) -> io::Result<()> {
    match report::write(judged, format, style, &mut out).and_then(|()| out.flush()) {
        // Whoever read the report has seen enough.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}

/// Only text has colours; what else is written passes as it is.
pub(crate) fn choice(format: Format, color: Color, stream: &impl RawStream) -> ColorChoice {
    match (format, color) {
        (Format::Text, Color::Auto) => AutoStream::choice(stream),
        (Format::Text, Color::Always) => ColorChoice::Always,
        (Format::Text, Color::Never) => ColorChoice::Never,
        _ => ColorChoice::AlwaysAnsi,
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
