//! The org's certificate is trusted by Node.

use crate::model::observations::{Der, Probe, WebScheme};
use crate::model::{Check, Commands, Effect, Failure, Finding, Fix, Observations, Stage, Untrusted};
use crate::node::certificate::Certificate;
use crate::node::chain_error::ChainError;
use crate::node::diagnosis::{Diagnosis, Missing};
use crate::node::identity;
use crate::node::options::NodeOptions;
use crate::node::trust_remedy::{NEVER_STRICT_SSL, NEVER_SWITCH_OFF, convert, set_extra_ca, use_system_ca};
use crate::node::verify::Fault;
use crate::salesforce::attempt;
use serde::Serialize;

/// The check.
pub const CHECK: Check = Check {
    id: "certificate-chain",
    title: "The org's certificate is trusted by Node",
    page: include_str!("../docs/checks/certificate-chain.md"),
    judge,
};

/// A certificate that expires within this many days is worth a word.
const SOON_DAYS: i64 = 14;
const DAY: i64 = 86_400;

fn judge(observations: &Observations) -> Finding {
    let Some(probe) = observations.login_probe() else {
        return Finding::skip(if observations.offline { "not asked for: --offline" } else { "the login URL has no host to ask" });
    };
    if NodeOptions::read(&observations.environment, observations.node_version()).fatal.is_some() {
        return Finding::not_judged(Stage::NodeStart);
    }
    if probe.scheme == WebScheme::Http {
        return Finding::skip("the login URL is http: no certificate is asked for");
    }
    let Some(chain) = probe.chain() else { return Finding::not_judged(first_broken(probe)) };
    let case = Case { observations, probe, diagnosis: Diagnosis::of(observations, probe, chain) };
    let verdict = &case.diagnosis.verdict;
    let finding = match verdict.code() {
        _ if !verdict.is_judged && observations.trust.is_too_large() => Finding::unknown(format!(
            "whether Node trusts {} is not known: a file that it takes roots from is too large to be looked at",
            case.host()
        )),
        _ if !verdict.is_judged => Finding::unknown(format!("the certificate that {} sent cannot be read", case.host())),
        None if probe.tls.value().is_none() => Finding::not_judged(Stage::Handshake),
        None => case.accepted(),
        Some(code) if observations.environment.value("NODE_TLS_REJECT_UNAUTHORIZED") == Some("0") => case.would_be_refused(code),
        Some(code) => case.refused(code),
    };
    finding.evidence("probes.tls.chain", shown(chain)).took(probe.tls.duration_ms())
}

fn first_broken(probe: &Probe) -> Stage {
    let phases = [
        (probe.lookup.is_passed(), Stage::Lookup),
        (probe.connect.is_passed(), Stage::Connect),
        (probe.proxy_tls.is_passed(), Stage::ProxyTls),
        (probe.tunnel.is_passed(), Stage::Tunnel),
    ];
    phases.into_iter().find_map(|(passed, stage)| (!passed).then_some(stage)).unwrap_or(Stage::Handshake)
}

/// A certificate as evidence.
#[derive(Serialize)]
struct Shown {
    subject: Untrusted,
    issuer: Untrusted,
    not_after: String,
    sha256: String,
}

fn shown(chain: &[Der]) -> Vec<Shown> {
    let read = chain.iter().filter_map(|der| Certificate::read(&der.0));
    read.map(|certificate| Shown {
        subject: certificate.subject.shown().into(),
        issuer: certificate.issuer.shown().into(),
        not_after: date(certificate.not_after),
        sha256: certificate.fingerprint(),
    })
    .collect()
}

/// What is known about one host's certificates.
struct Case<'a> {
    observations: &'a Observations,
    probe: &'a Probe,
    diagnosis: Diagnosis,
}

impl Case<'_> {
    fn host(&self) -> Untrusted {
        self.probe.host.as_str().into()
    }

    fn accepted(&self) -> Finding {
        let chain = &self.diagnosis.verdict.chain.certificates;
        let root = chain.last().map(|root| Untrusted::from(root.subject.shown())).unwrap_or_default();
        let passed = Finding::pass(format!("Node accepts the certificate of {}, signed under {root}", self.host()));
        let Some(first) = chain.iter().min_by_key(|certificate| certificate.not_after) else { return passed };
        let days = (first.not_after - self.observations.observed_at.timestamp()) / DAY;
        if days >= SOON_DAYS {
            return passed;
        }
        let end = date(first.not_after);
        let fix = Fix::text(format!("Tell {} to renew it before {end}.", self.owner()));
        Finding::warn(format!("a certificate of {} expires in {days} days", self.host()), fix)
            .detail(format!("Node accepts the chain today. {} is valid until {end}.", Untrusted::from(first.subject.shown())))
    }

    /// The finding where verification is switched off.
    fn would_be_refused(&self, code: &str) -> Finding {
        let summary = format!("Node would refuse the certificate of {} ({code}), but verification is switched off", self.host());
        let mut fixes = self.fixes();
        let finding = Finding::warn(summary, fixes.remove(0)).code(code);
        self.explained(fixes.into_iter().fold(finding, Finding::also))
    }

    fn refused(&self, code: &str) -> Finding {
        let failure = match self.diagnosis.verdict.last() {
            Some(fault) => attempt::certificate_failure(self.observations, code, fault.error),
            None => Failure::fetch_failed(code),
        };
        let effect = Effect::breaks(Stage::Certificate, failure);
        let mut fixes = self.fixes();
        let finding = Finding::fail(self.summary(), effect, fixes.remove(0));
        self.explained(fixes.into_iter().fold(finding, Finding::also))
    }

    fn explained(&self, finding: Finding) -> Finding {
        let verdict = &self.diagnosis.verdict;
        let messages: Vec<&str> = verdict.faults.iter().map(|fault| fault.error.message()).collect();
        let finding = finding.detail(self.detail()).evidence("errors", &verdict.errors).evidence("messages", messages);
        finding.never(NEVER_SWITCH_OFF).never(NEVER_STRICT_SSL)
    }

    fn subject(&self, fault: &Fault) -> Untrusted {
        self.diagnosis.verdict.certificate(fault).map(|certificate| certificate.subject.shown()).unwrap_or_default().into()
    }

    fn summary(&self) -> String {
        let host = self.host();
        let Some(last) = self.diagnosis.verdict.last() else { return String::new() };
        let missing: Untrusted = self.diagnosis.missing.as_ref().map(Missing::name).unwrap_or_default().into();
        match (last.error, self.diagnosis.product) {
            (error, Some(product)) if error.is_about_trust() => {
                format!("{host} is signed by {product} here, and Node does not trust its root")
            }
            (ChainError::UnableToVerifyLeaf, _) => {
                format!("{host} sent its own certificate alone, and Node does not have its issuer {missing}")
            }
            (ChainError::DepthZeroSelfSigned, _) => format!("the certificate of {host} is self-signed, and Node does not trust it"),
            (error, _) if error.is_about_trust() => format!("Node does not trust {missing}, under which {host} is signed"),
            (ChainError::Expired, _) => format!("the certificate {} has expired", self.subject(last)),
            (ChainError::NotYetValid, _) => format!("the certificate {} is not valid yet", self.subject(last)),
            (ChainError::WrongHost, _) => format!("the certificate that answers for {host} is for another host"),
            (error, _) => format!("Node refuses the certificate {}: {}", self.subject(last), error.message()),
        }
    }

    fn detail(&self) -> String {
        let mut parts = vec![self.errors_told()];
        parts.extend(self.diagnosis.missing.as_ref().map(ToString::to_string));
        parts.extend(self.diagnosis.missing.as_ref().and_then(|_| self.extra_file_told()));
        parts.extend(self.diagnosis.system_trusts.map(|trusts| system_told(trusts).to_owned()));
        parts.extend(self.diagnosis.clock.map(|clock| clock.to_string()));
        let product = self.diagnosis.product;
        parts.extend(product.map(|product| format!("The certificates are {product}'s: it opens the connection and signs it anew.")));
        parts.join(" ")
    }

    /// Every error, since the last hides the others.
    fn errors_told(&self) -> String {
        let verdict = &self.diagnosis.verdict;
        let told = verdict.faults.iter().rev().map(|fault| {
            let certificate = verdict.certificate(fault);
            let more = match fault.error {
                ChainError::Expired => certificate.map(|certificate| format!(", valid until {}", date(certificate.not_after))),
                ChainError::NotYetValid => certificate.map(|certificate| format!(", valid from {}", date(certificate.not_before))),
                ChainError::WrongHost => Some(format!(", {}", Untrusted::from(fault.reason.as_str()))),
                _ => None,
            };
            format!("{} ({}{})", fault.error.message(), self.subject(fault), more.unwrap_or_default())
        });
        match told.collect::<Vec<_>>().as_slice() {
            [] => String::new(),
            [one] => format!("Node says: {one}."),
            [first, others @ ..] => format!("Node says: {first}. Behind it stands what would come next: {}.", others.join("; ")),
        }
    }

    /// What NODE_EXTRA_CA_CERTS has to do with it.
    fn extra_file_told(&self) -> Option<String> {
        let file = self.observations.trust.extra_ca_certs.as_ref()?;
        let path = &file.path;
        Some(match &file.content {
            Ok(store) if !store.certificates.is_empty() && self.diagnosis.verdict.has(ChainError::UnableToGetIssuer) => {
                format!("NODE_EXTRA_CA_CERTS ({path}) holds a certificate of this chain, but not its root: Node accepts a root only.")
            }
            Ok(store) if !store.certificates.is_empty() => {
                format!("What NODE_EXTRA_CA_CERTS ({path}) holds does not help: the right root is not in it.")
            }
            Ok(_) | Err(_) => format!("NODE_EXTRA_CA_CERTS names {path}, from which Node loads nothing (trust-store says why)."),
        })
    }

    /// Who could renew or replace a certificate.
    fn owner(&self) -> String {
        match self.diagnosis.product {
            Some(product) => format!("whoever runs {product} in your company"),
            None => format!("whoever runs {}", self.host()),
        }
    }

    /// What to do, best first; never empty.
    fn fixes(&self) -> Vec<Fix> {
        let mut fixes = Vec::new();
        if self.diagnosis.clock.is_some_and(|clock| clock.is_the_cause) {
            fixes.push(set_the_clock());
        }
        if let Some(missing) = &self.diagnosis.missing {
            fixes.extend(self.trust_fixes(missing));
        }
        let Some(last) = self.diagnosis.verdict.last().filter(|last| fixes.is_empty() || !last.error.is_about_trust()) else {
            return fixes;
        };
        let owner = self.owner();
        let fix = match last.error {
            ChainError::Expired | ChainError::NotYetValid if fixes.first() == Some(&set_the_clock()) => return fixes,
            ChainError::Expired => format!("Ask {owner} to renew the certificate."),
            ChainError::NotYetValid => format!("Check this machine's date; if it is right, ask {owner} why the certificate begins later."),
            ChainError::WrongHost => self.right_host(),
            error => format!("Ask {owner} for a certificate that OpenSSL accepts; it says: {}.", error.message()),
        };
        fixes.insert(0, Fix::text(fix));
        fixes
    }

    fn trust_fixes(&self, missing: &Missing) -> Vec<Fix> {
        let mut fixes = Vec::new();
        if let Some((path, Ok(store))) = self.observations.trust.extra_ca_certs.as_ref().map(|file| (&file.path, &file.content))
            && store.certificates.is_empty()
        {
            fixes.extend(convert(store.nature, path.raw()));
        }
        if self.diagnosis.system_trusts == Some(true) {
            fixes.extend(use_system_ca("Let Node trust what the operating system trusts.", self.observations.node_version()));
        }
        let wanted = Untrusted::from(missing.name());
        let is_alone = self.diagnosis.verdict.has(ChainError::UnableToVerifyLeaf) && self.diagnosis.product.is_none();
        fixes.push(set_extra_ca(if is_alone {
            format!(
                "Ask {} to send the intermediate certificate with its own. Until then, save {wanted} and its root as PEM and name the file.",
                self.owner()
            )
        } else {
            format!("Get the root certificate ({wanted}, or the self-signed one above it) from IT as PEM, compare its fingerprint, and name the file.")
        }));
        fixes
    }

    fn right_host(&self) -> String {
        let leaf = self.diagnosis.verdict.chain.certificates.first();
        let names = leaf.and_then(|leaf| leaf.extensions.alternative_names.as_deref()).map(identity::shown).unwrap_or_default();
        format!(
            "Log in at a host that the certificate is for ({}), or find out who answers in place of {}: a captive portal, a proxy or a wrong DNS entry.",
            Untrusted::from(names),
            self.host()
        )
    }
}

fn system_told(trusts: bool) -> &'static str {
    if trusts {
        "The operating system trusts this chain, so a browser works here while sf does not: Node keeps its own list of roots."
    } else {
        "The operating system does not trust it either."
    }
}

fn set_the_clock() -> Fix {
    let (unix, windows) = ("sudo timedatectl set-ntp true".to_owned(), "w32tm /resync /force".to_owned());
    Fix::command("Set this machine's clock.", Commands { sh: unix.clone(), fish: unix, powershell: windows.clone(), cmd: windows })
}

/// A day and minute, UTC.
fn date(seconds: i64) -> String {
    chrono::DateTime::from_timestamp(seconds, 0).map_or_else(|| format!("{seconds} s"), |time| time.format("%F %R UTC").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Status;
    use crate::model::observations::{CertificateFile, Phase};
    use crate::node::certificate_file::read_certificates;
    use crate::node::test_world::{Pki, TIME, probe, world};

    fn machine(pki: &Pki, sent: &[&str], variables: &[(&str, &str)]) -> Observations {
        let chain: Vec<Der> = sent.iter().map(|name| pki.der(name)).collect();
        Observations { probes: vec![probe("login.example.com", &chain)], ..world(variables) }
    }

    fn with_extra(mut seen: Observations, text: &str) -> Observations {
        let content = Ok(read_certificates(text.as_bytes()));
        seen.trust.extra_ca_certs = Some(CertificateFile { path: "corp.pem".into(), resolved: "/home/me/corp.pem".into(), content });
        seen
    }

    #[test]
    fn nodes_code_is_told() {
        let pki = Pki::new("Acme");
        let all = format!("{}{}", pki.pem("root"), pki.pem("intermediate"));
        for (sent, extra, code) in [
            (&["leaf", "intermediate"][..], pki.pem("root"), None),
            (&["leaf"], all, None),
            (&["leaf", "intermediate"], String::new(), Some("UNABLE_TO_GET_ISSUER_CERT_LOCALLY")),
            (&["leaf", "intermediate", "root"], String::new(), Some("SELF_SIGNED_CERT_IN_CHAIN")),
            (&["leaf"], pki.pem("root"), Some("UNABLE_TO_VERIFY_LEAF_SIGNATURE")),
            (&["leaf", "intermediate", "root"], pki.pem("intermediate"), Some("UNABLE_TO_GET_ISSUER_CERT")),
            (&["expired", "intermediate"], pki.pem("root"), Some("CERT_HAS_EXPIRED")),
            (&["future", "intermediate"], pki.pem("root"), Some("CERT_NOT_YET_VALID")),
            (&["expired", "intermediate"], String::new(), Some("CERT_HAS_EXPIRED")),
            (&["stranger", "intermediate"], pki.pem("root"), Some("ERR_TLS_CERT_ALTNAME_INVALID")),
            (&["self"], String::new(), Some("DEPTH_ZERO_SELF_SIGNED_CERT")),
            (&["root"], String::new(), Some("INVALID_PURPOSE")),
        ] {
            let finding = judge(&with_extra(machine(&pki, sent, &[]), &extra));
            assert_eq!(finding.code.as_deref(), code, "{sent:?}: {finding:#?}");
            let effect = code.map(|code| Effect::breaks(Stage::Certificate, Failure::fetch_failed(code)));
            assert_eq!(finding.effect, effect);
        }
    }

    #[test]
    fn an_expired_certificate_does_not_hide_an_untrusted_root() {
        let pki = Pki::new("Acme");
        let finding = judge(&machine(&pki, &["expired", "intermediate"], &[]));
        assert!(finding.detail.starts_with("Node says: certificate has expired (CN=Acme expired, valid until "), "{}", finding.detail);
        assert!(
            finding.detail.contains("Behind it stands what would come next: unable to get local issuer certificate"),
            "{}",
            finding.detail
        );
    }

    #[test]
    fn the_product_and_the_systems_opinion_are_told() {
        let pki = Pki::new("Zscaler");
        let mut seen = machine(&pki, &["leaf", "intermediate"], &[]);
        seen.trust.system_roots = Some(vec![pki.der("root")]);
        let finding = judge(&seen);
        assert_eq!(finding.summary, "login.example.com is signed by Zscaler here, and Node does not trust its root");
        assert!(finding.detail.contains("so a browser works here while sf does not"), "{}", finding.detail);
        let fingerprint = Certificate::read(&pki.der("root").0).unwrap().fingerprint();
        assert!(finding.detail.contains(&fingerprint), "{}", finding.detail);
        let commands = finding.fixes[0].commands.as_ref().unwrap();
        assert_eq!(commands.sh, "export NODE_USE_SYSTEM_CA=1");
    }

    #[test]
    fn a_wrong_clock_is_told_from_a_wrong_certificate() {
        let pki = Pki::new("Acme");
        let mut seen = with_extra(machine(&pki, &["leaf", "intermediate"], &[]), &pki.pem("root"));
        seen.observed_at = chrono::DateTime::from_timestamp(TIME + 3000 * DAY, 0).unwrap();
        if let Phase::Done { value, .. } = &mut seen.probes[0].http {
            value.received_at = seen.observed_at;
        }
        let finding = judge(&seen);
        assert_eq!(finding.code.as_deref(), Some("CERT_HAS_EXPIRED"));
        assert!(finding.detail.contains("this machine's clock is 3000 days fast"), "{}", finding.detail);
        assert_eq!(finding.fixes[0].text, "Set this machine's clock.");
        let finding = judge(&with_extra(machine(&pki, &["expired", "intermediate"], &[]), &pki.pem("root")));
        assert!(finding.detail.contains("it is the certificate, not this machine's clock"), "{}", finding.detail);
    }

    #[test]
    fn what_was_not_asked_is_not_judged() {
        let pki = Pki::new("Acme");
        let off = judge(&machine(&pki, &["leaf"], &[("NODE_TLS_REJECT_UNAUTHORIZED", "0")]));
        assert_eq!((off.status, off.effect, off.code.as_deref()), (Status::Warn, None, Some("UNABLE_TO_VERIFY_LEAF_SIGNATURE")));
        let mut seen = machine(&pki, &["leaf"], &[]);
        seen.probes[0].tls = Phase::NotReached;
        seen.probes[0].connect = Phase::TimedOut { duration_ms: 1 };
        assert_eq!(judge(&seen).summary, "not judged: connection failed");
        let cannot_start = judge(&machine(&pki, &["leaf"], &[("NODE_OPTIONS", "--foo")]));
        assert_eq!(cannot_start.summary, "not judged: tls-verification failed");
        seen.probes.clear();
        assert_eq!(judge(&seen).status, Status::Skip);
        assert_eq!(judge(&machine(&pki, &[], &[])).status, Status::Unknown);
    }

    #[test]
    fn a_certificate_that_expires_soon_is_a_warning() {
        let pki = Pki::new("Acme");
        let finding = judge(&with_extra(machine(&pki, &["ending", "intermediate"], &[]), &pki.pem("root")));
        assert_eq!((finding.status, finding.summary.as_str()), (Status::Warn, "a certificate of login.example.com expires in 5 days"));
    }
}
