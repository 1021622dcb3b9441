//! The command line.

mod options;
mod values;

pub use options::{
    CliFlow, Color, Format, Judgement, LoginOptions, Network, Observation, Options, Repetition, ReportFile, ReportOptions, Target,
};

use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand};
use std::path::PathBuf;
use url::Url;
use values::{check_ids, parse_host};

/// Says whether `sf org login …` will work on this machine, what sf will print, and what to type to fix it.
///
/// Nothing secret is sent anywhere: no key, token, cookie or client id.
#[derive(Debug, Parser)]
#[command(version = env!("VERSION_AND_ORIGIN"), args_conflicts_with_subcommands = true, max_term_width = 100)]
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
    fn the_login_is_said_once() {
        assert!(Cli::read(["sf-preflight", "--flow", "jwt"]).is_ok());
        assert!(Cli::read(["sf-preflight", "--", "sf", "org", "login", "web"]).is_ok());
        let error = Cli::read(["sf-preflight", "--flow", "jwt", "--", "sf", "org", "login", "web"]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ArgumentConflict);
    }
}
