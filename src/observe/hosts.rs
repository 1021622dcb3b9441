//! The hosts of the login: the one that it names and, where that does not work, those that sf goes on to.

use super::route::{self, Arrival};
use super::{Context, trust};
use sf_preflight_checks::model::Observations;
use sf_preflight_checks::model::observations::{Der, Probe, Purpose, WebScheme};
use sf_preflight_checks::salesforce::login_url::Target;
use sf_preflight_checks::salesforce::{attempt, proxy, recognise};

/// What was found at the hosts.
#[derive(Debug, Default)]
pub struct Hosts {
    /// The hosts in sf's order.
    pub probes: Vec<Probe>,
    /// What the operating system trusts; None where no chain needed it.
    pub system_roots: Option<Vec<Der>>,
}

/// Visits the first host; and the others, which a JWT login goes on to, only where the first turned out not to work. They
/// are not kept waiting for an answer that cannot change that, nor the request for the look at the chain.
pub async fn visit(context: &Context, seen: &Observations, targets: &[Target], purpose: Purpose) -> Hosts {
    let Some((first, further)) = targets.split_first() else { return Hosts::default() };
    // Where a host leaves sf hanging, it never comes to the others.
    let goes_on = |probe: &Probe| attempt::failure(seen, probe).is_some_and(|failed| !failed.failure.hangs);
    let arrival = arrive(context, seen, first, purpose).await;
    let so_far = arrival.probe.clone();
    let already = async { if goes_on(&so_far) { Some(look_behind(context, seen, &so_far, further).await) } else { None } };
    let (first, behind) = tokio::join!(arrival.ask(), already);
    let mut hosts = match behind {
        Some(behind) => behind,
        None if goes_on(&first) => look_behind(context, seen, &first, further).await,
        None => Hosts::default(),
    };
    hosts.probes.insert(0, first);
    hosts
}

async fn arrive<'a>(context: &'a Context, seen: &'a Observations, target: &'a Target, purpose: Purpose) -> Arrival<'a> {
    route::arrive(context, target, proxy::choose(&seen.proxy_variables), seen.node_version(), purpose).await
}

/// After the first host turned out not to work: the hosts that sf would go on to, and the operating system's roots
/// if it was the certificate.
async fn look_behind(context: &Context, seen: &Observations, first: &Probe, further: &[Target]) -> Hosts {
    let first_is_asked = shows_a_chain(first);
    let visit = async |target: Option<&Target>| {
        let arrival = arrive(context, seen, target?, Purpose::Fallback).await;
        // sf sends no request there either; what an answer tells of the clock, the first host's does.
        let is_idle = first_is_asked && attempt::failure(seen, &arrival.probe).is_some();
        Some(if is_idle { arrival.probe } else { arrival.ask().await })
    };
    super::make_ready(recognise::prepare);
    let probes = async {
        let mut probes = Vec::new();
        for pair in further.chunks(2) {
            let (first, second) = tokio::join!(visit(pair.first()), visit(pair.get(1)));
            probes.extend(first.into_iter().chain(second));
        }
        probes
    };
    let (probes, roots) = tokio::join!(probes, system_roots(context, std::slice::from_ref(first)));
    // The first host may not have come so far.
    let system_roots = if roots.is_none() { system_roots(context, &probes).await } else { roots };
    Hosts { probes, system_roots }
}

/// What the operating system trusts, read in a thread of its own, where one of these hosts showed a chain.
async fn system_roots(context: &Context, probes: &[Probe]) -> Option<Vec<Der>> {
    if !probes.iter().any(shows_a_chain) {
        return None;
    }
    let own = context.clone();
    tokio::task::spawn_blocking(move || trust::system_roots(&own)).await.ok()
}

fn shows_a_chain(probe: &Probe) -> bool {
    probe.scheme == WebScheme::Https && probe.tls.value().is_some()
}
