use sf_preflight_checks::model::observations::{LoginRequest, StandardInput};
use std::collections::BTreeMap;
use std::fmt;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// What observing starts from: everything that the process itself would have had to ask the system for, so that a
/// test can give another machine's.
#[derive(Clone)]
pub struct Context {
    /// The login about to be run.
    pub login: LoginRequest,
    /// `--jwt-cert`, as given.
    pub jwt_cert: Option<String>,
    /// The environment, as Node sees it. Names and values that are not UTF-8 are given lossily.
    pub variables: BTreeMap<String, String>,
    /// The working directory.
    pub working_directory: PathBuf,
    /// The home directory.
    pub home: Option<PathBuf>,
    /// What sf would read an answer from, where it asks something.
    pub standard_input: StandardInput,
    /// `--resolve`.
    pub resolve: Vec<ResolveOverride>,
    /// `--offline`.
    pub offline: bool,
    /// `--latest`.
    pub latest: bool,
    /// `--status`.
    pub status: bool,
    /// `--confirm`.
    pub confirm: bool,
    /// When observing must be over.
    pub deadline: Instant,
}

/// Without the values of variables, some of which are secrets.
impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&String> = self.variables.keys().collect();
        f.debug_struct("Context").field("login", &self.login).field("variables", &names).finish_non_exhaustive()
    }
}

/// How long observing may take where nothing else is said.
const USUAL_TIME: Duration = Duration::from_secs(8);

impl Context {
    /// An empty machine without a network, on which this login is about to be run.
    pub fn new(login: LoginRequest, working_directory: impl Into<PathBuf>) -> Self {
        Self {
            login,
            jwt_cert: None,
            variables: BTreeMap::new(),
            working_directory: working_directory.into(),
            home: None,
            standard_input: StandardInput::default(),
            resolve: Vec::new(),
            offline: true,
            latest: false,
            status: false,
            confirm: false,
            deadline: Instant::now() + USUAL_TIME,
        }
    }

    /// A variable, also where it is empty. On Windows the case of its name does not count.
    pub fn variable(&self, name: &str) -> Option<&str> {
        let other_case = || self.variables.iter().find(|(key, _)| cfg!(windows) && key.eq_ignore_ascii_case(name)).map(|(_, value)| value);
        self.variables.get(name).or_else(other_case).map(String::as_str)
    }

    /// Where programs keep their settings: XDG_CONFIG_HOME, also where it is empty, else `.config` below this home directory.
    pub fn config_home(&self, home: Option<&Path>) -> Option<PathBuf> {
        self.variable("XDG_CONFIG_HOME").map(PathBuf::from).or_else(|| home.map(|home| home.join(".config")))
    }

    /// The time left.
    pub fn remaining(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }

    /// A path as Node resolves it: against the working directory, nothing expanded.
    pub fn absolute(&self, path: impl AsRef<Path>) -> PathBuf {
        self.working_directory.join(path)
    }
}

/// `--resolve HOST:PORT:ADDRESS`: connections to that host and port go to that address, and the name is not looked
/// up, as with curl.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResolveOverride {
    /// The host, lower case.
    pub host: String,
    /// The port.
    pub port: u16,
    /// The address.
    pub address: IpAddr,
    /// The port to connect to instead, where one is given (`ADDRESS:PORT` or `[ADDRESS]:PORT`), else `port`.
    pub to_port: u16,
}
