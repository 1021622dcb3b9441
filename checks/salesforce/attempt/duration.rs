//! How long sf is at it.

use super::{AttemptFailure, CONNECT_SECONDS, failure};
use crate::model::observations::{Flow, Phase, Probe, WebScheme};
use crate::model::{Observations, Stage};
use crate::salesforce::{after_token, domain, hosts, login_url};
use url::Url;

/// How long jsforce goes on repeating a GET, seconds: 0.5 + 1 + 2 + 4 + 8. Source: jsforce-node 3.12.0 `request.js`.
const REPEATED_GET_SECONDS: u32 = 15;
/// How many GETs follow the token before sf is done. Measured.
const GETS_AFTER_TOKEN: u32 = 5;

/// How long sf's attempts take together, seconds: each login host in its order, until one answers; and where another
/// than the org's own answered, the requests to the org's own that follow.
pub fn total_seconds(observations: &Observations) -> u32 {
    let mut total = 0;
    for origin in login_origins(observations) {
        let Some(probe) = observations.probes.iter().find(|probe| origin_of(probe) == origin) else { break };
        match failure(observations, probe) {
            Some(failed) => total += failed.seconds,
            None => return total + after_another_host(observations, probe),
        }
    }
    total + still_looking(observations)
}

/// How long the last look-up goes on after sf has given it up, seconds: Node does not end before it. Measured with two
/// silent servers.
fn still_looking(observations: &Observations) -> u32 {
    let last = observations.probes.iter().rfind(|probe| matches!(probe.lookup, Phase::TimedOut { .. }));
    last.and_then(|probe| probe.resolver_seconds).unwrap_or_default().saturating_sub(CONNECT_SECONDS)
}

/// A token that another host gave is used at the org's own host, which is the one that did not work: sf looks its
/// name up and asks there. Left out where the login URL is hardly the org's own: it is no host of Salesforce's, or not
/// the place where orgs are asked, or one at which every org's users log in.
fn after_another_host(observations: &Observations, answered: &Probe) -> u32 {
    let is_shared = |origin: &str| [hosts::PRODUCTION, hosts::SANDBOX].contains(&origin);
    let is_org = |first: &Probe| {
        let is_https = first.scheme == WebScheme::Https && first.port == 443;
        is_https && domain::is_salesforce_host(&first.host) && !is_shared(&origin_of(first))
    };
    let Some(first) = observations.login_probe().filter(|first| *first != answered && is_org(first)) else { return 0 };
    let Some(failed) = failure(observations, first) else { return 0 };
    let each = seconds_of_get(first, &failed);
    match after_token::seconds_in_vain(observations) {
        // Where sf does not find the name, it asks the org only once. Measured.
        Some(in_vain) if failed.stage == Stage::Lookup => each + in_vain.ceil() as u32,
        _ => GETS_AFTER_TOKEN * each,
    }
}

/// How long a GET goes on that failed so, seconds.
pub(super) fn seconds_of_get(probe: &Probe, failed: &AttemptFailure) -> u32 {
    if is_repeated(probe, failed) { REPEATED_GET_SECONDS } else { failed.seconds }
}

/// Whether jsforce repeats a GET that failed so. A closed connection is not among them: it looks at the cause of the
/// error, which has none. Source: jsforce-node 3.12.0 `request.js`.
fn is_repeated(probe: &Probe, failed: &AttemptFailure) -> bool {
    const CODES: [&str; 8] = ["ECONNRESET", "ECONNREFUSED", "ENOTFOUND", "ENETDOWN", "ENETUNREACH", "EHOSTDOWN", "ETIMEDOUT", "EPIPE"];
    const STATUSES: [u16; 5] = [429, 500, 502, 503, 504];
    let has_code = failed.failure.code.as_deref().is_some_and(|code| CODES.contains(&code));
    let has_status = failed.stage == Stage::Request && probe.http.value().is_some_and(|answer| STATUSES.contains(&answer.status));
    has_code || has_status
}

/// The origins whose token endpoints sf asks, in its order; some more than once, with different audiences. Those that
/// no request can be sent to cost no time and are left out.
fn login_origins(observations: &Observations) -> Vec<String> {
    let urls = match observations.login.flow {
        Flow::Web | Flow::SfdxUrl | Flow::AccessToken => login_url::resolve(observations).url.into_iter().collect(),
        Flow::Jwt => {
            login_url::attempts(observations).iter().filter_map(|attempt| Url::parse(attempt.login.raw()).ok()).collect::<Vec<_>>()
        }
    };
    urls.iter().filter(|url| login_url::unsendable(url).is_none()).map(|url| url.origin().ascii_serialization()).collect()
}

fn origin_of(probe: &Probe) -> String {
    let scheme = match probe.scheme {
        WebScheme::Http => "http",
        WebScheme::Https => "https",
    };
    let host = if probe.host.contains(':') { format!("[{}]", probe.host) } else { probe.host.clone() };
    Url::parse(&format!("{scheme}://{host}:{}", probe.port)).map(|url| url.origin().ascii_serialization()).unwrap_or_default()
}

#[cfg(test)]
mod tests;
