//! The picture of the way: machine, DNS, network or proxy, TLS, org, and where it breaks.

use super::super::Judged;
use super::{breakable, duration};
use maud::{Markup, html};
use sf_preflight_checks::model::Verdict;
use sf_preflight_checks::salesforce::hops::{Hop, HopState, Place, hops};

/// The stations in a row.
pub fn picture(judged: &Judged) -> Markup {
    html! {
        ol.way role="list" aria-label="The way from this machine to the org" {
            @for hop in hops(&judged.observations, &judged.report) { (station(&hop, judged.report.verdict)) }
        }
    }
}

fn station(hop: &Hop, verdict: Verdict) -> Markup {
    let (class, sign, words) = look(hop.state);
    html! {
        li class=(class) {
            span.sign aria-hidden="true" { (sign) }
            span.place { (place(hop.place)) }
            @if hop.decides {
                span.state { "sf stops here" }
            } @else if hop.state == HopState::Broken {
                span.state { @if verdict == Verdict::Unsafe { "not safe" } @else { "broken" } }
            } @else if matches!(hop.state, HopState::NotNeeded | HopState::NotSeen) {
                span.note { (words) }
            } @else {
                span.hidden { (words) }
            }
            @if let Some(ms) = hop.duration_ms { span.time { (duration(ms)) } }
            @if !hop.name.raw().is_empty() { span.name { (breakable(&hop.name.to_string(), '.')) } }
        }
    }
}

fn place(place: Place) -> &'static str {
    match place {
        Place::Machine => "Machine",
        Place::Dns => "DNS",
        Place::Network => "Network",
        Place::Proxy => "Proxy",
        Place::Tls => "TLS",
        Place::Org => "Org",
    }
}

fn look(state: HopState) -> (&'static str, &'static str, &'static str) {
    match state {
        HopState::Passed => ("passed", "✓", "passed"),
        HopState::Warned => ("warned", "!", "passed, with a warning"),
        HopState::Broken => ("broken", "✗", "broken"),
        HopState::NotNeeded => ("skipped", "–", "not needed"),
        HopState::NotReached => ("unreached", "", "not reached"),
        HopState::NotSeen => ("unreached", "?", "not looked at"),
    }
}
