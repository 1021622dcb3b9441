//! Which proxy sf takes.

mod url_parse;

use super::http_stack::HttpStack;
use crate::model::observations::{ProxyScheme, ProxyUrl, ProxyUrlError, ProxyVariable};
use crate::model::{Secret, Untrusted};
use base64::{Engine, engine::general_purpose::STANDARD};
use std::net::Ipv6Addr;
use url::Url;

/// The variables that sf reads, in its order.
pub const NAMES: [&str; 4] = ["https_proxy", "http_proxy", "HTTPS_PROXY", "HTTP_PROXY"];

/// What sf does about a proxy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProxyChoice<'a> {
    /// None: it goes straight to the org.
    Direct,
    /// It goes through the proxy that this variable names.
    Through(&'a ProxyVariable, &'a ProxyUrl),
    /// It dies at this variable's value.
    Crash(&'a ProxyVariable, ProxyUrlError),
}

/// Which proxy sf takes: `https_proxy ?? http_proxy ?? HTTPS_PROXY ?? HTTP_PROXY`, where an empty value counts and
/// means none. Source: jsforce-node 3.10.14 and 3.12.0 `transport.js`.
pub fn choose(variables: &[ProxyVariable]) -> ProxyChoice<'_> {
    match winner(variables) {
        None => ProxyChoice::Direct,
        Some(variable) if variable.empty => ProxyChoice::Direct,
        Some(variable) => match &variable.parsed {
            Ok(proxy) => ProxyChoice::Through(variable, proxy),
            Err(error) => ProxyChoice::Crash(variable, *error),
        },
    }
}

/// The variable that decides, be it empty.
pub fn winner(variables: &[ProxyVariable]) -> Option<&ProxyVariable> {
    NAMES.iter().find_map(|name| variables.iter().find(|variable| variable.name == *name))
}

/// Whether sf reads a variable of this name.
pub fn is_read(name: &str) -> bool {
    NAMES.contains(&name)
}

/// A variable's name as sf knows it on Windows, where case does not count.
pub fn name_without_case(name: &str) -> &str {
    NAMES.iter().rev().find(|known| known.eq_ignore_ascii_case(name)).unwrap_or(&name)
}

/// Reads the value of a proxy variable as sf's HTTP library does. An empty value gives an `empty` variable.
pub fn read_variable(stack: HttpStack, name: &str, value: &str) -> ProxyVariable {
    let parsed = match stack {
        HttpStack::NodeFetch => url_parse::parse(value),
        HttpStack::Undici => parse(value),
    };
    ProxyVariable { name: name.to_owned(), shown: Untrusted::new(mask(value)), empty: value.is_empty(), parsed }
}

/// What `new ProxyAgent({ uri })` does with a value, its steps in its order. Source: undici 8.12.4 and 8.13.1
/// `dispatcher/proxy-agent.js` (constructor), `dispatcher/socks5-proxy-agent.js`, `core/util.js` (`parseURL`,
/// `parseOrigin`).
fn parse(value: &str) -> Result<ProxyUrl, ProxyUrlError> {
    let url = Url::parse(value).map_err(|_| ProxyUrlError::InvalidUrl)?;
    let password = url.password().unwrap_or_default();
    let authorization = match url.username() {
        "" => None,
        user => Some(Secret::new(basic(user, password)?)),
    };
    let (scheme, default_port) = match url.scheme() {
        "http" => (ProxyScheme::Http, 80),
        "https" => (ProxyScheme::Https, 443),
        "socks" | "socks5" => (ProxyScheme::Socks5, 1080),
        _ => return Err(ProxyUrlError::InvalidProtocol),
    };
    if scheme != ProxyScheme::Socks5 && (url.path() != "/" || has_text(url.query()) || has_text(url.fragment())) {
        return Err(ProxyUrlError::HasPath);
    }
    let socks_credentials = (scheme == ProxyScheme::Socks5 && !url.username().is_empty() && !password.is_empty())
        .then(|| Ok((Secret::new(decode(url.username())?), Secret::new(decode(password)?))))
        .transpose()?;
    Ok(ProxyUrl {
        scheme,
        // A SOCKS URL may lack a host; Node then connects to its default.
        host: url.host_str().filter(|host| !host.is_empty()).map_or("localhost", bare).to_owned(),
        port: url.port().filter(|port| scheme != ProxyScheme::Socks5 || *port != 0).unwrap_or(default_port),
        has_credentials: !url.username().is_empty(),
        authorization: authorization.filter(|_| scheme != ProxyScheme::Socks5),
        socks_credentials,
    })
}

/// `url.search` and `url.hash` are empty where only the `?` or `#` is there.
fn has_text(part: Option<&str>) -> bool {
    part.is_some_and(|part| !part.is_empty())
}

fn bare(host: &str) -> &str {
    host.trim_start_matches('[').trim_end_matches(']')
}

fn basic(user: &str, password: &str) -> Result<String, ProxyUrlError> {
    Ok(format!("Basic {}", STANDARD.encode(format!("{}:{}", decode(user)?, decode(password)?))))
}

/// `decodeURIComponent`, which is strict: every `%` begins two hex digits, and what comes out is UTF-8.
fn decode(text: &str) -> Result<String, ProxyUrlError> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        rest = tail;
        if *first != b'%' {
            bytes.push(*first);
            continue;
        }
        let (digits, tail) = rest.split_at_checked(2).ok_or(ProxyUrlError::MalformedEscape)?;
        let [high, low] = [digits[0], digits[1]].map(|digit| char::from(digit).to_digit(16).and_then(|digit| u8::try_from(digit).ok()));
        bytes.push(high.zip(low).map(|(high, low)| high << 4 | low).ok_or(ProxyUrlError::MalformedEscape)?);
        rest = tail;
    }
    String::from_utf8(bytes).map_err(|_| ProxyUrlError::MalformedEscape)
}

/// The value with user and password masked, also where it cannot be parsed: whatever stands between the beginning of the
/// authority and the last `@` (or `%40`), and every query. Where there is no `@`, what stands in a port's place and is no
/// number: a password whose host was forgotten.
fn mask(value: &str) -> String {
    let (shown, query) = value.split_once('?').filter(|(before, _)| !before.is_empty()).map_or((value, ""), |(before, _)| (before, "?***"));
    // A `?` may be part of a password: then the `@` comes after it.
    let (shown, query) = if value.rfind('@').is_some_and(|at| at > shown.len()) { (value, "") } else { (shown, query) };
    let start = authority_start(shown);
    let end = shown.rfind('@').or_else(|| shown.to_ascii_lowercase().rfind("%40"));
    match end {
        Some(end) if end >= start => {
            format!("{}***{}{query}", &shown[..start], &shown[end..])
        }
        _ => match no_port(&shown[start..]) {
            Some(at) => format!("{}***", &shown[..start + at]),
            None => format!("{shown}{query}"),
        },
    }
}

/// Where in an authority without `@` something stands in the port's place that is no number.
fn no_port(authority: &str) -> Option<usize> {
    let at = authority.find(':').filter(|at| !authority.starts_with('[') && !authority[..*at].contains(['/', '\\', '#']))? + 1;
    let port = authority[at..].trim_end_matches(|character: char| "/\"'".contains(character) || character.is_whitespace());
    let is_address =
        authority.trim_matches(|character: char| !character.is_ascii_hexdigit() && character != ':').parse::<Ipv6Addr>().is_ok();
    let is_port = port.split(['/', '\\', '#', ',']).next().is_some_and(|port| port.bytes().all(|byte| byte.is_ascii_digit()));
    (!is_address && !is_port).then_some(at)
}

/// Where the authority begins: after the scheme, if there is one that a proxy URL may have or `//` follows it, and any
/// slashes.
fn authority_start(value: &str) -> usize {
    let slashes = |from: usize| from + value[from..].bytes().take_while(|byte| matches!(byte, b'/' | b'\\')).count();
    let Some(colon) = value.find(':') else { return slashes(0) };
    let scheme = value[..colon].trim_matches(|character: char| character.is_whitespace() || character == '"' || character == '\'');
    let known =
        ["http", "https", "socks", "socks4", "socks4a", "socks5", "socks5h", "ftp"].iter().any(|name| scheme.eq_ignore_ascii_case(name));
    if known || value[colon + 1..].starts_with("//") { slashes(colon + 1) } else { slashes(0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn basic_of(value: &str) -> Option<String> {
        let proxy = parse(value).unwrap();
        let encoded = proxy.authorization?.expose().strip_prefix("Basic ").unwrap().to_owned();
        Some(String::from_utf8(STANDARD.decode(encoded).unwrap()).unwrap())
    }

    #[test]
    fn on_windows_case_does_not_count() {
        for (name, known) in [("Https_Proxy", "HTTPS_PROXY"), ("http_proxy", "HTTP_PROXY"), ("All_Proxy", "All_Proxy")] {
            assert_eq!(name_without_case(name), known);
        }
    }

    #[test]
    fn values_that_sf_takes() {
        for (value, scheme, host, port) in [
            ("http://127.0.0.1:3128", ProxyScheme::Http, "127.0.0.1", 3128),
            ("HTTP://Proxy.Lab:3128", ProxyScheme::Http, "proxy.lab", 3128),
            ("http:/proxy.lab:3128", ProxyScheme::Http, "proxy.lab", 3128),
            ("http:proxy.lab:3128", ProxyScheme::Http, "proxy.lab", 3128),
            ("http://proxy.lab:3128/", ProxyScheme::Http, "proxy.lab", 3128),
            ("  http://proxy.lab:3128 ", ProxyScheme::Http, "proxy.lab", 3128),
            ("http://proxy.lab:3128\n", ProxyScheme::Http, "proxy.lab", 3128),
            ("http://proxy.lab", ProxyScheme::Http, "proxy.lab", 80),
            ("http://localhost:3128", ProxyScheme::Http, "localhost", 3128),
            ("https://proxy.lab", ProxyScheme::Https, "proxy.lab", 443),
            ("http://proxy.lab:0", ProxyScheme::Http, "proxy.lab", 0),
            ("http://[::1]:8080", ProxyScheme::Http, "::1", 8080),
            ("http://127.1:8080", ProxyScheme::Http, "127.0.0.1", 8080),
            ("http://proxy.lab:3128?", ProxyScheme::Http, "proxy.lab", 3128),
            ("http://proxy.lab:3128#", ProxyScheme::Http, "proxy.lab", 3128),
            ("socks5://proxy.lab", ProxyScheme::Socks5, "proxy.lab", 1080),
            ("socks://proxy.lab:0", ProxyScheme::Socks5, "proxy.lab", 1080),
            ("socks5://proxy.lab:9050/path?x#y", ProxyScheme::Socks5, "proxy.lab", 9050),
        ] {
            let proxy = parse(value).unwrap_or_else(|error| panic!("{value}: {error:?}"));
            assert_eq!((proxy.scheme, proxy.host.as_str(), proxy.port), (scheme, host, port), "{value}");
        }
    }

    #[test]
    fn values_that_crash_sf() {
        use ProxyUrlError::{HasPath, InvalidProtocol, InvalidUrl, MalformedEscape};
        for (value, error) in [
            ("127.0.0.1:8080", InvalidUrl),
            ("proxy", InvalidUrl),
            ("//proxy.lab:8080", InvalidUrl),
            (" ", InvalidUrl),
            ("null", InvalidUrl),
            ("false", InvalidUrl),
            ("DIRECT", InvalidUrl),
            ("\"http://proxy.lab:3128\"", InvalidUrl),
            ("'http://proxy.lab:3128'", InvalidUrl),
            ("http://proxy .lab:3128", InvalidUrl),
            ("http://one.lab:1,http://two.lab:2", InvalidUrl),
            ("http://proxy.lab:99999", InvalidUrl),
            ("http://proxy.lab:port", InvalidUrl),
            ("http://user:a#b@proxy.lab:3128", InvalidUrl),
            ("http://user:a/b@proxy.lab:3128", InvalidUrl),
            ("http://user:a?b@proxy.lab:3128", InvalidUrl),
            (r"http://user:a\b@proxy.lab:3128", InvalidUrl),
            ("proxy:8080", InvalidProtocol),
            ("localhost:3128", InvalidProtocol),
            ("proxy.corp.com:8080", InvalidProtocol),
            ("ftp://proxy.lab:21", InvalidProtocol),
            ("pac+http://proxy.lab/x", InvalidProtocol),
            ("socks4://proxy.lab:1080", InvalidProtocol),
            ("socks5h://proxy.lab:1080", InvalidProtocol),
            ("http://proxy.lab:3128/pac", HasPath),
            ("http://proxy.lab:3128/pac?x", HasPath),
            ("http://proxy.lab:3128?x", HasPath),
            ("http://proxy.lab:3128#x", HasPath),
            (r"http://DOM\user:pw@proxy.lab:3128", HasPath),
            ("http://user:a%b@proxy.lab:3128", MalformedEscape),
            ("http://user:100%@proxy.lab:3128", MalformedEscape),
            ("http://user:a%zzb@proxy.lab:3128", MalformedEscape),
            ("http://user:%ff@proxy.lab:3128", MalformedEscape),
            ("http://us%er@proxy.lab:3128/path", MalformedEscape),
            ("socks5://user:a%b@proxy.lab:1080", MalformedEscape),
        ] {
            assert_eq!(parse(value), Err(error), "{value}");
        }
    }

    #[test]
    fn what_is_sent_as_basic() {
        for (value, sent) in [
            ("http://user:p%40ss@h:1", Some("user:p@ss")),
            ("http://user:p@ss@h:1", Some("user:p@ss")),
            ("http://user:a:b@h:1", Some("user:a:b")),
            ("http://user:a b@h:1", Some("user:a b")),
            ("http://user:a+b&c=d$e!f'g@h:1", Some("user:a+b&c=d$e!f'g")),
            ("http://user:{[^|\"<é]}@h:1", Some("user:{[^|\"<é]}")),
            ("http://user:a%23%2F%25%5Cb@h:1", Some(r"user:a#/%\b")),
            ("http://user@h:1", Some("user:")),
            ("http://:pw@h:1", None),
            ("http://DOM%5Cuser:pw@h:1", Some(r"DOM\user:pw")),
            ("http://user@corp.com:pw@h:1", Some("user@corp.com:pw")),
            ("http://h:1", None),
            ("socks5://user:pw@h:1", None),
        ] {
            assert_eq!(basic_of(value).as_deref(), sent, "{value}");
        }
    }

    #[test]
    fn a_socks_proxy_gets_user_and_password() {
        let sent = parse("socks5://user:p%40ss@h:1").unwrap().socks_credentials.unwrap();
        assert_eq!((sent.0.expose(), sent.1.expose()), ("user", "p@ss"));
        assert_eq!(parse("socks5://user@h:1").unwrap().socks_credentials, None);
    }

    #[test]
    fn no_password_is_ever_shown() {
        for (value, shown) in [
            ("http://proxy.lab:3128", "http://proxy.lab:3128"),
            ("http://user:canary@h:1", "http://***@h:1"),
            ("http://user:can@ary@h:1", "http://***@h:1"),
            ("http://user:can#ary@h:1", "http://***@h:1"),
            ("http://user:can/ary@h:1", "http://***@h:1"),
            ("http://user:can?ary@h:1", "http://***@h:1"),
            (r"http://user:can\ary@h:1", "http://***@h:1"),
            ("http:user:canary@h:1", "http:***@h:1"),
            ("user:canary@h:1", "***@h:1"),
            ("//user:canary@h:1", "//***@h:1"),
            ("\"http://user:canary@h:1\"", "\"http://***@h:1\""),
            ("http://:canary@h:1", "http://***@h:1"),
            ("http://canary@h:1", "http://***@h:1"),
            ("htp://user:canary@h:1", "htp://***@h:1"),
            ("http://user:canary%40h:1", "http://***%40h:1"),
            ("http://a:canary@h:1,http://b:canary@h:2", "http://***@h:2"),
            ("http://h:1/pac?key=canary", "http://h:1/pac?***"),
            ("http://user:canary", "http://user:***"),
            ("user:can#ary", "user:***"),
            ("http://h:80/", "http://h:80/"),
            ("h:80", "h:80"),
            ("http://h:1,http://h:2", "http://h:1,http://h:2"),
            ("http://[::1]:80", "http://[::1]:80"),
            ("http://::1", "http://::1"),
            ("  http://user:canary@h:1", "  http://***@h:1"),
        ] {
            assert_eq!(mask(value), shown, "{value}");
        }
    }

    #[test]
    fn lower_case_first_and_an_empty_value_counts() {
        let read =
            |list: &[(&str, &str)]| list.iter().map(|(name, value)| read_variable(HttpStack::Undici, name, value)).collect::<Vec<_>>();
        for (list, wins) in [
            (&[][..], None),
            (&[("https_proxy", "http://a")], Some("https_proxy")),
            (&[("http_proxy", "http://a")], Some("http_proxy")),
            (&[("HTTPS_PROXY", "http://a")], Some("HTTPS_PROXY")),
            (&[("HTTP_PROXY", "http://a")], Some("HTTP_PROXY")),
            (&[("HTTPS_PROXY", "http://a"), ("http_proxy", "http://b")], Some("http_proxy")),
            (&[("HTTPS_PROXY", "http://a"), ("https_proxy", "http://b")], Some("https_proxy")),
            (&[("HTTP_PROXY", "http://a"), ("http_proxy", "http://b")], Some("http_proxy")),
            (&[("http_proxy", "http://a"), ("https_proxy", "http://b")], Some("https_proxy")),
            (&[("HTTP_PROXY", "http://a"), ("HTTPS_PROXY", "http://b")], Some("HTTPS_PROXY")),
            (&[("https_proxy", ""), ("HTTPS_PROXY", "http://a")], Some("https_proxy")),
            (&[("http_proxy", ""), ("HTTPS_PROXY", "http://a")], Some("http_proxy")),
            (&[("HTTPS_PROXY", ""), ("HTTP_PROXY", "http://a")], Some("HTTPS_PROXY")),
            (&[("ALL_PROXY", "http://a"), ("all_proxy", "http://a")], None),
            (&[("npm_config_proxy", "http://a"), ("npm_config_https_proxy", "http://a")], None),
            (&[("HTTPS_PROXY", "http://a"), ("NO_PROXY", "*"), ("no_proxy", "login.salesforce.com")], Some("HTTPS_PROXY")),
            (&[("HTTPS_PROXY", "http://a"), ("NODE_USE_ENV_PROXY", "1")], Some("HTTPS_PROXY")),
        ] {
            let variables = read(list);
            let winner = winner(&variables);
            assert_eq!(winner.map(|variable| variable.name.as_str()), wins, "{list:?}");
            let is_direct = winner.is_none_or(|variable| variable.empty);
            assert_eq!(choose(&variables) == ProxyChoice::Direct, is_direct, "{list:?}");
        }
        assert!(matches!(choose(&read(&[("HTTPS_PROXY", "127.0.0.1:8080")])), ProxyChoice::Crash(_, ProxyUrlError::InvalidUrl)));
    }
}
