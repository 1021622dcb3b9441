//! A capture: what was observed on one machine, in a form that can be judged on another.

use super::{Observations, Untrusted};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What marks a document as a capture.
const KIND: &str = "sf-preflight-capture";
/// The version of the form. It rises when a reader of an older form would misread the document; what is only added does
/// not raise it.
const VERSION: u32 = 1;
/// The most that a capture may hold, bytes. The largest files that are kept in one, of certificates, are 16 MiB each.
pub const CAPTURE_LIMIT: u64 = 64 * 1024 * 1024;

/// Everything that was observed, and nothing that was thought about it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Capture {
    /// `sf-preflight-capture`.
    pub kind: String,
    /// 1; rises when a reader of an older form would misread the document.
    pub schema_version: u32,
    /// The program that observed.
    pub tool: CapturingTool,
    /// True where names were masked and certificates taken out: it can be read, and no longer be judged.
    #[serde(default)]
    pub redacted: bool,
    /// From the program's start until everything was seen, milliseconds.
    #[serde(default)]
    pub total_ms: u64,
    /// What was observed.
    pub observations: Observations,
}

/// The program that observed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CapturingTool {
    /// `sf-preflight`.
    pub name: Untrusted,
    /// Its version.
    pub version: Untrusted,
}

/// Why a file cannot be judged as a capture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CaptureError {
    /// Not JSON at all, or JSON that ends too early.
    NotJson {
        /// The line of the fault.
        line: usize,
        /// Its column.
        column: usize,
        /// True where the end is missing.
        cut_off: bool,
    },
    /// Nothing is in it.
    Empty,
    /// JSON of another kind; true where it is a report of this program.
    Foreign(bool),
    /// A capture of a later form.
    Newer {
        /// Its version.
        version: u64,
        /// The program that made it.
        tool: Untrusted,
    },
    /// A capture whose facts do not fit this program's.
    Unfit {
        /// What does not fit.
        problem: Untrusted,
        /// The program that made it.
        tool: Untrusted,
    },
    /// A redacted capture.
    Redacted,
    /// Larger than [`CAPTURE_LIMIT`].
    TooLarge,
}

/// As much of a document as tells what it is.
#[derive(Deserialize)]
struct Heading {
    kind: Option<String>,
    schema_version: Option<u64>,
    tool: Option<CapturingTool>,
    #[serde(default)]
    redacted: bool,
    verdict: Option<serde::de::IgnoredAny>,
}

impl Capture {
    /// A capture of what this version of the program observed.
    pub fn new(observations: Observations, tool: &super::Tool, total_ms: u64) -> Self {
        let tool = CapturingTool { name: tool.name.into(), version: tool.version.into() };
        Self { kind: KIND.to_owned(), schema_version: VERSION, tool, redacted: false, total_ms, observations }
    }

    /// Reads a capture. What a later version added and this one does not know is passed over; what an earlier one did
    /// not record yet counts as not observed.
    ///
    /// # Errors
    /// If it is no capture, or cannot be judged here.
    pub fn read(bytes: &[u8]) -> Result<Self, CaptureError> {
        if bytes.len() as u64 > CAPTURE_LIMIT {
            return Err(CaptureError::TooLarge);
        }
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        if bytes.trim_ascii().is_empty() {
            return Err(CaptureError::Empty);
        }
        let heading: Heading = match serde_json::from_slice(bytes) {
            Ok(heading) => heading,
            Err(error) if error.is_data() => return Err(CaptureError::Foreign(false)),
            Err(error) => return Err(CaptureError::NotJson { line: error.line(), column: error.column(), cut_off: error.is_eof() }),
        };
        if heading.kind.as_deref() != Some(KIND) {
            return Err(CaptureError::Foreign(heading.verdict.is_some()));
        }
        let tool: Untrusted = match heading.tool {
            Some(tool) => format!("{} {}", tool.name.raw(), tool.version.raw()).into(),
            None => "an unnamed program".into(),
        };
        match heading.schema_version {
            Some(version) if version > u64::from(VERSION) => return Err(CaptureError::Newer { version, tool }),
            _ if heading.redacted => return Err(CaptureError::Redacted),
            _ => {}
        }
        serde_json::from_slice(bytes).map_err(|error| CaptureError::Unfit { problem: error.to_string().into(), tool })
    }
}

impl fmt::Display for CaptureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("it is empty. Capture again: sf-preflight capture -o FILE"),
            Self::NotJson { line, column, cut_off: true } => {
                write!(f, "it is cut off at line {line}, column {column}: it was not copied whole. Copy it again, or capture again")
            }
            Self::NotJson { line, column, cut_off: false } => {
                write!(
                    f,
                    "it is damaged, or no capture: no JSON from line {line}, column {column}. Copy it again as it is, or capture again"
                )
            }
            Self::Foreign(true) => {
                f.write_str("it is a report, which was judged already. What can be judged is what `sf-preflight capture -o FILE` writes")
            }
            Self::Foreign(false) => f.write_str("it is no capture. What can be judged is what `sf-preflight capture -o FILE` writes"),
            Self::Newer { version, tool } => {
                write!(
                    f,
                    "{tool} made it, in form {version}, and this version reads form {VERSION}. Replay it with that version or a later one"
                )
            }
            Self::Unfit { problem, tool } => {
                write!(
                    f,
                    "{tool} made it, and this version cannot read it: {problem}. Replay it with that version or a later one, or capture again"
                )
            }
            Self::Redacted => f.write_str(
                "it is redacted: certificates and names, on which the verdict rests, are not in it any more. It is there to be read. \
                 Ask for a capture without --redact, or for the report",
            ),
            Self::TooLarge => write!(f, "it is larger than {} MiB, which no capture is", CAPTURE_LIMIT / 1024 / 1024),
        }
    }
}

#[cfg(test)]
mod tests;
