//! What sf does once it has a token: it looks the org's own host up on this machine, also where a proxy does so for
//! the traffic itself.

use super::switches;
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
    if in_vain { seconds_in_vain(observations) } else { None }
}

/// How many seconds sf asks for the org's own host after the token where the name cannot be found; None where it does
/// not ask.
pub fn seconds_in_vain(observations: &Observations) -> Option<f64> {
    if switches::is_on(|name| observations.environment.value(name), "DISABLE_DNS_CHECK") {
        return None;
    }
    match observations.login.flow {
        Flow::Jwt => Some(retry_seconds(observations) + CONNECTION_SECONDS),
        Flow::Web | Flow::SfdxUrl | Flow::AccessToken => Some(CONNECTION_SECONDS),
    }
}

fn retry_seconds(observations: &Observations) -> f64 {
    let value = observations.environment.nonempty("SF_DOMAIN_RETRY");
    let number = value.and_then(|value| value.trim().parse::<f64>().ok()).filter(|number| number.is_finite());
    number.unwrap_or(USUAL_RETRY_SECONDS).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::observations::LookupError;

    #[test]
    fn the_wait_is_what_was_measured() {
        for (flow, variables, seconds) in [
            (Flow::Jwt, &[][..], Some(246.0)),
            (Flow::Jwt, &[("SF_DOMAIN_RETRY", "3")], Some(9.0)),
            (Flow::Jwt, &[("SF_DOMAIN_RETRY", "0")], Some(6.0)),
            (Flow::Jwt, &[("SF_DOMAIN_RETRY", "abc")], Some(246.0)),
            (Flow::Jwt, &[("SF_DOMAIN_RETRY", "")], Some(246.0)),
            (Flow::Jwt, &[("SF_DISABLE_DNS_CHECK", "true")], None),
            (Flow::Jwt, &[("SF_DISABLE_DNS_CHECK", "1")], None),
            (Flow::Jwt, &[("SFDX_DISABLE_DNS_CHECK", "true")], None),
            (Flow::Web, &[], Some(6.0)),
            (Flow::Web, &[("SF_DOMAIN_RETRY", "240")], Some(6.0)),
        ] {
            let mut observations = Observations::blank(flow).with_variables(variables);
            assert_eq!(stall_seconds(&observations), None);
            observations.local_lookup = Some(Phase::Failed { error: LookupError::NotFound, duration_ms: 1 });
            assert_eq!(stall_seconds(&observations), seconds, "{flow:?} {variables:?}");
        }
    }
}
