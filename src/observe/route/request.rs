use super::text;
use super::wire::{Broken, Wire};
use chrono::{DateTime, Utc};
use http_body_util::{BodyExt, Empty};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1;
use hyper::header::{ACCEPT, AsHeaderName, CONNECTION, CONTENT_TYPE, DATE, HOST, LOCATION, PROXY_AUTHORIZATION, SERVER, USER_AGENT};
use hyper::{HeaderMap, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use sf_preflight_checks::model::observations::{Answer, BodyKind, RequestError};
use sf_preflight_checks::model::{Secret, Untrusted};
use sf_preflight_checks::salesforce::login_url;
use std::error::Error;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The most that is read of a body, bytes.
const LIMIT: usize = 64 * 1024;
/// The most that is read of a head, bytes: more than Node takes.
const HEAD_LIMIT: usize = 64 * 1024;
/// The most headers that are read; Node counts only their bytes.
const MOST_HEADERS: usize = 1000;
/// What undici and Node itself take of an answer's headers, names and values together, bytes. Source: Node's
/// `--max-http-header-size`; undici 8.12.4 `dispatcher/client-h1.js`, `trackHeader`; measured.
pub const NODE_HEAD_LIMIT: usize = 16 * 1024;
/// The resource that every Salesforce API host answers without a login.
const PATH: &str = "/services/data/";

/// The one request.
pub struct Question<'a> {
    /// The Host header: the port only where it is not the scheme's own.
    pub host: &'a str,
    /// Through a proxy in clear: the whole URL is the request's target.
    pub absolute: bool,
    /// Through a proxy in clear: Proxy-Authorization.
    pub proxy_authorization: Option<&'a Secret>,
}

/// Asks for the list of API versions. Redirects are not followed.
///
/// # Errors
/// Says why no answer came.
pub async fn get(wire: Wire, question: &Question<'_>) -> Result<(Answer, ()), RequestError> {
    let mut request = request(question).map_err(|_| RequestError::NotHttp)?;
    let (continues, beginning) = (Arc::new(AtomicBool::new(false)), wire.watched());
    let noted = Arc::clone(&continues);
    hyper::ext::on_informational(&mut request, move |interim| noted.store(interim.status() == StatusCode::CONTINUE, Ordering::Relaxed));
    let mut client = http1::Builder::new();
    client.max_buf_size(HEAD_LIMIT).max_headers(MOST_HEADERS);
    let (mut sender, connection) = client.handshake(TokioIo::new(wire)).await.map_err(|error| explain(&error))?;
    let exchange = async {
        let sent_at = Utc::now();
        let response = sender.send_request(request).await.map_err(|error| explain(&error))?;
        let received_at = Utc::now();
        let head: usize = response.headers().iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
        if head >= NODE_HEAD_LIMIT {
            return Err(RequestError::HeadTooLarge);
        }
        if text::has_bare_line_feed(&beginning.bytes()) {
            return Err(RequestError::NotHttp);
        }
        if text::has_two_lengths(response.headers().iter().map(|(name, _)| name.as_str())) {
            return Err(RequestError::TwoLengths);
        }
        let answer = read(response, sent_at, received_at).await?;
        Ok((Answer { continues: continues.load(Ordering::Relaxed), ..answer }, ()))
    };
    tokio::pin!(exchange);
    tokio::select! {
        biased;
        outcome = &mut exchange => outcome,
        // The connection ends by itself where the body ends with it: what has come is still to be read.
        _ = connection => exchange.await,
    }
}

fn request(question: &Question<'_>) -> Result<Request<Empty<Bytes>>, hyper::http::Error> {
    let target = if question.absolute { format!("http://{}{PATH}", question.host) } else { PATH.to_owned() };
    let mut request = Request::get(target)
        .header(HOST, question.host)
        .header(ACCEPT, "application/json")
        .header(USER_AGENT, concat!("sf-preflight/", env!("CARGO_PKG_VERSION")))
        .header(CONNECTION, "close");
    if let Some(authorization) = question.proxy_authorization {
        request = request.header(PROXY_AUTHORIZATION, authorization.expose());
    }
    request.body(Empty::new())
}

fn explain(error: &hyper::Error) -> RequestError {
    if error.is_parse() {
        return RequestError::NotHttp;
    }
    match error.source().and_then(|source| source.downcast_ref::<io::Error>()).map(Broken::from) {
        Some(Broken::Reset) => RequestError::Reset,
        Some(Broken::Alert(alert)) => RequestError::Alert { alert },
        Some(Broken::Closed | Broken::Tls(_)) | None => RequestError::Closed,
    }
}

async fn read(response: Response<Incoming>, sent_at: DateTime<Utc>, received_at: DateTime<Utc>) -> Result<Answer, RequestError> {
    let (head, mut body) = response.into_parts();
    let header = |name| text_of(&head.headers, name);
    let date = header(DATE).and_then(|date| DateTime::parse_from_rfc2822(date.raw()).ok()).map(|date| date.with_timezone(&Utc));
    let content_type = header(CONTENT_TYPE);
    let location = header(LOCATION).map(|location| Untrusted::from(login_url::masked_url(location.raw())));
    let server = header(SERVER);
    let bytes = match collect(&mut body).await {
        (_, Some(broken)) if !head.status.is_redirection() => return Err(broken),
        (bytes, _) => bytes,
    };
    let body = String::from_utf8_lossy(&bytes);
    let kind = kind(content_type.as_ref(), &body);
    Ok(Answer {
        status: head.status.as_u16(),
        continues: false,
        content_type,
        server,
        location,
        date,
        sent_at,
        received_at,
        body: kind,
        api_version: if kind == BodyKind::ApiVersions { newest_version(&body) } else { None },
        title: if kind == BodyKind::Html { text::title(&body) } else { None },
        beginning: text::beginning(&bytes),
        words: text::without_markup(&bytes),
    })
}

fn text_of(headers: &HeaderMap, name: impl AsHeaderName) -> Option<Untrusted> {
    headers.get(name).map(|value| Untrusted::new(String::from_utf8_lossy(value.as_bytes())))
}

/// The body, as far as it is wanted, and how it broke off if it did before its end.
async fn collect(body: &mut Incoming) -> (Vec<u8>, Option<RequestError>) {
    let mut bytes = Vec::new();
    while let Some(frame) = body.frame().await {
        let frame = match frame {
            Ok(frame) => frame,
            Err(error) if explain(&error) == RequestError::Reset => return (bytes, Some(RequestError::ResetMidway)),
            Err(_) => return (bytes, Some(RequestError::BrokenOff)),
        };
        if let Some(data) = frame.data_ref() {
            bytes.extend_from_slice(data);
        }
        if bytes.len() >= LIMIT {
            bytes.truncate(LIMIT);
            break;
        }
    }
    (bytes, None)
}

/// What a body is.
pub fn kind(content_type: Option<&Untrusted>, body: &str) -> BodyKind {
    let trimmed = body.trim_start_matches('\u{feff}').trim();
    if trimmed.is_empty() {
        return BodyKind::Empty;
    }
    if let Ok(json) = serde_json::from_str::<serde_json::Value>(trimmed) {
        return json_kind(&json);
    }
    let starts_like_html = |text: &str| ["<!doctype html", "<html", "<head", "<body"].iter().any(|start| text.starts_with(start));
    let says_html = content_type.is_some_and(|value| value.raw().to_ascii_lowercase().contains("html"));
    let beginning: String = trimmed.chars().take(200).collect::<String>().to_ascii_lowercase();
    if says_html || starts_like_html(&beginning) { BodyKind::Html } else { BodyKind::Other }
}

/// The greatest `version` of a list of API versions.
pub fn newest_version(body: &str) -> Option<String> {
    let list: serde_json::Value = serde_json::from_str(body.trim_start_matches('\u{feff}')).ok()?;
    let versions = list.as_array()?.iter().filter_map(|item| item.get("version")?.as_str());
    let numbers = versions.filter_map(|version| Some((version.parse::<f64>().ok()?, version)));
    numbers.max_by(|(one, _), (other, _)| one.total_cmp(other)).map(|(_, version)| version.to_owned())
}

fn json_kind(json: &serde_json::Value) -> BodyKind {
    let has = |item: &serde_json::Value, keys: &[&str]| keys.iter().all(|key| item.get(key).is_some());
    match json.as_array().map(Vec::as_slice) {
        Some(items @ [_, ..]) if items.iter().all(|item| has(item, &["version", "url"])) => BodyKind::ApiVersions,
        Some(items @ [_, ..]) if items.iter().all(|item| has(item, &["errorCode"])) => BodyKind::SalesforceError,
        Some(_) => BodyKind::Json,
        None => BodyKind::OtherJson,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_version_is_the_greatest_number() {
        let list = r#"[{"version":"9.0","url":"/"},{"version":"65.0","url":"/"},{"version":"20.0","url":"/"}]"#;
        assert_eq!(newest_version(list).as_deref(), Some("65.0"));
    }

    #[test]
    fn bodies_are_told_apart() {
        for (content_type, body, wanted) in [
            ("application/json", r#"[{"label":"Winter '26","url":"/services/data/v65.0","version":"65.0"}]"#, BodyKind::ApiVersions),
            ("application/json", r#"[{"errorCode":"NOT_FOUND","message":"…"}]"#, BodyKind::SalesforceError),
            ("application/json", "{}", BodyKind::OtherJson),
            ("application/json", "null", BodyKind::OtherJson),
            ("application/json", "[]", BodyKind::Json),
            ("text/html", "<p>", BodyKind::Html),
            ("", "\n<!DOCTYPE html><html>", BodyKind::Html),
            ("text/plain", "Bad Gateway", BodyKind::Other),
            ("text/html", "  ", BodyKind::Empty),
        ] {
            assert_eq!(kind(Some(&content_type.into()), body), wanted, "{body}");
        }
    }
}
