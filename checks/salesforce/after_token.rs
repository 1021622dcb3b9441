//! What sf does once it has a token: it looks the org's own host up on this machine, also where a proxy does so for
//! the traffic itself.

use crate::model::Observations;
use crate::model::observations::{Flow, Phase};

/// How long `SfdcUrl.lookup` asks again, once a second, where SF_DOMAIN_RETRY does not say. JWT only. Source:
/// `@salesforce/core` 9.4.0 `sfdcUrl.js`.
const USUAL_RETRY_SECONDS: f64 = 240.0;
/// Two further look-ups of 3 s each before the org's API is asked. Source: `@salesforce/core` 9.4.0 `connection.js`
/// (`isResolvable`), `myDomainResolver.js`; measured: 6 s with either flow.
const CONNECTION_SECONDS: f64 = 6.0;

/// How many seconds sf asks in vain for the org's own host after the token, on this machine. None where it finds the
/// name, does not ask, or is not known to go through a proxy.
pub fn stall_seconds(observations: &Observations) -> Option<f64> {
    let in_vain = matches!(observations.local_lookup, Some(Phase::Failed { .. } | Phase::TimedOut { .. }));
    if !in_vain || is_check_disabled(observations) {
        return None;
    }
    match observations.login.flow {
        Flow::Jwt => Some(retry_seconds(observations) + CONNECTION_SECONDS),
        Flow::Web => Some(CONNECTION_SECONDS),
    }
}

/// `SF_DISABLE_DNS_CHECK`, else its old name. Source: `@salesforce/kit` `env.js`; `true` and `1` measured.
fn is_check_disabled(observations: &Observations) -> bool {
    let environment = &observations.environment;
    let value = environment.value("SF_DISABLE_DNS_CHECK").or_else(|| environment.value("SFDX_DISABLE_DNS_CHECK"));
    value.is_some_and(|value| value.eq_ignore_ascii_case("true") || value == "1")
}

fn retry_seconds(observations: &Observations) -> f64 {
    let value = observations.environment.nonempty("SF_DOMAIN_RETRY");
    let number = value.and_then(|value| value.trim().parse::<f64>().ok()).filter(|number| number.is_finite());
    number.unwrap_or(USUAL_RETRY_SECONDS).max(0.0)
}
