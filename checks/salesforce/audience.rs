//! Which audience the JWT assertion names.

use super::hosts::PRODUCTION;
use crate::model::{Observations, Untrusted};
use url::Url;

/// The variable that sets the audience, and its older name.
pub const VARIABLES: [&str; 2] = ["SF_AUDIENCE_URL", "SFDX_AUDIENCE_URL"];

/// The variable that decides and its value; None where neither is set, or is empty. The older name counts only where
/// the newer is not set. Source: `@salesforce/core` 9.4.0 `envVars.js`, `resolve`.
pub fn variable(observations: &Observations) -> Option<(&'static str, &str)> {
    VARIABLES.into_iter().find_map(|name| observations.environment.nonempty(name).map(|value| (name, value)))
}

/// The audience: the variable, else `https://gs1.salesforce.com` for that instance, else production. sf tries others
/// too. Source: `@salesforce/core` 9.4.0 `sfdcUrl.js`, `getJwtAudienceUrl`.
pub fn url(observations: &Observations, login: &Url) -> Untrusted {
    match variable(observations) {
        Some((_, value)) => value.into(),
        None if login.origin().ascii_serialization().contains("gs1.my.salesforce.com") => "https://gs1.salesforce.com".into(),
        None => PRODUCTION.into(),
    }
}
