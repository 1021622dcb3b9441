//! The command line.

mod explain;
mod options;
mod recording;
mod values;

pub use explain::{Explain, ExplainFormat};
pub use options::{Judgement, LoginOptions, Network, Observation, Options, Privacy, Repetition, ReportOptions, Target};
pub use values::{CliFlow, Color, Format, ReportFile};

pub use recording::{CaptureOptions, ReplayOptions};

use crate::login;
use clap::builder::{BoolishValueParser, Resettable};
use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{ArgAction, Args, CommandFactory, FromArgMatches, Parser, Subcommand};
use sf_preflight_checks::salesforce::credential;
use std::ffi::OsString;
use std::path::PathBuf;
use url::Url;
use values::parse_host;

/// Says whether `sf org login …` will work on this machine, what sf will print, and what to type to fix it.
///
/// Nothing secret is sent anywhere: no key, token, cookie or client id.
#[derive(Debug, Parser)]
#[command(version = env!("VERSION_AND_ORIGIN"), args_conflicts_with_subcommands = true, max_term_width = 100)]
#[command(
    override_usage = "sf-preflight [OPTIONS] [-- sf org login …]\n       sf-preflight list\n       sf-preflight explain <TEXT | - | CHECK | CODE> [-- sf org login …]\n       sf-preflight capture -o <FILE> [OPTIONS] [-- sf org login …]\n       sf-preflight replay <FILE> [OPTIONS]\n       sf-preflight trust export --out <FILE> [HOST]"
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
    /// Say what an error text means and, from the checks, which cause it has here; or show the page of a check, entry or code
    Explain(Box<Explain>),
    /// Write down everything that is observed, and judge nothing: for support, and for `replay`
    Capture(CaptureOptions),
    /// Judge a capture, here or elsewhere, as it would have been judged on the spot
    Replay(ReplayOptions),
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
        T: Into<OsString> + Clone,
    {
        let mut command = with_plain_variables(Self::command());
        let words = with_separator(words.into_iter().map(Into::into).collect());
        let matches = match command.try_get_matches_from_mut(&words) {
            Ok(matches) => matches,
            // What is wrong is told with the words in which it was said, and a secret may be among them.
            Err(error) if !words.iter().any(has_secret) => return Err(error),
            Err(error) => {
                let retold = command.try_get_matches_from_mut(words.iter().map(without_secret)).err();
                return Err(retold.unwrap_or_else(|| command.error(error.kind(), "a secret stands where none belongs, and is not shown")));
            }
        };
        let asked = ["capture", "explain"].iter().find_map(|job| matches.subcommand_matches(job)).unwrap_or(&matches);
        let typed = |id: &&str| asked.value_source(id) == Some(ValueSource::CommandLine);
        if let Some(option) = LOGIN_OPTIONS.into_iter().find(typed).filter(|_| asked.contains_id("sf")) {
            let option = option.replace('_', "-");
            return Err(
                command.error(ErrorKind::ArgumentConflict, format!("--{option} cannot be used beside a command: its own flags say it"))
            );
        }
        let mut cli = Self::from_arg_matches(&matches)?;
        if let Some(Command::Explain(options)) = &mut cli.command {
            options.flow_is_given = asked.value_source("flow") != Some(ValueSource::DefaultValue);
        }
        Ok(cli)
    }
}

/// The words with `--` before the login, where it was left out. PowerShell takes it for itself when it starts a script, as
/// npm's commands are there: <https://github.com/npm/cli/issues/4903>.
fn with_separator(mut words: Vec<OsString>) -> Vec<OsString> {
    let typed: Vec<_> = words.iter().map(|word| word.to_string_lossy()).take_while(|word| word != "--").collect();
    let login = (1..typed.len()).find(|&at| login::begins(&typed[at..]));
    if let Some(at) = login.filter(|_| typed.len() == words.len()) {
        words.insert(at, "--".into());
    }
    words
}

fn has_secret(word: &OsString) -> bool {
    credential::may_be_in(&word.to_string_lossy())
}

/// The word, or a mask that is read as the same kind of word.
fn without_secret(word: &OsString) -> OsString {
    match word.to_string_lossy() {
        _ if !has_secret(word) => word.clone(),
        flag if flag.starts_with('-') => "--***".into(),
        _ => "***".into(),
    }
}

/// Lets a variable say of a switch what people write there, `1`, `yes`, `on` as well as `true`, and takes an empty variable
/// for none: a job often hands on what nobody has set.
fn with_plain_variables(command: clap::Command) -> clap::Command {
    let plain = |argument: clap::Arg| match argument.get_env().and_then(std::env::var_os) {
        Some(value) if value.is_empty() => argument.env(Resettable::Reset),
        _ if matches!(argument.get_action(), ArgAction::SetTrue) => argument.value_parser(BoolishValueParser::new()),
        _ => argument,
    };
    command.mut_args(plain).mut_subcommands(with_plain_variables)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn the_version_says_for_which_machine_it_was_made() {
        let version = Cli::command().render_version();
        assert!(version.contains(env!("CARGO_PKG_VERSION")) && version.contains(std::env::consts::ARCH), "{version}");
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
    fn powershell_may_keep_the_separator() {
        for (words, expected) in [
            (&["sf", "org", "login", "web"][..], &["sf", "org", "login", "web"][..]),
            (&["--timeout", "3", "sf", "org", "login", "jwt", "-r", "x"], &["sf", "org", "login", "jwt", "-r", "x"]),
            (&["--exec", "sfdx.cmd", "force:auth:web:login"], &["sfdx.cmd", "force:auth:web:login"]),
            (&["--", "sf", "org", "login", "web"], &["sf", "org", "login", "web"]),
            (&["--output", "sf", "--", "sf", "org", "login", "web"], &["sf", "org", "login", "web"]),
        ] {
            let cli = Cli::read(["sf-preflight"].iter().chain(words)).unwrap();
            assert_eq!(cli.options.observation.login.sf, expected, "{words:?}");
        }
        let read = |words: &[&str]| Cli::read(["sf-preflight"].iter().chain(words)).map(|cli| cli.command);
        let explained = read(&["explain", "fetch failed", "sf", "org", "login", "web"]).unwrap();
        assert!(matches!(explained, Some(Command::Explain(options)) if options.observation.login.sf.len() == 4));
        let captured = read(&["capture", "-o", "sf", "sf", "org", "login", "web"]).unwrap();
        assert!(matches!(captured, Some(Command::Capture(options)) if options.observation.login.sf.len() == 4));
        assert!(matches!(read(&["explain", "sf"]), Ok(Some(Command::Explain(_)))));
        assert!(matches!(read(&["trust", "export", "--out", "sf", "acme.example"]), Ok(Some(Command::Trust(_)))));
        for words in [&["sf"][..], &["sf", "data", "query"], &["org", "login", "web"]] {
            assert_eq!(read(words).unwrap_err().kind(), ErrorKind::UnknownArgument, "{words:?}");
        }
    }

    #[test]
    fn the_login_is_said_once() {
        assert!(Cli::read(["sf-preflight", "--flow", "jwt"]).is_ok());
        assert!(Cli::read(["sf-preflight", "--", "sf", "org", "login", "web"]).is_ok());
        let error = Cli::read(["sf-preflight", "--flow", "jwt", "--", "sf", "org", "login", "web"]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ArgumentConflict);
    }
}
