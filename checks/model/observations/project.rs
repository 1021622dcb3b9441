use super::super::Untrusted;
use super::FileProblem;
use serde::{Deserialize, Serialize};

/// The sfdx-project.json found in the working directory or above it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProjectFile {
    /// Where.
    pub path: Untrusted,
    /// Why it could not be read.
    pub problem: Option<FileProblem>,
    /// Why it is not JSON: the parser's words with line and column.
    pub syntax_error: Option<Untrusted>,
    /// The encoding that an editor or shell left, `UTF-8 BOM`, `UTF-16LE`, `UTF-16BE`; None for plain UTF-8.
    pub encoding: Option<String>,
    /// `sfdcLoginUrl`, where it is a string.
    pub sfdc_login_url: Option<Untrusted>,
    /// `oauthLocalPort`, as written (a number or a string).
    pub oauth_local_port: Option<serde_json::Value>,
}
