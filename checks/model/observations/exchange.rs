//! What is said on the way: by a proxy to CONNECT, by the org to the request.

use super::super::Untrusted;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A tunnel that stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Tunnel {
    /// Headers by which proxies name themselves (Via, Server, Proxy-Agent, X-…), lower case.
    pub headers: Vec<(String, Untrusted)>,
}

/// No tunnel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", tag = "error")]
pub enum TunnelError {
    /// The proxy said something else than 200.
    Status {
        /// What.
        status: u16,
        /// Its reason phrase.
        reason: Untrusted,
        /// Its headers that matter: those that name it, and Proxy-Authenticate.
        headers: Vec<(String, Untrusted)>,
        /// How its page begins, markup removed.
        page: Untrusted,
    },
    /// The proxy closed the connection without an answer.
    Closed,
    /// The proxy reset it.
    Reset,
    /// What came is not HTTP.
    NotHttp {
        /// How it begins.
        beginning: Untrusted,
    },
    /// The headers are larger than what Node's HTTP libraries take.
    HeadTooLarge,
    /// SOCKS: the proxy takes none of the ways to sign in that it was offered.
    SocksNoMethod,
    /// SOCKS: the proxy chose a way to sign in that sf cannot go, or was given nothing for.
    SocksMethod {
        /// Which (RFC 1928 section 3): 2 is user and password.
        method: u8,
    },
    /// SOCKS: the proxy refused the user.
    SocksAuthentication,
    /// SOCKS: the proxy's reply code (RFC 1928 section 6).
    SocksReply {
        /// Which.
        code: u8,
    },
}

/// An HTTP answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// Whether `100 Continue` came before it, for which nobody had asked.
    #[serde(default)]
    pub continues: bool,
    /// Content-Type, as sent.
    pub content_type: Option<Untrusted>,
    /// Server, as sent.
    pub server: Option<Untrusted>,
    /// Location, as sent; never followed.
    pub location: Option<Untrusted>,
    /// Date, as parsed; None where it is missing or not a date.
    pub date: Option<DateTime<Utc>>,
    /// When the request was sent, by this machine's clock.
    pub sent_at: DateTime<Utc>,
    /// When the headers had come.
    pub received_at: DateTime<Utc>,
    /// What the body is.
    pub body: BodyKind,
    /// The newest API version in the body, such as `65.0`; None where it is no list of versions.
    pub api_version: Option<String>,
    /// The title of an HTML page.
    pub title: Option<Untrusted>,
    /// How the body begins, at most 300 characters.
    pub beginning: Untrusted,
    /// The same without markup, scripts and styles.
    pub words: Untrusted,
}

/// What a body is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum BodyKind {
    /// The list of API versions that Salesforce gives: a JSON array of objects with `version` and `url`.
    ApiVersions,
    /// A JSON array of Salesforce's errors: objects with `errorCode`.
    SalesforceError,
    /// Another JSON array.
    Json,
    /// JSON that is no array, which no Salesforce API gives here.
    OtherJson,
    /// HTML.
    Html,
    /// Nothing.
    Empty,
    /// Something else.
    Other,
}

/// No HTTP answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", tag = "error")]
pub enum RequestError {
    /// The other side closed the connection.
    Closed,
    /// The other side reset it.
    Reset,
    /// The other side sent a TLS alert instead: it wants a client certificate, say.
    Alert {
        /// Its number.
        alert: u8,
    },
    /// What came is not HTTP.
    NotHttp,
    /// The headers are larger than what Node's HTTP libraries take.
    HeadTooLarge,
    /// The answer began and broke off before its end.
    BrokenOff,
    /// The same, with a reset.
    ResetMidway,
    /// Content-Length stands there twice, or beside Transfer-Encoding: Node's parsers take neither.
    TwoLengths,
}
