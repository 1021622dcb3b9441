//! A host's certificates as a person sees them: who signed what, where each comes from, and where the chain ends.

use super::certificate::Certificate;
use super::chain_error::ChainError;
use super::diagnosis::{Diagnosis, Missing};
use super::roots;
use super::verify::Verification;
use crate::model::observations::Probe;
use crate::model::{Observations, Untrusted};
use chrono::{DateTime, Utc};
use serde::Serialize;

/// A chain to look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ChainView {
    /// The certificates, the host's own first, each signed by the next.
    pub links: Vec<Link>,
    /// What stands above the last of them.
    pub end: End,
    /// What was sent beside and leads nowhere.
    pub unused: Vec<Link>,
}

/// One certificate of a chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Link {
    /// Whom it speaks of.
    pub subject: Untrusted,
    /// Who signed it.
    pub issuer: Untrusted,
    /// The first second at which it is valid.
    pub not_before: DateTime<Utc>,
    /// The last second at which it is valid.
    pub not_after: DateTime<Utc>,
    /// Its fingerprint: SHA-256 over the DER, upper-case hexadecimal with colons.
    pub sha256: String,
    /// Where it comes from.
    pub origin: Origin,
    /// What OpenSSL says against it, in its words; that no trusted root was reached is said by [`ChainView::end`].
    pub faults: Vec<&'static str>,
}

/// Where a certificate comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// The host sent it.
    Sent,
    /// Node has it compiled in.
    Node,
    /// It is in the file that NODE_EXTRA_CA_CERTS names.
    ExtraFile,
    /// Another store that this Node was told to trust, such as the operating system's.
    OtherStore,
}

/// How a chain ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum End {
    /// In a root that Node trusts.
    Trusted,
    /// In a root that Node does not trust.
    UntrustedRoot,
    /// In nothing: the certificate that comes next was not sent, and Node does not have it.
    Missing {
        /// Its name.
        name: Untrusted,
        /// Its fingerprint, where the operating system has it.
        in_system: Option<String>,
    },
}

/// The certificates that the probed host sent, as Node puts them together; None where it sent none, or one that cannot be
/// read.
pub fn view(observations: &Observations, probe: &Probe) -> Option<ChainView> {
    let sent = probe.chain()?;
    let diagnosis = Diagnosis::of(observations, probe, sent);
    let verdict = &diagnosis.verdict;
    if !verdict.is_judged {
        return None;
    }
    let chain = &verdict.chain;
    let link = |(depth, certificate): (usize, &std::sync::Arc<Certificate>)| {
        let origin = if depth < chain.sent { Origin::Sent } else { stored(observations, certificate) };
        link(certificate, origin, faults(verdict, depth))
    };
    let is_used = |certificate: &Certificate| chain.certificates.iter().any(|used| used.der == certificate.der);
    let unused = sent.iter().filter_map(|der| Certificate::read(&der.0)).filter(|certificate| !is_used(certificate));
    Some(ChainView {
        links: chain.certificates.iter().enumerate().map(link).collect(),
        end: end(&diagnosis),
        unused: unused.map(|certificate| self::link(&certificate, Origin::Sent, Vec::new())).collect(),
    })
}

fn link(certificate: &Certificate, origin: Origin, faults: Vec<&'static str>) -> Link {
    let date = |seconds| DateTime::from_timestamp(seconds, 0).unwrap_or_default();
    Link {
        subject: certificate.subject.shown().into(),
        issuer: certificate.issuer.shown().into(),
        not_before: date(certificate.not_before),
        not_after: date(certificate.not_after),
        sha256: certificate.fingerprint(),
        origin,
        faults,
    }
}

fn faults(verdict: &Verification, depth: usize) -> Vec<&'static str> {
    let own = verdict.faults.iter().filter(|fault| fault.depth == depth && !fault.error.is_about_trust());
    let mut told: Vec<&'static str> = own.map(|fault| fault.error.message()).collect();
    told.dedup();
    told
}

fn stored(observations: &Observations, certificate: &Certificate) -> Origin {
    let extra = observations.trust.extra_ca_certs.as_ref().and_then(|file| file.content.as_ref().ok());
    if roots::is_compiled_in(certificate) {
        Origin::Node
    } else if extra.is_some_and(|extra| extra.certificates.contains(&certificate.der)) {
        Origin::ExtraFile
    } else {
        Origin::OtherStore
    }
}

fn end(diagnosis: &Diagnosis) -> End {
    let chain = &diagnosis.verdict.chain;
    match (&chain.error, &diagnosis.missing, chain.top()) {
        (None, ..) => End::Trusted,
        (_, Some(Missing::InSystem(found)), _) => End::Missing { name: found.subject.shown().into(), in_system: Some(found.fingerprint()) },
        (_, Some(Missing::Named(name)), _) => End::Missing { name: name.as_str().into(), in_system: None },
        (Some(ChainError::UnableToGetIssuer | ChainError::UnableToGetIssuerLocally), None, Some(top)) => {
            End::Missing { name: top.issuer.shown().into(), in_system: None }
        }
        _ => End::UntrustedRoot,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::observations::{CertificateFile, Der};
    use crate::node::certificate_file::read_certificates;
    use crate::node::test_world::{Pki, probe, world};

    fn seen(pki: &Pki, sent: &[&str], extra: &[&str], system: Option<&[&str]>) -> ChainView {
        let chain: Vec<Der> = sent.iter().map(|name| pki.der(name)).collect();
        let mut observations = Observations { probes: vec![probe("login.example.com", &chain)], ..world(&[]) };
        if !extra.is_empty() {
            let text: String = extra.iter().map(|name| pki.pem(name)).collect();
            let content = Ok(read_certificates(text.as_bytes()));
            let file = CertificateFile { path: "corp.pem".into(), resolved: "/corp.pem".into(), content };
            observations.trust.extra_ca_certs = Some(file);
        }
        observations.trust.system_roots = system.map(|names| names.iter().map(|name| pki.der(name)).collect());
        view(&observations, &observations.probes[0]).unwrap()
    }

    fn missing(name: &str, in_system: Option<String>) -> End {
        End::Missing { name: name.into(), in_system }
    }

    #[test]
    fn each_link_has_its_origin_and_the_chain_its_end() {
        use Origin::{ExtraFile, Sent};
        let pki = Pki::new("Acme");
        let root = Certificate::read(&pki.der("root").0).unwrap();
        for (sent, extra, system, origins, end) in [
            (&["leaf", "intermediate"][..], &["root"][..], None, &[Sent, Sent, ExtraFile][..], End::Trusted),
            (&["leaf", "intermediate", "root"], &["root"], None, &[Sent, Sent, ExtraFile], End::Trusted),
            (&["leaf", "intermediate", "root"], &[], None, &[Sent, Sent, Sent], End::UntrustedRoot),
            (&["self"], &[], None, &[Sent], End::UntrustedRoot),
            (&["leaf", "intermediate"], &[], None, &[Sent, Sent], missing("CN=Acme root", None)),
            (&["leaf", "intermediate"], &[], Some(&["root"][..]), &[Sent, Sent], missing("CN=Acme root", Some(root.fingerprint()))),
            (&["leaf", "intermediate"], &["intermediate"], None, &[Sent, ExtraFile], missing("CN=Acme root", None)),
            (&["leaf"], &[], None, &[Sent], missing("CN=Acme intermediate", None)),
        ] {
            let view = seen(&pki, sent, extra, system);
            let found: Vec<Origin> = view.links.iter().map(|link| link.origin).collect();
            assert_eq!((found.as_slice(), &view.end), (origins, &end), "{sent:?} {extra:?}");
            assert!(view.links.windows(2).all(|pair| pair[0].issuer == pair[1].subject), "each is signed by the next");
        }
    }

    #[test]
    fn a_fault_stands_at_its_own_link() {
        let pki = Pki::new("Acme");
        for (leaf, faults) in [
            ("leaf", &[][..]),
            ("expired", &["certificate has expired"]),
            ("future", &["certificate is not yet valid"]),
            ("stranger", &["Hostname/IP does not match certificate's altnames"]),
        ] {
            let view = seen(&pki, &[leaf, "intermediate"], &["root"], None);
            assert_eq!(view.links[0].faults, faults, "{leaf}");
            assert!(view.links[1..].iter().all(|link| link.faults.is_empty()), "{leaf}");
        }
    }

    #[test]
    fn what_leads_nowhere_is_told_apart() {
        let (pki, other) = (Pki::new("Acme"), Pki::new("Other"));
        let chain = [pki.der("leaf"), other.der("intermediate"), pki.der("intermediate")];
        let observations = Observations { probes: vec![probe("login.example.com", &chain)], ..world(&[]) };
        let view = view(&observations, &observations.probes[0]).unwrap();
        assert_eq!(view.unused.len(), 1);
        assert_eq!(view.unused[0].subject.raw(), "CN=Other intermediate");
    }

    #[test]
    fn nothing_is_drawn_of_what_was_not_sent_or_cannot_be_read() {
        for chain in [vec![], vec![Der(b"junk".to_vec())]] {
            let observations = Observations { probes: vec![probe("login.example.com", &chain)], ..world(&[]) };
            assert_eq!(view(&observations, &observations.probes[0]), None);
        }
    }
}
