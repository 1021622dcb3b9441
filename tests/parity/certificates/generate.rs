//! Chains and trust settings made from a seed.

use super::node::Question;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use fastrand::Rng;
use rcgen::{
    BasicConstraints, CertificateParams, CidrSubnet, CustomExtension, DistinguishedName, DnType, DnValue, ExtendedKeyUsagePurpose,
    GeneralSubtree, IsCa, Issuer, KeyPair, KeyUsagePurpose, NameConstraints, PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P384_SHA384,
    PKCS_ECDSA_P521_SHA512, PKCS_ED25519, PKCS_RSA_SHA256, PKCS_RSA_SHA512, RsaKeySize, SanType,
};
use sf_preflight_checks::node::pem;
use std::net::{IpAddr, Ipv4Addr};
use std::time::{Duration, SystemTime};

const DAY: u64 = 86_400;

/// A certificate that was made, and what is needed to sign with it.
#[derive(Clone)]
struct Made {
    pem: String,
    params: CertificateParams,
    key: usize,
}

/// Makes cases.
pub struct Generator {
    rng: Rng,
    keys: Vec<KeyPair>,
}

impl Generator {
    /// From a seed. Keys are not made from it: they decide nothing but their kind.
    pub fn new(seed: u64) -> Self {
        let kinds = [&PKCS_ECDSA_P256_SHA256; 8].into_iter().chain([
            &PKCS_ECDSA_P384_SHA384,
            &PKCS_ECDSA_P521_SHA512,
            &PKCS_ED25519,
            &PKCS_ED25519,
        ]);
        let mut keys: Vec<KeyPair> = kinds.map(|kind| KeyPair::generate_for(kind).unwrap()).collect();
        keys.push(KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048).unwrap());
        keys.push(KeyPair::generate_rsa_for(&PKCS_RSA_SHA512, RsaKeySize::_2048).unwrap());
        Self { rng: Rng::with_seed(seed), keys }
    }

    /// A case.
    pub fn case(&mut self, id: usize) -> Question {
        let depth = self.pick(&[0, 1, 1, 2, 2, 2, 2, 3, 3, 4]);
        let mut line: Vec<Made> = Vec::new();
        for level in 0..depth {
            let params = self.authority(id, level);
            let made = self.sign(params, line.last().cloned());
            line.push(made);
        }
        let (host, params) = self.leaf(id);
        let leaf = self.sign(params, line.last().cloned());
        let stranger = {
            let params = self.plain_authority(&format!("Stranger {id}"));
            self.sign(params, None)
        };
        let cross = line.first().cloned().filter(|_| self.chance(12)).map(|root| self.cross_sign(&root, &stranger));
        let trusted = self.trust(&line, &leaf, &stranger);
        let sent = self.sent(&line, &leaf, &stranger, cross.as_ref());
        let key = self.keys[sent[0].key].serialize_pem();
        Question { id: id.to_string(), host, chain: sent.into_iter().map(|made| made.pem).collect(), key, trusted: Some(trusted) }
    }

    /// A chain of so many certificates, the root among them; all but the root are sent, and the root is trusted.
    pub fn long(&mut self, count: usize) -> Question {
        let key = KeyPair::generate().unwrap();
        let mut chain = Vec::new();
        let mut above: Option<CertificateParams> = None;
        let host = "login.example.com";
        for level in 0..count {
            let is_leaf = level + 1 == count;
            let params =
                if is_leaf { CertificateParams::new([host.to_owned()]).unwrap() } else { self.plain_authority(&format!("Level {level}")) };
            let signed = match &above {
                Some(issuer) => params.signed_by(&key, &Issuer::from_params(issuer, &key)),
                None => params.self_signed(&key),
            };
            chain.insert(0, signed.unwrap().pem());
            above = Some(params);
        }
        let trusted = chain.pop().into_iter().collect();
        Question { id: count.to_string(), host: host.to_owned(), chain, key: key.serialize_pem(), trusted: Some(trusted) }
    }

    /// A case with one byte changed in one certificate, sent (not the first: its server would not start) or trusted.
    pub fn damaged(&mut self, id: usize) -> Question {
        let mut question = self.case(id);
        let trusted = question.trusted.as_mut().unwrap();
        let above = question.chain.len() - 1;
        let at = self.rng.usize(0..above + trusted.len());
        let text = if at < above { &mut question.chain[at + 1] } else { &mut trusted[at - above] };
        let mut data = pem::blocks(text.as_bytes()).remove(0).unwrap().data;
        let place = self.rng.usize(0..data.len());
        data[place] = if self.rng.bool() { self.rng.u8(..) } else { data[place] ^ (1 << self.rng.u32(0..8)) };
        let lines: Vec<String> =
            STANDARD.encode(data).as_bytes().chunks(64).map(|line| String::from_utf8_lossy(line).into_owned()).collect();
        *text = format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", lines.join("\n"));
        question
    }

    fn chance(&mut self, percent: u32) -> bool {
        self.rng.u32(0..100) < percent
    }

    fn pick<T: Clone>(&mut self, choices: &[T]) -> T {
        choices[self.rng.usize(0..choices.len())].clone()
    }

    fn plain_authority(&mut self, name: &str) -> CertificateParams {
        let mut params = CertificateParams::default();
        params.distinguished_name = named(name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        params.use_authority_key_identifier_extension = true;
        (params.not_before, params.not_after) = dates(-30, 300);
        params
    }

    /// A root (level 0) or intermediate, most often a good one.
    fn authority(&mut self, id: usize, level: usize) -> CertificateParams {
        let mut params = self.plain_authority(&format!("Authority {level} of {id}"));
        if self.chance(8) {
            (params.not_before, params.not_after) = self.pick(&[dates(-300, -3), dates(3, 300)]);
        }
        if self.chance(12) {
            let constrained = |length| IsCa::Ca(BasicConstraints::Constrained(length));
            params.is_ca = self.pick(&[IsCa::NoCa, IsCa::ExplicitNoCa, constrained(0), constrained(0), constrained(1), constrained(2)]);
        }
        if self.chance(10) {
            params.key_usages = self.pick(&[vec![], vec![KeyUsagePurpose::DigitalSignature], vec![KeyUsagePurpose::KeyCertSign]]);
        }
        if self.chance(8) {
            params.extended_key_usages = vec![self.pick(&purposes())];
        }
        if self.chance(12) {
            params.name_constraints = Some(self.constraints());
        }
        self.odd_extension(&mut params);
        params.use_authority_key_identifier_extension = !self.chance(15);
        params
    }

    /// The server's own certificate, and the host that is asked for.
    fn leaf(&mut self, id: usize) -> (String, CertificateParams) {
        let mut params = CertificateParams::default();
        let host =
            self.pick(&["login.example.com", "a.my.example.com", "a.b.my.example.com", "localhost", "127.0.0.1", "LOGIN.Example.COM."]);
        params.distinguished_name = named(&format!("Leaf {id}"));
        if self.chance(20) {
            params.distinguished_name =
                self.pick(&[named(host), named("*.example.com"), DistinguishedName::new(), named("other.example.com")]);
        }
        let name = host.trim_end_matches('.').to_lowercase();
        params.subject_alt_names = match self.rng.u32(0..20) {
            0 => vec![],
            1 => vec![dns("other.example.com"), dns("*.my.example.com")],
            2 => vec![dns("*.my.example.com"), dns("*.example.com")],
            3 => vec![SanType::URI("https://login.example.com/".try_into().unwrap())],
            4 => vec![SanType::Rfc822Name("user@example.com".try_into().unwrap())],
            5 => vec![SanType::IpAddress(IpAddr::V4(Ipv4Addr::LOCALHOST))],
            6 => vec![dns("l*.example.com"), dns("*"), dns("*.com")],
            7 => vec![dns(&name), SanType::Rfc822Name("user@other.test".try_into().unwrap())],
            _ if name == "127.0.0.1" => vec![SanType::IpAddress(IpAddr::V4(Ipv4Addr::LOCALHOST)), dns("localhost")],
            _ => vec![dns(&name)],
        };
        (params.not_before, params.not_after) = dates(-30, 300);
        if self.chance(12) {
            (params.not_before, params.not_after) = self.pick(&[dates(-300, -3), dates(3, 300)]);
        }
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        if self.chance(15) {
            params.extended_key_usages = (0..self.rng.usize(0..3)).map(|_| self.pick(&purposes())).collect();
        }
        if self.chance(15) {
            params.key_usages = self.pick(&[
                vec![KeyUsagePurpose::DigitalSignature],
                vec![KeyUsagePurpose::KeyEncipherment],
                vec![KeyUsagePurpose::CrlSign],
            ]);
        }
        if self.chance(10) {
            params.is_ca = self.pick(&[IsCa::ExplicitNoCa, IsCa::Ca(BasicConstraints::Unconstrained)]);
        }
        self.odd_extension(&mut params);
        params.use_authority_key_identifier_extension = !self.chance(20);
        (host.to_owned(), params)
    }

    fn odd_extension(&mut self, params: &mut CertificateParams) {
        if self.chance(5) {
            let mut odd = CustomExtension::from_oid_content(&[1, 3, 6, 1, 4, 1, 99_999, 1], vec![5, 0]);
            odd.set_criticality(self.rng.bool());
            params.custom_extensions.push(odd);
        }
    }

    fn constraints(&mut self) -> NameConstraints {
        let subtrees = [
            GeneralSubtree::DnsName("example.com".to_owned()),
            GeneralSubtree::DnsName(".example.com".to_owned()),
            GeneralSubtree::DnsName("other.test".to_owned()),
            GeneralSubtree::DnsName(String::new()),
            GeneralSubtree::Rfc822Name("example.com".to_owned()),
            GeneralSubtree::Rfc822Name(".example.com".to_owned()),
            GeneralSubtree::IpAddress(CidrSubnet::V4([127, 0, 0, 0], [255, 0, 0, 0])),
            GeneralSubtree::IpAddress(CidrSubnet::V4([10, 0, 0, 0], [255, 0, 0, 0])),
            GeneralSubtree::DirectoryName(named("Somebody else")),
        ];
        let some = |generator: &mut Self, most: usize| (0..generator.rng.usize(0..=most)).map(|_| generator.pick(&subtrees)).collect();
        NameConstraints { permitted_subtrees: some(self, 2), excluded_subtrees: some(self, 1) }
    }

    /// Signs with the issuer's key, or its own; now and then with another key, or with the issuer's name spelt
    /// another way.
    fn sign(&mut self, params: CertificateParams, issuer: Option<Made>) -> Made {
        let key = self.rng.usize(0..self.keys.len());
        let Some(mut issuer) = issuer else {
            let pem = params.self_signed(&self.keys[key]).unwrap().pem();
            return Made { pem, params, key };
        };
        if self.chance(5) {
            issuer.key = self.rng.usize(0..self.keys.len());
        }
        if self.chance(10) {
            issuer.params.distinguished_name = self.respelt(&issuer.params.distinguished_name);
        }
        let signer = Issuer::from_params(&issuer.params, &self.keys[issuer.key]);
        let pem = params.signed_by(&self.keys[key], &signer).unwrap().pem();
        Made { pem, params, key }
    }

    fn respelt(&mut self, name: &DistinguishedName) -> DistinguishedName {
        let Some(DnValue::Utf8String(text)) = name.get(&DnType::CommonName) else { return name.clone() };
        let text = self.pick(&[text.to_uppercase(), format!("  {} ", text.replace(' ', "   ")), format!("{text}."), text.clone()]);
        let mut respelt = DistinguishedName::new();
        let value = if self.rng.bool() { DnValue::PrintableString(text.as_str().try_into().unwrap()) } else { DnValue::Utf8String(text) };
        respelt.push(DnType::CommonName, value);
        respelt
    }

    /// The same name and key, signed by somebody else.
    fn cross_sign(&mut self, root: &Made, by: &Made) -> Made {
        let signer = Issuer::from_params(&by.params, &self.keys[by.key]);
        let pem = root.params.signed_by(&self.keys[root.key], &signer).unwrap().pem();
        Made { pem, ..root.clone() }
    }

    fn trust(&mut self, line: &[Made], leaf: &Made, stranger: &Made) -> Vec<String> {
        let root = line.first().unwrap_or(leaf);
        let mut trusted = vec![root.pem.clone()];
        if self.chance(35) {
            trusted.clear();
            for _ in 0..self.rng.usize(0..=3) {
                trusted.push(match self.rng.u32(0..7) {
                    0 => root.pem.clone(),
                    1 => line.last().unwrap_or(leaf).pem.clone(),
                    2 => leaf.pem.clone(),
                    3 => stranger.pem.clone(),
                    4 => self.sign(root.params.clone(), None).pem,
                    5 => self.renewed(root, dates(-300, -3)),
                    _ => self.renewed(root, dates(-10, 20)),
                });
            }
        }
        self.rng.shuffle(&mut trusted);
        if trusted.is_empty() {
            // An empty list would mean Node's own roots.
            let params = self.plain_authority("Nobody");
            trusted.push(self.sign(params, None).pem);
        }
        trusted
    }

    fn renewed(&self, root: &Made, (not_before, not_after): (time::OffsetDateTime, time::OffsetDateTime)) -> String {
        let mut params = root.params.clone();
        (params.not_before, params.not_after) = (not_before, not_after);
        params.self_signed(&self.keys[root.key]).unwrap().pem()
    }

    fn sent(&mut self, line: &[Made], leaf: &Made, stranger: &Made, cross: Option<&Made>) -> Vec<Made> {
        let mut above: Vec<Made> = line.iter().skip(1).rev().cloned().collect();
        if self.chance(40) {
            above.extend(line.first().cloned());
        }
        if let Some(cross) = cross {
            let at = self.rng.usize(0..=above.len());
            above.insert(at, cross.clone());
        }
        if !above.is_empty() && self.chance(12) {
            above.remove(self.rng.usize(0..above.len()));
        }
        if self.chance(15) {
            self.rng.shuffle(&mut above);
        }
        if !above.is_empty() && self.chance(5) {
            above.push(above[0].clone());
        }
        if self.chance(8) {
            above.insert(0, stranger.clone());
        }
        if self.chance(3) && !above.is_empty() {
            above.insert(1, leaf.clone());
            return above;
        }
        above.insert(0, leaf.clone());
        above
    }
}

fn named(name: &str) -> DistinguishedName {
    let mut names = DistinguishedName::new();
    names.push(DnType::CommonName, name);
    names
}

fn dns(name: &str) -> SanType {
    SanType::DnsName(name.try_into().unwrap())
}

fn purposes() -> [ExtendedKeyUsagePurpose; 5] {
    use ExtendedKeyUsagePurpose as Purpose;
    [Purpose::ServerAuth, Purpose::ClientAuth, Purpose::Any, Purpose::CodeSigning, Purpose::Other(vec![1, 3, 6, 1, 4, 1, 311, 10, 3, 3])]
}

/// From and until, in days from now.
fn dates(from: i64, until: i64) -> (time::OffsetDateTime, time::OffsetDateTime) {
    (in_days(from), in_days(until))
}

fn in_days(days: i64) -> time::OffsetDateTime {
    let span = Duration::from_secs(days.unsigned_abs() * DAY);
    let then = if days < 0 { SystemTime::now() - span } else { SystemTime::now() + span };
    then.into()
}
