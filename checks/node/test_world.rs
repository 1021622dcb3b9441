//! Observations for tests: a machine on which nothing is wrong, with these variables.

use crate::model::observations::{Answer, BodyKind, Connect, Der, Flow, Handshake, Lookup, Phase, Probe, Purpose, WebScheme};
use crate::model::{Observations, Untrusted};
use chrono::DateTime;

/// A machine with these variables, which has not touched the network.
pub fn world(variables: &[(&str, &str)]) -> Observations {
    let observed_at = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
    Observations { observed_at, ..Observations::blank(Flow::Jwt).with_variables(variables) }
}

/// The probe of a host that sent this chain and answered.
pub fn probe(host: &str, chain: &[Der]) -> Probe {
    let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
    let handshake = Handshake {
        version: "TLSv1.3".to_owned(),
        cipher_suite: "TLS13_AES_256_GCM_SHA384".to_owned(),
        group: None,
        chain: chain.to_vec(),
        hello_only: false,
        dh_bits: None,
    };
    let answer = Answer {
        status: 200,
        content_type: None,
        server: None,
        location: None,
        date: Some(now),
        sent_at: now,
        received_at: now,
        body: BodyKind::ApiVersions,
        api_version: None,
        title: None,
        beginning: Untrusted::default(),
        words: Untrusted::default(),
    };
    Probe {
        purpose: Purpose::Login,
        scheme: WebScheme::Https,
        host: host.to_owned(),
        port: 443,
        proxy: None,
        lookup: Phase::Done { value: Lookup { name: host.to_owned(), addresses: vec!["127.0.0.1".to_owned()] }, duration_ms: 1 },
        name_servers: Vec::new(),
        connect: Phase::Done { value: Connect { address: "127.0.0.1".to_owned(), failed: Vec::new() }, duration_ms: 1 },
        proxy_tls: Phase::NotNeeded,
        tunnel: Phase::NotNeeded,
        tls: Phase::Done { value: handshake, duration_ms: 7 },
        http: Phase::Done { value: answer, duration_ms: 1 },
        small_hello: None,
    }
}
