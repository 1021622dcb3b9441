//! Which URL sf logs in to, and which hosts it asks for a token.

mod masked;

pub use masked::{masked, masked_url};

use super::hosts::{PRODUCTION, SANDBOX};
use super::{audience, domain};
use crate::model::observations::{Flow, ProjectFile, Setting, SfdxUrl, UrlSource, WebScheme};
use crate::model::{Observations, Untrusted};
use serde::Serialize;
use url::Url;

/// The variables that set `org-instance-url`, strongest first.
pub const INSTANCE_URL: [&str; 3] = ["SF_ORG_INSTANCE_URL", "SFDX_INSTANCE_URL", "SF_INSTANCE_URL"];

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

/// A token request that sf makes with JWT: where to, and the audience that the assertion names.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Attempt {
    /// The URL that `/services/oauth2/token` is appended to.
    pub login: Untrusted,
    /// The assertion's `aud`.
    pub audience: Untrusted,
}

/// What in the login URL itself keeps sf from a token, whatever the host answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum UrlFault {
    /// A scheme that is neither http nor https (`login.salesforce.com:443` has the scheme `login.salesforce.com`): no
    /// request is made.
    Scheme,
    /// A user or password in the URL: `new Request` refuses it, no request is made.
    Credentials,
    /// A port that the fetch standard keeps for other protocols: no request is made.
    BadPort,
    /// `http:`: Salesforce only redirects.
    Cleartext,
    /// Web: a `#`. The browser's parameters land behind it and never reach the org (jsforce-node 3.12.0 `oauth2.js`,
    /// `getAuthorizationUrl`).
    Fragment,
    /// Access token: a `?` or `#`. `services/oauth2/userinfo` lands behind it (`@salesforce/core` 9.4.0 `authInfo.js`,
    /// `retrieveUserInfo`), and what is asked is the page itself. Measured.
    QueryOrFragment,
    /// A path, which sf appends to (jsforce-node 3.12.0 `oauth2.js`, `appendPath`): no token is given there.
    Path,
}

/// The URL that sf logs in to: `--instance-url`, else what the project says ([`of_project`]), else
/// `https://login.salesforce.com`. Source: plugin-auth 4.4.9 `common.js`, `resolveLoginUrl`.
///
/// An SFDX authorization URL names it itself, an access token needs the flag, and an app is added to a stored login; without
/// these it is empty.
pub fn resolve(observations: &Observations) -> LoginUrl {
    if observations.login.flow == Flow::SfdxUrl {
        let text = match &observations.sfdx_url {
            Some(SfdxUrl::WellFormed { host, .. }) => format!("https://{}", host.raw()),
            _ => String::new(),
        };
        return LoginUrl { url: Url::parse(&text).ok(), text: text.into(), source: UrlSource::SfdxUrl };
    }
    if let Some(linked) = &observations.linked_login {
        let text = linked.login_url.clone().unwrap_or_default();
        return LoginUrl { url: Url::parse(text.raw()).ok(), text, source: UrlSource::StoredLogin };
    }
    if let Some(text) = &observations.login.instance_url {
        return LoginUrl { text: text.clone(), source: UrlSource::Flag, url: Url::parse(text.raw()).ok() };
    }
    if observations.login.flow == Flow::AccessToken {
        return LoginUrl { text: "".into(), source: UrlSource::Flag, url: None };
    }
    if let Some(Ok(Some(login_url))) = observations.project.as_ref().map(|project| of_project(observations, project)) {
        return login_url;
    }
    LoginUrl { text: PRODUCTION.into(), source: UrlSource::Default, url: Url::parse(PRODUCTION).ok() }
}

/// Why sf drops everything that a project says about the login URL and takes `https://login.salesforce.com`, telling
/// nobody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Dropped {
    /// The file cannot be read, or is JSON that sf does not take.
    File,
    /// This value is no URL of a Salesforce domain; the text says where it stands.
    NotSalesforce(&'static str, Untrusted),
    /// `sfdcLoginUrl` is not a string.
    NotText,
}

/// What a project says: FORCE_SFDC_LOGIN_URL, else `sfdcLoginUrl` (of sf's configuration files, the project's file, the
/// home directory's), else the setting `org-instance-url` (SF_ORG_INSTANCE_URL or sf's configuration files). None where
/// nothing is said.
///
/// A file that is not JSON counts as an empty one. Source: `@salesforce/core` 9.4.0 `sfProject.js`,
/// `resolveProjectConfig`, and `configFile.js`, `read`; measured.
///
/// # Errors
/// Says why sf drops all of it.
pub fn of_project(observations: &Observations, project: &ProjectFile) -> Result<Option<LoginUrl>, Dropped> {
    if project.problem.is_some() || project.refused.is_some() {
        return Err(Dropped::File);
    }
    let environment = &observations.environment;
    let value = |setting: &Option<Setting>| setting.as_ref().map(|setting| setting.value.clone()).filter(|text| !text.raw().is_empty());
    let configured = value(&project.configured_login_url);
    // An empty text in the settings hides the files'.
    let is_hidden = project.configured_login_url.is_some();
    let in_file = project.sfdc_login_url.as_ref().filter(|text| !text.raw().is_empty() && !is_hidden);
    if project.sfdc_login_url_is_not_text && !is_hidden && environment.nonempty("FORCE_SFDC_LOGIN_URL").is_none() {
        return Err(Dropped::NotText);
    }
    // An empty text in the project's file hides the home directory's.
    let at_home = || value(&project.home_login_url).filter(|_| project.sfdc_login_url.is_none() && !is_hidden);
    let said = if let Some(text) = environment.nonempty("FORCE_SFDC_LOGIN_URL") {
        Some(("FORCE_SFDC_LOGIN_URL", text.into(), UrlSource::Environment))
    } else if let Some(text) = configured {
        Some(("sfdcLoginUrl", text, UrlSource::Configuration))
    } else if let Some(text) = in_file {
        Some(("sfdcLoginUrl", text.clone(), UrlSource::Project))
    } else if let Some(text) = at_home() {
        Some(("sfdcLoginUrl", text, UrlSource::Configuration))
    } else if let Some((name, text)) = INSTANCE_URL.iter().find_map(|name| Some((*name, environment.nonempty(name)?))) {
        Some((name, text.into(), UrlSource::Environment))
    } else {
        project.org_instance_url.as_ref().map(|setting| ("org-instance-url", setting.value.clone(), UrlSource::Configuration))
    };
    let signup =
        environment.nonempty("SFDX_SCRATCH_ORG_CREATION_LOGIN_URL").map(|text| ("SFDX_SCRATCH_ORG_CREATION_LOGIN_URL", text.into()));
    let signup = signup.or_else(|| project.signup_target_login_url.clone().map(|text| ("signupTargetLoginUrl", text)));
    let login_url =
        said.map(|(name, text, source)| accepted(name, &text).map(|url| LoginUrl { text, source, url: Some(url) })).transpose()?;
    if let Some((name, text)) = signup.filter(|(_, text)| !text.raw().is_empty()) {
        accepted(name, &text)?;
    }
    Ok(login_url)
}

/// Which of sf's own settings gives that URL, and the file that it stands in.
pub fn setting<'a>(project: &'a ProjectFile, url: &Untrusted) -> Option<(&'static str, &'a Untrusted)> {
    let all = [
        ("sfdcLoginUrl", &project.configured_login_url),
        ("sfdcLoginUrl", &project.home_login_url),
        ("org-instance-url", &project.org_instance_url),
    ];
    let named = all.into_iter().filter_map(|(name, setting)| Some((name, setting.as_ref()?)));
    named.filter(|(_, setting)| setting.value == *url).map(|(name, setting)| (name, &setting.path)).next()
}

fn accepted(name: &'static str, text: &Untrusted) -> Result<Url, Dropped> {
    let url = Url::parse(text.raw()).ok().filter(|url| domain::is_salesforce(url) || domain::is_internal(url));
    url.ok_or_else(|| Dropped::NotSalesforce(name, text.clone()))
}

/// What in the login URL keeps sf's first request from giving a token, or with an access token its user. A query does
/// not, unless sf appends to it; and with JWT a path after `https://login.salesforce.com` is lost among the pairs
/// ([`attempts`]). Measured.
pub fn fault(observations: &Observations) -> Option<UrlFault> {
    let login = resolve(observations).url?;
    let first = match observations.login.flow {
        Flow::Web | Flow::SfdxUrl | Flow::AccessToken => login,
        Flow::Jwt => attempts(observations).first().and_then(|attempt| Url::parse(attempt.login.raw()).ok()).unwrap_or(login),
    };
    if let Some(fault) = unsendable(&first) {
        Some(fault)
    } else if first.scheme() == "http" {
        Some(UrlFault::Cleartext)
    } else if observations.login.flow == Flow::Web && first.fragment().is_some() {
        Some(UrlFault::Fragment)
    } else if observations.login.flow == Flow::AccessToken && (first.query().is_some() || first.fragment().is_some()) {
        Some(UrlFault::QueryOrFragment)
    } else {
        (!matches!(first.path(), "" | "/")).then_some(UrlFault::Path)
    }
}

/// What keeps sf from sending any request to a URL; None where it can. Source: undici 8 `lib/web/fetch`, measured.
pub fn unsendable(url: &Url) -> Option<UrlFault> {
    if !matches!(url.scheme(), "http" | "https") {
        Some(UrlFault::Scheme)
    } else if !url.username().is_empty() || url.password().is_some() {
        Some(UrlFault::Credentials)
    } else {
        url.port().is_some_and(|port| BAD_PORTS.contains(&port)).then_some(UrlFault::BadPort)
    }
}

/// Ports to which fetch sends nothing. Source: Fetch Standard, "port blocking"; undici 8.12.4
/// `lib/web/fetch/constants.js`.
const BAD_PORTS: [u16; 82] = [
    1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109, 110, 111, 113, 115, 117,
    119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636,
    989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
];

/// The token requests that sf makes with JWT until one succeeds, in its order; empty where it dies before
/// ([`audience::url`] is no URL) or the login URL is none.
///
/// A `Map` keyed by the pair of origins: the first of its key gives the place, the last gives the value. So
/// `https://login.salesforce.com/some/path` loses its path. Source: `@salesforce/core` 9.4.0 `sfdcUrl.js`,
/// `getLoginAudienceCombos`.
pub fn attempts(observations: &Observations) -> Vec<Attempt> {
    let (Some(href), Some(url)) = (href(observations), resolve(observations).url) else { return Vec::new() };
    combinations(audience::url(observations, &url).raw(), &href)
}

/// The login URL as sf passes it on; None where it is no URL. What sf falls back to is its own constant, which has no
/// slash at its end; a URL that it parsed has one, and so has production where a project says nothing.
pub fn href(observations: &Observations) -> Option<String> {
    let login = resolve(observations);
    let project_says_nothing = || observations.project.as_ref().is_some_and(|project| of_project(observations, project) == Ok(None));
    let is_constant = login.source == UrlSource::Default && !project_says_nothing();
    if is_constant { Some(PRODUCTION.to_owned()) } else { login.url.map(String::from) }
}

/// `getLoginAudienceCombos`; empty where it throws.
pub fn combinations(audience: &str, login: &str) -> Vec<Attempt> {
    let pairs = [
        (login, login),
        (SANDBOX, SANDBOX),
        (PRODUCTION, PRODUCTION),
        (audience, audience),
        (audience, PRODUCTION),
        (audience, SANDBOX),
        (login, audience),
        (login, PRODUCTION),
        (login, SANDBOX),
        (PRODUCTION, audience),
        (SANDBOX, audience),
    ];
    let mut map: Vec<(String, Attempt)> = Vec::new();
    for (login, audience) in pairs.into_iter().filter(|pair| !matches!(*pair, (PRODUCTION, SANDBOX) | (SANDBOX, PRODUCTION))) {
        let (Some(login_origin), Some(audience_origin)) = (origin(login), origin(audience)) else { return Vec::new() };
        let key = format!("{login_origin}:{audience_origin}");
        let attempt = Attempt { login: login.into(), audience: audience.into() };
        match map.iter_mut().find(|(known, _)| *known == key) {
            Some((_, value)) => *value = attempt,
            None => map.push((key, attempt)),
        }
    }
    map.into_iter().map(|(_, attempt)| attempt).collect()
}

/// `new URL(text).origin`: `null` for every scheme that is not http, https, ws, wss or ftp.
fn origin(text: &str) -> Option<String> {
    Url::parse(text).ok().map(|url| url.origin().ascii_serialization())
}

/// The hosts whose token endpoints sf tries, in order, each once: the login URL's own, and for a JWT login those that
/// it goes on to. Where the login URL is one that no request can be sent to ([`unsendable`]), its own is not among
/// them.
pub fn targets(observations: &Observations) -> Vec<Target> {
    let login = resolve(observations).url;
    let further = if observations.login.flow == Flow::Jwt { attempts(observations) } else { Vec::new() };
    let further = further.iter().filter_map(|attempt| Url::parse(attempt.login.raw()).ok());
    let mut targets: Vec<Target> = Vec::new();
    for target in login.into_iter().chain(further).filter_map(|url| target(&url)) {
        if !targets.contains(&target) {
            targets.push(target);
        }
    }
    targets
}

/// The login URL's own host; None where no request can be sent to it.
pub fn login_target(observations: &Observations) -> Option<Target> {
    resolve(observations).url.as_ref().and_then(target)
}

fn target(url: &Url) -> Option<Target> {
    if unsendable(url).is_some() {
        return None;
    }
    let scheme = if url.scheme() == "http" { WebScheme::Http } else { WebScheme::Https };
    let host = url.host_str()?.trim_start_matches('[').trim_end_matches(']').to_owned();
    Some(Target { scheme, host, port: url.port_or_known_default()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(audience: &str, login: &str) -> Vec<String> {
        let short = |text: &Untrusted| text.raw().trim_start_matches("https://").replace(".salesforce.com", "");
        combinations(audience, login).iter().map(|attempt| format!("{} {}", short(&attempt.login), short(&attempt.audience))).collect()
    }

    #[test]
    fn no_request_is_sent_to_some_urls() {
        for (text, fault) in [
            ("https://acme.my.salesforce.com", None),
            ("https://acme.my.salesforce.com:8443", None),
            ("https://acme.my.salesforce.com:6000", Some(UrlFault::BadPort)),
            ("http://acme.my.salesforce.com:22", Some(UrlFault::BadPort)),
            ("ftp://acme.my.salesforce.com", Some(UrlFault::Scheme)),
            ("https://me@acme.my.salesforce.com", Some(UrlFault::Credentials)),
        ] {
            assert_eq!(Url::parse(text).ok().as_ref().and_then(unsendable), fault, "{text}");
        }
    }

    #[test]
    fn the_pairs_are_sf_s_own_in_its_order() {
        for (audience, login, expected) in [
            (
                PRODUCTION,
                "https://acme.my.salesforce.com/",
                &["acme.my/ acme.my/", "test test", "login login", "acme.my/ login", "acme.my/ test"][..],
            ),
            (PRODUCTION, "https://login.salesforce.com/", &["login login", "test test", "login/ test"]),
            (PRODUCTION, "https://login.salesforce.com/a/path", &["login login", "test test", "login/a/path test"]),
            (PRODUCTION, "https://test.salesforce.com/", &["test/ test", "login login", "test/ login"]),
            (PRODUCTION, PRODUCTION, &["login login", "test test"]),
            (PRODUCTION, SANDBOX, &["test test", "login login"]),
            (
                SANDBOX,
                "https://acme.my.salesforce.com/",
                &["acme.my/ acme.my/", "test test", "login login", "acme.my/ test", "acme.my/ login"],
            ),
            ("not a url", "https://acme.my.salesforce.com/", &[]),
        ] {
            assert_eq!(shown(audience, login), expected, "{audience} {login}");
        }
    }
}
