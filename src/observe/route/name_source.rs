//! What else than the DNS decided where a name leads: the hosts file, or a search domain.

use super::super::files;
use hickory_resolver::system_conf::read_system_conf;
use sf_preflight_checks::model::Untrusted;
use sf_preflight_checks::model::observations::NameSource;
use std::net::IpAddr;
use std::path::{Path, PathBuf};

/// What decided these addresses of a name. `canonical` is the name that the resolver found them under; None where it
/// is the DNS, or not known.
pub fn find(name: &str, addresses: &[IpAddr], canonical: Option<&str>) -> Option<NameSource> {
    let path = hosts_file();
    let hosts = files::read(&path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
    if let Some(line) = line_of(&hosts, name, addresses) {
        return Some(NameSource::HostsFile { path: Untrusted::new(path.to_string_lossy()), line });
    }
    let domain = added(name, canonical?)?;
    let is_searched = search_domains().iter().any(|known| known.raw().eq_ignore_ascii_case(domain));
    is_searched.then(|| NameSource::SearchDomain { domain: domain.into() })
}

/// The system's search domains; none where its settings cannot be read.
pub fn search_domains() -> Vec<Untrusted> {
    let Ok((config, _)) = read_system_conf() else { return Vec::new() };
    let names = config.domain().into_iter().chain(config.search()).map(|name| name.to_utf8().trim_end_matches('.').to_owned());
    let mut domains: Vec<Untrusted> = names.filter(|name| !name.is_empty()).map(Untrusted::from).collect();
    domains.dedup();
    domains
}

fn hosts_file() -> PathBuf {
    match std::env::var_os("SystemRoot").filter(|_| cfg!(windows)) {
        Some(root) => Path::new(&root).join(r"System32\drivers\etc\hosts"),
        None => PathBuf::from("/etc/hosts"),
    }
}

/// The line, counted from 1, that gives the name one of these addresses.
fn line_of(hosts: &str, name: &str, addresses: &[IpAddr]) -> Option<u32> {
    let name = name.trim_end_matches('.');
    let decides = |line: &str| {
        let mut words = line.split('#').next().unwrap_or_default().split_whitespace();
        let address = words.next().and_then(|word| word.parse::<IpAddr>().ok());
        address.is_some_and(|address| addresses.contains(&address)) && words.any(|word| word.eq_ignore_ascii_case(name))
    };
    (1..).zip(hosts.lines()).find(|(_, line)| decides(line)).map(|(number, _)| number)
}

/// What stands after the name in the one that was found.
fn added<'a>(name: &str, canonical: &'a str) -> Option<&'a str> {
    let canonical = canonical.trim_end_matches('.');
    let (start, rest) = canonical.split_at_checked(name.len())?;
    rest.strip_prefix('.').filter(|_| start.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_that_decides_is_found() {
        const HOSTS: &str = "127.0.0.1 localhost\n# 192.0.2.1 acme.lab\n192.0.2.9 acme.lab\n192.0.2.1 other ACME.lab # mine\n";
        for (name, address, line) in [
            ("acme.lab", "192.0.2.1", Some(4)),
            ("acme.lab.", "192.0.2.1", Some(4)),
            ("acme.lab", "192.0.2.9", Some(3)),
            ("acme.lab", "192.0.2.2", None),
            ("mine", "192.0.2.1", None),
            ("me.lab", "192.0.2.1", None),
        ] {
            assert_eq!(line_of(HOSTS, name, &[address.parse().unwrap()]), line, "{name} {address}");
        }
    }

    #[test]
    fn a_domain_is_added_only_at_the_end() {
        for (canonical, domain) in [
            ("proxy.corp.lab", Some("corp.lab")),
            ("PROXY.corp.lab.", Some("corp.lab")),
            ("proxy", None),
            ("proxy2.corp.lab", None),
            ("edge.corp.lab", None),
        ] {
            assert_eq!(added("proxy", canonical), domain, "{canonical}");
        }
    }
}
