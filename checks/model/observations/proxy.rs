use super::super::{Secret, Untrusted};
use serde::{Deserialize, Serialize};

/// A proxy variable. Its value is parsed where it enters, since it may hold a password.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ProxyVariable {
    /// Its name, in the case it has; on Windows, in capital letters where sf reads it.
    pub name: String,
    /// Its value with user and password masked.
    pub shown: Untrusted,
    /// True where it is set and empty (which counts for sf).
    pub empty: bool,
    /// What sf's HTTP library makes of it.
    pub parsed: Result<ProxyUrl, ProxyUrlError>,
}

/// A proxy in the settings of another program or of the system.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OtherProxy {
    /// Whose setting it is, such as `git`.
    pub whose: String,
    /// The file, or the key of the registry.
    pub place: Untrusted,
    /// The line in it, counted from 1; None where it has no lines.
    pub line: Option<u32>,
    /// Whether it is not the proxy itself but a script (PAC) that names one for each host.
    #[serde(default)]
    pub is_script: bool,
    /// The proxy, or the script's URL, without user name and password.
    pub shown: Untrusted,
}

/// A proxy that sf can use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ProxyUrl {
    /// What is spoken to the proxy itself.
    pub scheme: ProxyScheme,
    /// Its host, an IPv6 address without brackets.
    pub host: String,
    /// Its port, the scheme's own where none is given.
    pub port: u16,
    /// True if a user is given.
    pub has_credentials: bool,
    /// The value of Proxy-Authorization, None where sf sends none.
    pub authorization: Option<Secret>,
    /// User and password as sf sends them to a SOCKS proxy. None unless both are given.
    pub socks_credentials: Option<(Secret, Secret)>,
}

impl ProxyUrl {
    /// `host:port`, an IPv6 address in brackets.
    pub fn authority(&self) -> String {
        if self.host.contains(':') { format!("[{}]:{}", self.host, self.port) } else { format!("{}:{}", self.host, self.port) }
    }
}

/// What is spoken to the proxy itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum ProxyScheme {
    /// CONNECT in clear.
    Http,
    /// CONNECT inside TLS.
    Https,
    /// SOCKS 5.
    Socks5,
}

/// Why sf fails at a proxy's value, before it contacts anybody: mostly with an unhandled rejection, a raw Node stack,
/// exit 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ProxyUrlError {
    /// `new URL` throws: `TypeError: Invalid URL`, `ERR_INVALID_URL`.
    InvalidUrl,
    /// A scheme that is not http, https, socks or socks5 (a bare `proxy:8080` has the scheme `proxy:`):
    /// `InvalidArgumentError: Invalid URL protocol…`, `UND_ERR_INVALID_ARG`.
    InvalidProtocol,
    /// A path, query or fragment after the authority: `InvalidArgumentError: invalid url`, `UND_ERR_INVALID_ARG`.
    HasPath,
    /// A `%` in user or password that begins no percent-encoded UTF-8: `URIError: URI malformed`.
    MalformedEscape,
    /// With node-fetch: no host, so that the value is taken for a socket's path: `connect ENOENT`.
    NoHost,
    /// With node-fetch: neither host nor path, `ERR_INVALID_ARG_TYPE`.
    Blank,
    /// With node-fetch: a port above 65535, `ERR_SOCKET_BAD_PORT`.
    BadPort,
}

impl ProxyUrlError {
    /// The code that Node prints with the stack; the error's own name where it has no code.
    pub fn code(self) -> &'static str {
        match self {
            Self::InvalidUrl => "ERR_INVALID_URL",
            Self::InvalidProtocol | Self::HasPath => "UND_ERR_INVALID_ARG",
            Self::MalformedEscape => "URIError",
            Self::NoHost => "ENOENT",
            Self::Blank => "ERR_INVALID_ARG_TYPE",
            Self::BadPort => "ERR_SOCKET_BAD_PORT",
        }
    }

    /// What Node prints with the stack.
    pub fn message(self) -> &'static str {
        match self {
            Self::InvalidUrl => "Invalid URL",
            Self::InvalidProtocol => "Invalid URL protocol",
            Self::HasPath => "invalid url",
            Self::MalformedEscape => "URI malformed",
            Self::NoHost => "failed, reason: connect ENOENT",
            Self::Blank => "The \"options.port\" property must be",
            Self::BadPort => "Port should be >= 0 and < 65536",
        }
    }

    /// Whether sf ends with a raw stack; else the request fails as any other.
    pub fn is_crash(self) -> bool {
        !matches!(self, Self::NoHost | Self::Blank | Self::BadPort)
    }
}
