use serde::{Deserialize, Serialize};

/// Why a file could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum FileProblem {
    /// ENOENT, a dangling link among them.
    Missing,
    /// EISDIR.
    Directory,
    /// EACCES.
    Denied,
    /// ENOTDIR, ELOOP, ENAMETOOLONG and the like: the path itself is wrong.
    BadPath,
    /// A FIFO, device or socket, which is not opened here since reading it could block or never end.
    Special,
    /// Larger than this program reads.
    TooLarge,
    /// Read, and not UTF-8 where text was needed.
    NotText,
    /// Any other error while reading.
    Unreadable,
}

impl FileProblem {
    /// The code that Node gives for it when it reads a file, None where Node would read it.
    pub fn node_code(self) -> Option<&'static str> {
        match self {
            Self::Missing => Some("ENOENT"),
            Self::Directory => Some("EISDIR"),
            Self::Denied => Some("EACCES"),
            Self::BadPath | Self::Special | Self::TooLarge | Self::NotText | Self::Unreadable => None,
        }
    }
}
