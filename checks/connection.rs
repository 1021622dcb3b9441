//! A connection to the org can be made.

use crate::model::observations::{ConnectError, Handshake, HandshakeError, Phase, Probe, WebScheme};
use crate::model::{Check, Finding, Fix, Observations, Stage};
use crate::node::errors;
use crate::salesforce::attempt::{self, AttemptFailure};
use crate::salesforce::http_stack::HttpStack;
use crate::salesforce::way;

/// The check.
pub const CHECK: Check =
    Check { id: "connection", title: "A connection to the org can be made", page: include_str!("../docs/checks/connection.md"), judge };

fn judge(observations: &Observations) -> Finding {
    match way::judge(observations, &[Stage::Connect, Stage::Handshake]) {
        Err(instead) => *instead,
        Ok((probe, None)) => passed(probe),
        Ok((probe, Some(failed))) if failed.stage == Stage::Connect => no_connection(observations, probe, &failed),
        Ok((probe, Some(failed))) => no_handshake(observations, probe, &failed),
    }
}

fn passed(probe: &Probe) -> Finding {
    let connect = probe.connect.value();
    let address = connect.map(|connect| connect.address.as_str()).unwrap_or_default();
    let finding = match (&probe.tls, probe.scheme) {
        (Phase::Done { value: Handshake { version, group, .. }, duration_ms }, _) => {
            let group = group.as_deref().map(|group| format!(" with {group}")).unwrap_or_default();
            Finding::pass(format!("{version}{group} in {duration_ms} ms")).took(Some(*duration_ms))
        }
        (_, WebScheme::Http) => Finding::pass(format!("{address}, in clear")).took(probe.connect.duration_ms()),
        _ => return Finding::unknown("the connection was not tried"),
    };
    match connect.map(|connect| connect.failed.as_slice()) {
        Some(failed @ [_, ..]) => {
            let dead: Vec<&str> = failed.iter().map(|attempt| attempt.address.as_str()).collect();
            finding.detail(format!(
                "{} did not answer; sf goes on to {address}, and loses at most 250 ms on each. A broken IPv6 network shows like this.",
                dead.join(", ")
            ))
        }
        _ => finding,
    }
    .evidence("connect.address", address)
}

/// The place that sf connects to: the proxy's, where there is one.
fn place(probe: &Probe) -> String {
    match &probe.proxy {
        Some(proxy) => format!("the proxy {proxy}"),
        None => format!("{}:{}", probe.host, probe.port),
    }
}

fn no_connection(observations: &Observations, probe: &Probe, failed: &AttemptFailure) -> Finding {
    let place = place(probe);
    let (summary, detail) = match &probe.connect {
        Phase::Failed { error: ConnectError { attempts }, .. } => {
            let first = attempts.first().map(|attempt| attempt.code.as_str()).unwrap_or_default();
            let tried: Vec<String> = attempts.iter().map(|attempt| format!("{} ({})", attempt.address, attempt.code)).collect();
            let what = match first {
                "ECONNREFUSED" => format!("{place} refuses connections"),
                "ENETUNREACH" | "EHOSTUNREACH" => format!("no network route leads to {place}"),
                "ETIMEDOUT" => format!("{place} does not answer"),
                code => format!("the connection to {place} fails with {code}"),
            };
            (what, format!("Tried: {}.", tried.join(", ")))
        }
        _ => (
            format!("{place} does not answer: packets are dropped"),
            format!(
                "sf waits {} s at each attempt. A firewall that drops packets, or a VPN that is down, shows like this.",
                failed.seconds
            ),
        ),
    };
    let fix = match &probe.proxy {
        Some(_) => Fix::text("Check the proxy's host and port, and that it runs and is reachable from this network (VPN)."),
        None => Fix::text(format!(
            "Let this machine reach {} on port {}: allow it in the firewall, connect the VPN, or name the proxy that this network needs in HTTPS_PROXY.",
            probe.host, probe.port
        )),
    };
    let detail = format!("{detail} {}{}", HttpStack::of(&observations.runtime).says(), total(observations));
    Finding::fail(summary, attempt::effect(observations, failed), fix)
        .detail(detail)
        .evidence("connect", &probe.connect)
        .took(probe.connect.duration_ms())
}

/// How long sf keeps the person waiting, where that is long.
fn total(observations: &Observations) -> String {
    match attempt::total_seconds(observations) {
        seconds @ 10.. => format!(" All its attempts together take about {seconds} s."),
        _ => String::new(),
    }
}

fn no_handshake(observations: &Observations, probe: &Probe, failed: &AttemptFailure) -> Finding {
    let host = &probe.host;
    let is_small_taken = probe.small_hello.as_ref().is_some_and(|hello| hello.answered);
    let summary = match &probe.tls {
        Phase::TimedOut { .. } if is_small_taken => format!("a device on the way to {host} drops large TLS hellos"),
        _ if is_small_taken => format!("a device on the way to {host} breaks off large TLS hellos"),
        Phase::Done { value, .. } if !value.secure_renegotiation => {
            format!("{host} speaks TLS without secure renegotiation, which OpenSSL 3 refuses")
        }
        Phase::Done { value, .. } => {
            let bits = value.dh_bits.unwrap_or_default();
            format!("{host} offers a Diffie-Hellman key of {bits} bits, too small for this Node")
        }
        Phase::Failed { error: HandshakeError::Reset, .. } => format!("the connection to {host} is reset during the TLS handshake"),
        Phase::Failed { error: HandshakeError::Closed, .. } => format!("the connection to {host} is closed during the TLS handshake"),
        Phase::Failed { error: HandshakeError::Alert { alert, .. }, .. } => {
            format!("{host} refuses the TLS handshake: {} (alert {alert})", errors::alert_name(*alert))
        }
        Phase::Failed { error: HandshakeError::NotTls { beginning }, .. } => {
            format!("what answers at {host}:{} does not speak TLS: \"{}\"", probe.port, one_line(&beginning.to_string()))
        }
        Phase::Failed { error: HandshakeError::Protocol { message, .. }, .. } => {
            format!("the TLS handshake with {host} fails: {}", one_line(message))
        }
        _ => format!("{host} does not answer the TLS handshake"),
    };
    let (detail, fix) = if is_small_taken {
        (
            "A small one, with TLS 1.2 and without the host's name, was answered. The hello of Node 24, and of 22 from 22.20, carries a post-quantum key share (X25519MLKEM768) and is larger than one packet, which some firewalls do not take; a filter by host name is the other possible cause.",
            Fix::text("Have the firewall or inspection device updated, or let it pass this host untouched."),
        )
    } else {
        match &probe.tls {
            Phase::Done { .. } | Phase::Failed { error: HandshakeError::Alert { .. } | HandshakeError::Protocol { .. }, .. } => (
                "The other side speaks TLS and does not take what Node offers. Salesforce itself takes TLS 1.2 and 1.3, so this is hardly Salesforce but a device in between.",
                Fix::text(
                    "Ask the network's administrators which device intercepts this connection, and have it updated or pass this host untouched.",
                ),
            ),
            Phase::Failed { error: HandshakeError::NotTls { .. }, .. } => (
                "A proxy, a captive portal or another service answers in Salesforce's place.",
                Fix::text("Sign in to the network's portal in a browser if there is one, and check the port in the URL."),
            ),
            _ => (
                "The TCP connection is made and then broken off or left without an answer: a firewall, a filter by host name or an inspection client does that.",
                Fix::text(format!(
                    "Have {host} allowed in the firewall or the inspection client (Netskope, Zscaler and the like), or use the proxy that this network needs."
                )),
            ),
        }
    };
    Finding::fail(summary, attempt::effect(observations, failed), fix)
        .detail(format!("{detail} {}{}", HttpStack::of(&observations.runtime).says(), total(observations)))
        .evidence("tls", &probe.tls)
        .evidence("small_hello", &probe.small_hello)
        .never("Do not set NODE_TLS_REJECT_UNAUTHORIZED=0: it does not help here, since no certificate is at fault.")
        .took(probe.tls.duration_ms())
}

/// At most 60 characters.
fn one_line(text: &str) -> String {
    text.chars().take(60).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Status;
    use crate::model::observations::{ConnectAttempt, LookupError, SmallHello};
    use crate::node::test_world::{probe, world};

    fn judged(edit: impl FnOnce(&mut Probe)) -> Finding {
        let mut observations = world(&[("NODE_TLS_REJECT_UNAUTHORIZED", "0")]);
        let mut probe = probe("login.salesforce.com", &[]);
        edit(&mut probe);
        observations.probes = vec![probe];
        judge(&observations)
    }

    fn attempts(code: &str) -> Phase<crate::model::observations::Connect, ConnectError> {
        let attempt = ConnectAttempt { address: "192.0.2.1:443".to_owned(), code: code.to_owned() };
        Phase::Failed { error: ConnectError { attempts: vec![attempt] }, duration_ms: 1 }
    }

    fn silent<T, E>() -> Phase<T, E> {
        Phase::TimedOut { duration_ms: 3000 }
    }

    fn handshake(error: HandshakeError) -> Phase<Handshake, HandshakeError> {
        Phase::Failed { error, duration_ms: 1 }
    }

    #[test]
    fn each_fault_has_its_finding() {
        let answered = |answered| Some(SmallHello { answered, duration_ms: 9 });
        for (finding, code, summary) in [
            (judged(|probe| probe.connect = attempts("ECONNREFUSED")), "ECONNREFUSED", "login.salesforce.com:443 refuses connections"),
            (judged(|probe| probe.connect = attempts("ENETUNREACH")), "ENETUNREACH", "no network route"),
            (judged(|probe| probe.connect = silent()), "UND_ERR_CONNECT_TIMEOUT", "packets are dropped"),
            (judged(|probe| probe.tls = silent()), "UND_ERR_CONNECT_TIMEOUT", "does not answer the TLS handshake"),
            (judged(|probe| (probe.tls, probe.small_hello) = (silent(), answered(false))), "UND_ERR_CONNECT_TIMEOUT", "does not answer"),
            (
                judged(|probe| (probe.tls, probe.small_hello) = (silent(), answered(true))),
                "UND_ERR_CONNECT_TIMEOUT",
                "drops large TLS hellos",
            ),
            (
                judged(|probe| (probe.tls, probe.small_hello) = (handshake(HandshakeError::Reset), answered(true))),
                "ECONNRESET",
                "breaks off large TLS hellos",
            ),
            (judged(|probe| probe.tls = handshake(HandshakeError::Reset)), "ECONNRESET", "is reset during the TLS handshake"),
            (
                judged(|probe| probe.tls = handshake(HandshakeError::Alert { alert: 70, at_once: true })),
                "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION",
                "protocol_version (alert 70)",
            ),
            (
                judged(|probe| probe.tls = handshake(HandshakeError::NotTls { beginning: "SSH-2.0\u{1b}[2J".into() })),
                "ERR_SSL_WRONG_VERSION_NUMBER",
                r#"does not speak TLS: "SSH-2.0\u{1b}[2J""#,
            ),
        ] {
            assert_eq!((finding.status, finding.code.as_deref()), (Status::Fail, Some(code)), "{}", finding.summary);
            assert!(finding.summary.contains(summary), "{}", finding.summary);
        }
    }

    #[test]
    fn a_handshake_passes_and_names_what_was_agreed() {
        let finding = judged(|_| {});
        assert_eq!((finding.status, finding.summary.as_str()), (Status::Pass, "TLSv1.3 in 7 ms"));
        let finding = judged(|probe| {
            if let Phase::Done { value, .. } = &mut probe.connect {
                value.failed = vec![ConnectAttempt { address: "[::1]:443".to_owned(), code: "ECONNREFUSED".to_owned() }];
            }
        });
        assert_eq!(finding.status, Status::Pass);
        assert!(finding.detail.contains("[::1]:443"));
    }

    #[test]
    fn what_an_earlier_step_stopped_is_not_judged() {
        let finding = judged(|probe| probe.lookup = Phase::Failed { error: LookupError::NotFound, duration_ms: 1 });
        assert_eq!((finding.status, finding.summary.as_str()), (Status::Skip, "not judged: dns failed"));
        let offline = Observations { offline: true, ..world(&[]) };
        assert_eq!(judge(&offline).summary, "offline");
    }
}
