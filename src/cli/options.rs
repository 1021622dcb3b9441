//! The options of the main job, in groups that other jobs share with it.

use super::values::{check_ids, parse_resolve, parse_seconds};
use crate::login::{self, LoginError};
use crate::observe::ResolveOverride;
use clap::{Args, ValueEnum};
use sf_preflight_checks::model::observations::{Flow, LoginRequest};
use sf_preflight_checks::model::{Selection, Untrusted};
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
#[derive(Debug, Args)]
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
    /// What the report looks like
    #[arg(long, value_enum, default_value_t = Format::Text, env = "SF_PREFLIGHT_FORMAT", help_heading = "Report")]
    pub format: Format,
    /// Say nothing when ready, and otherwise only what is wrong
    #[arg(long, short, env = "SF_PREFLIGHT_QUIET", help_heading = "Report")]
    pub quiet: bool,
    /// Whether to use colours
    #[arg(long, value_enum, default_value_t = Color::Auto, env = "SF_PREFLIGHT_COLOR", help_heading = "Report")]
    pub color: Color,
}

/// A login flow, as an option.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CliFlow {
    /// `sf org login web`
    Web,
    /// `sf org login jwt`
    Jwt,
    /// `sf org login sfdx-url`
    SfdxUrl,
    /// `sf org login access-token`
    AccessToken,
}

/// A report's form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people
    Text,
    /// For programs: one document on standard output
    Json,
}

/// Whether to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless NO_COLOR says no
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl LoginOptions {
    /// The login that is asked about: the given sf command's, or the options' own.
    ///
    /// # Errors
    /// If the command after `--` is not a login that this program knows.
    pub fn request(&self) -> Result<LoginRequest, LoginError> {
        if !self.sf.is_empty() {
            return login::parse(&self.sf);
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
