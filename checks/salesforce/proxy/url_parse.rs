//! How an sf with node-fetch reads a proxy's value: with Node's old `url.parse`, which takes nearly everything.
//!
//! Source: Node 20 `lib/url.js` (`Url.prototype.parse`), https-proxy-agent 5.0.1 `agent.js`; measured with them on Node
//! 20.20.2 and 24.21.0.

use super::decode;
use crate::model::Secret;
use crate::model::observations::{ProxyScheme, ProxyUrl, ProxyUrlError};
use base64::{Engine, engine::general_purpose::STANDARD};
use url::Url;

/// Schemes before whose host there must be `//`.
const SLASHED: [&str; 7] = ["http", "https", "ftp", "gopher", "file", "ws", "wss"];
/// What ends a host name and is not the end of the authority.
const NO_HOST: &str = "\t\n\r \"%';<>\\^`{|}";

/// What `new HttpsProxyAgent(value)` does with a value. Whatever the scheme, plain HTTP is spoken; only with https, TLS.
pub fn parse(value: &str) -> Result<ProxyUrl, ProxyUrlError> {
    let value = slashed(value.trim());
    let (scheme, rest) = scheme(&value);
    let has_slashes = rest.starts_with("//") && (scheme.is_some() || has_user(rest));
    let has_host = has_slashes || scheme.as_deref().is_some_and(|scheme| !SLASHED.contains(&scheme));
    if !has_host {
        return Err(if rest.is_empty() { ProxyUrlError::Blank } else { ProxyUrlError::NoHost });
    }
    let rest = if has_slashes { &rest[2..] } else { rest };
    let authority = &rest[..rest.find(['#', '/', '?']).unwrap_or(rest.len())];
    let (user, host) = authority.rsplit_once('@').map_or(("", authority), |(user, host)| (user, host));
    let auth = decode(user)?;
    let host = &host[..host.find(|character| NO_HOST.contains(character)).unwrap_or(host.len())];
    let (host, port) = split_port(host);
    let host = host_name(host);
    if host.is_empty() {
        let is_blank = rest.len() == authority.len();
        return Err(if is_blank { ProxyUrlError::Blank } else { ProxyUrlError::NoHost });
    }
    let is_secure = scheme.as_deref() == Some("https");
    let default_port = if is_secure { 443 } else { 80 };
    let port = match port {
        "" => default_port,
        digits => digits.parse::<u16>().map_err(|_| ProxyUrlError::BadPort)?,
    };
    Ok(ProxyUrl {
        scheme: if is_secure { ProxyScheme::Https } else { ProxyScheme::Http },
        host,
        port: if port == 0 { default_port } else { port },
        has_credentials: !auth.is_empty(),
        authorization: (!auth.is_empty()).then(|| Secret::new(format!("Basic {}", STANDARD.encode(auth)))),
        socks_credentials: None,
    })
}

/// Backslashes before the first `?` count as slashes.
fn slashed(value: &str) -> String {
    let (before, query) = value.split_at(value.find('?').unwrap_or(value.len()));
    format!("{}{query}", before.replace('\\', "/"))
}

/// The scheme in lower case, which may hold digits and dots anywhere, and what follows its `:`.
fn scheme(value: &str) -> (Option<String>, &str) {
    match value.split_once(':') {
        Some((scheme, rest))
            if !scheme.is_empty() && scheme.chars().all(|character| character.is_ascii_alphanumeric() || ".+-".contains(character)) =>
        {
            (Some(scheme.to_ascii_lowercase()), rest)
        }
        _ => (None, value),
    }
}

/// `//user@host` without a scheme.
fn has_user(rest: &str) -> bool {
    let authority = rest.trim_start_matches("//").split('/').next().unwrap_or_default();
    authority.split_once('@').is_some_and(|(user, host)| !user.is_empty() && !host.is_empty())
}

fn split_port(host: &str) -> (&str, &str) {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => (name, port),
        _ => (host, ""),
    }
}

/// A name ends where a character stands that none may have; an address in brackets loses them.
fn host_name(host: &str) -> String {
    if let Some(address) = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        return address.to_ascii_lowercase();
    }
    let is_valid = |character: char| character.is_ascii_alphanumeric() || ".-+_".contains(character) || !character.is_ascii();
    let name = host[..host.find(|character| !is_valid(character)).unwrap_or(host.len())].to_lowercase();
    if name.is_ascii() {
        return name;
    }
    Url::parse(&format!("http://{name}/")).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_are_taken() {
        for (value, secure, host, port) in [
            ("http://127.0.0.1:3128", false, "127.0.0.1", 3128),
            ("127.0.0.1:3128", false, "3128", 80),
            ("proxy:8080", false, "8080", 80),
            ("proxy.corp.com:8080", false, "8080", 80),
            ("http://proxy .lab:3128", false, "proxy", 80),
            ("http://one.lab:1,http://two.lab:2", false, "one.lab", 80),
            ("http://proxy.lab:port", false, "proxy.lab", 80),
            ("http://user:a#b@proxy.lab:3128", false, "user", 80),
            ("http://user:a/b@proxy.lab:3128", false, "user", 80),
            (r"http://user:a\b@proxy.lab:3128", false, "user", 80),
            (r"http://DOM\user:pw@proxy.lab:3128", false, "dom", 80),
            ("ftp://proxy.lab:21", false, "proxy.lab", 21),
            ("socks5://proxy.lab:1080", false, "proxy.lab", 1080),
            ("http://proxy.lab:3128/pac?x", false, "proxy.lab", 3128),
            ("http://h:1?x", false, "h", 1),
            ("http://proxy.lab", false, "proxy.lab", 80),
            ("https://proxy.lab", true, "proxy.lab", 443),
            ("https://proxy.lab:8443", true, "proxy.lab", 8443),
            ("http://[::1]:8080", false, "::1", 8080),
            ("http://proxy.lab:0", false, "proxy.lab", 80),
            (" http://proxy.lab:3128 ", false, "proxy.lab", 3128),
            ("HTTP://Proxy.Lab:1", false, "proxy.lab", 1),
            ("http://127.1:8080", false, "127.1", 8080),
            ("user:pw@host:3128", false, "host", 3128),
            ("http://bücher.lab:1", false, "xn--bcher-kva.lab", 1),
        ] {
            let proxy = parse(value).unwrap_or_else(|error| panic!("{value}: {error:?}"));
            assert_eq!((proxy.scheme == ProxyScheme::Https, proxy.host.as_str(), proxy.port), (secure, host, port), "{value}");
        }
    }

    #[test]
    fn values_that_lead_nowhere() {
        for (value, error) in [
            ("//proxy.lab:8080", ProxyUrlError::NoHost),
            ("proxy", ProxyUrlError::NoHost),
            ("null", ProxyUrlError::NoHost),
            ("\"http://proxy.lab:3128\"", ProxyUrlError::NoHost),
            ("http:proxy.lab:3128", ProxyUrlError::NoHost),
            ("http:/proxy.lab:3128", ProxyUrlError::NoHost),
            (" ", ProxyUrlError::Blank),
            ("http://", ProxyUrlError::Blank),
            ("http://proxy.lab:99999", ProxyUrlError::BadPort),
            ("http://user:a%b@proxy.lab:3128", ProxyUrlError::MalformedEscape),
            ("http://user:100%@proxy.lab:3128", ProxyUrlError::MalformedEscape),
            ("http://user:%ff@proxy.lab:3128", ProxyUrlError::MalformedEscape),
        ] {
            assert_eq!(parse(value), Err(error), "{value}");
        }
    }

    #[test]
    fn what_is_sent_as_basic() {
        for (value, sent) in [
            ("http://u:p@ss@h:1", Some("u:p@ss")),
            ("http://u:p%40ss@h:1", Some("u:p@ss")),
            ("http://:pw@h:1", Some(":pw")),
            ("http://user@h:1", Some("user")),
            ("user:pw@host:3128", Some("pw")),
            ("http://u:pé@h:1", Some("u:pé")),
            ("http://h:1", None),
        ] {
            let expected = sent.map(|sent| format!("Basic {}", STANDARD.encode(sent)));
            assert_eq!(parse(value).unwrap().authorization.map(|secret| secret.expose().to_owned()), expected, "{value}");
        }
    }
}
