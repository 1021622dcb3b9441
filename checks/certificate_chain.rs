//! The org's certificate is trusted by Node.

use crate::model::observations::Der;
use crate::model::observations::{HandshakeError, Phase, Probe, WebScheme};
use crate::model::{Check, Commands, Effect, Failure, Finding, Fix, Observations, Stage, Untrusted};
use crate::node::certificate::Certificate;
use crate::node::chain_error::ChainError;
use crate::node::roots::TrustStore;
use crate::node::trust_remedy::{NEVER_STRICT_SSL, NEVER_SWITCH_OFF, convert, set_extra_ca, use_system_ca};
use crate::node::verify::{Rules, Verification, verify, verify_with};
use crate::node::{identity, inspection};
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
/// A clock that is off by less than this many seconds explains nothing.
const CLOCK_TOLERANCE: i64 = 60;
const DAY: i64 = 86_400;

fn judge(observations: &Observations) -> Finding {
    let Some(probe) = observations.login_probe() else {
        return Finding::skip(if observations.offline { "not asked for: --offline" } else { "the login URL has no host to ask" });
    };
    if probe.scheme == WebScheme::Http {
        return Finding::skip("the login URL is http: no certificate is asked for");
    }
    let chain = match &probe.tls {
        Phase::Done { value, .. } => &value.chain,
        Phase::Failed { error: HandshakeError::Protocol { chain, .. }, .. } if !chain.is_empty() => chain,
        Phase::Failed { .. } | Phase::TimedOut { .. } => return Finding::not_judged(Stage::Handshake),
        Phase::NotNeeded | Phase::NotReached => return Finding::not_judged(first_broken(probe)),
    };
    let case = Case { observations, probe, sent: chain, verdict: verify(observations, &probe.host, chain) };
    let finding = match case.verdict.code() {
        _ if !case.verdict.is_judged => Finding::unknown(format!("the certificate that {} sent cannot be read", case.host())),
        None if probe.tls.value().is_none() => Finding::not_judged(Stage::Handshake),
        None => case.accepted(),
        Some(_) if observations.environment.value("NODE_TLS_REJECT_UNAUTHORIZED") == Some("0") => case.would_be_refused(),
        Some(code) => case.refused(code),
    };
    finding
        .evidence("probes.tls.chain", chain.iter().filter_map(|der| Certificate::read(&der.0)).map(Shown::of).collect::<Vec<_>>())
        .took(probe.tls.duration_ms())
}

fn first_broken(probe: &Probe) -> Stage {
    [
        (probe.lookup.is_passed(), Stage::Lookup),
        (probe.connect.is_passed(), Stage::Connect),
        (probe.proxy_tls.is_passed(), Stage::ProxyTls),
        (probe.tunnel.is_passed(), Stage::Tunnel),
    ]
    .into_iter()
    .find_map(|(passed, stage)| (!passed).then_some(stage))
    .unwrap_or(Stage::Handshake)
}

/// A certificate as evidence.
#[derive(Serialize)]
struct Shown {
    subject: Untrusted,
    issuer: Untrusted,
    not_after: String,
    sha256: String,
}

impl Shown {
    fn of(certificate: Certificate) -> Self {
        Self {
            subject: certificate.subject.shown().into(),
            issuer: certificate.issuer.shown().into(),
            not_after: date(certificate.not_after),
            sha256: certificate.fingerprint(),
        }
    }
}

/// What is known about one host's certificate.
struct Case<'a> {
    observations: &'a Observations,
    probe: &'a Probe,
    sent: &'a [Der],
    verdict: Verification,
}

impl Case<'_> {
    fn host(&self) -> Untrusted {
        self.probe.host.as_str().into()
    }

    fn now(&self) -> i64 {
        self.observations.observed_at.timestamp()
    }

    fn accepted(&self) -> Finding {
        let chain = &self.verdict.chain.certificates;
        let root = chain.last().map(|root| Untrusted::from(root.subject.shown()));
        let first_to_expire = chain.iter().min_by_key(|certificate| certificate.not_after);
        let days = first_to_expire.map_or(0, |certificate| (certificate.not_after - self.now()) / DAY);
        let root = root.unwrap_or_default();
        match first_to_expire.filter(|_| days < SOON_DAYS) {
            None => Finding::pass(format!("Node accepts the certificate of {}, signed under {root}", self.host())),
            Some(soon) => Finding::warn(
                format!("a certificate of {} expires in {days} days", self.host()),
                Fix::text(format!(
                    "Tell whoever runs {} (or the proxy that signs for it) to renew it before {}.",
                    self.host(),
                    date(soon.not_after)
                )),
            )
            .detail(format!(
                "Node accepts the chain today. {} is valid until {}.",
                Untrusted::from(soon.subject.shown()),
                date(soon.not_after)
            )),
        }
    }

    /// The finding where verification is switched off.
    fn would_be_refused(&self) -> Finding {
        let code = self.verdict.code().unwrap_or_default();
        let finding = Finding::warn(
            format!("Node would refuse the certificate of {} ({code}), but verification is switched off", self.host()),
            self.fixes().swap_remove(0),
        );
        self.explain(finding.detail(self.detail())).code(code)
    }

    fn refused(&self, code: &str) -> Finding {
        let mut fixes = self.fixes();
        let first = fixes.remove(0);
        let effect = Effect::breaks(Stage::Certificate, Failure::fetch_failed(code));
        let finding = Finding::fail(self.summary(), effect, first).detail(self.detail());
        self.explain(fixes.into_iter().fold(finding, Finding::also))
    }

    fn explain(&self, finding: Finding) -> Finding {
        let faults: Vec<String> = self.verdict.faults.iter().map(|fault| fault.error.message().to_owned()).collect();
        finding.evidence("errors", &self.verdict.errors).evidence("messages", faults).never(NEVER_SWITCH_OFF).never(NEVER_STRICT_SSL)
    }

    fn summary(&self) -> String {
        let host = self.host();
        let Some(last) = self.verdict.last() else { return String::new() };
        let subject = self.verdict.certificate(last).map(|certificate| Untrusted::from(certificate.subject.shown())).unwrap_or_default();
        let top = self.verdict.chain.top().map(|top| Untrusted::from(top.issuer.shown())).unwrap_or_default();
        match last.error {
            _ if last.error.is_about_trust() && self.product().is_some() => {
                format!("{host} is signed by {} here, and Node does not trust its root", self.product().unwrap_or_default())
            }
            ChainError::UnableToVerifyLeaf => format!("{host} sent its own certificate alone, and Node does not have its issuer {top}"),
            ChainError::DepthZeroSelfSigned => format!("the certificate of {host} is self-signed, and Node does not trust it"),
            error if error.is_about_trust() => format!("Node does not trust {top}, under which {host} is signed"),
            ChainError::Expired => format!("the certificate {subject} has expired"),
            ChainError::NotYetValid => format!("the certificate {subject} is not valid yet"),
            ChainError::WrongHost => format!("the certificate that answers for {host} is for another host"),
            error => format!("Node refuses the certificate {subject}: {}", error.message()),
        }
    }

    fn detail(&self) -> String {
        let mut parts = vec![self.errors_told()];
        if self.verdict.faults.iter().any(|fault| fault.error.is_about_trust()) {
            parts.extend(self.missing());
            parts.extend(self.extra_file());
        }
        parts.extend(self.system_opinion());
        parts.extend(self.clock().map(|(text, _)| text));
        parts.extend(self.product().map(|product| format!("The certificates are {product}'s: it opens the connection and signs it anew.")));
        parts.join(" ")
    }

    /// Every error, since the last hides the others.
    fn errors_told(&self) -> String {
        let told: Vec<String> = self
            .verdict
            .faults
            .iter()
            .map(|fault| {
                let certificate = self.verdict.certificate(fault);
                let subject = certificate.map(|certificate| Untrusted::from(certificate.subject.shown())).unwrap_or_default();
                let more = match fault.error {
                    ChainError::Expired => certificate.map(|certificate| format!(", valid until {}", date(certificate.not_after))),
                    ChainError::NotYetValid => certificate.map(|certificate| format!(", valid from {}", date(certificate.not_before))),
                    ChainError::WrongHost => Some(format!(", {}", Untrusted::from(fault.reason.as_str()))),
                    _ => None,
                };
                format!("{} ({subject}{})", fault.error.message(), more.unwrap_or_default())
            })
            .collect();
        match told.as_slice() {
            [] => String::new(),
            [one] => format!("Node says: {one}."),
            [others @ .., last] => format!("Node says: {last}. Behind it stands what would come next: {}.", others.join("; ")),
        }
    }

    /// Which certificate is missing.
    fn missing(&self) -> Option<String> {
        let top = self.verdict.chain.top()?;
        if top.is_self_signed() {
            return Some(format!(
                "The root that is missing from Node's trust was sent: {}, SHA-256 {}.",
                Untrusted::from(top.subject.shown()),
                top.fingerprint()
            ));
        }
        let name = Untrusted::from(top.issuer.shown());
        let known = TrustStore::of(self.observations.trust.system_roots.as_deref().unwrap_or_default());
        let found = known.named(top).into_iter().find(|candidate| top.is_likely_issued_by(candidate));
        Some(match found {
            Some(found) => format!("What is missing is {name}; the operating system has it, SHA-256 {}.", found.fingerprint()),
            None => {
                format!("What is missing is the certificate of {name}; it was not sent, and the operating system does not have it either.")
            }
        })
    }

    /// What NODE_EXTRA_CA_CERTS has to do with it.
    fn extra_file(&self) -> Option<String> {
        let file = self.observations.trust.extra_ca_certs.as_ref()?;
        Some(match &file.content {
            Ok(store) if store.certificates.is_empty() => {
                format!("NODE_EXTRA_CA_CERTS names {}, from which Node loads nothing (trust-store says why).", file.path)
            }
            Ok(_) if self.verdict.has(ChainError::UnableToGetIssuer) => {
                format!(
                    "NODE_EXTRA_CA_CERTS ({}) holds a certificate of this chain, but not its root: Node accepts a root only.",
                    file.path
                )
            }
            Ok(store) => format!(
                "NODE_EXTRA_CA_CERTS ({}) gives Node {} certificates, and the right one is not among them.",
                file.path,
                store.certificates.len()
            ),
            Err(_) => format!("NODE_EXTRA_CA_CERTS names {}, which Node cannot read (trust-store says why).", file.path),
        })
    }

    /// The chain as the operating system sees it; None where its roots were not read.
    fn system_verdict(&self) -> Option<Verification> {
        let roots = self.observations.trust.system_roots.as_deref()?;
        Some(verify_with(&TrustStore::of(roots), &self.probe.host, self.sent, self.now(), Rules::in_force(self.observations)))
    }

    fn system_opinion(&self) -> Option<String> {
        if !self.verdict.faults.iter().any(|fault| fault.error.is_about_trust()) {
            return None;
        }
        let verdict = self.system_verdict()?;
        let trusts = !verdict.faults.iter().any(|fault| fault.error.is_about_trust());
        Some(if trusts {
            "The operating system trusts this chain, so a browser works here while sf does not: Node keeps its own list of roots."
                .to_owned()
        } else {
            "The operating system does not trust it either.".to_owned()
        })
    }

    /// What the server's clock says, and whether this machine's explains the dates.
    fn clock(&self) -> Option<(String, bool)> {
        if !(self.verdict.has(ChainError::Expired) || self.verdict.has(ChainError::NotYetValid)) {
            return None;
        }
        let Some(answer) = self.probe.http.value().and_then(|answer| Some((answer.date?, answer.received_at))) else {
            return Some((format!("This machine's clock says {}.", date(self.now())), false));
        };
        let skew = (answer.1 - answer.0).num_seconds();
        let rules = Rules::in_force(self.observations);
        let then = verify_with(&TrustStore::in_force(self.observations), &self.probe.host, self.sent, answer.0.timestamp(), rules);
        let is_clock = skew.abs() > CLOCK_TOLERANCE && !then.has(ChainError::Expired) && !then.has(ChainError::NotYetValid);
        let off = if skew > 0 { "fast" } else { "slow" };
        Some(if is_clock {
            (
                format!(
                    "By the server's clock ({}) the certificates are valid: this machine's clock is {} {off}.",
                    answer.0.format("%F %R UTC"),
                    span(skew.abs())
                ),
                true,
            )
        } else {
            (
                format!("The server's clock ({}) agrees: it is the certificate, not this machine's clock.", answer.0.format("%F %R UTC")),
                false,
            )
        })
    }

    fn product(&self) -> Option<&'static str> {
        let chain = &self.verdict.chain.certificates;
        let is_public = chain.last().is_some_and(|top| !TrustStore::bundled().named(top).is_empty());
        if is_public { None } else { inspection::product(chain.iter().map(AsRef::as_ref)) }
    }

    /// What to do, best first; never empty.
    fn fixes(&self) -> Vec<Fix> {
        let mut fixes = Vec::new();
        if self.clock().is_some_and(|(_, is_clock)| is_clock) {
            fixes.push(set_the_clock());
        }
        if self.verdict.faults.iter().any(|fault| fault.error.is_about_trust()) {
            fixes.extend(self.trust_fixes());
        }
        let Some(last) = self.verdict.last().filter(|_| fixes.is_empty()) else { return fixes };
        let owner = self
            .product()
            .map_or_else(|| format!("whoever runs {}", self.host()), |product| format!("whoever runs {product} in your company"));
        fixes.push(match last.error {
            ChainError::Expired => Fix::text(format!("Ask {owner} to renew the certificate.")),
            ChainError::NotYetValid => {
                Fix::text(format!("Check this machine's date; if it is right, ask {owner} why the certificate begins later."))
            }
            ChainError::WrongHost => self.right_host(),
            error => Fix::text(format!("Ask {owner} for a certificate that OpenSSL accepts; it says: {}.", error.message())),
        });
        fixes
    }

    fn trust_fixes(&self) -> Vec<Fix> {
        let mut fixes = Vec::new();
        let extra = self.observations.trust.extra_ca_certs.as_ref();
        if let Some((file, Ok(store))) = extra.map(|file| (file, &file.content)).filter(|(_, content)| content.is_ok())
            && store.certificates.is_empty()
        {
            fixes.extend(convert(store.nature, file.path.raw()));
        }
        let system_trusts = self.system_verdict().is_some_and(|verdict| !verdict.faults.iter().any(|fault| fault.error.is_about_trust()));
        if system_trusts {
            let text = "Let Node trust what the operating system trusts.";
            fixes.extend(use_system_ca(text, self.observations.node_version()));
        }
        let wanted = self.verdict.chain.top().map(|top| if top.is_self_signed() { top.subject.shown() } else { top.issuer.shown() });
        let wanted = Untrusted::from(wanted.unwrap_or_default());
        let text = if self.verdict.chain.certificates.len() == 1 && self.product().is_none() && !self.is_self_signed_alone() {
            format!(
                "Ask whoever runs {} to send the intermediate certificate with its own. Until then, save {wanted} and its root as PEM and name the file.",
                self.host()
            )
        } else {
            format!("Get the root certificate ({wanted} or what signed it) from IT as PEM, compare its fingerprint, and name the file.")
        };
        fixes.push(set_extra_ca(text));
        fixes
    }

    fn is_self_signed_alone(&self) -> bool {
        self.verdict.has(ChainError::DepthZeroSelfSigned)
    }

    fn right_host(&self) -> Fix {
        let leaf = self.verdict.chain.certificates.first();
        let names = leaf.and_then(|leaf| leaf.extensions.alternative_names.as_deref()).map(identity::shown).unwrap_or_default();
        Fix::text(format!(
            "Log in at a host that the certificate is for ({}), or find out who answers in place of {}: a captive portal, a proxy or a wrong DNS entry.",
            Untrusted::from(names),
            self.host()
        ))
    }
}

fn set_the_clock() -> Fix {
    Fix::command(
        "Set this machine's clock.",
        Commands {
            sh: "sudo timedatectl set-ntp true".to_owned(),
            fish: "sudo timedatectl set-ntp true".to_owned(),
            powershell: "w32tm /resync /force".to_owned(),
            cmd: "w32tm /resync /force".to_owned(),
        },
    )
}

/// A day and minute, UTC.
fn date(seconds: i64) -> String {
    chrono::DateTime::from_timestamp(seconds, 0).map_or_else(|| format!("{seconds} s"), |time| time.format("%F %R UTC").to_string())
}

/// A span for people.
fn span(seconds: i64) -> String {
    match seconds {
        172_800.. => format!("{} days", seconds / DAY),
        7200.. => format!("{} hours", seconds / 3600),
        120.. => format!("{} minutes", seconds / 60),
        _ => format!("{seconds} seconds"),
    }
}
