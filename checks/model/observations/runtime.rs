use super::super::Untrusted;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The sf that would run and the Node that would run it, found by reading files.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Runtime {
    /// The first `sf` on PATH (or `sfdx`, where the command is that).
    pub sf: Option<SfInstallation>,
    /// Further installations on PATH that the first one hides.
    pub shadowed: Vec<Untrusted>,
    /// The Node that would run it.
    pub node: Option<NodeRuntime>,
    /// The first module that NODE_OPTIONS has Node load before sf and that is not there.
    #[serde(default)]
    pub missing_preload: Option<Preload>,
}

/// A module that Node loads before sf.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Preload {
    /// `--require` or `--import`.
    pub option: String,
    /// As written.
    pub name: Untrusted,
}

/// An installed sf.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SfInstallation {
    /// As found on PATH.
    pub path: Untrusted,
    /// Its version, from its package.json.
    pub version: Option<SfVersion>,
    /// True for sfdx 7 (`sfdx-cli`).
    pub is_sfdx_v7: bool,
    /// The version of the HTTP library it comes with (undici); None where it has none.
    pub http_library_version: Option<NodeVersion>,
    /// The `engines.node` of the HTTP library it comes with (undici), such as `>=22.19.0`; None where it has none.
    pub http_library_engines: Option<String>,
    /// The version of the library that opens the browser (`open`).
    pub open_version: Option<NodeVersion>,
}

/// A Node.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NodeRuntime {
    /// Where.
    pub path: Untrusted,
    /// Its version; None where no file beside it tells.
    pub version: Option<NodeVersion>,
    /// True if it comes with the sf installation rather than from PATH.
    pub bundled: bool,
}

/// A Node version; in JSON the text `24.21.0`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(into = "String", try_from = "String")]
pub struct NodeVersion {
    /// Major.
    pub major: u32,
    /// Minor.
    pub minor: u32,
    /// Patch.
    pub patch: u32,
}

/// An sf version: the same three numbers.
pub type SfVersion = NodeVersion;

impl NodeVersion {
    /// The version that is assumed where none was found: what the newest sf comes with (2.150.6, Node 24).
    pub const NEWEST: Self = Self { major: 24, minor: 21, patch: 0 };

    /// A version of three numbers.
    pub const fn new(major: u32, minor: u32, patch: u32) -> Self {
        Self { major, minor, patch }
    }

    /// Reads `24.21.0`, `v24.21.0`, `24.21.0-nightly`; None for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().trim_start_matches('v');
        let core = text.split(['-', '+']).next()?;
        let mut numbers = core.split('.').map(|part| part.parse::<u32>().ok());
        let version = Self { major: numbers.next()??, minor: numbers.next()??, patch: numbers.next()?? };
        numbers.next().is_none().then_some(version)
    }
}

impl From<NodeVersion> for String {
    fn from(version: NodeVersion) -> Self {
        version.to_string()
    }
}

impl TryFrom<String> for NodeVersion {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("a version is three numbers, such as 24.21.0")
    }
}

impl fmt::Display for NodeVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

impl super::Observations {
    /// The version of the Node that would run sf, or the newest where it was not found.
    pub fn node_version(&self) -> NodeVersion {
        self.runtime.node.as_ref().and_then(|node| node.version).unwrap_or(NodeVersion::NEWEST)
    }
}
