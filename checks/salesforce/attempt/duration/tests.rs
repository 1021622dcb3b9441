use super::*;
use crate::model::Effect;
use crate::model::observations::{HandshakeError, LookupError, RequestError};
use crate::salesforce::attempt::effect;
use crate::salesforce::attempt::tests::{ACME, attempts, failed, healthy, jwt, refused, silent, web};

#[test]
fn five_attempts_at_a_dead_my_domain_are_under_a_minute_and_a_held_request_is_not() {
    let probes = |edit: fn(&mut Probe)| -> Vec<Probe> {
        ["acme.my.salesforce.com", "test.salesforce.com", "login.salesforce.com"]
            .iter()
            .map(|host| {
                let mut probe = healthy(host);
                edit(&mut probe);
                probe
            })
            .collect()
    };
    let total = |probes: Vec<Probe>| total_seconds(&Observations { probes, ..jwt(ACME) });
    assert_eq!(total(probes(|probe| probe.connect = silent())), 50);
    assert_eq!(total(probes(|probe| probe.connect = attempts(&[("a", "ECONNREFUSED")]))), 0);
    assert_eq!(total(probes(|probe| probe.http = silent())), 1500);
    let login = |url, probes| total_seconds(&Observations { probes, ..jwt(url) });
    let dead = |host: &str| Probe { connect: silent(), ..healthy(host) };
    let both = vec![dead("login.salesforce.com"), dead("test.salesforce.com")];
    assert_eq!(login("https://login.salesforce.com", both), 30, "login, test, and login again");
    assert_eq!(total_seconds(&Observations { probes: vec![dead("acme.my.salesforce.com")], ..web(ACME) }), 10);
}

#[test]
fn what_follows_a_token_of_another_host_takes_its_time_at_the_org() {
    let with =
        |first: Probe| Observations { probes: vec![first, healthy("test.salesforce.com"), healthy("login.salesforce.com")], ..jwt(ACME) };
    let org = || healthy("acme.my.salesforce.com");
    for (first, seconds) in [
        (Probe { connect: attempts(&[("a", "ECONNREFUSED")]), ..org() }, 75),
        (Probe { tls: silent(), ..org() }, 60),
        (Probe { lookup: failed(LookupError::NotFound), ..org() }, 261),
        (Probe { tunnel: refused(403), ..org() }, 0),
        (Probe { http: failed(RequestError::NotHttp), ..org() }, 0),
        (Probe { connect: attempts(&[("a", "ECONNREFUSED")]), ..healthy("acme.example.com") }, 0),
        (Probe { tls: failed(HandshakeError::Reset), ..healthy("test.salesforce.com") }, 0),
    ] {
        let mut observations = with(first.clone());
        observations.login.instance_url = Some(format!("https://{}", first.host).as_str().into());
        assert_eq!(total_seconds(&observations), seconds, "{first:#?}");
    }
    for org in [Probe { connect: attempts(&[("a", "ECONNREFUSED")]), ..org() }, Probe { tls: silent(), ..org() }] {
        let hanging = with(org);
        let failed = failure(&hanging, &hanging.probes[0]).unwrap();
        let Effect::Breaks(broken) = effect(&hanging, &failed) else { panic!("no break") };
        assert!(broken.failure.hangs && broken.failure.prints.is_none());
    }
}

#[test]
fn an_access_token_is_tried_with_a_get_which_is_repeated() {
    for (flow, probe, seconds) in [
        (Flow::AccessToken, Probe { connect: attempts(&[("a", "ECONNREFUSED")]), ..healthy("acme.my.salesforce.com") }, 15),
        (Flow::AccessToken, Probe { tls: failed(HandshakeError::Reset), ..healthy("acme.my.salesforce.com") }, 15),
        (Flow::AccessToken, Probe { connect: silent(), ..healthy("acme.my.salesforce.com") }, 10),
        (Flow::SfdxUrl, Probe { connect: attempts(&[("a", "ECONNREFUSED")]), ..healthy("acme.my.salesforce.com") }, 0),
    ] {
        let mut observations = jwt(ACME);
        observations.login.flow = flow;
        if flow == Flow::SfdxUrl {
            observations.sfdx_url =
                Some(crate::salesforce::credential::sfdx_url_of_file("f", b"force://PlatformCLI::x@acme.my.salesforce.com"));
        }
        observations.probes = vec![probe];
        assert_eq!(total_seconds(&observations), seconds, "{flow:?}");
    }
}

#[test]
fn silent_name_servers_cost_what_the_resolver_gives_them() {
    for (resolver_seconds, code, total, hangs) in
        [(None, "EAI_AGAIN", 50, false), (Some(10), "EAI_AGAIN", 50, false), (Some(20), "UND_ERR_CONNECT_TIMEOUT", 60, true)]
    {
        let silent = |host| Probe { lookup: silent(), resolver_seconds, ..healthy(host) };
        let probes = ["acme.my.salesforce.com", "test.salesforce.com", "login.salesforce.com"].map(silent);
        let observations = Observations { probes: probes.to_vec(), ..jwt(ACME) };
        let failed = failure(&observations, &probes[0]).unwrap();
        assert_eq!((failed.failure.code.as_deref(), total_seconds(&observations)), (Some(code), total), "{resolver_seconds:?}");
        let Effect::Breaks(broken) = effect(&observations, &failed) else { panic!("no break") };
        assert_eq!(broken.failure.hangs, hangs, "{resolver_seconds:?}");
    }
}

#[test]
fn a_get_is_repeated_where_jsforce_repeats_it() {
    for (stage, code, is_repeated) in [
        (Stage::Lookup, "ENOTFOUND", true),
        (Stage::Lookup, "EAI_AGAIN", false),
        (Stage::Connect, "ECONNREFUSED", true),
        (Stage::Connect, "ENETUNREACH", true),
        (Stage::Connect, "UND_ERR_CONNECT_TIMEOUT", false),
        (Stage::Tunnel, "UND_ERR_ABORTED", false),
        (Stage::Tunnel, "UND_ERR_SOCKET", false),
        (Stage::Tunnel, "ECONNRESET", true),
        (Stage::Handshake, "ECONNRESET", true),
        (Stage::Certificate, "CERT_HAS_EXPIRED", false),
        (Stage::Request, "UND_ERR_SOCKET", false),
    ] {
        let failed = AttemptFailure::transport(stage, Some(code), 0);
        assert_eq!(super::is_repeated(&healthy("acme.my.salesforce.com"), &failed), is_repeated, "{stage:?} {code}");
    }
}
