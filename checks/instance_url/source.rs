//! Where the URL comes from, and which settings look as if they gave it and do not.

use crate::model::observations::UrlSource;
use crate::model::{Finding, Fix, Observations, Status};
use crate::salesforce::login_url::{self, LoginUrl};
use crate::salesforce::{command, hosts};
use url::Url;

/// Variables that sf reads in a project.
const OF_SF: [&str; 4] = ["FORCE_SFDC_LOGIN_URL", "SF_ORG_INSTANCE_URL", "SFDX_INSTANCE_URL", "SF_INSTANCE_URL"];
/// Variables of other tools, and names that people expect. sf reads none of them.
const OF_OTHERS: [&str; 5] = ["SF_LOGIN_URL", "SFDX_LOGIN_URL", "SFDC_LOGIN_URL", "SALESFORCE_LOGIN_URL", "SALESFORCE_INSTANCE_URL"];

/// A setting that names another host than the one that sf logs in to, and is not used.
struct Unused<'a> {
    /// The variable, or sf's own setting and where it stands.
    name: String,
    value: &'a str,
    why: &'static str,
}

/// The finding with the URL's source in it; a login that goes to production because nothing else was heard is warned of
/// where something else was said.
pub fn told(observations: &Observations, login: &LoginUrl, finding: Finding) -> Finding {
    let unused = unused(observations, login);
    let names = unused.iter().map(|unused| unused.name.as_str()).collect::<Vec<_>>().join(", ");
    let verb = if unused.len() == 1 { "is" } else { "are" };
    let why = unused.first().map(|unused| unused.why).unwrap_or_default();
    let passed_over = if unused.is_empty() { String::new() } else { format!("{names} {verb} not used: {why}.") };
    let detail = [finding.detail.clone(), from(observations, login), passed_over];
    let detail = detail.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ");
    let finding = match unused.first() {
        Some(meant) if finding.status == Status::Pass && login.source == UrlSource::Default => {
            let host = login.url.as_ref().and_then(Url::host_str).unwrap_or_default();
            let summary = format!("{names} {verb} not used for a login here, which goes to {host}");
            Finding { evidence: finding.evidence, ..Finding::warn(summary, give(observations, meant.value)) }
        }
        Some(_) if finding.status == Status::Pass => {
            Finding { summary: format!("{}; {names} {verb} not used", finding.summary), ..finding }
        }
        _ => finding,
    };
    finding.detail(detail)
}

fn give(observations: &Observations, value: &str) -> Fix {
    match hosts::mend(value) {
        Some(url) => Fix::command(
            "If that is the org, give its URL on the command line.",
            command::with_flags(observations, &[("--instance-url", &url)]),
        ),
        None => Fix::text("Give the org's URL on the command line: --instance-url https://NAME.my.salesforce.com"),
    }
}

fn unused<'a>(observations: &'a Observations, login: &LoginUrl) -> Vec<Unused<'a>> {
    let decides = if login.source == UrlSource::Environment { deciding(observations) } else { None };
    let why = match login.source {
        UrlSource::Flag => "the flag decides",
        UrlSource::SfdxUrl => "the SFDX authorization URL decides",
        UrlSource::StoredLogin => "the stored login decides",
        UrlSource::Environment => "a stronger variable decides",
        UrlSource::Project => "the project's file decides",
        UrlSource::Configuration => "sf's own settings decide",
        UrlSource::Default if observations.project.is_none() => "sf reads it in a project only, and there is no sfdx-project.json here",
        UrlSource::Default => "sf drops what the project says",
    };
    let set = |name: &'static str| Some((name, observations.environment.nonempty(name)?));
    let of_sf = OF_SF.into_iter().filter(|name| Some(*name) != decides).filter_map(set);
    let of_sf = of_sf.map(|(name, value)| Unused { name: name.to_owned(), value, why });
    let setting = observations.idle_instance_url.iter().filter(|_| login.source == UrlSource::Default);
    let setting = setting.map(|setting| Unused { name: format!("org-instance-url in {}", setting.path), value: setting.value.raw(), why });
    let of_others = OF_OTHERS.into_iter().filter(|_| login.source == UrlSource::Default).filter_map(set);
    let of_others = of_others.map(|(name, value)| Unused { name: name.to_owned(), value, why: "sf reads no such variable" });
    of_sf.chain(setting).chain(of_others).filter(|unused| is_another(unused.value, login)).collect()
}

/// The variable that gives the URL, where one does.
fn deciding(observations: &Observations) -> Option<&'static str> {
    OF_SF.into_iter().find(|name| observations.environment.nonempty(name).is_some())
}

/// Whether a text means another host than the login's.
fn is_another(text: &str, login: &LoginUrl) -> bool {
    let meant = hosts::mend(text).and_then(|url| Url::parse(&url).ok());
    let host = |url: &Url| url.host_str().map(str::to_owned);
    meant.as_ref().and_then(host) != login.url.as_ref().and_then(host)
}

fn from(observations: &Observations, login: &LoginUrl) -> String {
    let project = observations.project.as_ref();
    match login.source {
        UrlSource::Flag => "The URL comes from --instance-url.".to_owned(),
        UrlSource::SfdxUrl => "The URL comes from the SFDX authorization URL.".to_owned(),
        UrlSource::StoredLogin => match &observations.linked_login {
            Some(login) => format!("The URL comes from {}.", login.path),
            None => "The URL comes from the stored login.".to_owned(),
        },
        UrlSource::Project => match project {
            Some(project) => format!("The URL comes from sfdcLoginUrl in {}.", project.path),
            None => "The URL comes from sfdcLoginUrl.".to_owned(),
        },
        UrlSource::Environment => format!("The URL comes from {}.", deciding(observations).unwrap_or("the environment")),
        UrlSource::Configuration => match project.and_then(|project| login_url::setting(project, &login.text)) {
            Some((name, path)) => format!("The URL comes from sf's setting {name} in {path}."),
            None => "The URL comes from sf's own settings.".to_owned(),
        },
        UrlSource::Default => format!("No URL is given: sf takes {}.", hosts::PRODUCTION),
    }
}
