//! What an HTTP answer says about who gave it.

use super::domain;
use super::login_url::{self, Target, UrlFault};
use crate::model::observations::{Answer, BodyKind, WebScheme};
use url::Url;

/// What answered `GET /services/data/`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// A Salesforce API.
    Api,
    /// Nothing that Salesforce is known to say here, and nothing that proves another: sf may well work.
    Unexpected,
    /// A page where data should be, with a status of success: a captive portal, a block page, another web server.
    Page,
    /// A way to somewhere else, a captive portal's for example; sf follows it and meets a page.
    Elsewhere,
    /// A way that names no host; sf fails on it.
    RelativeRedirect,
    /// A way that sf makes no request of: by another scheme than http and https (`mailto:`), or to a port that fetch keeps
    /// for other protocols.
    NoRequest,
    /// A way to nowhere: a redirect without a Location; sf fails on it.
    NoRedirect,
    /// JSON of another API with a status of success.
    OtherJson,
    /// JSON with a status of failure, from a server that is down or is not Salesforce.
    ErrorJson,
    /// A page or words with a status of failure: a block page, maintenance, another web server.
    ErrorPage,
}

/// Reads an answer. Only what proves that no Salesforce API answers is read as something else than `Api` or
/// `Unexpected`.
pub fn read(answer: &Answer) -> Reading {
    let is_xml = answer.content_type.as_ref().is_some_and(|value| value.raw().contains("xml") && !value.raw().contains("html"));
    // What Salesforce answers to whoever wants XML, which nobody did.
    let is_salesforce_xml = is_xml && ["<Version", "<Errors", "<errorCode"].iter().any(|tag| answer.beginning.raw().contains(tag));
    match (answer.status, answer.body) {
        (301..=303 | 307 | 308, _) => redirect(answer),
        (500.., BodyKind::ApiVersions | BodyKind::SalesforceError | BodyKind::Json | BodyKind::OtherJson) => Reading::ErrorJson,
        (400.., BodyKind::OtherJson) => Reading::ErrorJson,
        (_, BodyKind::OtherJson) => Reading::OtherJson,
        (_, BodyKind::ApiVersions | BodyKind::SalesforceError) => Reading::Api,
        (_, BodyKind::Json) => Reading::Unexpected,
        (_, BodyKind::Other) if is_salesforce_xml => Reading::Unexpected,
        (400.., BodyKind::Html | BodyKind::Empty | BodyKind::Other) => Reading::ErrorPage,
        (_, BodyKind::Html | BodyKind::Empty | BodyKind::Other) => Reading::Page,
    }
}

fn redirect(answer: &Answer) -> Reading {
    let Some(location) = answer.location.as_ref().filter(|location| !location.raw().is_empty()) else { return Reading::NoRedirect };
    match Url::parse(location.raw()) {
        // The page stands in the URL itself.
        Ok(url) if url.scheme() == "data" => Reading::Page,
        Ok(url) if matches!(login_url::unsendable(&url), Some(UrlFault::Scheme | UrlFault::BadPort)) => Reading::NoRequest,
        Ok(url) if domain::is_salesforce(&url) => Reading::Unexpected,
        Ok(_) => Reading::Elsewhere,
        Err(_) => Reading::RelativeRedirect,
    }
}

/// Where an answer that is no Salesforce API's sends on to; None where it does not, or where no request can be sent to.
pub fn elsewhere(answer: &Answer) -> Option<Target> {
    if read(answer) != Reading::Elsewhere {
        return None;
    }
    let url = Url::parse(answer.location.as_ref()?.raw()).ok()?;
    let scheme = match url.scheme() {
        "http" => WebScheme::Http,
        "https" => WebScheme::Https,
        _ => return None,
    };
    let host = url.host_str()?.trim_start_matches('[').trim_end_matches(']').to_owned();
    Some(Target { scheme, host, port: url.port_or_known_default()? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Untrusted;
    use chrono::DateTime;

    #[test]
    fn only_what_proves_another_is_not_an_api() {
        // A redirect's text is its Location, another answer's its beginning.
        for (status, content_type, said, body, reading) in [
            (200, "application/json", "", BodyKind::ApiVersions, Reading::Api),
            (401, "application/json", "", BodyKind::SalesforceError, Reading::Api),
            (503, "application/json", "", BodyKind::SalesforceError, Reading::ErrorJson),
            (503, "application/json", "", BodyKind::OtherJson, Reading::ErrorJson),
            (403, "application/json", "", BodyKind::OtherJson, Reading::ErrorJson),
            (403, "application/json", "", BodyKind::Json, Reading::Unexpected),
            (200, "application/json", "", BodyKind::OtherJson, Reading::OtherJson),
            (304, "text/html", "http://portal.lab/login", BodyKind::Html, Reading::Page),
            (200, "application/json", "", BodyKind::Json, Reading::Unexpected),
            (200, "application/xml", "<Versions/>", BodyKind::Other, Reading::Unexpected),
            (401, "text/xml", "<Errors><Error>", BodyKind::Other, Reading::Unexpected),
            (403, "application/xml", "<Error><Code>AccessDenied</Code>", BodyKind::Other, Reading::ErrorPage),
            (200, "application/xml", "", BodyKind::Other, Reading::Page),
            (302, "text/html", "data:text/html,hi", BodyKind::Html, Reading::Page),
            (302, "text/html", "http://portal.lab:9/", BodyKind::Html, Reading::NoRequest),
            (302, "text/html", "mailto:it@corp.lab", BodyKind::Html, Reading::NoRequest),
            (302, "text/html", "https://acme--new.my.salesforce.com/services/data/", BodyKind::Html, Reading::Unexpected),
            (302, "text/html", "http://portal.lab/login", BodyKind::Html, Reading::Elsewhere),
            (302, "text/html", "/portal", BodyKind::Html, Reading::RelativeRedirect),
            (302, "text/html", "", BodyKind::Html, Reading::NoRedirect),
            (200, "text/html", "", BodyKind::Html, Reading::Page),
            (200, "", "", BodyKind::Empty, Reading::Page),
            (403, "text/html", "", BodyKind::Html, Reading::ErrorPage),
            (502, "text/plain", "", BodyKind::Other, Reading::ErrorPage),
        ] {
            let text = |text: &str| (!text.is_empty()).then(|| Untrusted::from(text));
            let answer = Answer {
                status,
                continues: false,
                content_type: text(content_type),
                server: None,
                location: text(said).filter(|_| status / 100 == 3),
                date: None,
                sent_at: DateTime::UNIX_EPOCH,
                received_at: DateTime::UNIX_EPOCH,
                body,
                api_version: None,
                title: None,
                beginning: said.into(),
                words: Untrusted::default(),
            };
            assert_eq!(read(&answer), reading, "{status} {content_type} {said} {body:?}");
        }
    }
}
