//! The way to a host, phase by phase, as sf takes it.

use super::super::Untrusted;
use super::{Answer, Der, RequestError, Tunnel, TunnelError};
use serde::{Deserialize, Serialize};
use std::fmt;

/// How one phase of the way ended.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", tag = "phase")]
pub enum Phase<T, E> {
    /// Not on this way: there is no proxy, say.
    #[default]
    NotNeeded,
    /// An earlier phase failed.
    NotReached,
    /// Done.
    Done {
        /// What came of it.
        value: T,
        /// How long it took, milliseconds.
        duration_ms: u64,
    },
    /// Failed.
    Failed {
        /// How.
        error: E,
        /// After how long, milliseconds.
        duration_ms: u64,
    },
    /// Neither done nor failed within the time this program allows it.
    TimedOut {
        /// How long was waited, milliseconds.
        duration_ms: u64,
    },
}

impl<T, E> Phase<T, E> {
    /// What came of it, None unless it was done.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Done { value, .. } => Some(value),
            _ => None,
        }
    }

    /// How it failed, None unless it did.
    pub fn error(&self) -> Option<&E> {
        match self {
            Self::Failed { error, .. } => Some(error),
            _ => None,
        }
    }

    /// How long it took or was waited for, milliseconds; None if it did not take place.
    pub fn duration_ms(&self) -> Option<u64> {
        match self {
            Self::Done { duration_ms, .. } | Self::Failed { duration_ms, .. } | Self::TimedOut { duration_ms } => Some(*duration_ms),
            Self::NotNeeded | Self::NotReached => None,
        }
    }

    /// Whether the way goes on after it.
    pub fn is_passed(&self) -> bool {
        matches!(self, Self::NotNeeded | Self::Done { .. })
    }
}

/// Why a host was contacted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// It is the login host.
    Login,
    /// It is a host that sf's JWT login goes on to.
    Fallback,
    /// Another host's answer sends on to it.
    Redirect,
}

/// What is spoken to the org.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum WebScheme {
    /// In clear.
    Http,
    /// Over TLS.
    Https,
}

/// One host, contacted as sf would contact it: at most one connection, one handshake, one request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Probe {
    /// Why.
    pub purpose: Purpose,
    /// What is spoken.
    pub scheme: WebScheme,
    /// The org's host, as in the URL (lower case, punycode, IPv6 without brackets).
    pub host: String,
    /// The org's port.
    pub port: u16,
    /// `host:port` of the proxy that the way goes through; None where there is none.
    pub proxy: Option<String>,
    /// The look-up of the proxy's name if there is one, of the host's if not. `NotNeeded` for an IP address.
    pub lookup: Phase<Lookup, LookupError>,
    /// What each name server says, asked only after the look-up failed.
    pub name_servers: Vec<NameServerAnswer>,
    /// The search domains that the system was to try as well; read only after the look-up failed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub search_domains: Vec<Untrusted>,
    /// How long the system's resolver goes on where no name server answers, by its settings, seconds; only where it had
    /// not answered in time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolver_seconds: Option<u32>,
    /// TCP to the proxy or host.
    pub connect: Phase<Connect, ConnectError>,
    /// TLS to the proxy itself.
    pub proxy_tls: Phase<Handshake, HandshakeError>,
    /// CONNECT.
    pub tunnel: Phase<Tunnel, TunnelError>,
    /// TLS to the org.
    pub tls: Phase<Handshake, HandshakeError>,
    /// `GET /services/data/`.
    pub http: Phase<Answer, RequestError>,
    /// Where the answer sends on to a host that is not Salesforce's: the way there, up to the request, which is not
    /// made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redirect: Option<Box<Probe>>,
    /// A second handshake with a small hello, tried only after a reset or silence in the first.
    pub small_hello: Option<SmallHello>,
}

impl Probe {
    /// The certificates that the org sent, its own first; None where the handshake did not come to them.
    pub fn chain(&self) -> Option<&[Der]> {
        match &self.tls {
            Phase::Done { value, .. } => Some(&value.chain),
            Phase::Failed { error: HandshakeError::Protocol { chain, .. }, .. } if !chain.is_empty() => Some(chain),
            Phase::NotNeeded | Phase::NotReached | Phase::Failed { .. } | Phase::TimedOut { .. } => None,
        }
    }
}

/// A look-up that found addresses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Lookup {
    /// The name that was asked for.
    pub name: String,
    /// The addresses, in the resolver's order.
    pub addresses: Vec<String>,
    /// What decided them, where it is not the DNS for the name as it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<NameSource>,
}

/// What else than the DNS for a name can decide where it leads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", tag = "source")]
pub enum NameSource {
    /// A line of the hosts file.
    HostsFile {
        /// The file.
        path: Untrusted,
        /// The line, counted from 1.
        line: u32,
    },
    /// The name does not exist, and with a search domain at its end it does.
    SearchDomain {
        /// The domain.
        domain: Untrusted,
    },
}

impl fmt::Display for NameSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::HostsFile { path, line } => write!(f, "line {line} of {path}"),
            Self::SearchDomain { domain } => write!(f, "the search domain {domain}"),
        }
    }
}

/// A look-up that failed, in getaddrinfo's terms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", tag = "error")]
pub enum LookupError {
    /// EAI_NONAME, EAI_NODATA: Node says ENOTFOUND.
    NotFound,
    /// EAI_AGAIN: SERVFAIL, REFUSED, no answer, no server.
    TryAgain,
    /// Another EAI code, by its name.
    Other {
        /// Node's name for it, such as `EAI_FAIL`.
        code: String,
    },
}

/// What one name server says of a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NameServerAnswer {
    /// Its address.
    pub server: String,
    /// The name that was asked for.
    pub name: String,
    /// What it says.
    pub reply: NameServerReply,
}

/// A name server's reply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", tag = "reply")]
pub enum NameServerReply {
    /// It knows addresses.
    Addresses {
        /// Which.
        addresses: Vec<String>,
    },
    /// NXDOMAIN.
    NoSuchName,
    /// NOERROR without an address.
    NoAddress,
    /// SERVFAIL.
    ServerFailure,
    /// REFUSED.
    Refused,
    /// Nothing within the time allowed.
    Silent,
    /// The server's port is closed or the network is unreachable.
    Unreachable,
    /// Another response code, by its name.
    Other {
        /// Which.
        code: String,
    },
}

/// A connection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Connect {
    /// The address that answered.
    pub address: String,
    /// The attempts before it, in order.
    pub failed: Vec<ConnectAttempt>,
}

/// No connection: every attempt, in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ConnectError {
    /// The attempts.
    pub attempts: Vec<ConnectAttempt>,
}

/// One attempt to connect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ConnectAttempt {
    /// Where.
    pub address: String,
    /// Node's code, such as `ECONNREFUSED`; `ETIMEDOUT` where the attempt was given up (250 ms while there are other
    /// addresses, as Node does).
    pub code: String,
}

/// A handshake that came to its end, whatever the certificate is worth.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Handshake {
    /// `TLSv1.2` or `TLSv1.3`.
    pub version: String,
    /// The cipher suite, IANA's name.
    pub cipher_suite: String,
    /// The key exchange group, IANA's name; None where it is not known.
    pub group: Option<String>,
    /// Whether the server knows secure renegotiation (RFC 5746); true with TLS 1.3, which has none, and where
    /// its hello could not be read apart.
    pub secure_renegotiation: bool,
    /// The size of the server's finite-field Diffie-Hellman prime, bits; None where none was used.
    pub dh_bits: Option<u32>,
    /// The certificates as sent, the leaf first.
    pub chain: Vec<Der>,
}

/// A handshake that did not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", tag = "error")]
pub enum HandshakeError {
    /// The other side closed the connection.
    Closed,
    /// The other side reset it.
    Reset,
    /// The other side sent a fatal alert.
    Alert {
        /// Its number (RFC 8446 section 6).
        alert: u8,
        /// True if it was its first word, before any hello of its own.
        at_once: bool,
    },
    /// What came is not TLS.
    NotTls {
        /// How it begins.
        beginning: Untrusted,
    },
    /// The other side broke the protocol, or offers nothing that this program's TLS library can speak. The chain is
    /// what had been sent by then.
    Protocol {
        /// The library's words.
        message: String,
        /// What Node's OpenSSL would object to; None where that is not known.
        #[serde(default)]
        fault: Option<ProtocolFault>,
        /// The certificates, where they had been sent.
        chain: Vec<Der>,
    },
}

/// What is wrong with a message of a handshake.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ProtocolFault {
    /// It belongs to another step.
    UnexpectedMessage,
    /// Its record is longer than TLS allows (RFC 8446 section 5.2).
    RecordTooLong,
    /// It is larger than this program's TLS library takes, 64 KiB: a very long chain. OpenSSL takes 100 KiB.
    MessageTooLong,
}

/// A second handshake, TLS 1.2 only, without a post-quantum key share and without SNI.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SmallHello {
    /// True if the server answered it.
    pub answered: bool,
    /// How long it took, milliseconds.
    pub duration_ms: u64,
}
