//! Which root `trust export` writes for NODE_EXTRA_CA_CERTS, or why it writes none.

use super::certificate::Certificate;
use super::roots::TrustStore;
use super::verify::{Rules, Verification, verify, verify_with};
use crate::model::observations::{Der, Probe};
use crate::model::{Observations, Untrusted};
use crate::salesforce::attempt;
use base64::{Engine, engine::general_purpose::STANDARD};
use std::fmt::Write;
use std::sync::Arc;

/// The length of a line of base64 (RFC 7468 section 2).
const LINE: usize = 64;

/// What to do about the certificates that the login host sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Export {
    /// Write a file.
    Write {
        /// The file's text.
        pem: String,
        /// What is in it and why, for people.
        told: String,
    },
    /// Node trusts them already; says so.
    NotNeeded(String),
    /// Write nothing; says why, and what to do instead.
    Refused(String),
}

/// Decides. A root is written only if the operating system trusts it and Node, given it, accepts the chain.
pub fn decide(observations: &Observations) -> Export {
    let Some(probe) = observations.login_probe() else {
        return Export::Refused("the login URL has no host to ask".to_owned());
    };
    let host = Untrusted::from(probe.host.as_str());
    let Some(sent) = probe.chain() else { return Export::Refused(not_reached(observations, probe, &host)) };
    let verdict = verify(observations, &probe.host, sent);
    let root = verdict.chain.top().map(|root| Untrusted::from(root.subject.shown())).unwrap_or_default();
    match verdict.code() {
        _ if !verdict.is_judged => return Export::Refused(format!("the certificate that {host} sent cannot be read")),
        None => {
            return Export::NotNeeded(format!(
                "Node already trusts the certificate of {host}, signed under {root}: nothing needs to be written."
            ));
        }
        Some(code) if verdict.chain.error.is_none() => {
            return Export::Refused(format!(
                "Node has the root {root} of {host} and refuses the certificate for another reason, {code}: no file with certificates mends that"
            ));
        }
        Some(_) => {}
    }
    let Some(anchor) = anchor(observations, probe, sent) else { return Export::Refused(unknown_root(&verdict, &host)) };
    let root = Untrusted::from(anchor.subject.shown());
    let store = TrustStore::in_force(observations).with(std::slice::from_ref(&anchor.der));
    let then = verify_with(&store, &probe.host, sent, observations.observed_at.timestamp(), Rules::in_force(observations));
    if let Some(code) = then.code() {
        return Export::Refused(format!(
            "the operating system has the root {root} of {host}, but with it Node would still refuse the certificate: {code}; mend that first"
        ));
    }
    Export::Write { pem: bundle(observations, &anchor, &host), told: told(observations, &anchor, &host) }
}

/// The root of the operating system in which the chain ends; None where it ends in none of them.
fn anchor(observations: &Observations, probe: &Probe, sent: &[Der]) -> Option<Arc<Certificate>> {
    let system = TrustStore::of(observations.trust.system_roots.as_deref()?);
    let found = verify_with(&system, &probe.host, sent, observations.observed_at.timestamp(), Rules::in_force(observations));
    found.chain.top().filter(|_| found.chain.error.is_none()).cloned()
}

fn not_reached(observations: &Observations, probe: &Probe, host: &Untrusted) -> String {
    let failed = attempt::failure(observations, probe);
    let code = failed.as_ref().and_then(|failed| failed.failure.code.as_deref()).map(|code| format!(" ({code})")).unwrap_or_default();
    let check = failed.map_or("connection", |failed| failed.stage.check_id());
    format!("{host} sent no certificate: {check} failed{code}; `sf-preflight` tells more")
}

/// What to tell, and to ask IT, where nobody vouches for the chain.
fn unknown_root(verdict: &Verification, host: &Untrusted) -> String {
    let Some(top) = verdict.chain.top() else { return String::new() };
    let (subject, issuer) = (Untrusted::from(top.subject.shown()), Untrusted::from(top.issuer.shown()));
    let fingerprint = top.fingerprint();
    let last = if top.is_self_signed() {
        format!("the root {subject}, SHA-256 {fingerprint}")
    } else {
        format!("{issuer}, which was not sent; the last that was is {subject}, SHA-256 {fingerprint}")
    };
    format!(
        "{host} is signed under {last}. The operating system does not trust it, so neither should Node before somebody vouches for it.\n\n\
         Send this to IT:\n\n  \
         On my machine the connection to {host} is signed under {last}. My operating system does not trust it. Is it ours? If so, \
         please send me its root certificate as PEM and its SHA-256 fingerprint by another way, or install it in the operating system."
    )
}

/// What Node loads from NODE_EXTRA_CA_CERTS today, without the root that is added, and the path of the file.
fn kept<'a>(observations: &'a Observations, root: &Certificate) -> Option<(&'a Untrusted, Vec<&'a Der>)> {
    let file = observations.trust.extra_ca_certs.as_ref()?;
    let loaded = file.content.as_ref().map_or(&[][..], |store| &store.certificates);
    Some((&file.path, loaded.iter().filter(|der| der.0 != root.der.0).collect()))
}

fn told(observations: &Observations, root: &Certificate, host: &Untrusted) -> String {
    let subject = Untrusted::from(root.subject.shown());
    let mut told = format!(
        "{host} is signed under {subject}, SHA-256 {}. The operating system trusts this root; Node does not have it.",
        root.fingerprint()
    );
    match kept(observations, root) {
        None => {}
        Some((path, kept)) if kept.is_empty() => {
            let _ = write!(told, "\nNODE_EXTRA_CA_CERTS names {path}, from which nothing else is loaded: nothing of it is kept.");
        }
        Some((path, kept)) => {
            let number = kept.len();
            let _ = write!(told, "\nNode reads one file only, so the new one also keeps what it loads from {path} today ({number}).");
        }
    }
    told
}

fn bundle(observations: &Observations, root: &Certificate, host: &Untrusted) -> String {
    let mut pem = format!(
        "# For NODE_EXTRA_CA_CERTS, by `sf-preflight trust export` on {}.\n\n\
         # The root under which {host} is signed, trusted by the operating system:\n",
        observations.observed_at.format("%F")
    );
    pem.push_str(&block(&root.der));
    if let Some((path, kept)) = kept(observations, root).filter(|(_, kept)| !kept.is_empty()) {
        let _ = write!(pem, "\n# Kept from {}:\n", comment(path));
        kept.into_iter().for_each(|der| pem.push_str(&block(der)));
    }
    pem
}

/// A certificate as PEM, its subject and fingerprint above it.
fn block(der: &Der) -> String {
    let body = STANDARD.encode(&der.0);
    let lines: String = body
        .as_bytes()
        .chunks(LINE)
        .flat_map(|line| [&String::from_utf8_lossy(line), "\n"].concat().into_bytes())
        .map(char::from)
        .collect();
    let named = Certificate::read(&der.0)
        .map(|certificate| format!("# {}\n# SHA-256 {}\n", comment(&certificate.subject.shown().into()), certificate.fingerprint()));
    format!("{}-----BEGIN CERTIFICATE-----\n{lines}-----END CERTIFICATE-----\n", named.unwrap_or_default())
}

/// Text that begins no block wherever OpenSSL cuts the line ([`super::pem`] reads pieces of long lines).
fn comment(text: &Untrusted) -> String {
    text.to_string().replace("-----", ".....")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::observations::{CertificateFile, Phase};
    use crate::node::certificate_file::read_certificates;
    use crate::node::test_world::{Pki, probe, world};

    fn machine(pki: &Pki, sent: &[&str], system: &[&str], extra: Option<&str>) -> Observations {
        let ders = |names: &[&str]| names.iter().map(|name| pki.der(name)).collect::<Vec<_>>();
        let mut seen = world(&[]);
        seen.probes = vec![probe("login.example.com", &ders(sent))];
        seen.trust.system_roots = Some(ders(system));
        seen.trust.extra_ca_certs = extra.map(|text| CertificateFile {
            path: "old.pem".into(),
            resolved: "/home/me/old.pem".into(),
            content: Ok(read_certificates(text.as_bytes())),
        });
        seen
    }

    #[test]
    fn only_a_root_that_the_system_trusts_and_that_helps_is_written() {
        let pki = Pki::new("Acme");
        let root = pki.pem("root");
        for (sent, system, extra, expected) in [
            (&["leaf", "intermediate"][..], &["root"][..], None, "write"),
            (&["leaf", "intermediate", "root"], &["root"], None, "write"),
            (&["leaf", "intermediate"], &["root"], Some("junk"), "write"),
            (&["leaf", "intermediate"], &["root"], Some(root.as_str()), "not needed"),
            (&["leaf", "intermediate"], &[], Some(root.as_str()), "not needed"),
            (&["leaf", "intermediate"], &[], None, "refused: Send this to IT"),
            (&["leaf", "intermediate", "root"], &[], None, "refused: Send this to IT"),
            (&["leaf", "intermediate"], &["intermediate"], None, "refused: Send this to IT"),
            (&["self"], &["root"], None, "refused: Send this to IT"),
            (&["leaf"], &["root"], None, "refused: Send this to IT"),
            (&["expired", "intermediate"], &["root"], None, "refused: still refuse the certificate: CERT_HAS_EXPIRED"),
            (&["stranger", "intermediate"], &["root"], None, "refused: ERR_TLS_CERT_ALTNAME_INVALID"),
            (&["expired", "intermediate"], &["root"], Some(root.as_str()), "refused: for another reason, CERT_HAS_EXPIRED"),
            (&[], &["root"], None, "refused: cannot be read"),
        ] {
            let export = decide(&machine(&pki, sent, system, extra));
            let fits = match &export {
                Export::Write { .. } => expected == "write",
                Export::NotNeeded(_) => expected == "not needed",
                Export::Refused(told) => expected.strip_prefix("refused: ").is_some_and(|piece| told.contains(piece)),
            };
            assert!(fits, "{sent:?} {system:?} {extra:?}: expected {expected}, got {export:?}");
        }
    }

    #[test]
    fn a_root_of_the_same_name_that_signed_nothing_here_is_not_written() {
        let (one, other) = (Pki::new("Acme"), Pki::new("Acme"));
        let mut seen = machine(&one, &["leaf", "intermediate"], &[], None);
        seen.trust.system_roots = Some(vec![other.der("root")]);
        assert!(matches!(decide(&seen), Export::Refused(_)), "{:?}", decide(&seen));
    }

    #[test]
    fn what_is_written_is_read_by_node_and_keeps_the_old_certificates() {
        let (pki, old) = (Pki::new("Acme"), Pki::new("Old -----BEGIN CERTIFICATE-----\n"));
        let extra = [old.pem("root"), old.pem("root"), old.pem("intermediate")].concat();
        let seen = machine(&pki, &["leaf", "intermediate"], &["root"], Some(&extra));
        let Export::Write { pem, told } = decide(&seen) else { panic!("{:?}", decide(&seen)) };
        let store = read_certificates(pem.as_bytes());
        let ids = [(&pki, "root"), (&old, "root"), (&old, "root"), (&old, "intermediate")];
        assert_eq!(store.certificates, ids.map(|(pki, id)| pki.der(id)));
        assert_eq!((store.stopped, store.lost, store.blocks.len()), (None, 0, 4));
        assert!(told.contains("what it loads from old.pem today (3)"), "{told}");
        let fingerprint = Certificate::read(&pki.der("root").0).unwrap().fingerprint();
        assert!(pem.contains(&format!("# CN=Acme root\n# SHA-256 {fingerprint}\n-----BEGIN CERTIFICATE-----\n")), "{pem}");
        assert!(pem.lines().all(|line| line.starts_with('#') || line.len() <= LINE), "{pem}");
    }

    #[test]
    fn the_words_for_it_hold_the_fingerprint() {
        let pki = Pki::new("Acme");
        for (sent, named) in [(&["leaf", "intermediate", "root"][..], "root"), (&["leaf", "intermediate"], "intermediate")] {
            let Export::Refused(told) = decide(&machine(&pki, sent, &[], None)) else { panic!("{sent:?}") };
            assert!(told.contains(&Certificate::read(&pki.der(named).0).unwrap().fingerprint()), "{told}");
        }
    }

    #[test]
    fn where_no_certificate_came_the_failed_step_is_named() {
        let pki = Pki::new("Acme");
        let mut seen = machine(&pki, &["leaf"], &["root"], None);
        seen.probes[0].tls = Phase::NotReached;
        seen.probes[0].connect = Phase::TimedOut { duration_ms: 1 };
        let told = "login.example.com sent no certificate: connection failed (UND_ERR_CONNECT_TIMEOUT); `sf-preflight` tells more";
        assert_eq!(decide(&seen), Export::Refused(told.to_owned()));
        seen.probes.clear();
        assert!(matches!(decide(&seen), Export::Refused(_)));
    }
}
