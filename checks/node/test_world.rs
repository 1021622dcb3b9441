//! Observations for tests: a machine on which nothing is wrong, with these variables.

use crate::model::observations::{Answer, BodyKind, Connect, Der, Flow, Handshake, Lookup, Phase, Probe, Purpose, WebScheme};
use crate::model::{Observations, Untrusted};
use chrono::DateTime;
use rcgen::{BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose, date_time_ymd};
use std::collections::BTreeMap;

/// The moment at which everything is observed: 2027-01-15 08:00 UTC.
pub const TIME: i64 = 1_800_000_000;

/// A machine with these variables, which has not touched the network.
pub fn world(variables: &[(&str, &str)]) -> Observations {
    let observed_at = DateTime::from_timestamp(TIME, 0).unwrap();
    Observations { observed_at, ..Observations::blank(Flow::Jwt).with_variables(variables) }
}

/// The probe of a host that sent this chain and answered.
pub fn probe(host: &str, chain: &[Der]) -> Probe {
    let now = DateTime::from_timestamp(TIME, 0).unwrap();
    let handshake = Handshake {
        version: "TLSv1.3".to_owned(),
        cipher_suite: "TLS13_AES_256_GCM_SHA384".to_owned(),
        group: None,
        secure_renegotiation: true,
        dh_bits: None,
        chain: chain.to_vec(),
    };
    let answer = Answer {
        status: 200,
        continues: false,
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
        lookup: Phase::Done {
            value: Lookup { name: host.to_owned(), addresses: vec!["127.0.0.1".to_owned()], source: None },
            duration_ms: 1,
        },
        name_servers: Vec::new(),
        search_domains: Vec::new(),
        resolver_seconds: None,
        connect: Phase::Done { value: Connect { address: "127.0.0.1".to_owned(), failed: Vec::new() }, duration_ms: 1 },
        proxy_tls: Phase::NotNeeded,
        tunnel: Phase::NotNeeded,
        tls: Phase::Done { value: handshake, duration_ms: 7 },
        http: Phase::Done { value: answer, duration_ms: 1 },
        redirect: None,
        small_hello: None,
    }
}

/// A root, an intermediate, and certificates for login.example.com under it: `leaf` is good, `expired`, `future` and
/// `ending` (in five days) have other dates, `stranger` is for another host, `self` is self-signed.
pub struct Pki(BTreeMap<String, (Der, String)>);

impl Pki {
    /// Everything has a name that begins with this.
    pub fn new(name: &str) -> Self {
        let mut made = BTreeMap::new();
        let mut keep = |id: &str, certificate: &rcgen::Certificate| {
            made.insert(id.to_owned(), (Der(certificate.der().to_vec()), certificate.pem()));
        };
        let root_key = KeyPair::generate().unwrap();
        let root_params = authority(&format!("{name} root"));
        keep("root", &root_params.self_signed(&root_key).unwrap());
        let root = Issuer::new(root_params, root_key);
        let intermediate_key = KeyPair::generate().unwrap();
        let intermediate_params = authority(&format!("{name} intermediate"));
        keep("intermediate", &intermediate_params.signed_by(&intermediate_key, &root).unwrap());
        let intermediate = Issuer::new(intermediate_params, intermediate_key);
        for (id, host, from, until) in [
            ("leaf", "login.example.com", (2026, 12, 1), (2028, 1, 1)),
            ("expired", "login.example.com", (2025, 1, 1), (2026, 1, 1)),
            ("future", "login.example.com", (2028, 1, 1), (2029, 1, 1)),
            ("ending", "login.example.com", (2026, 12, 1), (2027, 1, 21)),
            ("stranger", "other.example.com", (2026, 12, 1), (2028, 1, 1)),
        ] {
            let mut params = CertificateParams::new([host.to_owned()]).unwrap();
            params.distinguished_name = rcgen::DistinguishedName::new();
            params.distinguished_name.push(DnType::CommonName, format!("{name} {id}"));
            params.not_before = date_time_ymd(from.0, from.1, from.2);
            params.not_after = date_time_ymd(until.0, until.1, until.2);
            params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
            let key = KeyPair::generate().unwrap();
            keep(id, &params.signed_by(&key, &intermediate).unwrap());
            if id == "leaf" {
                keep("self", &params.self_signed(&key).unwrap());
            }
        }
        Self(made)
    }

    /// A certificate.
    pub fn der(&self, id: &str) -> Der {
        self.0[id].0.clone()
    }

    /// A certificate as PEM.
    pub fn pem(&self, id: &str) -> String {
        self.0[id].1.clone()
    }
}

fn authority(name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    params.not_before = date_time_ymd(2020, 1, 1);
    params.not_after = date_time_ymd(2045, 1, 1);
    params
}
