//! `trust export`: writes the root under which a host is signed to a file for NODE_EXTRA_CA_CERTS.

use crate::cli::TrustExport;
use crate::exit::Exit;
use crate::interrupt::Interrupt;
use crate::observe;
use crate::preflight::{self, Problem};
use crate::report::Shell;
use sf_preflight_checks::model::observations::{Flow, LoginRequest};
use sf_preflight_checks::model::{Commands, Untrusted};
use sf_preflight_checks::node::trust_export::{Export, decide};
use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

/// The variable that names the file.
const VARIABLE: &str = "NODE_EXTRA_CA_CERTS";

/// Writes the file, or says why not.
///
/// # Errors
/// If nothing is written although Node lacks the root, or the system fails.
pub fn run(options: &TrustExport, started: Instant) -> Result<ExitCode, Problem> {
    let instance_url = options.host.as_ref().map(|url| Untrusted::from(url.as_str()));
    let login = LoginRequest { instance_url, ..LoginRequest::of(Flow::Web) };
    let context = preflight::context(&options.network, login, started)?;
    let path = destination(&context.absolute(&options.out), options.force)?;
    let interrupt = Interrupt::prepare()?;
    let seen = preflight::runtime()?.block_on(async {
        tokio::select! {
            biased;
            _ = tokio::signal::ctrl_c() => None,
            seen = async { interrupt.is_waited_for(); observe::observe_trust(&context).await } => Some(seen),
        }
    });
    let Some(seen) = seen else { return Ok(Exit::Interrupted.into()) };
    let seen = seen.map_err(preflight::unseen)?;
    let (pem, told) = match decide(&seen) {
        Export::Write { pem, told } => (pem, told),
        Export::NotNeeded(told) => return tell(&format!("{told}\n")),
        Export::Refused(why) => return Err(Problem::Refused(why)),
    };
    write(&path, &pem, options.force)?;
    interrupt.ends_at_once();
    let (path, shell) = (path.to_string_lossy(), Shell::detect(&context.variables, cfg!(windows)));
    let now = Commands::set_variable(VARIABLE, &path);
    let later = Commands::keep_variable(VARIABLE, &path);
    tell(&format!(
        "{told}\nWritten to {}. Compare the fingerprint with IT's, then let sf use it:\n\n  now:         {}\n  permanently: {}\n",
        Untrusted::from(path.as_ref()),
        shell.pick(&now),
        shell.pick(&later),
    ))
}

/// The file to write; only a plain file, or one that a link leads to, is ever replaced.
fn destination(path: &Path, force: bool) -> Result<PathBuf, Problem> {
    let shown = Untrusted::from(path.to_string_lossy().into_owned());
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(path.to_owned()),
        Err(error) => Err(Problem::System("the file cannot be written", error)),
        Ok(_) if !force => Err(Problem::Refused(format!("{shown} is there already: give another name, or --force to replace it"))),
        Ok(_) => match path.canonicalize() {
            Ok(target) if target.is_file() => Ok(target),
            Ok(_) => Err(Problem::Refused(format!("{shown} is no plain file and is not replaced"))),
            Err(error) => Err(Problem::System("the file cannot be replaced", error)),
        },
    }
}

/// Writes the whole file or nothing of it: beside its place first.
fn write(path: &Path, text: &str, force: bool) -> Result<(), Problem> {
    let failed = |error| Problem::System("the file could not be written", error);
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644));
    let mut file = builder.tempfile_in(path.parent().unwrap_or(path)).map_err(failed)?;
    file.write_all(text.as_bytes()).and_then(|()| file.as_file().sync_all()).map_err(failed)?;
    let placed = if force { file.persist(path) } else { file.persist_noclobber(path) };
    placed.map(drop).map_err(|error| failed(error.error))
}

fn tell(text: &str) -> Result<ExitCode, Problem> {
    match io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Problem::System("the result could not be written", error)),
        _ => Ok(Exit::Ready.into()),
    }
}
