//! How sf's token request fails where it is made with node-fetch.
//!
//! Source: node-fetch 2.7.0, https-proxy-agent 5.0.1, jsforce-node 3.10.14 `request.js`; measured with sf 2.138.0 and
//! them on Node 20.20.2, and without sf on Node 24.21.0.

use super::{AttemptFailure, NO_REFRESH, NO_USERNAME};
use crate::model::observations::{
    Connect, ConnectError, Flow, Handshake, HandshakeError, NodeVersion, Phase, Probe, RequestError, Tunnel, TunnelError,
};
use crate::model::{Failure, Observations, Stage};
use crate::node::{chain_error::ChainError, errors, verify};
use crate::salesforce::words::{self, REASON};

/// How long jsforce waits for what never comes, seconds: node-fetch itself has no limit.
const PATIENCE_SECONDS: u32 = 1800;

/// The failure as this library meets it, from what another one meets at the same step.
pub fn retold(observations: &Observations, probe: &Probe, failed: AttemptFailure) -> AttemptFailure {
    let AttemptFailure { stage, failure, seconds } = failed;
    let retold = match stage {
        Stage::Lookup => {
            let code = failure.code.as_deref().unwrap_or_default();
            Some(with_reason(code, &format!("getaddrinfo {code}")))
        }
        Stage::Connect => connect(&probe.connect),
        Stage::ProxyTls => handshake(observations, &probe.proxy_tls, super::proxy_host(probe), &failure),
        Stage::Tunnel => tunnel(observations.login.flow, &probe.tunnel),
        Stage::Handshake | Stage::Certificate => handshake(observations, &probe.tls, &probe.host, &failure),
        // What is wrong with an answer, or with the URL, is not the library's to say.
        _ => match &probe.http {
            Phase::Failed { error, .. } => Some(request(error)),
            Phase::TimedOut { .. } => None,
            _ => return AttemptFailure { stage, failure, seconds },
        },
    };
    match retold {
        Some(failure) => AttemptFailure { stage, failure, seconds },
        None => AttemptFailure { stage, failure: Failure::hang(), seconds: PATIENCE_SECONDS },
    }
}

/// What is printed where Node refuses a certificate, in OpenSSL's words. OpenSSL 1 writes no hyphen.
pub fn certificate(node: NodeVersion, code: &str, error: ChainError) -> Failure {
    let words = error.message();
    if node.major < 17 { with_reason(code, &words.replace("self-signed", "self signed")) } else { with_reason(code, words) }
}

fn with_reason(code: &str, words: &str) -> Failure {
    Failure::new(code, &format!("{REASON}{words}"))
}

/// Several addresses that fail together have the first one's code, and no words. None where sf waits on.
fn connect(phase: &Phase<Connect, ConnectError>) -> Option<Failure> {
    match phase.error()?.attempts.as_slice() {
        [only] => Some(with_reason(&only.code, &format!("connect {}", only.code))),
        [first, ..] => Some(with_reason(&first.code, "")),
        [] => Some(Failure::without_code(REASON)),
    }
}

/// None where sf waits on.
fn handshake(observations: &Observations, phase: &Phase<Handshake, HandshakeError>, host: &str, other: &Failure) -> Option<Failure> {
    let failure = match phase {
        // `read ECONNRESET`, or that the socket was disconnected, as the server closes.
        Phase::Failed { error: HandshakeError::Closed, .. } => with_reason(errors::RESET, ""),
        Phase::Failed { error: HandshakeError::Reset, .. } => with_reason(errors::RESET, "read ECONNRESET"),
        Phase::Failed { error: HandshakeError::Alert { alert, .. }, .. } => Failure::new("EPROTO", &format!("SSL alert number {alert}")),
        Phase::Failed { error: HandshakeError::NotTls { .. }, .. } => Failure::new("EPROTO", "wrong version number"),
        Phase::Failed { error: HandshakeError::Protocol { .. }, .. } => Failure::without_code(REASON),
        Phase::Done { value, .. } => match other.code.as_deref() {
            Some("ERR_SSL_UNSAFE_LEGACY_RENEGOTIATION_DISABLED") => Failure::new("EPROTO", "unsafe legacy renegotiation disabled"),
            Some("ERR_SSL_DH_KEY_TOO_SMALL") => Failure::new("EPROTO", "dh key too small"),
            code => {
                let last = verify::verify(observations, host, &value.chain).last().map(|fault| fault.error);
                last.zip(code).map_or_else(
                    || Failure { prints: Some(REASON.to_owned()), ..other.clone() },
                    |(error, code)| certificate(observations.node_version(), code, error),
                )
            }
        },
        Phase::TimedOut { .. } | Phase::NotNeeded | Phase::NotReached => return None,
    };
    Some(failure)
}

/// The proxy's refusal is taken for the org's answer, and mostly has no words. None where sf waits on: a proxy that
/// closes without the head of an answer is never missed.
fn tunnel(flow: Flow, phase: &Phase<Tunnel, TunnelError>) -> Option<Failure> {
    match phase {
        Phase::Failed { error: TunnelError::Reset, .. } => Some(with_reason(errors::RESET, "read ECONNRESET")),
        Phase::Failed { error: TunnelError::NotHttp { beginning }, .. } => beginning.raw().contains("\r\n\r\n").then(not_http),
        // An https proxy's 407 to a request in clear shows in the answer, with no tunnel asked for.
        Phase::Failed { error: TunnelError::Status { .. }, .. } | Phase::NotNeeded => Some(Failure::without_code(match flow {
            Flow::Jwt => words::NO_JWT,
            Flow::Web => words::NO_CODE,
            Flow::SfdxUrl => NO_REFRESH,
            Flow::AccessToken => NO_USERNAME,
        })),
        _ => None,
    }
}

fn request(error: &RequestError) -> Failure {
    match error {
        RequestError::Closed => with_reason(errors::RESET, "socket hang up"),
        RequestError::Reset => with_reason(errors::RESET, "read ECONNRESET"),
        RequestError::Alert { alert } => with_reason(errors::alert_code(*alert), ""),
        RequestError::NotHttp => not_http(),
        RequestError::HeadTooLarge => with_reason("HPE_HEADER_OVERFLOW", "Parse Error"),
        RequestError::BrokenOff | RequestError::ResetMidway => with_reason("ERR_STREAM_PREMATURE_CLOSE", ""),
        RequestError::TwoLengths => with_reason("HPE_UNEXPECTED_CONTENT_LENGTH", "Parse Error"),
    }
}

fn not_http() -> Failure {
    with_reason("HPE_INVALID_CONSTANT", "Parse Error")
}

#[cfg(test)]
mod tests;
