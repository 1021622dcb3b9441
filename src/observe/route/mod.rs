//! The way to a host, phase by phase, as sf takes it.

use super::Context;
use sf_preflight_checks::model::observations::{Lookup, LookupError, NodeVersion, Phase, Probe, Purpose};
use sf_preflight_checks::salesforce::login_url::Target;
use sf_preflight_checks::salesforce::proxy::ProxyChoice;

/// Contacts a host as sf would: at most one connection, one handshake, one request. Nothing secret is sent.
pub async fn probe(_context: &Context, target: &Target, _proxy: ProxyChoice<'_>, _node: NodeVersion, purpose: Purpose) -> Probe {
    Probe {
        purpose,
        scheme: target.scheme,
        host: target.host.clone(),
        port: target.port,
        proxy: None,
        lookup: Phase::NotReached,
        name_servers: Vec::new(),
        connect: Phase::NotReached,
        proxy_tls: Phase::NotNeeded,
        tunnel: Phase::NotNeeded,
        tls: Phase::NotReached,
        http: Phase::NotReached,
        small_hello: None,
    }
}

/// Behind a proxy: asks this machine's resolver for the org's own host, as sf does after the token. None where sf
/// goes straight to the org, which looks the name up anyway.
pub async fn local_lookup(_context: &Context, _target: Option<&Target>, _proxy: ProxyChoice<'_>) -> Option<Phase<Lookup, LookupError>> {
    None
}
