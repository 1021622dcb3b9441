//! What sf's token request meets at one host.

mod duration;
mod node_fetch;

pub use duration::total_seconds;

use super::answer::{self, Reading};
use super::http_stack::HttpStack;
use super::words::{self, NO_ID, NO_REFRESH, NO_USERNAME};
use super::{http_timeout, login_url};
use crate::model::observations::{
    Answer, Connect, ConnectError, Flow, Handshake, HandshakeError, LookupError, Phase, Probe, ProxyScheme, Purpose, RequestError, Tunnel,
    TunnelError, WebScheme,
};
use crate::model::{Effect, Failure, Observations, Stage};
use crate::node::{chain_error::ChainError, errors, verify};
use duration::seconds_of_get;

/// How long undici lets a connection take, look-up and TLS included, seconds. Source: undici 8.12.4 `core/connect.js`.
const CONNECT_SECONDS: u32 = 10;
/// How long undici lets a SOCKS proxy take for each step, seconds. Source: undici 8.12.4
/// `dispatcher/socks5-proxy-agent.js`.
const SOCKS_SECONDS: u32 = 5;
/// How long undici waits for the head of an answer, a proxy's among them, seconds. Source: undici 8.12.4
/// `dispatcher/client.js`; measured 301 s.
const HEADERS_SECONDS: u32 = 300;
/// From here on, sf counts as hanging: it needs some time besides.
const HANG_SECONDS: u32 = 60;

/// How sf's token request to one host fails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttemptFailure {
    /// Where.
    pub stage: Stage,
    /// How. `hangs` is about this attempt alone.
    pub failure: Failure,
    /// How long sf takes to fail, seconds.
    pub seconds: u32,
}

impl AttemptFailure {
    fn transport(stage: Stage, code: Option<&str>, seconds: u32) -> Self {
        let failure = code.map_or_else(|| Failure::without_code(words::FETCH_FAILED), Failure::fetch_failed);
        Self { stage, failure, seconds }
    }

    fn unanswered(stage: Stage) -> Self {
        Self { stage, failure: Failure::hang(), seconds: HEADERS_SECONDS }
    }

    fn socks_timeout() -> Self {
        Self::transport(Stage::Tunnel, Some("UND_ERR_CONNECT_TIMEOUT"), SOCKS_SECONDS)
    }

    fn connect_timeout(stage: Stage) -> Self {
        Self::transport(stage, Some("UND_ERR_CONNECT_TIMEOUT"), CONNECT_SECONDS)
    }
}

/// How sf's token request to the probed host fails; None if the host answers like a Salesforce API, or nothing was
/// seen that stands in its way.
pub fn failure(observations: &Observations, probe: &Probe) -> Option<AttemptFailure> {
    let stack = HttpStack::of(&observations.runtime);
    let failed = on_the_way(observations, probe).map(|failed| match stack {
        HttpStack::NodeFetch => node_fetch::retold(observations, probe, failed),
        HttpStack::Undici => named(observations.login.flow, failed),
    });
    let failed = failed.map(|failed| match observations.login.flow {
        // It begins with a GET.
        Flow::AccessToken => AttemptFailure { seconds: seconds_of_get(probe, &failed), ..failed },
        Flow::Jwt | Flow::Web | Flow::SfdxUrl => failed,
    });
    match http_timeout::limit_ms(&observations.environment) {
        Some(limit) => aborted(stack, failed, probe, limit),
        None => failed,
    }
}

/// Where undici's error has no code, the one that sf makes of it still has a name ([`unsent`]).
fn named(flow: Flow, failed: AttemptFailure) -> AttemptFailure {
    if failed.failure != Failure::without_code(words::FETCH_FAILED) {
        return failed;
    }
    AttemptFailure { failure: unsent(flow, words::FETCH_FAILED), ..failed }
}

/// How sf fails where its HTTP library makes no request and says so in these words: under the name that sf gives its own
/// error; JWT and web logins have none. Measured.
pub fn unsent(flow: Flow, prints: &str) -> Failure {
    Failure { code: no_token_there(flow).code, ..Failure::without_code(prints) }
}

/// How sf fails where the login URL takes its first request to where no token is given.
pub fn no_token_there(flow: Flow) -> Failure {
    said(match flow {
        Flow::Jwt => words::NO_JWT,
        Flow::Web => words::NO_CODE,
        Flow::SfdxUrl => NO_REFRESH,
        Flow::AccessToken => NO_USERNAME,
    })
}

/// How it fails where Node refuses the host's certificate with this code.
pub fn certificate_failure(observations: &Observations, code: &str, error: ChainError) -> Failure {
    match HttpStack::of(&observations.runtime) {
        HttpStack::NodeFetch => node_fetch::certificate(observations.node_version(), code, error),
        HttpStack::Undici => Failure::fetch_failed(code),
    }
}

/// What HTTP_TIMEOUT makes of it: what takes longer is given up. Measured.
fn aborted(stack: HttpStack, failed: Option<AttemptFailure>, probe: &Probe, limit_ms: u64) -> Option<AttemptFailure> {
    let waited_ms = failed.as_ref().map_or(0, |failed| u64::from(failed.seconds) * 1000);
    if waited_ms.max(http_timeout::taken_ms(probe)) <= limit_ms {
        return failed;
    }
    let (stage, code) = failed.map_or((Stage::Request, None), |failed| (failed.stage, failed.failure.code));
    let failure = Failure { code, ..Failure::without_code(stack.aborts()) };
    Some(AttemptFailure { stage, failure, seconds: seconds_of(limit_ms) })
}

fn on_the_way(observations: &Observations, probe: &Probe) -> Option<AttemptFailure> {
    lookup(probe)
        .or_else(|| connect(&probe.connect))
        .or_else(|| proxy_tls(observations, probe))
        .or_else(|| tunnel(observations, &probe.tunnel))
        .or_else(|| handshake(&probe.tls, Stage::Handshake))
        .or_else(|| refused_by_openssl(observations, &probe.tls, Stage::Handshake))
        .or_else(|| certificate(observations, &probe.host, &probe.tls, Stage::Certificate))
        .or_else(|| forward_proxy(probe))
        .or_else(|| login_url(observations, probe))
        .or_else(|| redirected(observations, probe))
        .or_else(|| request(observations, &probe.http))
}

/// What the failure means for the login: it breaks there, or sf is still at it after a minute.
pub fn effect(observations: &Observations, failed: &AttemptFailure) -> Effect {
    let failure = if total_seconds(observations) >= HANG_SECONDS {
        Failure { prints: None, hangs: true, ..failed.failure.clone() }
    } else {
        failed.failure.clone()
    };
    Effect::breaks(failed.stage, failure)
}

fn lookup(probe: &Probe) -> Option<AttemptFailure> {
    match &probe.lookup {
        Phase::Failed { error, duration_ms } => {
            let code = match error {
                LookupError::NotFound => "ENOTFOUND",
                LookupError::TryAgain => "EAI_AGAIN",
                LookupError::Other { code } => code,
            };
            Some(AttemptFailure::transport(Stage::Lookup, Some(code), seconds_of(*duration_ms)))
        }
        // undici's time for a connection counts from the look-up on.
        Phase::TimedOut { .. } if probe.resolver_seconds.is_some_and(|seconds| seconds > CONNECT_SECONDS) => {
            Some(AttemptFailure::connect_timeout(Stage::Lookup))
        }
        // A resolver that gets no answer says EAI_AGAIN after its own time, by default 10 s with one server.
        Phase::TimedOut { .. } => Some(AttemptFailure::transport(Stage::Lookup, Some("EAI_AGAIN"), CONNECT_SECONDS)),
        Phase::NotNeeded | Phase::NotReached | Phase::Done { .. } => None,
    }
}

/// With several addresses the first one's code counts, unless one of them timed out. Source: undici 8.12.4
/// `core/connect.js`, `maybeNormalizeConnectError`.
fn connect(phase: &Phase<Connect, ConnectError>) -> Option<AttemptFailure> {
    match phase {
        Phase::Failed { error: ConnectError { attempts }, duration_ms } => {
            let seconds = seconds_of(*duration_ms);
            let timed_out = attempts.len() > 1 && attempts.iter().any(|attempt| attempt.code == "ETIMEDOUT");
            let first = attempts.first().map(|attempt| attempt.code.as_str());
            let code = if timed_out { Some("UND_ERR_CONNECT_TIMEOUT") } else { first };
            Some(AttemptFailure::transport(Stage::Connect, code, seconds))
        }
        Phase::TimedOut { .. } => Some(AttemptFailure::connect_timeout(Stage::Connect)),
        Phase::NotNeeded | Phase::NotReached | Phase::Done { .. } => None,
    }
}

fn proxy_host(probe: &Probe) -> &str {
    let host = probe.proxy.as_deref().map(|proxy| proxy.rsplit_once(':').map_or(proxy, |(host, _)| host)).unwrap_or_default();
    host.trim_start_matches('[').trim_end_matches(']')
}

fn proxy_tls(observations: &Observations, probe: &Probe) -> Option<AttemptFailure> {
    let host = proxy_host(probe);
    handshake(&probe.proxy_tls, Stage::ProxyTls)
        .or_else(|| refused_by_openssl(observations, &probe.proxy_tls, Stage::ProxyTls))
        .or_else(|| certificate(observations, host, &probe.proxy_tls, Stage::ProxyTls))
}

fn tunnel(observations: &Observations, phase: &Phase<Tunnel, TunnelError>) -> Option<AttemptFailure> {
    let code = match phase {
        Phase::Failed { error, .. } => match error {
            // undici takes these for a broken answer.
            TunnelError::Status { status: 100 | 101, .. } => Some("UND_ERR_SOCKET".to_owned()),
            TunnelError::Status { .. } => Some("UND_ERR_ABORTED".to_owned()),
            TunnelError::HeadTooLarge => Some("UND_ERR_HEADERS_OVERFLOW".to_owned()),
            // undici's SOCKS client waits on.
            TunnelError::Closed if is_socks(observations) => return Some(AttemptFailure::socks_timeout()),
            TunnelError::Closed => Some("UND_ERR_SOCKET".to_owned()),
            TunnelError::Reset => Some(errors::RESET.to_owned()),
            TunnelError::NotHttp { .. } => is_socks(observations).then(|| "UND_ERR_SOCKS5_VERSION".to_owned()),
            TunnelError::SocksMethod { method: 2 } => Some("UND_ERR_INVALID_ARG".to_owned()),
            TunnelError::SocksMethod { .. } => Some("UND_ERR_SOCKS5_AUTH_METHOD".to_owned()),
            TunnelError::SocksNoMethod => Some("UND_ERR_SOCKS5_AUTH_REJECTED".to_owned()),
            TunnelError::SocksAuthentication => Some("UND_ERR_SOCKS5_AUTH_FAILED".to_owned()),
            TunnelError::SocksReply { code } => Some(format!("UND_ERR_SOCKS5_REPLY_{code}")),
        },
        Phase::TimedOut { .. } if is_socks(observations) => return Some(AttemptFailure::socks_timeout()),
        Phase::TimedOut { .. } => return Some(AttemptFailure::unanswered(Stage::Tunnel)),
        Phase::NotNeeded | Phase::NotReached | Phase::Done { .. } => return None,
    };
    Some(AttemptFailure::transport(Stage::Tunnel, code.as_deref(), 0))
}

fn is_socks(observations: &Observations) -> bool {
    use super::proxy::{ProxyChoice, choose};
    matches!(choose(&observations.proxy_variables), ProxyChoice::Through(_, proxy) if proxy.scheme == ProxyScheme::Socks5)
}

fn handshake(phase: &Phase<Handshake, HandshakeError>, stage: Stage) -> Option<AttemptFailure> {
    match phase {
        Phase::Failed { error, duration_ms } => {
            Some(AttemptFailure::transport(stage, errors::handshake_code(error), seconds_of(*duration_ms)))
        }
        Phase::TimedOut { .. } => Some(AttemptFailure::connect_timeout(stage)),
        Phase::NotNeeded | Phase::NotReached | Phase::Done { .. } => None,
    }
}

/// A handshake that came to its end here and that Node's OpenSSL refuses. Its own settings (OPENSSL_CONF) can allow
/// both, and are not read.
fn refused_by_openssl(observations: &Observations, phase: &Phase<Handshake, HandshakeError>, stage: Stage) -> Option<AttemptFailure> {
    let handshake = phase.value().filter(|_| observations.environment.nonempty("OPENSSL_CONF").is_none())?;
    let code = if !handshake.secure_renegotiation {
        "ERR_SSL_UNSAFE_LEGACY_RENEGOTIATION_DISABLED"
    } else if handshake.dh_bits? < errors::least_dh_bits(observations.node_version()) {
        "ERR_SSL_DH_KEY_TOO_SMALL"
    } else {
        return None;
    };
    Some(AttemptFailure::transport(stage, Some(code), 0))
}

fn certificate(observations: &Observations, host: &str, phase: &Phase<Handshake, HandshakeError>, stage: Stage) -> Option<AttemptFailure> {
    let handshake = phase.value()?;
    if observations.environment.value("NODE_TLS_REJECT_UNAUTHORIZED") == Some("0") {
        return None;
    }
    let verification = verify::verify(observations, host, &handshake.chain);
    verification.code().map(|code| AttemptFailure::transport(stage, Some(code), 0))
}

/// Through a proxy in clear, the proxy itself answers 407. Source: undici 8.12.4 `dispatcher/proxy-agent.js`,
/// `Http1ProxyWrapper`.
fn forward_proxy(probe: &Probe) -> Option<AttemptFailure> {
    let in_clear = probe.scheme == WebScheme::Http && probe.proxy.is_some() && probe.tunnel == Phase::NotNeeded;
    let refused = probe.http.value().is_some_and(|answer| answer.status == 407);
    (in_clear && refused).then(|| AttemptFailure::transport(Stage::Tunnel, Some("UND_ERR_INVALID_ARG"), 0))
}

fn login_url(observations: &Observations, probe: &Probe) -> Option<AttemptFailure> {
    if probe.purpose != Purpose::Login || login_url::fault(observations).is_none() {
        return None;
    }
    Some(AttemptFailure { stage: Stage::Request, failure: no_token_there(observations.login.flow), seconds: 0 })
}

/// A failure by what sf prints: some of its words come with an error of their own name.
fn said(prints: &str) -> Failure {
    let code = match prints {
        NO_USERNAME => "AuthCodeUsernameRetrievalError",
        NO_REFRESH => "RefreshTokenAuthError",
        NO_ID => "TypeError",
        _ => return Failure::without_code(prints),
    };
    Failure::new(code, prints)
}

/// sf follows with a GET, which it repeats where the way fails like one that may come back.
fn redirected(observations: &Observations, probe: &Probe) -> Option<AttemptFailure> {
    let next = probe.redirect.as_deref()?;
    let failed = on_the_way(observations, next)?;
    let seconds = seconds_of_get(next, &failed);
    let failure = match HttpStack::of(&observations.runtime) {
        HttpStack::NodeFetch => node_fetch::retold(observations, next, failed).failure,
        HttpStack::Undici => failed.failure,
    };
    Some(AttemptFailure { stage: Stage::Request, failure, seconds })
}

fn request(observations: &Observations, phase: &Phase<Answer, RequestError>) -> Option<AttemptFailure> {
    let stack = HttpStack::of(&observations.runtime);
    match phase {
        // "bad response" and "bad upgrade" of undici 8.12.4 `dispatcher/client-h1.js`, `onHeadersComplete`.
        Phase::Done { value, .. } if stack == HttpStack::Undici && (value.continues || value.status == 101) => {
            Some(AttemptFailure::transport(Stage::Request, Some("UND_ERR_SOCKET"), 0))
        }
        // No listener for the upgrade: node-fetch waits on. Measured.
        Phase::Done { value, .. } if value.status == 101 => Some(AttemptFailure::unanswered(Stage::Request)),
        // Only a proxy may say so (the fetch standard, HTTP-network-or-cache fetch).
        Phase::Done { value, .. } if stack == HttpStack::Undici && value.status == 407 => {
            Some(AttemptFailure::transport(Stage::Request, None, 0))
        }
        // A token that is none is found out after the attempts.
        Phase::Done { value, .. } if observations.login.flow == Flow::Jwt && is_object_without_token(value) => {
            let failure = Failure::new("UnexpectedValueTypeError", words::NO_TOKEN);
            Some(AttemptFailure { stage: Stage::Answer, failure, seconds: 0 })
        }
        Phase::Done { value, .. } => {
            let failure = said(&prints(observations, value)?);
            Some(AttemptFailure { stage: Stage::Request, failure, seconds: 0 })
        }
        // An event that nobody listens to ends sf with a raw Node stack.
        Phase::Failed { error: error @ (RequestError::BrokenOff | RequestError::ResetMidway), .. } => {
            let code = if *error == RequestError::BrokenOff { "UND_ERR_SOCKET" } else { errors::RESET };
            Some(AttemptFailure { stage: Stage::Answer, failure: Failure::new(code, words::TERMINATED), seconds: 0 })
        }
        Phase::Failed { error, .. } => {
            let code = match error {
                RequestError::Closed | RequestError::BrokenOff => Some("UND_ERR_SOCKET"),
                RequestError::TwoLengths => Some("UND_ERR_RES_CONTENT_LENGTH_MISMATCH"),
                RequestError::HeadTooLarge => Some("UND_ERR_HEADERS_OVERFLOW"),
                // A server that wants a client certificate closes with sf's request unread, which resets: measured.
                RequestError::Reset | RequestError::ResetMidway | RequestError::Alert { .. } => Some(errors::RESET),
                RequestError::NotHttp => None,
            };
            Some(AttemptFailure::transport(Stage::Request, code, 0))
        }
        Phase::TimedOut { .. } => Some(AttemptFailure::unanswered(Stage::Request)),
        Phase::NotNeeded | Phase::NotReached => None,
    }
}

/// What sf prints where this answers its token request; None where a Salesforce API may be behind it. Sources:
/// jsforce-node 3.12.0 `oauth2.js`, `request-helper.js`; `@salesforce/core` 9.4.0 `authInfo.js`; measured.
fn prints(observations: &Observations, given: &Answer) -> Option<String> {
    let stack = HttpStack::of(&observations.runtime);
    let reading = match (answer::read(given), stack) {
        // node-fetch makes the address whole.
        (Reading::RelativeRedirect, HttpStack::NodeFetch) => Reading::Elsewhere,
        (reading, _) => reading,
    };
    let text = match (reading, observations.login.flow) {
        (Reading::Api | Reading::Unexpected, _) => return None,
        (Reading::NoRedirect, Flow::Jwt | Flow::Web) => words::NO_REDIRECT.to_owned(),
        (Reading::OtherJson | Reading::ErrorJson, Flow::Web) => words::NO_CODE.to_owned(),
        (Reading::ErrorJson, Flow::Jwt) => words::SEVERAL_ERRORS.to_owned(),
        (Reading::NoRedirect | Reading::OtherJson | Reading::ErrorJson, Flow::SfdxUrl) => words::NO_REFRESH.to_owned(),
        (Reading::NoRedirect | Reading::OtherJson | Reading::ErrorJson, Flow::AccessToken) => words::NO_USERNAME.to_owned(),
        (Reading::Page | Reading::Elsewhere | Reading::OtherJson, Flow::Jwt) => words::NO_JSON_MAP.to_owned(),
        (Reading::Page | Reading::Elsewhere, Flow::Web) => words::NO_SCOPE.to_owned(),
        (Reading::Page | Reading::Elsewhere, Flow::SfdxUrl) => NO_ID.to_owned(),
        (Reading::NoRequest, _) if stack == HttpStack::NodeFetch => words::ONLY_HTTP.to_owned(),
        (Reading::NoRequest, _) => words::FETCH_FAILED.to_owned(),
        (Reading::RelativeRedirect, _) => words::NO_HOST_IN_REDIRECT.to_owned(),
        (Reading::ErrorPage, Flow::Web) => format!("ERROR_HTTP_{}", given.status),
        (Reading::ErrorPage, Flow::Jwt) => first_line(given).unwrap_or_else(|| words::SEVERAL_ERRORS.to_owned()),
        (Reading::ErrorPage, Flow::SfdxUrl) => NO_REFRESH.to_owned(),
        (Reading::Page | Reading::Elsewhere | Reading::ErrorPage, Flow::AccessToken) => NO_USERNAME.to_owned(),
    };
    Some(text)
}

fn is_object_without_token(given: &Answer) -> bool {
    answer::read(given) == Reading::OtherJson && given.beginning.raw().trim_start().starts_with('{')
}

fn first_line(given: &Answer) -> Option<String> {
    let line = given.beginning.raw().lines().map(str::trim_end).find(|line| !line.is_empty())?;
    Some(crate::model::Untrusted::from(line).to_string())
}

/// Milliseconds as seconds, rounded.
fn seconds_of(duration_ms: u64) -> u32 {
    u32::try_from((duration_ms + 500) / 1000).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
