use super::request::NODE_HEAD_LIMIT;
use super::text;
use super::wire::{Broken, Wire};
use sf_preflight_checks::model::Untrusted;
use sf_preflight_checks::model::observations::{ProxyUrl, Tunnel, TunnelError};
use sf_preflight_checks::salesforce::login_url;
use std::io;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// The most that is read of a proxy's answer, bytes.
const LIMIT: usize = 64 * 1024;
/// How long a refusal's page is waited for once its head is there.
const PAGE_PATIENCE: std::time::Duration = std::time::Duration::from_millis(300);

/// Asks the proxy for a tunnel with the headers that sf sends, in its order. `authority` is `host:port`; the Host
/// header leaves out the port 443, as undici's does. Source: undici 8.12.4 `dispatcher/proxy-agent.js`; measured.
///
/// # Errors
/// Says how the proxy refused.
pub async fn open(mut wire: Wire, proxy: &ProxyUrl, authority: &str) -> Result<(Tunnel, Wire), TunnelError> {
    let host = authority.strip_suffix(":443").unwrap_or(authority);
    let authorization =
        proxy.authorization.as_ref().map(|value| format!("proxy-authorization: {}\r\n", value.expose())).unwrap_or_default();
    let request =
        format!("CONNECT {authority} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n{authorization}proxy-connection: keep-alive\r\n\r\n");
    wire.write_all(request.as_bytes()).await.map_err(|error| broken(&error))?;
    wire.flush().await.map_err(|error| broken(&error))?;
    let mut bytes = Vec::new();
    loop {
        match read_head(&bytes) {
            Head::Whole(head) if head.size >= NODE_HEAD_LIMIT => return Err(TunnelError::HeadTooLarge),
            Head::Whole(head) if head.status == 200 => {
                let unread = bytes.split_off(head.length);
                return Ok((Tunnel { headers: naming(head.headers) }, Wire::with_unread(wire, unread)));
            }
            Head::Whole(head) => return Err(refusal(head, &mut wire, &bytes).await),
            Head::NotHttp => return Err(TunnelError::NotHttp { beginning: text::beginning(&bytes) }),
            Head::Partial if bytes.len() > LIMIT => return Err(TunnelError::NotHttp { beginning: text::beginning(&bytes) }),
            Head::Partial => {}
        }
        if wire.read_buf(&mut bytes).await.map_err(|error| broken(&error))? == 0 {
            return Err(TunnelError::Closed);
        }
    }
}

fn broken(error: &io::Error) -> TunnelError {
    match Broken::from(error) {
        Broken::Reset => TunnelError::Reset,
        Broken::Closed | Broken::Alert(_) | Broken::Tls(_) => TunnelError::Closed,
    }
}

/// The head of an HTTP answer, as far as it has come.
pub enum Head {
    /// More is to come.
    Partial,
    /// This is no HTTP.
    NotHttp,
    /// All of it.
    Whole(WholeHead),
}

/// A head that has come whole.
pub struct WholeHead {
    status: u16,
    reason: Untrusted,
    headers: Vec<(String, Untrusted)>,
    /// Names and values together, bytes.
    size: usize,
    /// With the blank line at its end, bytes.
    length: usize,
}

/// Reads as much of a head as there is.
pub fn read_head(bytes: &[u8]) -> Head {
    let mut headers = [httparse::EMPTY_HEADER; 128];
    let mut response = httparse::Response::new(&mut headers);
    match response.parse(bytes) {
        Ok(httparse::Status::Complete(length))
            if text::has_bare_line_feed(&bytes[..length]) || text::has_two_lengths(response.headers.iter().map(|header| header.name)) =>
        {
            Head::NotHttp
        }
        Ok(httparse::Status::Complete(length)) => Head::Whole(WholeHead {
            status: response.code.unwrap_or_default(),
            reason: response.reason.unwrap_or_default().into(),
            headers: response
                .headers
                .iter()
                .map(|header| (header.name.to_ascii_lowercase(), String::from_utf8_lossy(header.value).into_owned().into()))
                .collect(),
            size: response.headers.iter().map(|header| header.name.len() + header.value.len()).sum(),
            length,
        }),
        Ok(httparse::Status::Partial) => Head::Partial,
        Err(_) => Head::NotHttp,
    }
}

async fn refusal(head: WholeHead, wire: &mut Wire, bytes: &[u8]) -> TunnelError {
    let mut page = bytes[head.length..].to_vec();
    let reading = async { while page.len() < LIMIT && wire.read_buf(&mut page).await.is_ok_and(|count| count > 0) {} };
    // The head is the answer; a page that does not come is only not shown.
    let _ = tokio::time::timeout(PAGE_PATIENCE, reading).await;
    TunnelError::Status { status: head.status, reason: head.reason, headers: naming(head.headers), page: text::without_markup(&page) }
}

/// The headers by which a proxy names itself or says what it wants.
fn naming(headers: Vec<(String, Untrusted)>) -> Vec<(String, Untrusted)> {
    // Some devices of this kind hand out sessions and tokens in headers of their own.
    let is_secret = |name: &str| ["auth", "cookie", "key", "secret", "session", "ticket", "token"].iter().any(|word| name.contains(word));
    let names = |name: &str| {
        matches!(name, "via" | "server" | "proxy-agent" | "proxy-authenticate" | "mime-version" | "location")
            || (name.starts_with("x-") && !is_secret(name))
    };
    let shown = |value: Untrusted| Untrusted::from(login_url::masked(value.raw()));
    headers.into_iter().filter(|(name, _)| names(name)).map(|(name, value)| (name, shown(value))).collect()
}
