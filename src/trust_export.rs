//! `trust export`: writes the root under which a host is signed to a file for NODE_EXTRA_CA_CERTS.

use crate::cli::TrustExport;
use crate::exit::Exit;
use crate::file::Readers;
use crate::job;
use crate::observe;
use crate::output_file::OutputFile;
use crate::problem::Problem;
use crate::progress::Progress;
use sf_preflight_checks::model::observations::{Flow, LoginRequest, Shell};
use sf_preflight_checks::model::{Commands, Untrusted};
use sf_preflight_checks::node::trust_export::{Export, decide};
use std::io::{self, ErrorKind, Write};
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
    let context = job::context(&options.network, login, started)?;
    let file = OutputFile::new(&context.absolute(&options.out), options.force)?;
    let looking = observe::observe_trust(&context);
    let Some(seen) = job::attend(looking, &Progress::Silent)? else { return Ok(Exit::Interrupted.into()) };
    let (pem, told) = match decide(&seen) {
        Export::Write { pem, told } => (pem, told),
        Export::NotNeeded(told) => return tell(&format!("{told}\n")),
        Export::Refused(why) => return Err(Problem::Refused(why)),
    };
    file.write(pem.as_bytes(), Readers::Everybody)?;
    let (path, shell) = (file.path().to_string_lossy(), Shell::detect(&context.variables, cfg!(windows)));
    let now = Commands::set_variable(VARIABLE, &path);
    let later = Commands::keep_variable(VARIABLE, &path);
    tell(&format!(
        "{told}\nWritten to {}. Compare the fingerprint with IT's, then let sf use it:\n\n  now:         {}\n  permanently: {}\n",
        Untrusted::from(path.as_ref()),
        shell.pick(&now),
        shell.pick(&later),
    ))
}

fn tell(text: &str) -> Result<ExitCode, Problem> {
    match io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Problem::System("the result could not be written", error)),
        _ => Ok(Exit::Ready.into()),
    }
}
