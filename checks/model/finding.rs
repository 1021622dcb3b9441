//! What a check says.

use super::Fix;
use crate::salesforce::words;
use serde::Serialize;
use std::collections::BTreeMap;

/// How a check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// As it should be.
    Pass,
    /// The login works, or is not affected, but the person should know.
    Warn,
    /// The login breaks, or is unsafe, or goes somewhere else than asked.
    Fail,
    /// Not applicable, not asked for, or not judged because an earlier step failed.
    Skip,
    /// Tried, and could not be measured. Never shown as a pass.
    Unknown,
    /// A fault of this program.
    Error,
}

/// The steps of a login, in the order in which `sf` takes them. The first that breaks decides what `sf` prints.
///
/// Source: `plugin-auth` 4.4.9 `org/login/{jwt,web}.js`, `@salesforce/core` 8.32.6 and 9.4.0 `authInfo.js`,
/// `webOAuthServer.js`; pinned by the lab.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Node starts, with its NODE_OPTIONS.
    NodeStart,
    /// sf loads its own modules, its HTTP library among them.
    ModuleLoad,
    /// The flags are parsed.
    Flags,
    /// A web login refuses to run in a container.
    ContainerMode,
    /// The login URL is found, and refused if it is a Lightning one.
    LoginUrl,
    /// Web: the port of the OAuth redirect server.
    OauthPort,
    /// Web: the browser is opened.
    Browser,
    /// JWT: sf's own state is read: its encryption key and its aliases. (A web login does so after the token.)
    StateRead,
    /// JWT: the key file is read.
    KeyRead,
    /// JWT: the audiences are worked out.
    Audience,
    /// JWT: the assertion is signed.
    Sign,
    /// The proxy's value is parsed.
    ProxyValue,
    /// The name of the proxy or host is looked up.
    Lookup,
    /// TCP.
    Connect,
    /// TLS to the proxy itself.
    ProxyTls,
    /// CONNECT.
    Tunnel,
    /// TLS to the org: the exchange of messages.
    Handshake,
    /// TLS to the org: the certificate.
    Certificate,
    /// The HTTP exchange.
    Request,
    /// The rest of the answer, once it has begun. What breaks here ends sf at once.
    Answer,
    /// What follows the token: the org's own host is looked up on this machine.
    AfterToken,
}

impl Stage {
    /// Whether this step is taken anew for each login host, so that a JWT login goes on to the next host after it
    /// broke.
    pub fn is_per_host(self) -> bool {
        (Self::Lookup..=Self::Request).contains(&self)
    }

    /// The check that judges this step: what a later check names when it was not judged because of it.
    pub fn check_id(self) -> &'static str {
        match self {
            Self::NodeStart => "tls-verification",
            Self::ModuleLoad => "runtime",
            Self::Flags | Self::LoginUrl => "instance-url",
            Self::ContainerMode | Self::Browser => "browser",
            Self::OauthPort => "oauth-port",
            Self::StateRead => "keychain",
            Self::KeyRead | Self::Sign => "jwt-key",
            Self::Audience => "jwt-audience",
            Self::ProxyValue | Self::ProxyTls | Self::Tunnel => "proxy",
            Self::Lookup | Self::AfterToken => "dns",
            Self::Connect | Self::Handshake => "connection",
            Self::Certificate => "certificate-chain",
            Self::Request | Self::Answer => "endpoint",
        }
    }
}

/// How `sf` itself fails at a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// True where sf has not finished after 60 seconds.
    pub hangs: bool,
    /// Node's or sf's own code, such as `ENOTFOUND`; None where there is none.
    pub code: Option<String>,
    /// A piece of what sf prints; None where it prints nothing.
    pub prints: Option<String>,
}

impl Failure {
    /// A failure with a code and a piece of text.
    pub fn new(code: &str, prints: &str) -> Self {
        Self { hangs: false, code: Some(code.to_owned()), prints: Some(prints.to_owned()) }
    }

    /// A failure that has a text but no code.
    pub fn without_code(prints: &str) -> Self {
        Self { hangs: false, code: None, prints: Some(prints.to_owned()) }
    }

    /// Any transport failure in sf 2.142.6 and later: two words, and a code that sf hides.
    pub fn fetch_failed(code: &str) -> Self {
        Self::new(code, words::FETCH_FAILED)
    }

    /// Nothing, for more than a minute.
    pub fn hang() -> Self {
        Self { hangs: true, code: None, prints: None }
    }
}

/// A step of the login that breaks, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Break {
    /// Where.
    pub stage: Stage,
    /// What sf does then.
    pub failure: Failure,
}

/// What a failed check means for the login.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// The login breaks here (or, with JWT and a step that is taken per host, goes on to another host).
    Breaks(Break),
    /// sf's own part succeeds, insecurely.
    Unsafe,
    /// sf's own part succeeds, and the login is still not what was asked for: this gate says no.
    Refused,
}

impl Effect {
    /// The login breaks at `stage` with `failure`.
    pub fn breaks(stage: Stage, failure: Failure) -> Self {
        Self::Breaks(Break { stage, failure })
    }
}

/// What a check says about the observations.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// How it ended.
    pub status: Status,
    /// The one fact that matters, one line.
    pub summary: String,
    /// What it means for the login, and where it comes from. Empty where the summary says it all.
    pub detail: String,
    /// The finding's own code: Node's or sf's where it is one that they use.
    pub code: Option<String>,
    /// The observed facts that decided, under their names in the observations.
    pub evidence: BTreeMap<&'static str, serde_json::Value>,
    /// What to do, best first.
    pub fixes: Vec<Fix>,
    /// What not to do, though the internet says so.
    pub never: Vec<String>,
    /// What it means for the login; None unless the status is [`Status::Fail`].
    pub effect: Option<Effect>,
    /// How long observing it took, milliseconds; None where nothing was waited for.
    pub duration_ms: Option<u64>,
}

impl Finding {
    fn new(status: Status, summary: impl Into<String>) -> Self {
        Self {
            status,
            summary: summary.into(),
            detail: String::new(),
            code: None,
            evidence: BTreeMap::new(),
            fixes: Vec::new(),
            never: Vec::new(),
            effect: None,
            duration_ms: None,
        }
    }

    /// As it should be.
    pub fn pass(summary: impl Into<String>) -> Self {
        Self::new(Status::Pass, summary)
    }

    /// Not applicable or not asked for; the summary says why.
    pub fn skip(reason: impl Into<String>) -> Self {
        Self::new(Status::Skip, reason)
    }

    /// Not judged, since another step failed first.
    pub fn not_judged(stage: Stage) -> Self {
        Self::skip(format!("not judged: {} failed", stage.check_id()))
    }

    /// Tried, and could not be measured.
    pub fn unknown(summary: impl Into<String>) -> Self {
        Self::new(Status::Unknown, summary)
    }

    /// The login works, but the person should know this and can do that.
    pub fn warn(summary: impl Into<String>, fix: Fix) -> Self {
        Self { fixes: vec![fix], ..Self::new(Status::Warn, summary) }
    }

    /// The login breaks, is unsafe or goes elsewhere. The code of a break becomes the finding's.
    pub fn fail(summary: impl Into<String>, effect: Effect, fix: Fix) -> Self {
        let code = match &effect {
            Effect::Breaks(broken) => broken.failure.code.clone(),
            Effect::Unsafe | Effect::Refused => None,
        };
        Self { code, fixes: vec![fix], effect: Some(effect), ..Self::new(Status::Fail, summary) }
    }

    /// A fault of this program, found while a check ran.
    pub fn error(summary: impl Into<String>) -> Self {
        Self::new(Status::Error, summary)
    }

    /// Adds what it means and where it comes from.
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = detail.into();
        self
    }

    /// Sets the finding's own code.
    pub fn code(mut self, code: impl Into<String>) -> Self {
        self.code = Some(code.into());
        self
    }

    /// Adds an observed fact that decided.
    pub fn evidence(mut self, name: &'static str, value: impl Serialize) -> Self {
        // A value that cannot be serialised leaves no evidence rather than no report.
        self.evidence.insert(name, serde_json::to_value(value).unwrap_or(serde_json::Value::Null));
        self
    }

    /// Adds a further thing to do, if it is not told already.
    pub fn also(mut self, fix: Fix) -> Self {
        if !self.fixes.contains(&fix) {
            self.fixes.push(fix);
        }
        self
    }

    /// Adds what not to do.
    pub fn never(mut self, text: impl Into<String>) -> Self {
        self.never.push(text.into());
        self
    }

    /// Says how long observing it took, milliseconds.
    pub fn took(mut self, duration_ms: Option<u64>) -> Self {
        self.duration_ms = duration_ms;
        self
    }
}
