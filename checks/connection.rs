//! A connection to the org can be made.

use crate::model::observations::{ConnectError, Handshake, HandshakeError, Phase, Probe, WebScheme};
use crate::model::{Check, Finding, Fix, Observations, Stage};
use crate::node::errors;
use crate::salesforce::attempt::{self, AttemptFailure};
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
        (Phase::Done { value: Handshake { hello_only: true, cipher_suite, .. }, duration_ms }, _) => {
            Finding::pass(format!("the server takes Node's hello, with {cipher_suite}"))
                .detail("It speaks no cipher suite that a client of today prefers; the handshake was not carried on.")
                .took(Some(*duration_ms))
        }
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
    let detail = format!("{detail} sf says no more than `fetch failed`.{}", total(observations));
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
        Phase::Failed { error: HandshakeError::Reset, .. } => format!("the connection to {host} is reset during the TLS handshake"),
        Phase::Failed { error: HandshakeError::Closed, .. } => format!("the connection to {host} is closed during the TLS handshake"),
        Phase::Failed { error: HandshakeError::Alert { alert }, .. } => {
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
            Phase::Failed { error: HandshakeError::Alert { .. } | HandshakeError::Protocol { .. }, .. } => (
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
        .detail(format!("{detail} sf says no more than `fetch failed`.{}", total(observations)))
        .evidence("tls", &probe.tls)
        .evidence("small_hello", &probe.small_hello)
        .never("Do not set NODE_TLS_REJECT_UNAUTHORIZED=0: it does not help here, since no certificate is at fault.")
        .took(probe.tls.duration_ms())
}

/// At most 60 characters.
fn one_line(text: &str) -> String {
    text.chars().take(60).collect()
}
