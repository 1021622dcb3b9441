use super::super::Untrusted;
use super::FileProblem;
use serde::{Deserialize, Serialize};

/// The sfdx-project.json found in the working directory or above it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ProjectFile {
    /// Where.
    pub path: Untrusted,
    /// Why it could not be read.
    pub problem: Option<FileProblem>,
    /// Why it is not JSON: the parser's words with line and column. sf takes such a file for an empty one.
    pub syntax_error: Option<Untrusted>,
    /// Why sf refuses it though it is JSON: it is not an object, or a key begins with a capital letter.
    pub refused: Option<Untrusted>,
    /// The encoding that an editor or shell left, `UTF-8 BOM`, `UTF-16LE`, `UTF-16BE`; None for plain UTF-8.
    pub encoding: Option<String>,
    /// `sfdcLoginUrl` as sf reads it, where it is a string.
    pub sfdc_login_url: Option<Untrusted>,
    /// The `sfdcLoginUrl` that the file evidently means and sf does not see: the file is UTF-16, is not JSON, is
    /// refused, or has the key in another case.
    pub intended_login_url: Option<Untrusted>,
    /// True where `sfdcLoginUrl` is a number, a list or the like.
    pub sfdc_login_url_is_not_text: bool,
    /// `signupTargetLoginUrl`, where it is a string: sf refuses the whole project where it is no Salesforce URL.
    pub signup_target_login_url: Option<Untrusted>,
    /// `oauthLocalPort`, as written (a number or a string).
    pub oauth_local_port: Option<serde_json::Value>,
    /// sf's own setting `org-instance-url`, from its configuration files.
    pub org_instance_url: Option<Setting>,
    /// `sfdcLoginUrl` in a `.sf/config.json`, which sf takes before the project's own.
    #[serde(default)]
    pub configured_login_url: Option<Setting>,
    /// `sfdcLoginUrl` in the home directory's `.sfdx/sfdx-project.json`, else in an old `.sfdx/sfdx-config.json`, which sf
    /// takes where the project's file has none.
    #[serde(default)]
    pub home_login_url: Option<Setting>,
}

/// One of sf's own settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Setting {
    /// Its value.
    pub value: Untrusted,
    /// The file that it stands in.
    pub path: Untrusted,
}
