//! The options of the main job, in groups that other jobs share with it.

use super::values::{CliFlow, Color, Format, ReportFile, check_ids, parse_report, parse_resolve, parse_seconds};
use crate::login::{self, LoginError, flags_dir};
use crate::observe::ResolveOverride;
use clap::Args;
use sf_preflight_checks::model::observations::{Flow, LoginRequest};
use sf_preflight_checks::model::{Selection, Untrusted};
use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The options of the main job.
#[derive(Debug, Args)]
pub struct Options {
    /// What is looked at.
    #[command(flatten)]
    pub observation: Observation,
    /// Whether it is looked at again.
    #[command(flatten)]
    pub repetition: Repetition,
    /// What is judged, and how strictly.
    #[command(flatten)]
    pub judgement: Judgement,
    /// Run the given sf command afterwards if the verdict is ready, and end with its exit status; the report goes to
    /// standard error
    #[arg(long, env = "SF_PREFLIGHT_EXEC", requires = "sf", help_heading = "Judgement")]
    pub exec: bool,
    /// What is kept back.
    #[command(flatten)]
    pub privacy: Privacy,
    /// How it is told.
    #[command(flatten)]
    pub report: ReportOptions,
}

/// What is looked at.
#[derive(Debug, Args)]
pub struct Observation {
    /// The login that is asked about.
    #[command(flatten)]
    pub login: LoginOptions,
    /// How the network is used.
    #[command(flatten)]
    pub network: Network,
    /// Do not touch the network
    #[arg(long, env = "SF_PREFLIGHT_OFFLINE", help_heading = "Network")]
    pub offline: bool,
    /// Also ask Salesforce's installer manifest for the newest sf; never changes the verdict
    #[arg(long, env = "SF_PREFLIGHT_LATEST", help_heading = "Network")]
    pub latest: bool,
    /// Also ask Salesforce Trust about the org's instance; never changes the verdict
    #[arg(long, env = "SF_PREFLIGHT_STATUS", help_heading = "Network")]
    pub status: bool,
    /// Also ask the Node that runs sf to make the same connection, and say whether it agrees; never changes the verdict
    #[arg(long, env = "SF_PREFLIGHT_CONFIRM", help_heading = "Network")]
    pub confirm: bool,
}

/// The login that is asked about.
#[derive(Args)]
pub struct LoginOptions {
    /// The login about to be run; its own flags say what to check
    #[arg(last = true, value_name = "sf org login …")]
    pub sf: Vec<String>,

    /// Which login, where no command is given
    #[arg(long, value_enum, default_value_t = CliFlow::Web, env = "SF_PREFLIGHT_FLOW", help_heading = "Login")]
    pub flow: CliFlow,
    /// The org's URL
    #[arg(long, value_name = "URL", env = "SF_PREFLIGHT_INSTANCE_URL", help_heading = "Login")]
    pub instance_url: Option<String>,
    /// JWT: the private key
    #[arg(long, value_name = "FILE", env = "SF_PREFLIGHT_JWT_KEY_FILE", help_heading = "Login")]
    pub jwt_key_file: Option<String>,
    /// SFDX URL: the file that holds it
    #[arg(long, value_name = "FILE", env = "SF_PREFLIGHT_SFDX_URL_FILE", help_heading = "Login")]
    pub sfdx_url_file: Option<String>,
    /// JWT: the certificate that was uploaded to the connected app, to compare the key with
    #[arg(long, value_name = "FILE", env = "SF_PREFLIGHT_JWT_CERT", help_heading = "Login")]
    pub jwt_cert: Option<String>,
    /// The consumer key of the connected app
    #[arg(long, value_name = "ID", env = "SF_PREFLIGHT_CLIENT_ID", help_heading = "Login")]
    pub client_id: Option<String>,
    /// JWT: the user
    #[arg(long, value_name = "NAME", env = "SF_PREFLIGHT_USERNAME", help_heading = "Login")]
    pub username: Option<String>,
}

/// Without what was typed: a secret may stand there, in its place or not.
impl fmt::Debug for LoginOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LoginOptions").finish_non_exhaustive()
    }
}

/// How the network is used.
#[derive(Debug, Args)]
pub struct Network {
    /// Connect to ADDRESS for HOST:PORT and do not look the name up, as curl does; a port may follow the address
    #[arg(long, value_name = "HOST:PORT:ADDRESS", env = "SF_PREFLIGHT_RESOLVE", value_delimiter = ',', value_parser = parse_resolve, help_heading = "Network")]
    pub resolve: Vec<ResolveOverride>,
    /// How long to look at most; each try anew
    #[arg(long, value_name = "SECONDS", default_value = "8", env = "SF_PREFLIGHT_TIMEOUT", value_parser = parse_seconds, help_heading = "Network")]
    pub timeout: Duration,
}

/// Whether a blocked login is looked at again.
#[derive(Debug, Args)]
pub struct Repetition {
    /// Where the login is blocked, look again until it is ready; Ctrl-C ends it
    #[arg(long, env = "SF_PREFLIGHT_WATCH", help_heading = "Repetition")]
    pub watch: bool,
    /// The same, and begin no further try once so much time has passed
    #[arg(long, value_name = "SECONDS", env = "SF_PREFLIGHT_WATCH_FOR", value_parser = parse_seconds, help_heading = "Repetition")]
    pub watch_for: Option<Duration>,
    /// The same, at most N more times
    #[arg(long, value_name = "N", env = "SF_PREFLIGHT_RETRY", help_heading = "Repetition")]
    pub retry: Option<u32>,
    /// How long to wait between one try and the next
    #[arg(long, value_name = "SECONDS", default_value = "2", env = "SF_PREFLIGHT_EVERY", value_parser = parse_seconds, help_heading = "Repetition")]
    pub every: Duration,
}

/// What is judged, and how strictly.
#[derive(Debug, Args)]
pub struct Judgement {
    /// Only these checks; the verdict then speaks of them alone
    #[arg(long, value_name = "CHECK", env = "SF_PREFLIGHT_ONLY", value_delimiter = ',', value_parser = check_ids(), help_heading = "Judgement")]
    pub only: Vec<String>,
    /// Without these checks, also in the verdict
    #[arg(long, value_name = "CHECK", env = "SF_PREFLIGHT_SKIP", value_delimiter = ',', value_parser = check_ids(), help_heading = "Judgement")]
    pub skip: Vec<String>,
    /// Warnings fail too
    #[arg(long, env = "SF_PREFLIGHT_STRICT", help_heading = "Judgement")]
    pub strict: bool,
}

/// What is kept back.
#[derive(Debug, Args)]
pub struct Privacy {
    /// Mask names of hosts, users and files, addresses, client ids and names on certificates, for what is shown in
    /// public; secrets are never shown, with it or without
    #[arg(long, env = "SF_PREFLIGHT_REDACT", help_heading = "Report")]
    pub redact: bool,
}

/// How it is told.
#[derive(Debug, Args)]
pub struct ReportOptions {
    /// What the report looks like [default: as the ending of --output's file says; else github in a job of GitHub
    /// Actions, and text elsewhere]
    #[arg(long, value_enum, env = "SF_PREFLIGHT_FORMAT", help_heading = "Report")]
    pub format: Option<Format>,
    /// Write the report to FILE, and nothing to standard output
    #[arg(long, short, value_name = "FILE", env = "SF_PREFLIGHT_OUTPUT", help_heading = "Report")]
    pub output: Option<PathBuf>,
    /// Write a further report, such as junit=report.xml; may be given more than once
    #[arg(long, value_name = "FORMAT=FILE", env = "SF_PREFLIGHT_REPORT", value_delimiter = ',', value_parser = parse_report, help_heading = "Report")]
    pub report: Vec<ReportFile>,
    /// Say nothing when ready, and otherwise only what is wrong
    #[arg(long, short, env = "SF_PREFLIGHT_QUIET", help_heading = "Report")]
    pub quiet: bool,
    /// Whether to use colours
    #[arg(long, value_enum, default_value_t = Color::Auto, env = "SF_PREFLIGHT_COLOR", help_heading = "Report")]
    pub color: Color,
}

impl LoginOptions {
    /// The login that is asked about: the given sf command's, or the options' own.
    ///
    /// # Errors
    /// If the command after `--` is not a login that this program knows.
    pub fn request(&self) -> Result<LoginRequest, LoginError> {
        if !self.sf.is_empty() {
            return login::parse(&flags_dir::expand(&self.sf));
        }
        let untrusted = |text: &Option<String>| text.as_deref().map(Untrusted::from);
        let flow = match self.flow {
            CliFlow::Web => Flow::Web,
            CliFlow::Jwt => Flow::Jwt,
            CliFlow::SfdxUrl => Flow::SfdxUrl,
            CliFlow::AccessToken => Flow::AccessToken,
        };
        Ok(LoginRequest {
            instance_url: untrusted(&self.instance_url),
            jwt_key_file: untrusted(&self.jwt_key_file),
            client_id: untrusted(&self.client_id),
            username: untrusted(&self.username),
            sfdx_url_file: untrusted(&self.sfdx_url_file),
            ..LoginRequest::of(flow)
        })
    }
}

impl Judgement {
    /// Which checks to run.
    pub fn selection(&self) -> Selection {
        Selection { only: self.only.clone(), skip: self.skip.clone() }
    }
}

/// Where a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target<'a> {
    /// Standard output, or standard error where that is sf's.
    Stream,
    /// A file.
    File(&'a Path),
}

impl ReportOptions {
    /// Every report that is asked for, the main one first. `is_github_log` says that nobody but GitHub Actions reads the
    /// stream.
    ///
    /// # Errors
    /// If two reports would go to one place.
    pub fn reports(&self, is_github_log: bool) -> Result<Vec<(Format, Target<'_>)>, String> {
        let main = self.output.as_deref().map_or(Target::Stream, target);
        let format = self.format.or_else(|| by_ending(main)).unwrap_or(match main {
            Target::Stream if is_github_log => Format::Github,
            Target::Stream | Target::File(_) => Format::Text,
        });
        let further = self.report.iter().map(|report| (report.format, target(&report.path)));
        let reports: Vec<(Format, Target<'_>)> = std::iter::once((format, main)).chain(further).collect();
        for (number, (_, place)) in reports.iter().enumerate() {
            if reports[..number].iter().any(|(_, earlier)| earlier.is(place)) {
                return Err(match place {
                    Target::Stream => "two reports cannot go to standard output: name a file in --output or in --report".to_owned(),
                    Target::File(path) => {
                        format!("two reports cannot go to one file: {}", Untrusted::from(path.to_string_lossy().as_ref()))
                    }
                });
            }
        }
        Ok(reports)
    }
}

impl Target<'_> {
    /// Whether both are one place, however it is written.
    fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::File(one), Self::File(other)) => whole(one) == whole(other),
            (Self::Stream, Self::Stream) => true,
            _ => false,
        }
    }
}

/// The path of a file that is there, or may be made there, without links and dots as far as it is there.
fn whole(path: &Path) -> PathBuf {
    let of_folder = || Some(Path::new(".").join(path).parent()?.canonicalize().ok()?.join(path.file_name()?));
    path.canonicalize().ok().or_else(of_folder).unwrap_or_else(|| path.to_owned())
}

fn target(path: &Path) -> Target<'_> {
    if path == Path::new("-") { Target::Stream } else { Target::File(path) }
}

/// The format that the ending of a file's name stands for.
fn by_ending(target: Target<'_>) -> Option<Format> {
    let Target::File(path) = target else { return None };
    match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
        "json" => Some(Format::Json),
        "html" | "htm" => Some(Format::Html),
        "md" | "markdown" => Some(Format::Markdown),
        "xml" => Some(Format::Junit),
        "prom" => Some(Format::Prometheus),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Cli;

    fn reports(options: &[&str], is_github_log: bool) -> Result<Vec<(Format, String)>, String> {
        let cli = Cli::read(["sf-preflight"].iter().chain(options)).unwrap();
        let reports = cli.options.report.reports(is_github_log)?;
        let named = reports.iter().map(|(format, target)| match target {
            Target::Stream => (*format, "-".to_owned()),
            Target::File(path) => (*format, path.to_string_lossy().into_owned()),
        });
        Ok(named.collect())
    }

    #[test]
    fn reports_go_where_they_are_asked_for() {
        use Format::{Github, Html, Json, Junit, Markdown, Prometheus, Text};
        for (options, is_github_log, expected) in [
            (&[][..], false, &[(Text, "-")][..]),
            (&[], true, &[(Github, "-")]),
            (&["--format=text"], true, &[(Text, "-")]),
            (&["--output=-"], true, &[(Github, "-")]),
            (&["--output=report"], true, &[(Text, "report")]),
            (&["-o", "a.html"], false, &[(Html, "a.html")]),
            (&["-o", "A.HTML"], false, &[(Html, "A.HTML")]),
            (&["--output=a.xml", "--format=json"], false, &[(Json, "a.xml")]),
            (&["--report=junit=a=b.xml", "--report=html=c"], false, &[(Text, "-"), (Junit, "a=b.xml"), (Html, "c")]),
            (&["--report=prometheus=a,markdown=b"], true, &[(Github, "-"), (Prometheus, "a"), (Markdown, "b")]),
            (&["--output=a", "--report=json=-"], false, &[(Text, "a"), (Json, "-")]),
        ] {
            let expected: Vec<(Format, String)> = expected.iter().map(|(format, place)| (*format, (*place).to_owned())).collect();
            assert_eq!(reports(options, is_github_log), Ok(expected), "{options:?}");
        }
    }

    #[test]
    fn two_reports_are_not_mixed() {
        for (options, place) in [
            (&["--report=json=-"][..], "standard output"),
            (&["--output=-", "--report=json=-"], "standard output"),
            (&["--output=a", "--report=json=a"], "one file: a"),
            (&["--report=json=a", "--report=html=a"], "one file: a"),
            (&["--output=./a", "--report=html=a"], "one file: a"),
            (&["--output=src/../a", "--report=html=a"], "one file: a"),
        ] {
            let error = reports(options, false).unwrap_err();
            assert!(error.contains(place), "{options:?}: {error}");
        }
    }
}
