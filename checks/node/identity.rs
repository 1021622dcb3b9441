//! Whether a certificate is for a host: Node's own check, made only once the chain is accepted.
//!
//! Source: Node 22 and 24 `lib/tls.js`, `checkServerIdentity`; measured.

use super::certificate::{Certificate, GeneralName};
use super::name::COMMON_NAME;
use std::net::IpAddr;

/// Whether a certificate is for a host; `matches_ipv6` is false for a Node that never finds it for an IPv6 address.
///
/// # Errors
/// The reason that Node appends to `Hostname/IP does not match certificate's altnames: `.
pub fn check(host: &str, certificate: &Certificate, matches_ipv6: bool) -> Result<(), String> {
    let names = certificate.extensions.alternative_names.as_deref().unwrap_or_default();
    let hosts: Vec<&str> = names.iter().filter_map(dns_name).collect();
    let addresses: Vec<IpAddr> = names.iter().filter_map(address).collect();
    let host = host.strip_suffix('.').unwrap_or(host);
    let wanted = host.parse::<IpAddr>().ok();
    if wanted.is_some_and(|wanted| wanted.is_ipv6()) && !matches_ipv6 {
        return Err(format!("Host: {host}. is not in the cert's altnames: {}", shown(names)));
    }
    if let Some(wanted) = wanted {
        let listed: Vec<String> = addresses.iter().map(ToString::to_string).collect();
        let fits = addresses.contains(&wanted);
        return if fits { Ok(()) } else { Err(format!("IP: {host} is not in the cert's list: {}", listed.join(", "))) };
    }
    if !hosts.is_empty() {
        let fits = hosts.iter().any(|pattern| matches(host, pattern));
        return if fits { Ok(()) } else { Err(format!("Host: {host}. is not in the cert's altnames: {}", shown(names))) };
    }
    let common_names: Vec<&str> = certificate.subject.values(COMMON_NAME).collect();
    if common_names.is_empty() {
        return Err("Cert does not contain a DNS name".to_owned());
    }
    let fits = common_names.iter().any(|pattern| matches(host, pattern));
    if fits { Ok(()) } else { Err(format!("Host: {host}. is not cert's CN: {}", common_names.join(","))) }
}

/// The names that a certificate is for, as Node lists them.
pub fn shown(names: &[GeneralName]) -> String {
    let texts: Vec<String> = names.iter().map(name_shown).collect();
    texts.join(", ")
}

fn name_shown(name: &GeneralName) -> String {
    match name {
        GeneralName::Dns(text) => format!("DNS:{text}"),
        GeneralName::Email(text) => format!("email:{text}"),
        GeneralName::Uri(text) => format!("URI:{text}"),
        GeneralName::Ip(_) => address(name).map_or("IP Address:<invalid>".to_owned(), |address| format!("IP Address:{address}")),
        GeneralName::Directory(name) => format!("DirName:{}", name.shown()),
        GeneralName::Other(_) => "othername:<unsupported>".to_owned(),
    }
}

fn dns_name(name: &GeneralName) -> Option<&str> {
    match name {
        GeneralName::Dns(text) => Some(text),
        _ => None,
    }
}

fn address(name: &GeneralName) -> Option<IpAddr> {
    match name {
        GeneralName::Ip(bytes) => <[u8; 4]>::try_from(bytes.as_slice())
            .map(IpAddr::from)
            .or_else(|_| <[u8; 16]>::try_from(bytes.as_slice()).map(IpAddr::from))
            .ok(),
        _ => None,
    }
}

/// Whether a pattern covers a host name: one wildcard, in the first label only, and never right above the top level.
fn matches(host: &str, pattern: &str) -> bool {
    if pattern.is_empty() {
        return false;
    }
    let (host, pattern) = (labels(host), labels(pattern));
    let is_bad = |label: &String| label.is_empty() || !label.bytes().all(|byte| (0x21..=0x7f).contains(&byte));
    if host.len() != pattern.len() || pattern.iter().any(is_bad) || host[1..] != pattern[1..] {
        return false;
    }
    let parts: Vec<&str> = pattern[0].split('*').collect();
    match parts.as_slice() {
        [_] => host[0] == pattern[0],
        _ if pattern[0].contains("xn--") => host[0] == pattern[0],
        [prefix, suffix] => {
            pattern.len() > 2 && host[0].len() >= prefix.len() + suffix.len() && host[0].starts_with(prefix) && host[0].ends_with(suffix)
        }
        _ => false,
    }
}

/// Lower case, without the final dot, cut at the dots. Never empty.
fn labels(name: &str) -> Vec<String> {
    let name = name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase();
    name.split('.').map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn wildcards_cover_one_label() {
        for (host, pattern, fits) in [
            ("a.my.salesforce.com", "a.my.salesforce.com", true),
            ("A.MY.salesforce.com.", "a.my.salesforce.com", true),
            ("a.my.salesforce.com", "*.my.salesforce.com", true),
            ("a.b.my.salesforce.com", "*.my.salesforce.com", false),
            ("my.salesforce.com", "*.my.salesforce.com", false),
            ("abc.my.salesforce.com", "a*.my.salesforce.com", true),
            ("a.b.my.salesforce.com", "*.*.my.salesforce.com", false),
            ("abc.example.com", "a*b*c.example.com", false),
            ("example.com", "*.com", false),
            ("localhost", "*", false),
            ("xn--a.example.com", "xn--*.example.com", false),
            ("my_host.example.com", "my_host.example.com", true),
            ("localhost", "", false),
            ("bad.example.com", "bad..example.com", false),
        ] {
            assert_eq!(matches(host, pattern), fits, "{host} {pattern}");
        }
    }
}
