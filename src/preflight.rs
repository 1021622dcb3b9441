//! The main job: observe, judge, report.

use crate::cli::{Network, Observation, Options};
use crate::exit::Exit;
use crate::interrupt::Interrupt;
use crate::login::LoginError;
use crate::observe::Context;
use crate::progress::Progress;
use crate::tell::{Stream, tell};
use crate::{exec, watch};
use sf_preflight_checks::model::observations::LoginRequest;
use sf_preflight_checks::model::{Report, Tool};
use std::fmt;
use std::io;
use std::process::ExitCode;
use std::time::Instant;

/// This program, as its reports name it.
pub const TOOL: Tool = Tool { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") };

/// Why a job could not be done.
#[derive(Debug)]
pub enum Problem {
    /// The command after `--`.
    Login(LoginError),
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
    let context = observation_context(&options.observation, started)?;
    if options.exec && context.login.sfdx_url_stdin {
        return Err(Problem::Login(LoginError::StandardInput));
    }
    let variables = context.variables.clone();
    let interrupt = Interrupt::prepare()?;
    let Some(report) = runtime()?.block_on(look(context, options, started, &interrupt)) else { return Ok(Exit::Interrupted.into()) };
    let report = report.map_err(unseen)?;
    interrupt.ends_at_once();
    let stream = if options.exec { Stream::Error } else { Stream::Output };
    tell(&report, &options.report, options.judgement.strict, &variables, stream)
        .map_err(|error| Problem::System("the report could not be written", error))?;
    let exit = Exit::of(&report, options.judgement.strict);
    if options.exec && exit == Exit::Ready {
        return exec::replace(&options.observation.login.sf).map_err(|error| Problem::System("sf could not be started", error));
    }
    Ok(exit.into())
}

/// This machine's own files could not be read.
pub(crate) fn unseen(error: io::Error) -> Problem {
    Problem::System("this machine could not be looked at", error)
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

/// This machine, and what about it is asked.
fn observation_context(observation: &Observation, started: Instant) -> Result<Context, Problem> {
    let login = observation.login.request().map_err(Problem::Login)?;
    Ok(Context {
        offline: observation.offline,
        latest: observation.latest,
        status: observation.status,
        confirm: observation.confirm,
        jwt_cert: observation.login.jwt_cert.clone(),
        ..context(&observation.network, login, started)?
    })
}

/// Looks, and tells a person or a log what is waited for; None if interrupted.
async fn look(context: Context, options: &Options, started: Instant, interrupt: &Interrupt) -> Option<io::Result<Report>> {
    let progress = if options.report.quiet { Progress::Silent } else { Progress::start("looking at this machine and the way to the org") };
    let looking = async {
        interrupt.is_waited_for();
        watch::look(context, options, &progress, started).await
    };
    tokio::select! {
        biased;
        _ = tokio::signal::ctrl_c() => None,
        report = looking => Some(report),
        () = progress.turn() => None,
    }
}
