//! The options of `explain`.

use super::{Color, Observation};
use clap::{Args, ValueEnum};
use std::fmt;
use std::path::PathBuf;

/// What is to be explained, and how.
#[derive(Args)]
#[command(
    after_help = "Exit status: 0 explained, whatever the checks then say; 1 nothing in the text is known (guesses are marked as such); \
    2 wrong command line, an unknown word among them; 3 a fault of this program; 130 interrupted.\n\
    Of a text, only error names, hosts, ports, files and URLs are ever shown again."
)]
pub struct Explain {
    /// An error text (quoted or not), or `-` for standard input; or one word: a check, an entry's id, a code such as
    /// ENOTFOUND, an error's name
    #[arg(value_name = "TEXT", num_args = 0..)]
    pub text: Vec<String>,
    /// Read the text from a file: a log, sf's --json
    #[arg(long, value_name = "FILE", conflicts_with = "text")]
    pub file: Option<PathBuf>,
    /// Name every entry of the catalogue
    #[arg(long, conflicts_with_all = ["text", "file"])]
    pub list: bool,
    /// Explain only, and look at nothing on this machine
    #[arg(long)]
    pub no_check: bool,
    /// What it looks like [default: text, or json where SF_PREFLIGHT_FORMAT says so]
    #[arg(long, value_enum, help_heading = "Report")]
    pub format: Option<ExplainFormat>,
    /// Whether to use colours
    #[arg(long, value_enum, default_value_t = Color::Auto, env = "SF_PREFLIGHT_COLOR", help_heading = "Report")]
    pub color: Color,
    /// What is looked at; what the text says counts where these do not.
    #[command(flatten)]
    pub observation: Observation,
    /// Whether --flow was given, and not only its default.
    #[arg(skip)]
    pub flow_is_given: bool,
}

/// Without the text, in which anything may stand.
impl fmt::Debug for Explain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Explain").field("observation", &self.observation).finish_non_exhaustive()
    }
}

/// An explanation's form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExplainFormat {
    /// For people
    Text,
    /// For programs: one document on standard output
    Json,
}
