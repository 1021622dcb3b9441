//! Certificates, made once a process: a root, an intermediate, a company's inspection root, leaves of every kind.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rcgen::{
    BasicConstraints, Certificate, CertificateParams, CertifiedIssuer, DnType, DnValue, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    KeyUsagePurpose, PKCS_RSA_SHA256,
};
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use std::sync::{Arc, LazyLock};
use std::time::{Duration, SystemTime};

/// The names that the org's certificate is for.
const HOSTS: [&str; 10] = [
    "*.my.salesforce.com",
    "login.salesforce.com",
    "test.salesforce.com",
    "developer.salesforce.com",
    "api.status.salesforce.com",
    "*.sandbox.my.salesforce.com",
    "*.scratch.my.salesforce.com",
    "*.develop.my.salesforce.com",
    "*.lightning.force.com",
    "proxy.lab",
];

const DAY: Duration = Duration::from_secs(86_400);

/// What chain a server sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ChainKind {
    /// Leaf and intermediate.
    #[default]
    Good,
    /// Leaf, intermediate and root.
    RootSent,
    /// The leaf alone.
    NoIntermediate,
    /// A leaf that expired two days ago.
    Expired,
    /// A leaf that is valid from the day after tomorrow.
    Future,
    /// A leaf for another host.
    WrongHost,
    /// A leaf that signed itself.
    SelfSigned,
    /// A leaf and root of a company that looks into TLS.
    Inspected,
    /// The same, without the root.
    InspectedRootNotSent,
    /// A good chain, and a thousand times the root.
    Long,
    /// A leaf whose name tries to move the cursor and turn the text around.
    Hostile,
}

/// The lab's certificates.
pub struct Pki {
    /// The root that the healthy machine trusts.
    pub root: CertifiedIssuer<'static, KeyPair>,
    /// Its intermediate.
    pub intermediate: CertifiedIssuer<'static, KeyPair>,
    /// The company's root.
    pub company: CertifiedIssuer<'static, KeyPair>,
    leaf_key: KeyPair,
}

/// The lab's certificates, made at first use.
pub static PKI: LazyLock<Pki> = LazyLock::new(Pki::make);

/// The key that signs JWT assertions: RSA, 2048 bits, made at first use.
pub static JWT_KEY: LazyLock<KeyPair> = LazyLock::new(|| KeyPair::generate_for(&PKCS_RSA_SHA256).unwrap());

impl Pki {
    fn make() -> Self {
        let root = CertifiedIssuer::self_signed(authority("Lab Root CA", "Lab", 3650, None), key()).unwrap();
        let intermediate = CertifiedIssuer::signed_by(authority("Lab Issuing CA", "Lab", 1825, Some(0)), key(), &root).unwrap();
        let company = CertifiedIssuer::self_signed(authority("Contoso Inspection Root CA", "Zscaler Inc.", 3650, None), key()).unwrap();
        Self { root, intermediate, company, leaf_key: key() }
    }

    /// The certificates of a chain, the leaf first.
    pub fn chain(&self, kind: ChainKind) -> Vec<CertificateDer<'static>> {
        let intermediate = self.intermediate.der().clone();
        match kind {
            ChainKind::Good => vec![self.leaf(&HOSTS, -30, 365), intermediate],
            ChainKind::RootSent => vec![self.leaf(&HOSTS, -30, 365), intermediate, self.root.der().clone()],
            ChainKind::NoIntermediate => vec![self.leaf(&HOSTS, -30, 365)],
            ChainKind::Expired => vec![self.leaf(&HOSTS, -90, -2), intermediate],
            ChainKind::Future => vec![self.leaf(&HOSTS, 2, 90), intermediate],
            ChainKind::WrongHost => vec![self.leaf(&["www.example.com"], -30, 365), intermediate],
            ChainKind::SelfSigned => vec![leaf(&HOSTS, "Lab", -30, 365).self_signed(&self.leaf_key).unwrap().der().clone()],
            ChainKind::Inspected => vec![self.inspected("Zscaler Inc."), self.company.der().clone()],
            ChainKind::Long => {
                let roots = std::iter::repeat_n(self.root.der().clone(), 1000);
                [self.leaf(&HOSTS, -30, 365), intermediate].into_iter().chain(roots).collect()
            }
            ChainKind::InspectedRootNotSent => vec![self.inspected("Zscaler Inc.")],
            ChainKind::Hostile => vec![self.inspected("\u{1b}[2J\u{202e}::error::\r\n<script>")],
        }
    }

    /// A rustls server that sends that chain. `min_tls13` leaves TLS 1.2 out; `client_certificate` asks for one.
    pub fn server(&self, kind: ChainKind, client_certificate: bool) -> Arc<ServerConfig> {
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(self.leaf_key.serialize_der()));
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let builder = ServerConfig::builder_with_provider(Arc::clone(&provider)).with_safe_default_protocol_versions().unwrap();
        let builder = if client_certificate {
            let mut roots = rustls::RootCertStore::empty();
            roots.add(self.root.der().clone()).unwrap();
            builder.with_client_cert_verifier(WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).build().unwrap())
        } else {
            builder.with_no_client_auth()
        };
        Arc::new(builder.with_single_cert(self.chain(kind), key).unwrap())
    }

    /// A chain and its key in PEM, for a server that is not the lab's.
    pub fn pem(&self, kind: ChainKind) -> (String, String) {
        let block = |der: &CertificateDer<'_>| {
            let text = STANDARD.encode(der);
            let lines: Vec<&str> = text.as_bytes().chunks(64).filter_map(|line| std::str::from_utf8(line).ok()).collect();
            format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", lines.join("\n"))
        };
        (self.chain(kind).iter().map(block).collect(), self.leaf_key.serialize_pem())
    }

    /// A rustls server that sends these certificates, whatever they are.
    pub fn server_of(&self, chain: Vec<CertificateDer<'static>>) -> Arc<ServerConfig> {
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(self.leaf_key.serialize_der()));
        let key = CertifiedKey::new(chain, provider.key_provider.load_private_key(key).unwrap());
        let builder = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
        Arc::new(builder.with_no_client_auth().with_cert_resolver(Arc::new(SingleCertAndKey::from(key))))
    }

    fn leaf(&self, hosts: &[&str], from: i32, to: i32) -> CertificateDer<'static> {
        leaf(hosts, "Lab", from, to).signed_by(&self.leaf_key, &self.intermediate).unwrap().der().clone()
    }

    fn inspected(&self, organization: &str) -> CertificateDer<'static> {
        let signed: Certificate = leaf(&HOSTS, organization, -30, 15).signed_by(&self.leaf_key, &self.company).unwrap();
        signed.der().clone()
    }
}

fn key() -> KeyPair {
    KeyPair::generate().unwrap()
}

/// A certificate authority's parameters. `days` is how long it is valid, `path_length` how many may stand below it.
fn authority(name: &str, organization: &str, days: i32, path_length: Option<u8>) -> CertificateParams {
    let mut params = named(CertificateParams::default(), name, organization);
    params.is_ca = IsCa::Ca(path_length.map_or(BasicConstraints::Unconstrained, BasicConstraints::Constrained));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    valid(params, -30, days)
}

fn leaf(hosts: &[&str], organization: &str, from: i32, to: i32) -> CertificateParams {
    let hosts: Vec<String> = hosts.iter().map(ToString::to_string).collect();
    let mut params = named(CertificateParams::new(hosts).unwrap(), "*.my.salesforce.com", organization);
    params.is_ca = IsCa::ExplicitNoCa;
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    valid(params, from, to)
}

fn named(mut params: CertificateParams, name: &str, organization: &str) -> CertificateParams {
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(DnType::OrganizationName, DnValue::Utf8String(organization.to_owned()));
    params.distinguished_name.push(DnType::CommonName, DnValue::Utf8String(name.to_owned()));
    params.use_authority_key_identifier_extension = true;
    params
}

/// Sets the days, counted from now, between which a certificate is valid.
fn valid(mut params: CertificateParams, from: i32, to: i32) -> CertificateParams {
    let day = |days: i32| {
        let now = SystemTime::now();
        let distance = DAY * days.unsigned_abs();
        if days < 0 { now - distance } else { now + distance }.into()
    };
    params.not_before = day(from);
    params.not_after = day(to);
    params
}
