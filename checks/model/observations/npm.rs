use super::super::Untrusted;
use super::FileProblem;
use serde::{Deserialize, Serialize};

/// npm's settings, as far as they matter: its files and variables, from strongest to weakest.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NpmSettings {
    /// The layers: environment, project, user, global, built in.
    pub layers: Vec<NpmLayer>,
    /// Settings of the same kind that yarn, pnpm and git would take, each with where it stands.
    pub others: Vec<StrictSslLine>,
}

impl NpmSettings {
    /// The `strict-ssl` that is in force: the strongest layer's that has one.
    pub fn strict_ssl(&self) -> Option<&StrictSslLine> {
        self.layers.iter().find_map(|layer| layer.strict_ssl.as_ref())
    }
}

/// One layer of npm's settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NpmLayer {
    /// Which.
    pub source: StrictSslSource,
    /// The file; None for the environment.
    pub path: Option<Untrusted>,
    /// Why the file could not be read; None also where there is no such file, which is no problem.
    pub problem: Option<FileProblem>,
    /// What makes npm stop when it comes to this layer.
    pub fault: Option<NpmFault>,
    /// The `strict-ssl` that decides in this layer.
    pub strict_ssl: Option<StrictSslLine>,
    /// `cafile`.
    pub cafile: Option<Untrusted>,
    /// `https-proxy`, else `proxy`, without user name and password.
    pub proxy: Option<Untrusted>,
}

/// Settings at which npm throws before it does anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum NpmFault {
    /// A key whose name is JSON's `null`, or a section below a value of `null`, on this line.
    BadNull(u32),
    /// The file is already that of a stronger layer.
    LoadedTwice,
    /// `prefix` is set to something that is no text, such as nothing at all.
    PrefixNotText,
}

/// Where a layer of npm's settings comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum StrictSslSource {
    /// `npm_config_…`.
    Environment,
    /// The project's `.npmrc`.
    Project,
    /// The user's `.npmrc`.
    User,
    /// The global `npmrc`.
    Global,
    /// The `npmrc` beside npm itself.
    Builtin,
    /// yarn 1's `.yarnrc`.
    Yarn,
    /// yarn berry's `.yarnrc.yml`.
    YarnBerry,
    /// pnpm's own files.
    Pnpm,
    /// git's files: `http.sslVerify`.
    Git,
}

/// A setting that switches certificate checks on or off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StrictSslLine {
    /// Where it comes from.
    pub source: StrictSslSource,
    /// The file, or the variable's name.
    pub place: Untrusted,
    /// The line in the file, counted from 1; None for a variable.
    pub line: Option<u32>,
    /// The text of the value.
    pub text: Untrusted,
    /// What the tool makes of it: false only where it really switches checks off.
    pub strict: bool,
}
