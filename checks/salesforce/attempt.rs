//! What sf's token request meets at one host.

mod node_fetch;

use super::answer::{self, Reading};
use super::http_stack::HttpStack;
use super::words::{self, NO_REFRESH, NO_USERNAME};
use super::{after_token, domain, http_timeout, login_url};
use crate::model::observations::{
    Answer, Connect, ConnectError, Flow, Handshake, HandshakeError, LookupError, Phase, Probe, ProxyScheme, Purpose, RequestError, Tunnel,
    TunnelError, WebScheme,
};
use crate::model::{Effect, Failure, Observations, Stage};
use crate::node::{chain_error::ChainError, errors, verify};
use url::Url;

/// How long undici lets a connection take, look-up and TLS included, seconds. Source: undici 8.12.4 `core/connect.js`.
const CONNECT_SECONDS: u32 = 10;
/// How long undici lets a SOCKS proxy take for each step, seconds. Source: undici 8.12.4
/// `dispatcher/socks5-proxy-agent.js`.
const SOCKS_SECONDS: u32 = 5;
/// How long undici waits for the head of an answer, a proxy's among them, seconds. Source: undici 8.12.4
/// `dispatcher/client.js`; measured 301 s.
const HEADERS_SECONDS: u32 = 300;
/// How long jsforce goes on repeating a GET, seconds: 0.5 + 1 + 2 + 4 + 8. Source: jsforce-node 3.12.0 `request.js`.
const REPEATED_GET_SECONDS: u32 = 15;
/// How many GETs follow the token before sf is done. Measured.
const GETS_AFTER_TOKEN: u32 = 5;
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
        HttpStack::Undici => failed,
    });
    match http_timeout::limit_ms(&observations.environment) {
        Some(limit) => aborted(stack, failed, probe, limit),
        None => failed,
    }
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
    lookup(&probe.lookup)
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

/// How long sf's attempts take together, seconds: each login host in its order, until one answers; and where another
/// than the org's own answered, the requests to the org's own that follow.
pub fn total_seconds(observations: &Observations) -> u32 {
    let mut total = 0;
    for origin in login_origins(observations) {
        let Some(probe) = observations.probes.iter().find(|probe| origin_of(probe) == origin) else { break };
        match failure(observations, probe) {
            Some(failed) => total += failed.seconds,
            None => return total + after_another_host(observations, probe),
        }
    }
    total
}

/// A token that another host gave is used at the org's own host, which is the one that did not work: sf looks its
/// name up and asks there. Left out where the login URL is hardly the org's own: it is no host of Salesforce's, or not
/// the place where orgs are asked.
fn after_another_host(observations: &Observations, answered: &Probe) -> u32 {
    let is_org = |first: &Probe| first.scheme == WebScheme::Https && first.port == 443 && domain::is_salesforce_host(&first.host);
    let Some(first) = observations.login_probe().filter(|first| *first != answered && is_org(first)) else { return 0 };
    let Some(failed) = failure(observations, first) else { return 0 };
    let each = if is_repeated(first, &failed) { REPEATED_GET_SECONDS } else { failed.seconds };
    match after_token::seconds_in_vain(observations) {
        // Where sf does not find the name, it asks the org only once. Measured.
        Some(in_vain) if failed.stage == Stage::Lookup => each + in_vain.ceil() as u32,
        _ => GETS_AFTER_TOKEN * each,
    }
}

/// Whether jsforce repeats a GET that failed so. A closed connection is not among them: it looks at the cause of the
/// error, which has none. Source: jsforce-node 3.12.0 `request.js`.
fn is_repeated(probe: &Probe, failed: &AttemptFailure) -> bool {
    const CODES: [&str; 8] = ["ECONNRESET", "ECONNREFUSED", "ENOTFOUND", "ENETDOWN", "ENETUNREACH", "EHOSTDOWN", "ETIMEDOUT", "EPIPE"];
    const STATUSES: [u16; 5] = [429, 500, 502, 503, 504];
    let has_code = failed.failure.code.as_deref().is_some_and(|code| CODES.contains(&code));
    let has_status = failed.stage == Stage::Request && probe.http.value().is_some_and(|answer| STATUSES.contains(&answer.status));
    has_code || has_status
}

fn lookup<T>(phase: &Phase<T, LookupError>) -> Option<AttemptFailure> {
    match phase {
        Phase::Failed { error, duration_ms } => {
            let code = match error {
                LookupError::NotFound => "ENOTFOUND",
                LookupError::TryAgain => "EAI_AGAIN",
                LookupError::Other { code } => code,
            };
            Some(AttemptFailure::transport(Stage::Lookup, Some(code), seconds_of(*duration_ms)))
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
            // undici takes "100 Continue" for a broken answer.
            TunnelError::Status { status: 100, .. } => Some("UND_ERR_SOCKET".to_owned()),
            TunnelError::Status { .. } => Some("UND_ERR_ABORTED".to_owned()),
            TunnelError::HeadTooLarge => Some("UND_ERR_HEADERS_OVERFLOW".to_owned()),
            TunnelError::Closed => Some("UND_ERR_SOCKET".to_owned()),
            TunnelError::Reset => Some(errors::RESET.to_owned()),
            TunnelError::NotHttp { .. } => None,
            TunnelError::SocksNoMethod => Some("UND_ERR_SOCKS5_AUTH_REJECTED".to_owned()),
            TunnelError::SocksAuthentication => Some("UND_ERR_SOCKS5_AUTH_FAILED".to_owned()),
            TunnelError::SocksReply { code } => Some(format!("UND_ERR_SOCKS5_REPLY_{code}")),
        },
        Phase::TimedOut { .. } if is_socks(observations) => {
            return Some(AttemptFailure::transport(Stage::Tunnel, Some("UND_ERR_CONNECT_TIMEOUT"), SOCKS_SECONDS));
        }
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
    let prints = match observations.login.flow {
        Flow::Jwt => words::NO_JWT,
        Flow::Web => words::NO_CODE,
        Flow::SfdxUrl => NO_REFRESH,
        Flow::AccessToken => NO_USERNAME,
    };
    let failure = Failure::without_code(prints);
    Some(AttemptFailure { stage: Stage::Request, failure, seconds: 0 })
}

/// sf follows with a GET, which it repeats where the way fails like one that may come back.
fn redirected(observations: &Observations, probe: &Probe) -> Option<AttemptFailure> {
    let next = probe.redirect.as_deref()?;
    let failed = on_the_way(observations, next)?;
    let seconds = if is_repeated(next, &failed) { REPEATED_GET_SECONDS } else { failed.seconds };
    let failure = match HttpStack::of(&observations.runtime) {
        HttpStack::NodeFetch => node_fetch::retold(observations, next, failed).failure,
        HttpStack::Undici => failed.failure,
    };
    Some(AttemptFailure { stage: Stage::Request, failure, seconds })
}

fn request(observations: &Observations, phase: &Phase<Answer, RequestError>) -> Option<AttemptFailure> {
    match phase {
        // A token that is none is found out after the attempts.
        Phase::Done { value, .. } if observations.login.flow == Flow::Jwt && is_object_without_token(value) => {
            let failure = Failure::new("UnexpectedValueTypeError", words::NO_TOKEN);
            Some(AttemptFailure { stage: Stage::Answer, failure, seconds: 0 })
        }
        Phase::Done { value, .. } => {
            let failure = Failure::without_code(&prints(observations, value)?);
            Some(AttemptFailure { stage: Stage::Request, failure, seconds: 0 })
        }
        // An event that nobody listens to ends sf with a raw Node stack.
        Phase::Failed { error: RequestError::BrokenOff, .. } => {
            Some(AttemptFailure { stage: Stage::Answer, failure: Failure::new("UND_ERR_SOCKET", words::TERMINATED), seconds: 0 })
        }
        Phase::Failed { error, .. } => {
            let code = match error {
                RequestError::Closed | RequestError::BrokenOff => Some("UND_ERR_SOCKET"),
                RequestError::HeadTooLarge => Some("UND_ERR_HEADERS_OVERFLOW"),
                // A server that wants a client certificate closes with sf's request unread, which resets: measured.
                RequestError::Reset | RequestError::Alert { .. } => Some(errors::RESET),
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
    let reading = match (answer::read(given), HttpStack::of(&observations.runtime)) {
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
        (Reading::Page | Reading::Elsewhere, Flow::SfdxUrl) => words::NO_ID.to_owned(),
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

/// The origins whose token endpoints sf asks, in its order; some more than once, with different audiences. Those that
/// no request can be sent to cost no time and are left out.
fn login_origins(observations: &Observations) -> Vec<String> {
    let urls = match observations.login.flow {
        Flow::Web | Flow::SfdxUrl | Flow::AccessToken => login_url::resolve(observations).url.into_iter().collect(),
        Flow::Jwt => {
            login_url::attempts(observations).iter().filter_map(|attempt| Url::parse(attempt.login.raw()).ok()).collect::<Vec<_>>()
        }
    };
    urls.iter().filter(|url| login_url::unsendable(url).is_none()).map(|url| url.origin().ascii_serialization()).collect()
}

fn origin_of(probe: &Probe) -> String {
    let scheme = match probe.scheme {
        WebScheme::Http => "http",
        WebScheme::Https => "https",
    };
    let host = if probe.host.contains(':') { format!("[{}]", probe.host) } else { probe.host.clone() };
    Url::parse(&format!("{scheme}://{host}:{}", probe.port)).map(|url| url.origin().ascii_serialization()).unwrap_or_default()
}

/// Milliseconds as seconds, rounded.
fn seconds_of(duration_ms: u64) -> u32 {
    u32::try_from((duration_ms + 500) / 1000).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
