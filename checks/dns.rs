//! The names that sf looks up resolve.

use crate::model::observations::{Flow, Lookup, LookupError, NameServerReply, NameSource, Phase, Probe};
use crate::model::{Check, Commands, Effect, Failure, Finding, Fix, Observations, Stage};
use crate::salesforce::attempt::{self, AttemptFailure};
use crate::salesforce::http_stack::HttpStack;
use crate::salesforce::{after_token, way};

/// The check.
pub const CHECK: Check =
    Check { id: "dns", title: "The names that sf looks up resolve", page: include_str!("../docs/checks/dns.md"), judge };

/// From here on, sf counts as hanging, seconds.
const HANG_SECONDS: f64 = 60.0;

fn judge(observations: &Observations) -> Finding {
    match way::judge(observations, &[Stage::Lookup]) {
        Err(instead) => *instead,
        Ok((probe, Some(failed))) => unresolved(observations, probe, &failed),
        Ok((probe, None)) => match after_token::stall_seconds(observations) {
            Some(seconds) => stall(observations, probe, seconds),
            None => resolved(observations, probe),
        },
    }
}

fn resolved(observations: &Observations, probe: &Probe) -> Finding {
    match &probe.lookup {
        Phase::Done { value: Lookup { name, addresses, source }, duration_ms } => {
            let more = match addresses.len() {
                0..=2 => String::new(),
                count => format!(" and {} more", count - 2),
            };
            let shown = addresses.iter().take(2).cloned().collect::<Vec<_>>().join(", ");
            let breaks = attempt::failure(observations, probe).is_some();
            let finding = match source {
                Some(NameSource::SearchDomain { domain }) if name.contains('.') => Finding::warn(
                    format!("{name} does not exist: {name}.{domain} answers in its place"),
                    Fix::text("Correct the host; if it is right, have it resolved without the search domain."),
                )
                .detail(format!(
                    "It is {shown}{more} by {}, of the system's settings.",
                    NameSource::SearchDomain { domain: domain.clone() }
                )),
                Some(hosts @ NameSource::HostsFile { .. }) if breaks => Finding::warn(
                    format!("{name} is {shown}{more} by {hosts}, and sf does not get through there"),
                    Fix::text(format!("Remove {hosts}, or correct its address.")),
                )
                .detail("The DNS is not asked for a name that the hosts file has."),
                Some(source) => Finding::pass(format!("{name} is {shown}{more}, by {source}")),
                None => Finding::pass(format!("{name} is {shown}{more}, in {duration_ms} ms")),
            };
            finding.evidence("lookup.addresses", addresses).took(Some(*duration_ms))
        }
        Phase::NotNeeded => Finding::pass("an address is given: there is nothing to look up"),
        _ => Finding::unknown("the look-up was not made"),
    }
}

/// The name that sf looks up first: the proxy's, where there is one.
fn name(probe: &Probe) -> &str {
    match &probe.proxy {
        Some(proxy) => proxy.rsplit_once(':').map_or(proxy, |(host, _)| host),
        None => &probe.host,
    }
}

fn unresolved(observations: &Observations, probe: &Probe, failed: &AttemptFailure) -> Finding {
    let name = name(probe);
    let (what, meaning) = match &probe.lookup {
        Phase::Failed { error: LookupError::NotFound, .. } => (format!("{name} does not exist in DNS"), not_found(probe, name)),
        Phase::Failed { error: LookupError::TryAgain, .. } => (format!("the resolver has no answer for {name}"), no_answer(probe)),
        Phase::Failed { error: LookupError::Other { code }, .. } => (format!("the look-up of {name} fails with {code}"), no_answer(probe)),
        _ => (format!("the resolver does not answer for {name}"), no_answer(probe)),
    };
    let fix = if probe.proxy.is_some() {
        Fix::text("Correct the proxy's name in the variable, or connect the VPN whose DNS knows it.")
    } else if is_only_this_name_missing(probe, name) {
        Fix::text("Correct the My Domain in the login URL: Setup > My Domain in the org shows it.")
    } else if matches!(probe.lookup.error(), Some(LookupError::NotFound)) {
        Fix::text("Check the host in the login URL for typing errors; if it is right, connect the VPN or use the DNS server that knows it.")
    } else {
        Fix::text(
            "Get DNS working on this machine: check the network and VPN, and the name servers of the system's settings (/etc/resolv.conf).",
        )
    };
    let also = Fix::text("Where only a proxy can resolve names, set HTTPS_PROXY: sf then looks up the proxy's name alone.");
    let finding = Finding::fail(what, attempt::effect(observations, failed), fix)
        .detail(format!("{meaning} {}", HttpStack::of(&observations.runtime).says()))
        .evidence("lookup", &probe.lookup)
        .took(probe.lookup.duration_ms());
    let finding = if probe.name_servers.is_empty() { finding } else { finding.evidence("name_servers", &probe.name_servers) };
    if probe.proxy.is_some() { finding } else { finding.also(also) }
}

/// Whether a name server denies this name and knows another of Salesforce's.
fn is_only_this_name_missing(probe: &Probe, name: &str) -> bool {
    let denied = probe.name_servers.iter().any(|answer| answer.name == name && answer.reply == NameServerReply::NoSuchName);
    let known = probe.name_servers.iter().any(|answer| answer.name != name && matches!(answer.reply, NameServerReply::Addresses { .. }));
    denied && known
}

fn not_found(probe: &Probe, name: &str) -> String {
    if is_only_this_name_missing(probe, name) {
        return "login.salesforce.com resolves and this name does not: the My Domain is wrong, or the org is gone.".to_owned();
    }
    format!("Node: getaddrinfo ENOTFOUND {name}.{}", servers(probe))
}

fn no_answer(probe: &Probe) -> String {
    format!("Node: getaddrinfo EAI_AGAIN {}.{}", name(probe), servers(probe))
}

/// What each name server says of the name, in a sentence.
fn servers(probe: &Probe) -> String {
    let name = name(probe);
    let said: Vec<String> = probe
        .name_servers
        .iter()
        .filter(|answer| answer.name == name)
        .map(|answer| format!("{} {}", answer.server, reply(&answer.reply)))
        .collect();
    let servers = if said.is_empty() { String::new() } else { format!(" The name servers, asked directly: {}.", said.join("; ")) };
    let domains: Vec<String> = probe.search_domains.iter().map(ToString::to_string).collect();
    let tried = if domains.is_empty() { String::new() } else { format!(" The search domains do not help: {}.", domains.join(", ")) };
    servers + &tried
}

fn reply(reply: &NameServerReply) -> String {
    match reply {
        NameServerReply::Addresses { addresses } => {
            format!("knows it ({}), so the system's own resolver is at fault", addresses.first().map(String::as_str).unwrap_or_default())
        }
        NameServerReply::NoSuchName => "says there is no such name (NXDOMAIN)".to_owned(),
        NameServerReply::NoAddress => "knows the name and no address of it".to_owned(),
        NameServerReply::ServerFailure => "fails (SERVFAIL)".to_owned(),
        NameServerReply::Refused => "refuses to answer (REFUSED)".to_owned(),
        NameServerReply::Silent => "is silent".to_owned(),
        NameServerReply::Unreachable => "cannot be reached".to_owned(),
        NameServerReply::Other { code } => format!("answers {code}"),
    }
}

/// Behind a proxy, with a name that only the proxy knows.
fn stall(observations: &Observations, probe: &Probe, seconds: f64) -> Finding {
    let host = &probe.host;
    let fix = Fix::command(
        "Tell sf not to look the org up on this machine: the proxy does it.",
        Commands::set_variable("SF_DISABLE_DNS_CHECK", "true"),
    );
    let detail = format!(
        "After the token, sf asks this machine's own resolver for {host}, again and again, although the traffic goes through the proxy{}",
        match observations.login.flow {
            Flow::Jwt => "; then it stores the login URL in place of the org's own (SF_DOMAIN_RETRY, 240 s unless set).",
            Flow::Web | Flow::SfdxUrl | Flow::AccessToken => ".",
        }
    );
    let summary = format!("{host} does not resolve on this machine: sf will wait {seconds:.0} s for it after the token");
    let finding = if seconds > HANG_SECONDS {
        Finding::fail(summary, Effect::breaks(Stage::AfterToken, Failure::hang()), fix)
    } else {
        Finding::warn(summary, fix)
    };
    finding.detail(detail).evidence("local_lookup", &observations.local_lookup)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Status;
    use crate::model::observations::{NameServerAnswer, ProxyVariable};
    use crate::node::test_world::{probe, world};
    use crate::salesforce::proxy::read_variable;

    const ACME: &str = "acme.my.salesforce.com";

    fn said(name: &str, reply: NameServerReply) -> NameServerAnswer {
        NameServerAnswer { server: "192.0.2.53".to_owned(), name: name.to_owned(), reply }
    }

    fn machine(lookup: Phase<Lookup, LookupError>, name_servers: Vec<NameServerAnswer>) -> Observations {
        let mut observations = world(&[("NODE_TLS_REJECT_UNAUTHORIZED", "0")]);
        observations.login.instance_url = Some("https://acme.my.salesforce.com".into());
        observations.probes = vec![Probe { lookup, name_servers, ..probe(ACME, &[]) }];
        observations
    }

    fn failed(error: LookupError) -> Phase<Lookup, LookupError> {
        Phase::Failed { error, duration_ms: 4 }
    }

    #[test]
    fn each_answer_of_the_resolver_has_its_finding() {
        use NameServerReply::{Addresses, NoSuchName, Refused, ServerFailure, Silent, Unreachable};
        let addresses = || Addresses { addresses: vec!["192.0.2.1".to_owned()] };
        for (lookup, servers, code, said) in [
            (
                failed(LookupError::NotFound),
                vec![said(ACME, NoSuchName), said("login.salesforce.com", addresses())],
                "ENOTFOUND",
                "the org is gone",
            ),
            (failed(LookupError::NotFound), vec![said(ACME, NoSuchName)], "ENOTFOUND", "192.0.2.53 says there is no such name"),
            (failed(LookupError::NotFound), vec![said(ACME, addresses())], "ENOTFOUND", "the system's own resolver is at fault"),
            (failed(LookupError::TryAgain), vec![said(ACME, ServerFailure)], "EAI_AGAIN", "SERVFAIL"),
            (failed(LookupError::TryAgain), vec![said(ACME, Refused)], "EAI_AGAIN", "REFUSED"),
            (failed(LookupError::TryAgain), vec![said(ACME, Silent)], "EAI_AGAIN", "is silent"),
            (failed(LookupError::TryAgain), vec![said(ACME, Unreachable)], "EAI_AGAIN", "cannot be reached"),
            (Phase::TimedOut { duration_ms: 3500 }, vec![], "EAI_AGAIN", "EAI_AGAIN"),
        ] {
            let finding = judge(&machine(lookup, servers));
            assert_eq!((finding.status, finding.code.as_deref()), (Status::Fail, Some(code)), "{}", finding.summary);
            assert!(finding.detail.contains(said), "{}", finding.detail);
        }
    }

    #[test]
    fn behind_a_proxy_the_proxy_s_name_is_looked_up_and_the_org_s_after_the_token() {
        let variables: Vec<ProxyVariable> = vec![read_variable(HttpStack::Undici, "https_proxy", "http://proxy.lab:3128")];
        let mut observations = machine(failed(LookupError::NotFound), Vec::new());
        observations.proxy_variables.clone_from(&variables);
        observations.probes[0].proxy = Some("proxy.lab:3128".to_owned());
        assert_eq!(judge(&observations).summary, "proxy.lab does not exist in DNS");
        observations.probes[0].lookup = Phase::NotNeeded;
        observations.local_lookup = Some(failed(LookupError::NotFound));
        let finding = judge(&observations);
        let hang = Effect::breaks(Stage::AfterToken, Failure::hang());
        assert_eq!((finding.status, finding.effect), (Status::Fail, Some(hang)));
        observations = observations.with_variables(&[("SF_DOMAIN_RETRY", "3"), ("NODE_TLS_REJECT_UNAUTHORIZED", "0")]);
        assert_eq!(judge(&observations).status, Status::Warn);
        observations.login.flow = Flow::Web;
        assert!(judge(&observations).summary.contains("wait 6 s"));
    }

    #[test]
    fn a_name_that_resolves_passes() {
        let finding = judge(&machine(probe(ACME, &[]).lookup, Vec::new()));
        assert_eq!((finding.status, finding.summary.as_str()), (Status::Pass, "acme.my.salesforce.com is 127.0.0.1, in 1 ms"));
    }
}
