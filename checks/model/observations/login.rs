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
    /// In a project whose file names no URL: sf's own setting `org-instance-url`.
    Configuration,
    /// The SFDX authorization URL, behind its `@`.
    SfdxUrl,
    /// Nothing given: `https://login.salesforce.com`.
    Default,
}

/// The login about to be run, as its flags say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LoginRequest {
    /// Which login.
    pub flow: Flow,
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
    /// Whether the flags come from an `sf` command line, so that a missing one is sf's own usage error; otherwise
    /// this program was asked about a flow, and what was not named is not judged.
    pub from_sf_command: bool,
}

impl LoginRequest {
    /// A login of which only the flow is said.
    pub fn of(flow: Flow) -> Self {
        Self {
            flow,
            instance_url: None,
            jwt_key_file: None,
            client_id: None,
            username: None,
            browser: None,
            sfdx_url_file: None,
            sfdx_url_stdin: false,
            no_prompt: false,
            from_sf_command: false,
        }
    }
}
