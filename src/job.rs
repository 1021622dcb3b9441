//! What the jobs have in common: which machine and login they are about, how they look at it, how that is judged.

use crate::cli::{Judgement, Network, Observation, Privacy};
use crate::interrupt::Interrupt;
use crate::observe::{Context, standard_input_kind};
use crate::problem::Problem;
use crate::progress::Progress;
use crate::report::Judged;
use sf_preflight_checks::judge;
use sf_preflight_checks::model::observations::LoginRequest;
use sf_preflight_checks::model::{Observations, Tool};
use sf_preflight_checks::redaction::Redaction;
use std::io;
use std::time::Instant;

/// This program, as its reports name it.
pub const TOOL: Tool = Tool { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") };

/// What waits for everything at once.
fn runtime() -> Result<tokio::runtime::Runtime, Problem> {
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
        standard_input: standard_input_kind(),
        resolve: network.resolve.clone(),
        offline: false,
        deadline: started + network.timeout,
        ..Context::new(login, working_directory)
    })
}

/// This machine, and what about it is asked.
pub(crate) fn observation_context(observation: &Observation, started: Instant) -> Result<Context, Problem> {
    let login = observation.login.request().map_err(Problem::Login)?;
    context_of(observation, login, started)
}

/// This machine, what about it is asked, and a login that may come from elsewhere.
pub(crate) fn context_of(observation: &Observation, login: LoginRequest, started: Instant) -> Result<Context, Problem> {
    Ok(Context {
        offline: observation.offline,
        latest: observation.latest,
        status: observation.status,
        confirm: observation.confirm,
        jwt_cert: observation.login.jwt_cert.clone(),
        ..context(&observation.network, login, started)?
    })
}

/// Looks at this machine while the spinner turns; None if interrupted, which whoever is waited for is told of. Before and
/// after, Ctrl-C ends the program at once.
///
/// # Errors
/// If this machine could not be looked at.
pub(crate) fn attend<T>(looking: impl Future<Output = io::Result<T>>, progress: &Progress) -> Result<Option<T>, Problem> {
    let interrupt = Interrupt::prepare()?;
    // It is large, and each layer around it would hold it twice.
    let looking = Box::pin(looking);
    let looking = async {
        interrupt.is_waited_for();
        looking.await
    };
    let seen = runtime()?.block_on(async {
        tokio::select! {
            biased;
            _ = tokio::signal::ctrl_c() => None,
            seen = looking => Some(seen),
            () = progress.turn() => None,
        }
    });
    interrupt.ends_at_once();
    seen.transpose().map_err(|error| Problem::System("this machine could not be looked at", error))
}

/// Judges what was observed, as these options want it, names masked where that is wanted.
pub(crate) fn judged(observations: Observations, judgement: &Judgement, privacy: &Privacy, total_ms: u64) -> Judged {
    let report = judge(&observations, &judgement.selection(), TOOL, total_ms);
    let redaction = privacy.redact.then(|| Redaction::of(&observations));
    let report = match &redaction {
        Some(redaction) => redaction.report(report),
        None => report,
    };
    Judged { observations, report, redaction }
}

/// How long ago that was, milliseconds.
pub(crate) fn milliseconds_since(start: Instant) -> u64 {
    u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX)
}
