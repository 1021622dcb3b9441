//! A Salesforce API answers.

use crate::model::observations::{Answer, Phase, Probe, RequestError};
use crate::model::{Check, Commands, Finding, Fix, Observations, Stage};
use crate::salesforce::answer::{self, Reading};
use crate::salesforce::attempt::{self, AttemptFailure};
use crate::salesforce::{http_timeout, login_url, way};

/// The check.
pub const CHECK: Check =
    Check { id: "endpoint", title: "A Salesforce API answers", page: include_str!("../docs/checks/endpoint.md"), judge };

fn judge(observations: &Observations) -> Finding {
    match way::judge(observations, &[Stage::Request]) {
        Err(instead) => *instead,
        Ok((_, Some(_))) if login_url::fault(observations).is_some() => Finding::not_judged(Stage::LoginUrl),
        Ok((_, Some(failed))) if failed.failure.prints.as_deref() == Some(http_timeout::PRINTS) => given_up(observations, &failed),
        Ok((probe, Some(failed))) => failing(observations, probe, &failed),
        Ok((probe, None)) => match probe.http.value() {
            Some(given) if answer::read(given) == Reading::Api => api(given),
            Some(given) => unexpected(probe, given),
            None if probe.tls.value().is_some_and(|handshake| handshake.hello_only) => {
                Finding::unknown("not asked: the server speaks cipher suites that Node offers and sf-preflight does not")
            }
            None => Finding::unknown("the org was not asked"),
        }
        .took(probe.http.duration_ms()),
    }
}

fn api(given: &Answer) -> Finding {
    Finding::pass(match &given.api_version {
        Some(version) => format!("HTTP {}, Salesforce API v{version}", given.status),
        None => format!("HTTP {}, a Salesforce API", given.status),
    })
    .evidence("http.status", given.status)
}

/// `HTTP 403, "Blocked by policy"`.
fn told(given: &Answer) -> String {
    let words = match &given.title {
        Some(title) => title.to_string(),
        None => given.words.to_string(),
    };
    let words: String = words.chars().take(60).collect();
    if words.trim().is_empty() { format!("HTTP {}, nothing in it", given.status) } else { format!("HTTP {}, \"{words}\"", given.status) }
}

fn unexpected(probe: &Probe, given: &Answer) -> Finding {
    let detail = match &given.location {
        Some(location) if (300..400).contains(&given.status) => {
            format!(
                "{} sends on to {location}: it may be an old name of the org. sf follows with the wrong kind of request, so log in at the new name.",
                probe.host
            )
        }
        _ => "This is not how a Salesforce API usually answers, and nothing proves that it is another server.".to_owned(),
    };
    Finding::warn(
        format!("{} answers, but not as expected: {}", probe.host, told(given)),
        Fix::text("Check that the login URL names the org's own host, such as https://acme.my.salesforce.com."),
    )
    .detail(detail)
    .evidence("http", &probe.http)
}

fn given_up(observations: &Observations, failed: &AttemptFailure) -> Finding {
    let value = observations.environment.0.get("HTTP_TIMEOUT").cloned().unwrap_or_default();
    let milliseconds = http_timeout::milliseconds(&observations.environment).unwrap_or_default();
    Finding::fail(
        format!("HTTP_TIMEOUT={value} makes sf give every request up after {milliseconds} ms"),
        attempt::effect(observations, failed),
        Fix::command("Remove the variable: sf then waits as long as it takes.", Commands::unset_variable("HTTP_TIMEOUT")),
    )
    .detail("It counts milliseconds; what is not a number from 1 on counts as 1. sf blames a time limit of 30 minutes.")
    .evidence("environment.HTTP_TIMEOUT", value)
}

fn failing(observations: &Observations, probe: &Probe, failed: &AttemptFailure) -> Finding {
    let host = &probe.host;
    let (summary, detail, fix) = match &probe.http {
        Phase::Done { value, .. } => page(host, value),
        Phase::Failed { error: RequestError::Alert { .. }, .. } => (
            format!("{host} wants a client certificate, which sf does not have"),
            "The server sent a TLS alert in place of an answer. Salesforce asks for a client certificate only where mutual TLS is set up for its port 8443.".to_owned(),
            Fix::text("Check host and port of the login URL, and which device answers in Salesforce's place."),
        ),
        Phase::Failed { error: RequestError::NotHttp, .. } => (
            format!("{host} answers with something that is not HTTP"),
            String::new(),
            Fix::text("Check host and port of the login URL, and which device answers in Salesforce's place."),
        ),
        Phase::Failed { error: RequestError::Closed | RequestError::Reset, .. } => (
            format!("{host} breaks the connection off when it is asked"),
            "TLS works, and the request itself is cut: an inspecting proxy or firewall does that.".to_owned(),
            Fix::text(format!("Have {host} allowed in the firewall or the inspection device.")),
        ),
        _ => (
            format!("{host} takes the request and does not answer"),
            "sf waits 300 s for each of its attempts.".to_owned(),
            Fix::text(format!("See https://status.salesforce.com, and whether a firewall or an inspection device holds answers of {host} back.")),
        ),
    };
    Finding::fail(summary, attempt::effect(observations, failed), fix)
        .detail(detail)
        .evidence("http", &probe.http)
        .took(probe.http.duration_ms())
}

/// Words of pages that Salesforce itself serves, and what they mean. Source: Salesforce Help.
const OWN_PAGES: [(&str, &str, &str); 4] = [
    (
        "URL No Longer Exists",
        "No org has this My Domain.",
        "Correct the My Domain in the login URL; Setup > My Domain in the org shows it.",
    ),
    (
        "Data Not Available",
        "Salesforce answers that what was asked for is not there.",
        "Wait a few minutes and try again; check the My Domain in the login URL.",
    ),
    (
        "maintenance",
        "Salesforce, or what stands before it, is down for maintenance.",
        "Wait; https://status.salesforce.com tells how long.",
    ),
    ("Service Not Available", "Salesforce is not available now.", "Wait; https://status.salesforce.com tells how long."),
];

fn page(host: &str, given: &Answer) -> (String, String, Fix) {
    let words = format!("{} {}", given.title.as_ref().map(ToString::to_string).unwrap_or_default(), given.beginning);
    let words = words.to_ascii_lowercase();
    let own = OWN_PAGES.iter().find(|(page, _, _)| words.contains(&page.to_ascii_lowercase()));
    let portal = || {
        (
            "A captive portal or another web server answers in Salesforce's place.".to_owned(),
            Fix::text("Open any http:// page in a browser and sign in to the network, then try again."),
        )
    };
    match (answer::read(given), own) {
        (_, Some((_, meaning, cure))) => (format!("{host} answers with a page: {}", told(given)), (*meaning).to_owned(), Fix::text(*cure)),
        (Reading::Elsewhere | Reading::RelativeRedirect, None) => {
            let location = given.location.as_ref().map(ToString::to_string).unwrap_or_default();
            let (detail, fix) = portal();
            (format!("{host} sends on to {location}: not a Salesforce API"), detail, fix)
        }
        (Reading::ErrorPage, None) => (
            format!("{host} answers with a page instead of data: {}", told(given)),
            "A filter on the way, or the server before the org, refuses; sf prints this page.".to_owned(),
            Fix::text(format!(
                "Have {host} allowed in the filter or proxy; if it is Salesforce's own page, see https://status.salesforce.com."
            )),
        ),
        _ => {
            let (detail, fix) = portal();
            (format!("{host} answers with a page instead of data: {}", told(given)), detail, fix)
        }
    }
}
