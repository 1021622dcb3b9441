//! The command line.

use crate::login::{self, LoginError};
use crate::observe::ResolveOverride;
use clap::builder::PossibleValuesParser;
use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use sf_preflight_checks::CHECKS;
use sf_preflight_checks::model::observations::{Flow, LoginRequest};
use sf_preflight_checks::model::{Selection, Untrusted};
use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;
use url::Url;

/// Says whether `sf org login …` will work on this machine, what sf will print, and what to type to fix it.
///
/// Nothing secret is sent anywhere: no key, token, cookie or client id.
#[derive(Debug, Parser)]
#[command(version, args_conflicts_with_subcommands = true, max_term_width = 100)]
#[command(
    override_usage = "sf-preflight [OPTIONS] [-- sf org login …]\n       sf-preflight list\n       sf-preflight explain <CHECK>\n       sf-preflight trust export --out <FILE> [HOST]"
)]
#[command(after_help = "Exit status: 0 ready, 1 blocked or unsafe, 2 wrong command line, 3 a fault of this program, 130 interrupted.\n\
    Every option can also be given as an environment variable, SF_PREFLIGHT_ and its name: SF_PREFLIGHT_FORMAT=json.")]
pub struct Cli {
    /// What else to do.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// The options of the main job.
    #[command(flatten)]
    pub options: Options,
}

/// What the program does beside its main job.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Name the checks
    List,
    /// Show a check's page
    Explain {
        /// The check, as `list` names it
        #[arg(value_parser = check_ids())]
        check: String,
    },
    /// Give Node what the operating system trusts
    #[command(subcommand)]
    Trust(Trust),
}

/// What to do about trust.
#[derive(Debug, Subcommand)]
pub enum Trust {
    /// Write the root under which a host is signed to a file for NODE_EXTRA_CA_CERTS, if the operating system trusts it
    Export(TrustExport),
}

/// The options of `trust export`.
#[derive(Debug, Args)]
pub struct TrustExport {
    /// The host, HOST or HOST:PORT; the login URL's where none is given
    #[arg(value_parser = parse_host, env = "SF_PREFLIGHT_INSTANCE_URL")]
    pub host: Option<Url>,
    /// The file to write, PEM
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
    /// Replace the file if it is there
    #[arg(long)]
    pub force: bool,
    /// How the network is used.
    #[command(flatten)]
    pub network: Network,
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

/// The options that say which login, where no command does: one beside a command is a contradiction when typed, and
/// gives way to the command when it comes from a variable.
const LOGIN_OPTIONS: [&str; 6] = ["flow", "instance_url", "jwt_key_file", "client_id", "username", "sfdx_url_file"];

impl Cli {
    /// Reads a command line.
    ///
    /// # Errors
    /// If it cannot be understood, or only asks for help or the version; clap's error knows what to print and how to
    /// end.
    pub fn read<I, T>(words: I) -> Result<Self, clap::Error>
    where
        I: IntoIterator<Item = T>,
        T: Into<std::ffi::OsString> + Clone,
    {
        let mut command = Self::command();
        let matches = command.try_get_matches_from_mut(words)?;
        let typed = |id: &&str| matches.value_source(id) == Some(ValueSource::CommandLine);
        if let Some(option) = LOGIN_OPTIONS.into_iter().find(typed).filter(|_| matches.contains_id("sf")) {
            let option = option.replace('_', "-");
            return Err(
                command.error(ErrorKind::ArgumentConflict, format!("--{option} cannot be used beside a command: its own flags say it"))
            );
        }
        Self::from_arg_matches(&matches)
    }
}

/// The options of the main job.
#[derive(Debug, Args)]
pub struct Options {
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

    /// Only these checks; the verdict then speaks of them alone
    #[arg(long, value_name = "CHECK", env = "SF_PREFLIGHT_ONLY", value_delimiter = ',', value_parser = check_ids(), help_heading = "Judgement")]
    pub only: Vec<String>,
    /// Without these checks, also in the verdict
    #[arg(long, value_name = "CHECK", env = "SF_PREFLIGHT_SKIP", value_delimiter = ',', value_parser = check_ids(), help_heading = "Judgement")]
    pub skip: Vec<String>,
    /// Warnings fail too
    #[arg(long, env = "SF_PREFLIGHT_STRICT", help_heading = "Judgement")]
    pub strict: bool,
    /// Run the given sf command afterwards if the verdict is ready, and end with its exit status; the report goes to
    /// standard error
    #[arg(long, env = "SF_PREFLIGHT_EXEC", requires = "sf", help_heading = "Judgement")]
    pub exec: bool,

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

impl Options {
    /// The login that is asked about: the given sf command's, or the options' own.
    ///
    /// # Errors
    /// If the command after `--` is not a login that this program knows.
    pub fn login(&self) -> Result<LoginRequest, LoginError> {
        if !self.sf.is_empty() {
            let login = login::parse(&self.sf)?;
            return if self.exec && login.sfdx_url_stdin { Err(LoginError::StandardInput) } else { Ok(login) };
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

    /// Which checks to run.
    pub fn selection(&self) -> Selection {
        Selection { only: self.only.clone(), skip: self.skip.clone() }
    }
}

fn check_ids() -> PossibleValuesParser {
    PossibleValuesParser::new(CHECKS.iter().map(|check| check.id))
}

/// The longest time that an option takes, seconds: a day.
const LONGEST: f64 = 86_400.0;

fn parse_seconds(text: &str) -> Result<Duration, String> {
    match text.parse::<f64>() {
        Ok(seconds) if seconds > 0.0 && seconds <= LONGEST => Ok(Duration::from_secs_f64(seconds)),
        _ => Err("give a number of seconds above 0, such as 8 or 2.5".to_owned()),
    }
}

/// Reads a host, with a port or not, or an https URL.
fn parse_host(text: &str) -> Result<Url, String> {
    let whole = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
    let url = Url::parse(&whole).ok().filter(|url| url.scheme() == "https" && url.has_host());
    url.ok_or_else(|| "give a host, such as acme.my.salesforce.com or acme.my.salesforce.com:443".to_owned())
}

/// Reads `HOST:PORT:ADDRESS`, where ADDRESS may be in brackets and may be followed by another port.
fn parse_resolve(text: &str) -> Result<ResolveOverride, String> {
    let wrong = || "give HOST:PORT:ADDRESS, such as acme.my.salesforce.com:443:127.0.0.1".to_owned();
    let mut parts = text.splitn(3, ':');
    let (Some(host), Some(port), Some(rest)) = (parts.next(), parts.next(), parts.next()) else { return Err(wrong()) };
    let port: u16 = port.parse().map_err(|_| wrong())?;
    let (address, to_port) = address_and_port(rest).ok_or_else(wrong)?;
    if host.is_empty() {
        return Err(wrong());
    }
    Ok(ResolveOverride { host: host.to_ascii_lowercase(), port, address, to_port: to_port.unwrap_or(port) })
}

/// Reads `127.0.0.1`, `127.0.0.1:8443`, `::1`, `[::1]` or `[::1]:8443`.
fn address_and_port(text: &str) -> Option<(IpAddr, Option<u16>)> {
    if let Ok(address) = text.parse() {
        return Some((address, None));
    }
    if let Some(address) = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        return Some((address.parse().ok()?, None));
    }
    let socket: std::net::SocketAddr = text.parse().ok()?;
    Some((socket.ip(), Some(socket.port())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_option_has_its_variable() {
        for argument in Cli::command().get_arguments() {
            let Some(long) = argument.get_long().filter(|long| !["help", "version"].contains(long)) else { continue };
            let variable = format!("SF_PREFLIGHT_{}", long.to_uppercase().replace('-', "_"));
            assert_eq!(argument.get_env().and_then(|name| name.to_str()), Some(variable.as_str()));
        }
    }

    #[test]
    fn the_login_is_said_once() {
        assert!(Cli::read(["sf-preflight", "--flow", "jwt"]).is_ok());
        assert!(Cli::read(["sf-preflight", "--", "sf", "org", "login", "web"]).is_ok());
        let error = Cli::read(["sf-preflight", "--flow", "jwt", "--", "sf", "org", "login", "web"]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ArgumentConflict);
    }

    #[test]
    fn resolve_is_read_as_curl_reads_it() {
        for (text, expected) in [
            ("Acme.example:443:127.0.0.1", Some(("acme.example", 443, "127.0.0.1", 443))),
            ("acme.example:443:127.0.0.1:8443", Some(("acme.example", 443, "127.0.0.1", 8443))),
            ("acme.example:443:::1", Some(("acme.example", 443, "::1", 443))),
            ("acme.example:443:[::1]", Some(("acme.example", 443, "::1", 443))),
            ("acme.example:443:[::1]:8443", Some(("acme.example", 443, "::1", 8443))),
            ("acme.example:443", None),
            ("acme.example:https:127.0.0.1", None),
            ("acme.example:443:localhost", None),
            (":443:127.0.0.1", None),
        ] {
            let expected = expected.map(|(host, port, address, to_port): (&str, u16, &str, u16)| ResolveOverride {
                host: host.to_owned(),
                port,
                address: address.parse().unwrap(),
                to_port,
            });
            assert_eq!(parse_resolve(text).ok(), expected, "{text}");
        }
    }

    #[test]
    fn a_host_may_have_a_port_or_be_a_url() {
        for (text, url) in [
            ("Acme.example", Some("https://acme.example/")),
            ("acme.example:8443", Some("https://acme.example:8443/")),
            ("https://acme.example", Some("https://acme.example/")),
            ("[::1]:443", Some("https://[::1]/")),
            ("http://acme.example", None),
            ("acme example", None),
            ("", None),
        ] {
            assert_eq!(parse_host(text).ok().as_ref().map(Url::as_str), url, "{text}");
        }
    }

    #[test]
    fn a_timeout_is_a_positive_number_of_seconds() {
        assert_eq!(parse_seconds("2.5"), Ok(Duration::from_millis(2500)));
        for text in ["0", "-1", "nan", "inf", "1e9", "8s", ""] {
            assert!(parse_seconds(text).is_err(), "{text}");
        }
    }
}
