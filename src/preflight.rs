//! The main job: observe, judge, report.

use crate::cli::{Color, Format, Network, Options};
use crate::exit::Exit;
use crate::observe::Context;
use crate::progress::Progress;
use crate::report::{self, Shell, Style};
use crate::{exec, login, watch};
use anstream::{AutoStream, ColorChoice};
use sf_preflight_checks::model::observations::LoginRequest;
use sf_preflight_checks::model::{Report, Tool};
use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, ErrorKind, IsTerminal, Write};
use std::process::ExitCode;
use std::time::Instant;

/// This program, as its reports name it.
pub const TOOL: Tool = Tool { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") };

/// Why a job could not be done.
#[derive(Debug)]
pub enum Problem {
    /// The command after `--`.
    Login(login::LoginError),
    /// What was asked for is not done, for this reason.
    Refused(String),
    /// The system: no runtime, no working directory, a report that cannot be written, a command that cannot start.
    System(&'static str, io::Error),
}

impl Problem {
    /// How the program ends.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Login(_) => Exit::Usage,
            Self::Refused(_) => Exit::Blocked,
            Self::System(..) => Exit::Fault,
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Login(error) => error.fmt(f),
            Self::Refused(why) => f.write_str(why),
            Self::System(what, error) => write!(f, "{what}: {error}"),
        }
    }
}

/// Does the main job and says how the program ends.
///
/// # Errors
/// If it could not be done.
pub fn run(options: &Options, started: Instant) -> Result<ExitCode, Problem> {
    let login = options.login().map_err(Problem::Login)?;
    let context = Context {
        offline: options.offline,
        latest: options.latest,
        status: options.status,
        confirm: options.confirm,
        jwt_cert: options.jwt_cert.clone(),
        ..context(&options.network, login, started)?
    };
    let variables = context.variables.clone();
    let Some(report) = runtime()?.block_on(look(context, options, started)) else { return Ok(Exit::Interrupted.into()) };
    tell(&report, options, &variables).map_err(|error| Problem::System("the report could not be written", error))?;
    let exit = Exit::of(&report, options.strict);
    if options.exec && exit == Exit::Ready {
        return exec::replace(&options.sf).map_err(|error| Problem::System("sf could not be started", error));
    }
    Ok(exit.into())
}

/// What waits for everything at once.
pub(crate) fn runtime() -> Result<tokio::runtime::Runtime, Problem> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(|error| Problem::System("the asynchronous runtime could not be started", error))
}

/// This machine, on which this login is about to be run.
pub(crate) fn context(network: &Network, login: LoginRequest, started: Instant) -> Result<Context, Problem> {
    let working_directory = std::env::current_dir().map_err(|error| Problem::System("there is no working directory", error))?;
    Ok(Context {
        variables: std::env::vars_os()
            .map(|(name, value)| (name.to_string_lossy().into_owned(), value.to_string_lossy().into_owned()))
            .collect(),
        home: std::env::home_dir().filter(|home| !home.as_os_str().is_empty()),
        resolve: network.resolve.clone(),
        offline: false,
        deadline: started + network.timeout,
        ..Context::new(login, working_directory)
    })
}

/// Looks, and tells a person or a log what is waited for; None if interrupted.
async fn look(context: Context, options: &Options, started: Instant) -> Option<Report> {
    let progress = if options.quiet { Progress::Silent } else { Progress::start("looking at this machine and the way to the org") };
    tokio::select! {
        biased;
        _ = tokio::signal::ctrl_c() => None,
        report = watch::look(context, options, &progress, started) => Some(report),
        () = progress.turn() => None,
    }
}

/// Writes the report to standard output, or to standard error where standard output is sf's.
fn tell(report: &Report, options: &Options, variables: &BTreeMap<String, String>) -> io::Result<()> {
    if options.exec {
        let terminal = io::stderr().is_terminal();
        write(report, options, variables, terminal, AutoStream::new(io::stderr().lock(), color(options, &io::stderr())))
    } else {
        let terminal = io::stdout().is_terminal();
        write(report, options, variables, terminal, AutoStream::new(io::stdout().lock(), color(options, &io::stdout())))
    }
}

fn write(report: &Report, options: &Options, variables: &BTreeMap<String, String>, terminal: bool, mut out: impl Write) -> io::Result<()> {
    let style = Style {
        width: width(terminal),
        unicode: terminal && speaks_unicode(variables),
        quiet: options.quiet,
        strict: options.strict,
        shell: Shell::detect(variables, cfg!(windows)),
    };
    match report::write(report, options.format, &style, &mut out).and_then(|()| out.flush()) {
        // Whoever read the report has seen enough.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}

fn color(options: &Options, stream: &impl anstream::stream::RawStream) -> ColorChoice {
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
