//! Why a job could not be done.

use crate::exit::Exit;
use crate::login::LoginError;
use std::fmt;
use std::io;

/// Why a job could not be done.
#[derive(Debug)]
pub enum Problem {
    /// The command after `--`.
    Login(LoginError),
    /// Options that contradict each other, or a file that cannot be used, for this reason.
    Usage(String),
    /// What was asked for is not done, for this reason.
    Refused(String),
    /// The system: no runtime, no working directory, a report that cannot be written, a command that cannot start.
    System(&'static str, io::Error),
}

impl Problem {
    /// How the program ends.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Login(_) | Self::Usage(_) => Exit::Usage,
            Self::Refused(_) => Exit::Blocked,
            Self::System(..) => Exit::Fault,
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Login(error) => error.fmt(f),
            Self::Usage(why) | Self::Refused(why) => f.write_str(why),
            Self::System(what, error) => write!(f, "{what}: {error}"),
        }
    }
}
