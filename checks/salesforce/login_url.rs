//! Which URL sf logs in to.

use crate::model::observations::{Flow, UrlSource, WebScheme};
use crate::model::{Observations, Untrusted};
use url::Url;

/// `SfdcUrl.PRODUCTION`.
pub const PRODUCTION: &str = "https://login.salesforce.com";
/// `SfdcUrl.SANDBOX`.
pub const SANDBOX: &str = "https://test.salesforce.com";

/// The URL that sf logs in to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoginUrl {
    /// As given.
    pub text: Untrusted,
    /// Where from.
    pub source: UrlSource,
    /// As `new URL` reads it; None where it throws, which sf answers with a usage error.
    pub url: Option<Url>,
}

/// A host that sf contacts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// What is spoken.
    pub scheme: WebScheme,
    /// The host, an IPv6 address without brackets.
    pub host: String,
    /// The port.
    pub port: u16,
}

/// The URL that sf logs in to: `--instance-url`, else `sfdcLoginUrl` of the project where it is a URL, else
/// `https://login.salesforce.com`. Source: plugin-auth 4.4.9 `common.js`, `resolveLoginUrl`.
pub fn resolve(observations: &Observations) -> LoginUrl {
    if let Some(text) = &observations.login.instance_url {
        return LoginUrl { text: text.clone(), source: UrlSource::Flag, url: Url::parse(text.raw()).ok() };
    }
    let from_project = observations.project.as_ref().and_then(|project| project.sfdc_login_url.as_ref());
    if let Some((text, url)) = from_project.and_then(|text| Some((text, Url::parse(text.raw()).ok()?))) {
        return LoginUrl { text: text.clone(), source: UrlSource::Project, url: Some(url) };
    }
    LoginUrl { text: PRODUCTION.into(), source: UrlSource::Default, url: Url::parse(PRODUCTION).ok() }
}

/// The hosts whose token endpoints sf tries, in order, each once: the login URL's own, and for a JWT login those that
/// it goes on to. Source: `@salesforce/core` 9.4.0 `sfdcUrl.js`, `getLoginAudienceCombos`. The first is the login
/// host; none where the URL has no host or is neither http nor https.
pub fn targets(observations: &Observations) -> Vec<Target> {
    let Some(first) = resolve(observations).url.as_ref().and_then(target) else { return Vec::new() };
    let mut targets = vec![first];
    if observations.login.flow == Flow::Jwt {
        for further in [SANDBOX, PRODUCTION].iter().filter_map(|text| Url::parse(text).ok()).filter_map(|url| target(&url)) {
            if !targets.contains(&further) {
                targets.push(further);
            }
        }
    }
    targets
}

fn target(url: &Url) -> Option<Target> {
    let scheme = match url.scheme() {
        "http" => WebScheme::Http,
        "https" => WebScheme::Https,
        _ => return None,
    };
    let host = url.host_str()?.trim_start_matches('[').trim_end_matches(']').to_owned();
    Some(Target { scheme, host, port: url.port_or_known_default()? })
}
