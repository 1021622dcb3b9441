use super::super::Untrusted;
use serde::{Deserialize, Serialize};

/// Which login.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Flow {
    /// `sf org login web`.
    Web,
    /// `sf org login jwt`.
    Jwt,
    /// `sf org login sfdx-url`.
    SfdxUrl,
    /// `sf org login access-token`.
    AccessToken,
}

impl Flow {
    /// As `sf org login` names it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Web => "web",
            Self::Jwt => "jwt",
            Self::SfdxUrl => "sfdx-url",
            Self::AccessToken => "access-token",
        }
    }
}

/// Where sf takes the login URL from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum UrlSource {
    /// `--instance-url`.
    Flag,
    /// `sfdcLoginUrl` in sfdx-project.json.
    Project,
    /// In a project: FORCE_SFDC_LOGIN_URL, or SF_ORG_INSTANCE_URL where sfdx-project.json names no URL.
    Environment,
    /// In a project: sf's own setting `org-instance-url` where sfdx-project.json names no URL, or `sfdcLoginUrl` in one of
    /// sf's own files.
    Configuration,
    /// The SFDX authorization URL, behind its `@`.
    SfdxUrl,
    /// Web with `--client-app`: the stored login of the user.
    StoredLogin,
    /// Nothing given: `https://login.salesforce.com`.
    Default,
}

/// The login about to be run, as its flags say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LoginRequest {
    /// Which login.
    pub flow: Flow,
    /// `sf` or `sfdx`, or the path of one, as typed; None where no command was given.
    #[serde(default)]
    pub program: Option<Untrusted>,
    /// `--instance-url`, as typed.
    pub instance_url: Option<Untrusted>,
    /// `--jwt-key-file`, as typed.
    pub jwt_key_file: Option<Untrusted>,
    /// `--client-id`, as typed. It is an identifier, not a secret (RFC 6749 section 2.2).
    pub client_id: Option<Untrusted>,
    /// `--username`, as typed.
    pub username: Option<Untrusted>,
    /// Web: `--browser`.
    pub browser: Option<Untrusted>,
    /// `--sfdx-url-file`, as typed.
    pub sfdx_url_file: Option<Untrusted>,
    /// `--sfdx-url-stdin`.
    pub sfdx_url_stdin: bool,
    /// `--no-prompt`.
    pub no_prompt: bool,
    /// Web: `--client-app`, as typed.
    #[serde(default)]
    pub client_app: Option<Untrusted>,
    /// The flags that decide nothing here, in the order in which they were typed.
    #[serde(default)]
    pub other_flags: Vec<OtherFlag>,
    /// Whether the flags come from an `sf` command line, so that a missing one is sf's own usage error; otherwise
    /// this program was asked about a flow, and what was not named is not judged.
    pub from_sf_command: bool,
}

/// A flag of sf's that decides nothing here, such as `--alias`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OtherFlag {
    /// Its first name, without the dashes.
    pub name: String,
    /// Its value, as typed; None for a switch.
    pub value: Option<Untrusted>,
}

/// What sf reads an answer from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum StandardInput {
    /// A terminal.
    Terminal,
    /// Nothing: the null device, or an empty file.
    Ended,
    /// Something else, which was left to sf; or nothing is asked.
    #[default]
    Other,
}

/// The stored login of a user, to which a web login adds an app.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LinkedLogin {
    /// Where it is kept.
    pub path: Untrusted,
    /// Whether it is there.
    pub exists: bool,
    /// Its `loginUrl`.
    pub login_url: Option<Untrusted>,
}

impl LoginRequest {
    /// A login of which only the flow is said.
    pub fn of(flow: Flow) -> Self {
        Self {
            flow,
            program: None,
            instance_url: None,
            jwt_key_file: None,
            client_id: None,
            username: None,
            browser: None,
            sfdx_url_file: None,
            sfdx_url_stdin: false,
            no_prompt: false,
            client_app: None,
            other_flags: Vec::new(),
            from_sf_command: false,
        }
    }
}
