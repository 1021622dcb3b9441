use super::super::Untrusted;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Variables that are looked at by their exact name. On Windows, case does not count.
const NAMES: &[&str] = &[
    "BROWSER",
    "CI",
    "CODESPACES",
    "CODE_BUILDER",
    "DBUS_SESSION_BUS_ADDRESS",
    "DESKTOP",
    "DESKTOP_SESSION",
    "DISPLAY",
    "FORCE_SFDC_LOGIN_URL",
    "FORCE_SHOW_SPINNER",
    "GITHUB_ACTIONS",
    "GNOME_DESKTOP_SESSION_ID",
    "HTTP_TIMEOUT",
    "KDE_FULL_SESSION",
    "KDE_SESSION_VERSION",
    "LXQT_SESSION_CONFIG",
    "MATE_DESKTOP_SESSION_ID",
    "NODE_EXTRA_CA_CERTS",
    "NODE_OPTIONS",
    "NODE_TLS_REJECT_UNAUTHORIZED",
    "NODE_USE_ENV_PROXY",
    "NODE_USE_SYSTEM_CA",
    "OPENSSL_CONF",
    "REMOTE_CONTAINERS",
    "RUNNER_TEMP",
    "SALESFORCE_INSTANCE_URL",
    "SALESFORCE_LOGIN_URL",
    "SFDC_LOGIN_URL",
    "SFDX_AUDIENCE_URL",
    "SFDX_CONTAINER_MODE",
    "SFDX_DISABLE_DNS_CHECK",
    "SFDX_DISABLE_LOG_FILE",
    "SFDX_ENV",
    "SFDX_HTTP_SOCKET_TIMEOUT",
    "SFDX_INSTANCE_URL",
    "SFDX_LOGIN_URL",
    "SFDX_LOG_LEVEL",
    "SFDX_SCRATCH_ORG_CREATION_LOGIN_URL",
    "SFDX_SECRET_TOOL_PATH",
    "SFDX_USE_GENERIC_UNIX_KEYCHAIN",
    "SF_AUDIENCE_URL",
    "SF_CONTAINER_MODE",
    "SF_DISABLE_DNS_CHECK",
    "SF_DISABLE_LOG_FILE",
    "SF_DOMAIN_RETRY",
    "SF_ENV",
    "SF_INSTANCE_URL",
    "SF_LOGIN_URL",
    "SF_LOG_LEVEL",
    "SF_ORG_INSTANCE_URL",
    "SF_USE_GENERIC_UNIX_KEYCHAIN",
    "SSH_CLIENT",
    "SSH_CONNECTION",
    "SSH_TTY",
    "SSL_CERT_DIR",
    "SSL_CERT_FILE",
    "TERM_PROGRAM",
    "TMPDIR",
    "WAYLAND_DISPLAY",
    "WSL_DISTRO_NAME",
    "WSL_INTEROP",
    "XDG_CURRENT_DESKTOP",
];

/// Names of variables that hold proxy settings, in lower case; their values are parsed apart, since they may hold
/// passwords.
const PROXY_NAMES: &[&str] = &["https_proxy", "http_proxy", "all_proxy"];

/// Whether this program looks at a variable of this name and may keep its value (a proxy's is not kept: it may hold a
/// password; npm's settings are read apart).
pub fn is_relevant_variable(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    (NAMES.contains(&name) || NAMES.iter().any(|known| cfg!(windows) && known.eq_ignore_ascii_case(name)) || lower == "no_proxy")
        && !PROXY_NAMES.contains(&lower.as_str())
}

/// The environment, as far as it matters: names and values, no secrets.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Environment(pub BTreeMap<String, Untrusted>);

impl Environment {
    /// The value of a variable, also where it is empty.
    pub fn value(&self, name: &str) -> Option<&str> {
        let other_case = || self.0.iter().find(|(key, _)| cfg!(windows) && key.eq_ignore_ascii_case(name)).map(|(_, value)| value);
        self.0.get(name).or_else(other_case).map(Untrusted::raw)
    }

    /// The value of a variable that is set and not empty.
    pub fn nonempty(&self, name: &str) -> Option<&str> {
        self.value(name).filter(|value| !value.is_empty())
    }
}
