use super::super::Untrusted;
use serde::{Deserialize, Serialize};

/// The machine, as far as it decides anything.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Platform {
    /// `linux`, `macos`, `windows` …: Rust's name for it.
    pub os: String,
    /// `x86_64`, `aarch64` …
    pub arch: String,
    /// Windows Subsystem for Linux.
    pub wsl: bool,
    /// `docker`, `podman`, `kubernetes`, `lxc` …; None outside containers.
    pub container: Option<String>,
    /// The home directory, None if there is none.
    pub home: Option<Untrusted>,
    /// The working directory.
    pub working_directory: Untrusted,
}

/// Web: what is known of the OAuth redirect port.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PortProbe {
    /// The port.
    pub port: u16,
    /// True if the port comes from the project's `oauthLocalPort`.
    pub from_project: bool,
    /// What `localhost` resolves to, in the resolver's order.
    pub localhost: Vec<String>,
    /// Addresses of `localhost` on which something answered a connection.
    pub answered: Vec<String>,
    /// Addresses of `localhost` to which a connection was neither accepted nor refused within the time this program
    /// allows (sf waits 20 s and then fails).
    pub silent: Vec<String>,
    /// The error of binding the port, by its name (`EADDRINUSE`, `EACCES`); None if it could be bound.
    pub bind_error: Option<String>,
    /// Who listens there, where the system tells.
    pub holder: Option<Holder>,
}

/// A process that holds a port.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// Its process id.
    pub pid: u32,
    /// Its command name.
    pub command: Untrusted,
}

/// Web: what a browser needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Browser {
    /// The program that sf's `open` library would start, by the name it uses (`xdg-open`, `powershell.exe`, `open`).
    pub opener: String,
    /// Where that program was found; None if it was not.
    pub opener_path: Option<Untrusted>,
    /// The browsers that the opener could start, from the variables and the desktop's files; empty if none was found.
    pub candidates: Vec<Untrusted>,
}

/// Where sf keeps its secrets.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Keychain {
    /// The store that sf would use: `generic`, `secret-tool`, `macos-keychain`, `windows`.
    pub kind: String,
    /// What is wrong with it, each with the path concerned.
    pub problems: Vec<KeychainProblem>,
}

/// Something wrong with where sf keeps its secrets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "problem")]
pub enum KeychainProblem {
    /// No home directory.
    NoHome,
    /// A state folder that cannot be written to.
    NotWritable {
        /// Which.
        path: Untrusted,
    },
    /// A state file that is not JSON.
    DamagedJson {
        /// Which.
        path: Untrusted,
        /// The parser's words.
        error: Untrusted,
    },
    /// key.json readable by others: sf refuses it (`GenericKeychainInvalidPermsError`).
    KeyFilePermissions {
        /// Which.
        path: Untrusted,
        /// Its permission bits.
        mode: u32,
    },
    /// secret-tool would be used and is not on PATH.
    SecretToolMissing,
    /// secret-tool would be used and there is no session bus.
    NoSessionBus,
}
