use super::super::Untrusted;
use super::{FileProblem, Shell};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::net::IpAddr;

/// The machine, as far as it decides anything.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
    /// The shell that sf would be typed in, as far as the variables tell.
    #[serde(default)]
    pub shell: Shell,
}

/// Web: what is known of the OAuth redirect port.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PortProbe {
    /// The port.
    pub port: u16,
    /// True if the port comes from the project's `oauthLocalPort`.
    pub from_project: bool,
    /// What `localhost` resolves to, in the resolver's order.
    pub localhost: Vec<IpAddr>,
    /// Addresses of `localhost` on which something answered a connection.
    pub answered: Vec<IpAddr>,
    /// Addresses of `localhost` to which a connection was neither accepted nor refused within the time this program
    /// allows (sf waits 20 s and then fails).
    pub silent: Vec<IpAddr>,
    /// The error of binding the port to the first address, by its name (`EADDRINUSE`, `EACCES`, `EADDRNOTAVAIL`);
    /// None if it could be bound.
    pub bind_error: Option<String>,
    /// Who listens there, where the system tells.
    pub holder: Option<Holder>,
    /// How long it took, milliseconds.
    pub duration_ms: u64,
}

/// A process that holds a port.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Holder {
    /// Its process id.
    pub pid: u32,
    /// Its command name.
    pub command: Untrusted,
}

/// Web: what a browser needs.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Browser {
    /// The programs that sf's `open` library and the `xdg-open` it brings could start, as far as they exist: by the
    /// names that these use, in no order that matters.
    pub programs: BTreeSet<String>,
    /// The desktop file that is registered for https, if any.
    pub https_handler: Option<Untrusted>,
    /// True inside a Flatpak.
    pub flatpak: bool,
    /// True if there is a session bus: its address is in a variable, or its socket lies in its usual place.
    pub session_bus: bool,
    /// True if CODE_BUILDER_STATE is set and not empty. Its value is not kept.
    pub code_builder_state: bool,
}

/// Where sf keeps its secrets.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Keychain {
    /// The store that sf would use.
    pub store: KeychainStore,
    /// What is wrong with it, each with the path concerned.
    pub problems: Vec<KeychainProblem>,
}

/// The stores that sf knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum KeychainStore {
    /// `~/.sfdx/key.json`, mode 600.
    #[default]
    File,
    /// Linux: the program `secret-tool`.
    SecretTool,
    /// macOS: the program `security`.
    MacosKeychain,
    /// Windows: `%USERPROFILE%\.sfdx\key.json`.
    WindowsFile,
}

/// Something wrong with where sf keeps its secrets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", tag = "problem")]
pub enum KeychainProblem {
    /// No home directory.
    NoHome,
    /// A state folder that cannot be made, since something that is no folder has its name.
    NotAFolder {
        /// Which.
        path: Untrusted,
    },
    /// Today's log file in `~/.sf` cannot be opened.
    CannotLog {
        /// The file, or the folder that cannot be written to or made.
        path: Untrusted,
        /// Node's code for it: `EROFS`, `EACCES`.
        code: String,
        /// False where it is the folder itself that cannot be made.
        folder_exists: bool,
    },
    /// `~/.sfdx` cannot be written to or made.
    NotWritable {
        /// The folder.
        path: Untrusted,
        /// Node's code for it: `EROFS`, `EACCES`.
        code: String,
        /// True if alias.json is there, which sf would otherwise make first of all.
        has_aliases: bool,
    },
    /// A state file that is not JSON, or not an object where sf needs one.
    DamagedJson {
        /// Which.
        path: Untrusted,
        /// How it is damaged.
        damage: JsonDamage,
    },
    /// A state file that cannot be read.
    Unreadable {
        /// Which.
        path: Untrusted,
        /// Why.
        reason: FileProblem,
    },
    /// key.json whose mode is not 600: sf refuses it (`GenericKeychainInvalidPermsError`).
    KeyFilePermissions {
        /// Which.
        path: Untrusted,
        /// Its permission bits.
        mode: u32,
    },
    /// The key in key.json has a length that fits no cipher: not 32 or 64 characters.
    KeyLength {
        /// Which.
        path: Untrusted,
        /// Its length, characters.
        length: usize,
    },
    /// key.json is JSON but not sf's: another service or account, or no key.
    ForeignKeyFile {
        /// Which.
        path: Untrusted,
    },
    /// secret-tool would be used and there is neither a session bus nor a display to start one for.
    NoSessionBus,
}

/// How a JSON file is damaged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum JsonDamage {
    /// Nothing but blanks.
    Empty,
    /// It begins with something that no JSON begins with, such as `<`, a BOM or half of UTF-16.
    Foreign,
    /// It ends where a value should begin.
    Cut,
    /// It has something else inside where a value should begin.
    Token,
    /// It has another fault inside.
    #[default]
    Syntax,
    /// `null` instead of an object.
    Null,
    /// A list, a number or another value instead of an object.
    NotObject,
}
