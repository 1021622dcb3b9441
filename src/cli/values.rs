//! Values of options, and how they are read.

use crate::observe::ResolveOverride;
use clap::ValueEnum;
use clap::builder::PossibleValuesParser;
use sf_preflight_checks::CHECKS;
use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;
use url::Url;

/// A login flow, as an option.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CliFlow {
    /// `sf org login web`
    Web,
    /// `sf org login jwt`
    Jwt,
    /// `sf org login sfdx-url`
    SfdxUrl,
    /// `sf org login access-token`
    AccessToken,
}

/// A report's form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people
    Text,
    /// For programs: one document
    Json,
    /// One page for people, to be sent on: the way, the fix, the certificates, what was seen
    Html,
    /// For tickets and job summaries
    Markdown,
    /// JUnit XML, for CI servers
    Junit,
    /// Annotations of a GitHub Actions job, and its summary
    Github,
    /// For the textfile collector of Prometheus's node_exporter
    Prometheus,
}

/// A further report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportFile {
    /// What it looks like.
    pub format: Format,
    /// Where it is written; `-` is standard output.
    pub path: PathBuf,
}

/// Whether to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless NO_COLOR says no
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// The ids of the checks.
pub fn check_ids() -> PossibleValuesParser {
    PossibleValuesParser::new(CHECKS.iter().map(|check| check.id))
}

/// The longest time that an option takes, seconds: a day.
const LONGEST: f64 = 86_400.0;

/// Reads a time in seconds.
pub fn parse_seconds(text: &str) -> Result<Duration, String> {
    match text.parse::<f64>() {
        Ok(seconds) if seconds > 0.0 && seconds <= LONGEST => Ok(Duration::from_secs_f64(seconds)),
        _ => Err("give a number of seconds above 0, such as 8 or 2.5".to_owned()),
    }
}

/// Reads `FORMAT=FILE`.
pub fn parse_report(text: &str) -> Result<ReportFile, String> {
    let wrong = || {
        let names: Vec<String> =
            Format::value_variants().iter().filter_map(|format| Some(format.to_possible_value()?.get_name().to_owned())).collect();
        format!("give FORMAT=FILE, such as junit=report.xml; the formats are {}", names.join(", "))
    };
    let (format, path) = text.split_once('=').filter(|(_, path)| !path.is_empty()).ok_or_else(wrong)?;
    let format = Format::from_str(format, false).map_err(|_| wrong())?;
    Ok(ReportFile { format, path: path.into() })
}

/// Reads a host, with a port or not, or an https URL.
pub fn parse_host(text: &str) -> Result<Url, String> {
    let whole = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
    let url = Url::parse(&whole).ok().filter(|url| url.scheme() == "https" && url.has_host());
    url.ok_or_else(|| "give a host, such as acme.my.salesforce.com or acme.my.salesforce.com:443".to_owned())
}

/// Reads `HOST:PORT:ADDRESS`, where ADDRESS may be in brackets and may be followed by another port.
pub fn parse_resolve(text: &str) -> Result<ResolveOverride, String> {
    let wrong = || "give HOST:PORT:ADDRESS, such as acme.my.salesforce.com:443:127.0.0.1".to_owned();
    let mut parts = text.splitn(3, ':');
    let (Some(host), Some(port), Some(rest)) = (parts.next(), parts.next(), parts.next()) else { return Err(wrong()) };
    let port: u16 = port.parse().map_err(|_| wrong())?;
    let (address, to_port) = address_and_port(rest).ok_or_else(wrong)?;
    if host.is_empty() {
        return Err(wrong());
    }
    Ok(ResolveOverride { host: host.to_ascii_lowercase(), port, address, to_port: to_port.unwrap_or(port) })
}

/// Reads `127.0.0.1`, `127.0.0.1:8443`, `::1`, `[::1]` or `[::1]:8443`.
fn address_and_port(text: &str) -> Option<(IpAddr, Option<u16>)> {
    if let Ok(address) = text.parse() {
        return Some((address, None));
    }
    if let Some(address) = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        return Some((address.parse().ok()?, None));
    }
    let socket: std::net::SocketAddr = text.parse().ok()?;
    Some((socket.ip(), Some(socket.port())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resolve_is_read_as_curl_reads_it() {
        for (text, expected) in [
            ("Acme.example:443:127.0.0.1", Some(("acme.example", 443, "127.0.0.1", 443))),
            ("acme.example:443:127.0.0.1:8443", Some(("acme.example", 443, "127.0.0.1", 8443))),
            ("acme.example:443:::1", Some(("acme.example", 443, "::1", 443))),
            ("acme.example:443:[::1]", Some(("acme.example", 443, "::1", 443))),
            ("acme.example:443:[::1]:8443", Some(("acme.example", 443, "::1", 8443))),
            ("acme.example:443", None),
            ("acme.example:https:127.0.0.1", None),
            ("acme.example:443:localhost", None),
            (":443:127.0.0.1", None),
        ] {
            let expected = expected.map(|(host, port, address, to_port): (&str, u16, &str, u16)| ResolveOverride {
                host: host.to_owned(),
                port,
                address: address.parse().unwrap(),
                to_port,
            });
            assert_eq!(parse_resolve(text).ok(), expected, "{text}");
        }
    }

    #[test]
    fn a_report_is_a_format_and_a_file() {
        assert_eq!(parse_report("junit=a=b").ok(), Some(ReportFile { format: Format::Junit, path: "a=b".into() }));
        for text in ["junit", "junit=", "=a", "sarif=a", ""] {
            assert!(parse_report(text).unwrap_err().contains("prometheus"), "{text}");
        }
    }

    #[test]
    fn a_host_may_have_a_port_or_be_a_url() {
        for (text, url) in [
            ("Acme.example", Some("https://acme.example/")),
            ("acme.example:8443", Some("https://acme.example:8443/")),
            ("https://acme.example", Some("https://acme.example/")),
            ("[::1]:443", Some("https://[::1]/")),
            ("http://acme.example", None),
            ("acme example", None),
            ("", None),
        ] {
            assert_eq!(parse_host(text).ok().as_ref().map(Url::as_str), url, "{text}");
        }
    }

    #[test]
    fn a_timeout_is_a_positive_number_of_seconds() {
        assert_eq!(parse_seconds("2.5"), Ok(Duration::from_millis(2500)));
        for text in ["0", "-1", "nan", "inf", "1e9", "8s", ""] {
            assert!(parse_seconds(text).is_err(), "{text}");
        }
    }
}
