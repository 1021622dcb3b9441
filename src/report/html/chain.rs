//! The certificate chain, the root above: who signed what, and which link is missing or not trusted.

use super::super::Judged;
use super::machine_time;
use chrono::{DateTime, Utc};
use maud::{Markup, html};
use sf_preflight_checks::model::Untrusted;
use sf_preflight_checks::model::observations::Probe;
use sf_preflight_checks::node::chain_view::{ChainView, End, Link, Origin, view};

/// A certificate that ends within this many days is near its end.
const SOON_DAYS: i64 = 14;

/// The chain; nothing where no certificate came.
pub fn picture(judged: &Judged) -> Markup {
    let Some(probe) = judged.observations.login_probe() else { return html! {} };
    let Some(chain) = view(&judged.observations, probe) else { return html! {} };
    drawn(&chain, probe, judged.observations.observed_at)
}

fn drawn(chain: &ChainView, probe: &Probe, now: DateTime<Utc>) -> Markup {
    let is_trusted = chain.end == End::Trusted;
    let top = chain.links.len() - 1;
    html! {
        section aria-labelledby="chain" {
            h2 #chain { "The certificates of " (Untrusted::from(probe.host.as_str())) }
            p { (told(&chain.end)) }
            ol.chain role="list" {
                @if let End::Missing { name, in_system } = &chain.end { (missing(name, in_system.as_deref())) }
                @for (depth, link) in chain.links.iter().enumerate().rev() {
                    @let is_untrusted_root = depth == top && chain.end == End::UntrustedRoot;
                    (certificate(link, depth == 0, is_untrusted_root, is_trusted, now))
                }
            }
            @if !chain.unused.is_empty() {
                h3 { "Sent beside, and not part of the chain" }
                ul { @for link in &chain.unused { li { (name(&link.subject)) } } }
            }
        }
    }
}

fn told(end: &End) -> &'static str {
    match end {
        End::Trusted => "Each certificate is signed by the one above it. Node trusts the topmost.",
        End::UntrustedRoot => "Each certificate is signed by the one above it. Node does not trust the topmost, and so none of them.",
        End::Missing { .. } => "Each certificate is signed by the one above it. The topmost is missing, and so Node trusts none of them.",
    }
}

fn missing(subject: &Untrusted, in_system: Option<&str>) -> Markup {
    html! {
        li.missing {
            p.subject { (name(subject)) }
            p.tags { span.mark.fail { "missing" } }
            p { "It was not sent, and is not among the certificates that Node trusts." }
            @if let Some(sha256) = in_system {
                p { "The operating system has it:" }
                (fingerprint(sha256))
            }
        }
    }
}

fn certificate(link: &Link, is_leaf: bool, is_untrusted_root: bool, is_trusted: bool, now: DateTime<Utc>) -> Markup {
    let is_bad = is_untrusted_root || !link.faults.is_empty();
    html! {
        li class=(if is_bad { "bad" } else if is_trusted { "good" } else { "plain" }) {
            p.subject { (name(&link.subject)) }
            p.tags {
                @if is_untrusted_root { span.mark.fail { "not trusted" } " " }
                span.origin { (origin(link.origin, is_leaf)) }
            }
            @for fault in &link.faults { p.fault { (fault) } }
            p.dates { (dates(link, now)) }
            (fingerprint(&link.sha256))
        }
    }
}

fn origin(origin: Origin, is_leaf: bool) -> &'static str {
    match origin {
        Origin::Sent if is_leaf => "the host's own, sent by it",
        Origin::Sent => "sent by the host",
        Origin::Node => "trusted: compiled into Node",
        Origin::ExtraFile => "trusted: from NODE_EXTRA_CA_CERTS",
        Origin::OtherStore => "trusted: from the operating system",
    }
}

fn dates(link: &Link, now: DateTime<Utc>) -> Markup {
    let days = (link.not_after - now).num_days();
    let left = match days {
        _ if now < link.not_before => "not valid yet".to_owned(),
        _ if now > link.not_after => format!("expired {} ago", span(-days)),
        _ => format!("{} left", span(days)),
    };
    let is_near = days < SOON_DAYS || now < link.not_before;
    html! {
        time datetime=(machine_time(link.not_before)) { (link.not_before.format("%-d %b %Y")) }
        " to "
        time datetime=(machine_time(link.not_after)) { (link.not_after.format("%-d %b %Y")) }
        ", " @if is_near { strong { (left) } } @else { (left) }
    }
}

fn span(days: i64) -> String {
    match days {
        1 => "1 day".to_owned(),
        ..700 => format!("{days} days"),
        _ => format!("{} years", days / 365),
    }
}

/// A name with what people know it by in front: the common name, else all of it.
fn name(subject: &Untrusted) -> Markup {
    let text = subject.to_string();
    let common = text.split(", ").find_map(|part| part.strip_prefix("CN="));
    html! {
        @match common {
            Some(common) => {
                strong { (common) }
                @if text != format!("CN={common}") { span.full { (text) } }
            }
            None => strong { (text) },
        }
    }
}

fn fingerprint(sha256: &str) -> Markup {
    html! { p.fingerprint { "SHA-256 " code { @for pair in sha256.split(':') { (pair) wbr; } } } }
}
