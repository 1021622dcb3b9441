//! The main job: observe, judge, report.

use crate::cli::Options;
use crate::exit::Exit;
use crate::job::{attend, observation_context};
use crate::login::LoginError;
use crate::problem::Problem;
use crate::progress::Progress;
use crate::tell::{Stream, tell};
use crate::{exec, watch};
use sf_preflight_checks::model::observations::Shell;
use std::process::ExitCode;
use std::time::Instant;

/// Does the main job and says how the program ends.
///
/// # Errors
/// If it could not be done.
pub fn run(options: &Options, started: Instant) -> Result<ExitCode, Problem> {
    let context = observation_context(&options.observation, started)?;
    if options.exec && context.login.sfdx_url_stdin {
        return Err(Problem::Login(LoginError::StandardInput));
    }
    options.report.reports(false).map_err(Problem::Usage)?;
    let variables = context.variables.clone();
    let progress = if options.report.quiet { Progress::Silent } else { Progress::start("looking at this machine and the way to the org") };
    let Some(judged) = attend(watch::look(context, options, &progress, started), &progress)? else { return Ok(Exit::Interrupted.into()) };
    drop(progress);
    let shell = Shell::detect(&variables, cfg!(windows));
    let stream = if options.exec { Stream::Error } else { Stream::Output };
    tell(&judged, &options.report, options.judgement.strict, &variables, shell, stream)
        .map_err(|error| Problem::System("the report could not be written", error))?;
    let exit = Exit::of(&judged.report, options.judgement.strict);
    if options.exec && exit == Exit::Ready {
        return exec::replace(&options.observation.login.sf).map_err(|error| Problem::System("sf could not be started", error));
    }
    Ok(exit.into())
}
