//! The way to the login host as a picture shows it: its stations in their order, and where it breaks.

use super::attempt;
use crate::model::observations::{NodeVersion, Phase, Probe, WebScheme};
use crate::model::{Observations, Report, Stage, Status, Untrusted};
use serde::Serialize;

/// A station of the way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Hop {
    /// Which.
    pub place: Place,
    /// What stands there: a version, a name, an address; empty where nothing is known.
    pub name: Untrusted,
    /// How the way goes through it.
    pub state: HopState,
    /// How long that took or was waited for, milliseconds; None where it did not take place.
    pub duration_ms: Option<u64>,
    /// Whether sf's login ends here.
    pub decides: bool,
}

/// The stations, in their order. Between [`Place::Dns`] and [`Place::Tls`] there is either the network or a proxy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Place {
    /// This machine: Node, sf, their settings and files.
    Machine,
    /// The look-up of the proxy's or the host's name.
    Dns,
    /// The connection to the host.
    Network,
    /// The connection to the proxy, and its tunnel.
    Proxy,
    /// The handshake with the host, and its certificate.
    Tls,
    /// The host's answer.
    Org,
}

/// How the way goes through a station.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum HopState {
    /// It does.
    Passed,
    /// It does, and something is worth a word.
    Warned,
    /// It does not, or not safely.
    Broken,
    /// The station is not on this way.
    NotNeeded,
    /// The way ends before it.
    NotReached,
    /// Nobody looked.
    NotSeen,
}

/// The stations of the way to the login host.
pub fn hops(observations: &Observations, report: &Report) -> Vec<Hop> {
    let probe = observations.login_probe();
    let has_proxy = probe.is_some_and(|probe| probe.proxy.is_some());
    let broken = probe.and_then(|probe| attempt::failure(observations, probe)).map(|failed| of_stage(failed.stage, has_proxy));
    let middle = if has_proxy { Place::Proxy } else { Place::Network };
    let by_check = |id: &str| of_check(id, broken, has_proxy, report.prediction.check);
    let found = |place, wanted: &[Status]| report.checks.iter().any(|check| wanted.contains(&check.status) && by_check(check.id) == place);
    let state = |place| match reach(observations, probe, place, broken) {
        _ if broken == Some(place) || found(place, &[Status::Fail, Status::Error]) => HopState::Broken,
        HopState::Passed | HopState::NotNeeded if found(place, &[Status::Warn]) => HopState::Warned,
        reached => reached,
    };
    let hop = |place| Hop {
        place,
        name: name(observations, probe, place),
        state: state(place),
        // What was measured beyond the place where sf stops is no part of its way.
        duration_ms: probe.filter(|_| state(place) != HopState::NotReached).and_then(|probe| duration_ms(probe, place)),
        decides: report.prediction.check.is_some_and(|id| by_check(id) == place),
    };
    [Place::Machine, Place::Dns, middle, Place::Tls, Place::Org].map(hop).into()
}

/// How far the way goes, whatever the checks say of it.
fn reach(observations: &Observations, probe: Option<&Probe>, place: Place, broken: Option<Place>) -> HopState {
    let Some(probe) = probe.filter(|_| place != Place::Machine) else {
        return match place {
            Place::Machine => HopState::Passed,
            _ if observations.offline => HopState::NotSeen,
            _ => HopState::NotReached,
        };
    };
    if broken.is_some_and(|broken| broken != Place::Machine && broken < place) {
        return HopState::NotReached;
    }
    match place {
        Place::Dns => of_phase(&probe.lookup),
        Place::Tls if probe.scheme == WebScheme::Http => HopState::NotNeeded,
        Place::Tls => of_phase(&probe.tls),
        Place::Org => of_phase(&probe.http),
        Place::Machine | Place::Network | Place::Proxy => of_phase(&probe.connect),
    }
}

fn of_phase<T, E>(phase: &Phase<T, E>) -> HopState {
    match phase {
        Phase::Done { .. } => HopState::Passed,
        Phase::NotNeeded => HopState::NotNeeded,
        Phase::NotReached => HopState::NotReached,
        Phase::Failed { .. } | Phase::TimedOut { .. } => HopState::Broken,
    }
}

fn of_stage(stage: Stage, has_proxy: bool) -> Place {
    match stage {
        Stage::Lookup | Stage::AfterToken => Place::Dns,
        Stage::Connect if has_proxy => Place::Proxy,
        Stage::Connect => Place::Network,
        Stage::ProxyTls | Stage::Tunnel => Place::Proxy,
        Stage::Handshake | Stage::Certificate => Place::Tls,
        Stage::Request => Place::Org,
        _ => Place::Machine,
    }
}

/// Where a check looks. `decides` is the check that found what ends the login: a Node that does not start, say, is
/// found by the check that else looks at the handshake.
fn of_check(id: &str, broken: Option<Place>, has_proxy: bool, decides: Option<&str>) -> Place {
    match id {
        "dns" => Place::Dns,
        "connection" => broken.filter(|broken| *broken >= Place::Network && *broken <= Place::Tls).unwrap_or(Place::Tls),
        "proxy" if has_proxy => Place::Proxy,
        "tls-verification" if decides != Some("tls-verification") => Place::Tls,
        "certificate-chain" => Place::Tls,
        "endpoint" => Place::Org,
        _ => Place::Machine,
    }
}

fn name(observations: &Observations, probe: Option<&Probe>, place: Place) -> Untrusted {
    let named = probe.and_then(|probe| match place {
        Place::Machine => None,
        Place::Dns => probe.lookup.value().map(|lookup| lookup.addresses.first().unwrap_or(&lookup.name).clone()),
        Place::Network => probe.connect.value().map(|connect| connect.address.clone()),
        Place::Proxy => probe.proxy.clone(),
        Place::Tls => probe.tls.value().map(|handshake| handshake.version.clone()),
        Place::Org => Some(probe.host.clone()),
    });
    match place {
        Place::Machine => machine(observations).into(),
        _ => named.unwrap_or_default().into(),
    }
}

fn machine(observations: &Observations) -> String {
    let version = |program: &str, version: Option<NodeVersion>| version.map(|version| format!("{program} {version}"));
    let sf = observations.runtime.sf.as_ref().and_then(|sf| sf.version);
    let node = observations.runtime.node.as_ref().and_then(|node| node.version);
    [version("sf", sf), version("Node", node)].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn duration_ms(probe: &Probe, place: Place) -> Option<u64> {
    match place {
        Place::Machine => None,
        Place::Dns => probe.lookup.duration_ms(),
        Place::Network => probe.connect.duration_ms(),
        Place::Proxy => {
            let phases = [probe.connect.duration_ms(), probe.proxy_tls.duration_ms(), probe.tunnel.duration_ms()];
            phases.iter().flatten().copied().reduce(|sum, phase| sum + phase)
        }
        Place::Tls => probe.tls.duration_ms(),
        Place::Org => probe.http.duration_ms(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::observations::{ConnectAttempt, ConnectError, LookupError, ProxyVariable, TunnelError};
    use crate::model::{Selection, Tool};
    use crate::node::test_world::{probe, world};
    use crate::salesforce::http_stack::HttpStack;
    use crate::salesforce::proxy::read_variable;
    use HopState::{Broken, NotNeeded, NotReached, NotSeen, Passed, Warned};

    const TOOL: Tool = Tool { name: "test", version: "0" };

    /// The stations of a machine of which only the way was seen; what it lacks is not judged.
    fn drawn(variables: &[(&str, &str)], edit: impl FnOnce(&mut Observations)) -> Vec<Hop> {
        let mut observations = world(variables);
        observations.login.instance_url = Some("https://acme.my.salesforce.com".into());
        observations.probes = vec![probe("acme.my.salesforce.com", &[])];
        edit(&mut observations);
        let skip = ["jwt-key", "client-id", "runtime", "keychain"].map(str::to_owned).to_vec();
        let report = crate::judge(&observations, &Selection { skip, only: Vec::new() }, TOOL, 0);
        hops(&observations, &report)
    }

    fn proxy(observations: &mut Observations, value: &str) {
        let variable: ProxyVariable = read_variable(HttpStack::Undici, "HTTPS_PROXY", value);
        observations.proxy_variables = vec![variable];
        observations.probes[0].proxy = Some("proxy.example:3128".to_owned());
    }

    #[test]
    fn the_way_is_drawn_as_far_as_it_goes() {
        const UNVERIFIED: &[(&str, &str)] = &[("NODE_TLS_REJECT_UNAUTHORIZED", "0")];
        let refused = || {
            let attempts = vec![ConnectAttempt { address: "192.0.2.1:443".to_owned(), code: "ECONNREFUSED".to_owned() }];
            Phase::Failed { error: ConnectError { attempts }, duration_ms: 2 }
        };
        for (variables, edit, states, decides) in [
            // Verification is switched off: the handshake is not safe, and nothing else is broken.
            (UNVERIFIED, &(|_: &mut Observations| {}) as &dyn Fn(&mut Observations), [Passed, Passed, Passed, Broken, Passed], None),
            (&[], &|seen| seen.probes[0].lookup = Phase::NotNeeded, [Passed, NotNeeded, Passed, Passed, Passed], None),
            (
                &[],
                &|seen| {
                    seen.probes[0].lookup = Phase::Failed { error: LookupError::NotFound, duration_ms: 3 };
                    (seen.probes[0].connect, seen.probes[0].tls, seen.probes[0].http) =
                        (Phase::NotReached, Phase::NotReached, Phase::NotReached);
                },
                [Passed, Broken, NotReached, NotReached, NotReached],
                Some(Place::Dns),
            ),
            (
                &[],
                &|seen| {
                    (seen.probes[0].connect, seen.probes[0].tls, seen.probes[0].http) = (refused(), Phase::NotReached, Phase::NotReached);
                },
                [Passed, Passed, Broken, NotReached, NotReached],
                Some(Place::Network),
            ),
            (
                &[],
                &|seen| {
                    proxy(seen, "http://proxy.example:3128");
                    seen.probes[0].tunnel = Phase::Failed { error: TunnelError::Closed, duration_ms: 2 };
                    (seen.probes[0].tls, seen.probes[0].http) = (Phase::NotReached, Phase::NotReached);
                },
                [Passed, Passed, Broken, NotReached, NotReached],
                Some(Place::Proxy),
            ),
            (
                &[],
                &|seen| {
                    proxy(seen, "proxy.example:3128");
                    seen.probes.clear();
                },
                [Broken, NotReached, NotReached, NotReached, NotReached],
                Some(Place::Machine),
            ),
            (
                &[],
                &|seen| {
                    seen.offline = true;
                    seen.probes.clear();
                },
                [Passed, NotSeen, NotSeen, NotSeen, NotSeen],
                None,
            ),
            (
                &[],
                &|seen| {
                    seen.proxy_variables = vec![read_variable(HttpStack::Undici, "ALL_PROXY", "http://proxy.example:3128")];
                },
                [Warned, Passed, Passed, Passed, Passed],
                None,
            ),
        ] {
            let drawn = drawn(variables, edit);
            let found: Vec<HopState> = drawn.iter().map(|hop| hop.state).collect();
            let ends = drawn.iter().find(|hop| hop.decides).map(|hop| hop.place);
            assert_eq!((found.as_slice(), ends), (&states[..], decides), "{drawn:?}");
        }
    }

    #[test]
    fn a_station_has_its_name_and_its_time() {
        let through = drawn(&[], |seen| proxy(seen, "http://proxy.example:3128"));
        let told: Vec<(Place, &str, Option<u64>)> = through.iter().map(|hop| (hop.place, hop.name.raw(), hop.duration_ms)).collect();
        assert_eq!(
            told,
            [
                (Place::Machine, "", None),
                (Place::Dns, "127.0.0.1", Some(1)),
                (Place::Proxy, "proxy.example:3128", Some(1)),
                (Place::Tls, "TLSv1.3", Some(7)),
                (Place::Org, "acme.my.salesforce.com", Some(1)),
            ]
        );
    }
}
