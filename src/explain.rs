//! `explain`: from the error text that somebody has to its cause here.

mod input;
mod json;
mod page;
mod text;
mod told;

use crate::cli::{Explain, ExplainFormat, Format};
use crate::exit::Exit;
use crate::job::{TOOL, attend, context_of, milliseconds_since};
use crate::observe::observe;
use crate::problem::Problem;
use crate::progress::Progress;
use crate::report::Shell;
use crate::tell;
use anstream::AutoStream;
use input::Input;
use sf_preflight_checks::judge;
use sf_preflight_checks::model::observations::{Flow, LoginRequest};
use sf_preflight_checks::model::{Report, Selection};
use sf_preflight_checks::salesforce::catalogue::entries;
use sf_preflight_checks::salesforce::recognise::Recognition;
use std::collections::BTreeMap;
use std::io::{self, ErrorKind, IsTerminal, Write};
use std::process::ExitCode;
use std::time::Instant;
use told::Explanation;

/// Explains what was asked for.
///
/// # Errors
/// If it cannot be read or told, or a word is not known.
pub fn run(options: &Explain, started: Instant) -> Result<ExitCode, Problem> {
    // The variable of the main job does not change what a page is.
    let page_format = options.format.unwrap_or(ExplainFormat::Text);
    if options.list {
        let list = match page_format {
            ExplainFormat::Json => json::entry_pages(&entries().collect::<Vec<_>>()),
            ExplainFormat::Text => entries().map(|entry| format!("{:<26}  {}\n", entry.id, entry.title)).collect(),
        };
        return print(list.as_bytes(), options);
    }
    match input::read(options)? {
        Input::Word(word) => print(page::page(&word, page_format)?.as_bytes(), options),
        Input::Text(recognition) => explain(options, &recognition, started),
    }
}

fn explain(options: &Explain, recognition: &Recognition, started: Instant) -> Result<ExitCode, Problem> {
    let login = told::login(options, recognition)?;
    let needs = told::needs(recognition);
    let report = match needs {
        Some(needs) if !options.no_check => {
            let Some(report) = look(options, login.clone(), needs.network, started)? else { return Ok(Exit::Interrupted.into()) };
            Some(report)
        }
        _ => None,
    };
    let explanation = Explanation::new(recognition, report.as_ref(), &login);
    let mut page = Vec::new();
    match format(options) {
        ExplainFormat::Json => json::write(&explanation, &mut page),
        ExplainFormat::Text => text::write(&explanation, &style(), &mut page),
    }
    .map_err(unwritten)?;
    let printed = print(&page, options)?;
    Ok(if recognition.found.is_empty() { Exit::Blocked.into() } else { printed })
}

/// Looks once at this machine, and judges what was seen; None if interrupted.
fn look(options: &Explain, login: LoginRequest, network: bool, started: Instant) -> Result<Option<Report>, Problem> {
    let mut context = context_of(&options.observation, login, started)?;
    context.offline |= !network;
    let progress = Progress::start("looking which cause it has here");
    let seen = attend(observe(&context), &progress)?;
    Ok(seen.map(|seen| judge(&seen, &Selection::default(), TOOL, milliseconds_since(started))))
}

/// Explains a log in every form, where nothing is looked at.
pub(crate) fn log(bytes: &[u8]) {
    let Ok(recognition) = input::stream(bytes) else { return };
    let explanation = Explanation::new(&recognition, None, &LoginRequest::of(Flow::Jwt));
    let style = tell::style(&BTreeMap::new(), Shell::Sh, false);
    let _ = (text::write(&explanation, &style, &mut Vec::new()), json::write(&explanation, &mut Vec::new()));
}

/// The form: as asked for, or as the variable of the main job says where that is json.
fn format(options: &Explain) -> ExplainFormat {
    let is_json = std::env::var("SF_PREFLIGHT_FORMAT").is_ok_and(|value| value == "json");
    options.format.unwrap_or(if is_json { ExplainFormat::Json } else { ExplainFormat::Text })
}

fn style() -> crate::report::Style {
    let variables: BTreeMap<String, String> =
        std::env::vars_os().map(|(name, value)| (name.to_string_lossy().into_owned(), value.to_string_lossy().into_owned())).collect();
    let shell = Shell::detect(&variables, cfg!(windows));
    tell::style(&variables, shell, io::stdout().is_terminal())
}

fn print(page: &[u8], options: &Explain) -> Result<ExitCode, Problem> {
    let format = if format(options) == ExplainFormat::Json { Format::Json } else { Format::Text };
    let mut out = AutoStream::new(io::stdout().lock(), tell::choice(format, options.color, &io::stdout()));
    match out.write_all(page).and_then(|()| out.flush()) {
        // Whoever read it has seen enough.
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(unwritten(error)),
        _ => Ok(Exit::Ready.into()),
    }
}

fn unwritten(error: io::Error) -> Problem {
    Problem::System("the explanation could not be written", error)
}
