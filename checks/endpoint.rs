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
    match way::judge(observations, &[Stage::Request, Stage::Answer]) {
        Err(instead) => *instead,
        Ok((_, Some(_))) if login_url::fault(observations).is_some() => Finding::not_judged(Stage::LoginUrl),
        Ok((probe, Some(failed))) => failing(observations, probe, &failed),
        Ok((probe, None)) => match probe.http.value() {
            Some(given) if answer::read(given) == Reading::Api => api(given),
            Some(given) => unexpected(probe, given),
            None => Finding::unknown("the org was not asked: it comes to an agreement with Node's TLS library and not with this program's"),
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

fn failing(observations: &Observations, probe: &Probe, failed: &AttemptFailure) -> Finding {
    let host = &probe.host;
    let (summary, detail, fix) = match &probe.http {
        Phase::Done { value, .. } if value.continues || value.status == 101 => (
            format!("{host} answers with HTTP {} where nobody asked for it", if value.continues { 100 } else { 101 }),
            "curl and browsers pass over it; sf's HTTP library takes the answer for broken.".to_owned(),
            Fix::text("Find out which device answers so: a proxy or a filter on the way."),
        ),
        Phase::Done { value, .. } if matches!(answer::read(value), Reading::Api | Reading::Unexpected) => impatient(observations, probe),
        Phase::Done { value, .. } if probe.redirect.is_some() && failed.failure.prints.as_deref() == Some("fetch failed") => {
            unreachable_redirect(host, value, failed)
        }
        Phase::Done { value, .. } => page(host, value),
        Phase::Failed { error: RequestError::HeadTooLarge, .. } => (
            format!("{host} answers with more headers than Node takes"),
            "Node's HTTP libraries give up at 16 KiB of headers.".to_owned(),
            Fix::text("Find out which device adds them: most often a proxy or a filter that sets cookies."),
        ),
        Phase::Failed { error: RequestError::BrokenOff | RequestError::ResetMidway, .. } => (
            format!("{host} breaks its answer off"),
            "The answer ends before it is whole. sf ends with a raw Node stack, `TypeError: terminated`.".to_owned(),
            Fix::text(format!("Have {host} allowed in the firewall or the inspection device.")),
        ),
        Phase::Failed { error: RequestError::TwoLengths, .. } => (
            format!("{host} states the length of its answer twice"),
            "Content-Length stands there twice, or beside Transfer-Encoding; Node's HTTP libraries take that for an attack.".to_owned(),
            Fix::text("Find out which device adds the second: a proxy or a filter that rewrites answers."),
        ),
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

/// A captive portal, say, which cannot be reached in turn.
fn unreachable_redirect(host: &str, given: &Answer, failed: &AttemptFailure) -> (String, String, Fix) {
    let location = given.location.as_ref().map(ToString::to_string).unwrap_or_default();
    let code = failed.failure.code.as_deref().unwrap_or("no code");
    (
        format!("{host} sends on to {location}, where sf does not get through: {code}"),
        "A captive portal or another web server answers in Salesforce's place. sf follows, and tries again for 15 s at each of its attempts."
            .to_owned(),
        Fix::text("Open any http:// page in a browser and sign in to the network, then try again."),
    )
}

/// The host answers, and sf does not wait for it.
fn impatient(observations: &Observations, probe: &Probe) -> (String, String, Fix) {
    let limit = http_timeout::limit_ms(&observations.environment).unwrap_or_default();
    let value = observations.environment.0.get("HTTP_TIMEOUT").map(ToString::to_string).unwrap_or_default();
    (
        format!("HTTP_TIMEOUT={value} makes sf give up each request after {limit} ms"),
        format!(
            "{} took {} ms. sf reads the value as milliseconds, and one that is no number as 1. It prints `This operation was aborted`.",
            probe.host,
            http_timeout::taken_ms(probe)
        ),
        Fix::command("Remove the variable, or give it some ten thousands.", Commands::unset_variable("HTTP_TIMEOUT")),
    )
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
    let words = format!("{} {}", given.title.as_ref().map(ToString::to_string).unwrap_or_default(), given.words);
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
        (Reading::Elsewhere | Reading::RelativeRedirect | Reading::NoRequest, None) => {
            let location = given.location.as_ref().map(ToString::to_string).unwrap_or_default();
            let (detail, fix) = portal();
            (format!("{host} sends on to {location}: not a Salesforce API"), detail, fix)
        }
        (Reading::NoRedirect, None) => (
            format!("{host} sends on to nowhere: HTTP {} without a Location", given.status),
            "A filter or another web server answers in Salesforce's place.".to_owned(),
            Fix::text(format!("Have {host} allowed in the filter or proxy.")),
        ),
        (Reading::OtherJson, None) => (
            format!("{host} answers with JSON that is not Salesforce's: {}", told(given)),
            "A Salesforce API gives the list of its versions here. Another API, or a gateway, answers in its place.".to_owned(),
            Fix::text("Check that the login URL names the org's own host, such as https://acme.my.salesforce.com."),
        ),
        (Reading::ErrorJson, None) => (
            format!("{host} answers with an error: {}", told(given)),
            "Salesforce is down, or a gateway in its place refuses.".to_owned(),
            Fix::text(format!("See https://status.salesforce.com, and have {host} allowed in the filter or proxy.")),
        ),
        (Reading::ErrorPage, None) => (
            format!("{host} answers with a page instead of data: {}", told(given)),
            match given.status {
                407 => "Something on the way wants a user and password as a proxy does; sf prints only `fetch failed`.",
                _ => "A filter on the way, or the server before the org, refuses; sf prints this page.",
            }
            .to_owned(),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::observations::BodyKind;
    use crate::model::{Status, Untrusted};
    use crate::node::test_world::{probe, world};

    fn judged(edit: impl FnOnce(&mut Answer)) -> Finding {
        let mut observations = world(&[("NODE_TLS_REJECT_UNAUTHORIZED", "0")]);
        let mut probe = probe("login.salesforce.com", &[]);
        if let Phase::Done { value, .. } = &mut probe.http {
            edit(value);
        }
        observations.probes = vec![probe];
        judge(&observations)
    }

    fn page(status: u16, title: &str, words: &str) -> Finding {
        judged(|given| {
            (given.status, given.body, given.words) = (status, BodyKind::Html, words.into());
            given.title = (!title.is_empty()).then(|| Untrusted::from(title));
        })
    }

    #[test]
    fn pages_and_redirects_are_told_by_what_is_on_them() {
        let redirect = |to: &str| judged(|given| (given.status, given.body, given.location) = (302, BodyKind::Html, Some(to.into())));
        for (finding, status, summary, detail) in [
            (judged(|given| given.api_version = Some("65.0".to_owned())), Status::Pass, "HTTP 200, Salesforce API v65.0", ""),
            (judged(|given| (given.status, given.body) = (401, BodyKind::SalesforceError)), Status::Pass, "HTTP 401", ""),
            (judged(|given| given.body = BodyKind::Json), Status::Warn, "not as expected", "nothing proves"),
            (judged(|given| given.body = BodyKind::OtherJson), Status::Fail, "JSON that is not Salesforce's", "Another API"),
            (
                judged(|given| (given.status, given.body) = (503, BodyKind::SalesforceError)),
                Status::Fail,
                "with an error: HTTP 503",
                "down",
            ),
            (judged(|given| (given.status, given.body) = (302, BodyKind::Html)), Status::Fail, "without a Location", "filter"),
            (redirect("https://acme2.my.salesforce.com/"), Status::Warn, "not as expected", "an old name of the org"),
            (redirect("http://portal.lab/login"), Status::Fail, "sends on to http://portal.lab/login", "captive portal"),
            (page(200, "Hotel WiFi", ""), Status::Fail, "\"Hotel WiFi\"", "captive portal"),
            (page(403, "", "Blocked by policy"), Status::Fail, "HTTP 403, \"Blocked by policy\"", "sf prints this page"),
            (page(404, "URL No Longer Exists", ""), Status::Fail, "URL No Longer Exists", "No org has this My Domain"),
            (page(503, "", "We are down for maintenance."), Status::Fail, "HTTP 503", "down for maintenance"),
            (page(200, "\u{1b}]0;evil\u{7}", ""), Status::Fail, r"\u{1b}]0;evil\u{7}", ""),
        ] {
            assert_eq!(finding.status, status, "{}", finding.summary);
            assert!(finding.summary.contains(summary), "{}", finding.summary);
            assert!(finding.detail.contains(detail), "{}", finding.detail);
        }
    }
}
