use sf_preflight_checks::model::observations::{Connect, ConnectAttempt, ConnectError};
use sf_preflight_checks::node::options::NodeOptions;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::timeout;

/// How Node chooses among several addresses; NODE_OPTIONS may change it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Selection {
    /// Whether the others are tried after the first.
    pub tries_all: bool,
    /// How long an address is given while there are others.
    pub attempt: Duration,
    /// Which family comes first, where it is not the resolver that says.
    pub leads: Option<Family>,
}

/// An address family.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// IPv4.
    V4,
    /// IPv6.
    V6,
}

impl Selection {
    /// What Node does with these options. Source: Node 24 `lib/net.js`, `lib/dns.js`; 250 ms measured.
    pub fn new(options: &NodeOptions) -> Self {
        const AUTOMATIC: &str = "--network-family-autoselection";
        let switched = options.given.iter().rev().find(|given| given.name == AUTOMATIC);
        let milliseconds = options.value("--network-family-autoselection-attempt-timeout").and_then(|value| value.parse().ok());
        Self {
            tries_all: switched.is_none_or(|given| given.on),
            attempt: Duration::from_millis(milliseconds.unwrap_or(250).max(10)),
            leads: match options.value("--dns-result-order") {
                Some("ipv4first") => Some(Family::V4),
                Some("ipv6first") => Some(Family::V6),
                _ => None,
            },
        }
    }
}

/// Connects as Node does: one address after the other, alternating families. The last is waited for until the caller
/// gives up. Source: Node 24 `lib/net.js`, `internalConnectMultiple`.
///
/// # Errors
/// Every attempt and its code.
pub async fn connect(addresses: &[IpAddr], port: u16, selection: Selection) -> Result<(Connect, TcpStream), ConnectError> {
    let mut order = order(addresses, selection).into_iter().peekable();
    let mut failed = Vec::new();
    while let Some(address) = order.next() {
        let attempt = TcpStream::connect(SocketAddr::new(address, port));
        let outcome = match order.peek() {
            Some(_) => timeout(selection.attempt, attempt).await.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into())),
            None => attempt.await,
        };
        match outcome {
            Ok(stream) => {
                // A stream that cannot be set so is only slower.
                let _ = stream.set_nodelay(true);
                return Ok((Connect { address: SocketAddr::new(address, port).to_string(), failed }, stream));
            }
            Err(error) => {
                failed.push(ConnectAttempt { address: SocketAddr::new(address, port).to_string(), code: node_code(&error).to_owned() });
            }
        }
    }
    Err(ConnectError { attempts: failed })
}

/// The addresses that Node tries, in its order.
fn order(addresses: &[IpAddr], selection: Selection) -> Vec<IpAddr> {
    let mut addresses = addresses.to_vec();
    if let Some(family) = selection.leads {
        addresses.sort_by_key(|address| address.is_ipv6() != (family == Family::V6));
    }
    if selection.tries_all { alternate(&addresses) } else { addresses.into_iter().take(1).collect() }
}

/// Each address once, the first one's family first, then the families in turns.
fn alternate(addresses: &[IpAddr]) -> Vec<IpAddr> {
    let mut unique: Vec<IpAddr> = Vec::new();
    for address in addresses {
        if !unique.contains(address) {
            unique.push(*address);
        }
    }
    let leads_with_v6 = unique.first().is_some_and(IpAddr::is_ipv6);
    let (first, second): (Vec<IpAddr>, Vec<IpAddr>) = unique.into_iter().partition(|address| address.is_ipv6() == leads_with_v6);
    let turns = first.len().max(second.len());
    (0..turns).flat_map(|turn| [first.get(turn), second.get(turn)]).flatten().copied().collect()
}

/// Node's code for an error of `connect`.
fn node_code(error: &io::Error) -> &'static str {
    const EPERM: i32 = 1;
    match error.kind() {
        io::ErrorKind::ConnectionRefused => "ECONNREFUSED",
        io::ErrorKind::ConnectionReset => "ECONNRESET",
        io::ErrorKind::ConnectionAborted => "ECONNABORTED",
        io::ErrorKind::NetworkUnreachable => "ENETUNREACH",
        io::ErrorKind::HostUnreachable => "EHOSTUNREACH",
        io::ErrorKind::NetworkDown => "ENETDOWN",
        io::ErrorKind::AddrNotAvailable => "EADDRNOTAVAIL",
        io::ErrorKind::TimedOut => "ETIMEDOUT",
        io::ErrorKind::PermissionDenied if error.raw_os_error() == Some(EPERM) => "EPERM",
        io::ErrorKind::PermissionDenied => "EACCES",
        io::ErrorKind::InvalidInput => "EINVAL",
        _ => "UNKNOWN",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sf_preflight_checks::model::observations::NodeVersion;
    use tokio::net::TcpListener;

    #[test]
    fn families_take_turns() {
        let list = |text: &str| text.split_whitespace().map(|address| address.parse().unwrap()).collect::<Vec<IpAddr>>();
        for (given, tried) in [
            ("::1 ::2 1.1.1.1", "::1 1.1.1.1 ::2"),
            ("1.1.1.1 1.1.1.2 ::1", "1.1.1.1 ::1 1.1.1.2"),
            ("1.1.1.1 1.1.1.1 1.1.1.2", "1.1.1.1 1.1.1.2"),
            ("::1", "::1"),
            ("", ""),
        ] {
            assert_eq!(alternate(&list(given)), list(tried), "{given}");
        }
    }

    #[test]
    fn options_of_node_change_the_order() {
        for (options, tried) in [
            ("", "::1 127.0.0.1 ::2"),
            ("--no-network-family-autoselection", "::1"),
            ("--dns-result-order=ipv4first", "127.0.0.1 ::1 ::2"),
            ("--dns-result-order=ipv4first --no-network-family-autoselection", "127.0.0.1"),
            ("--dns-result-order=verbatim", "::1 127.0.0.1 ::2"),
        ] {
            let selection = Selection::new(&NodeOptions::parse(options, NodeVersion::NEWEST));
            let addresses = ["::1", "::2", "127.0.0.1"].map(|address| address.parse::<IpAddr>().unwrap());
            let shown: Vec<String> = order(&addresses, selection).iter().map(ToString::to_string).collect();
            assert_eq!(shown.join(" "), tried, "{options}");
        }
        let patient = Selection::new(&NodeOptions::parse("--network-family-autoselection-attempt-timeout=500", NodeVersion::NEWEST));
        assert_eq!(patient.attempt, Duration::from_millis(500));
    }

    #[tokio::test]
    async fn a_closed_port_is_refused_and_the_next_address_tried() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let addresses = ["127.0.0.2", "127.0.0.1"].map(|address| address.parse().unwrap());
        let usual = Selection::new(&NodeOptions::default());
        let (connect, _stream) = connect(&addresses, port, usual).await.unwrap();
        assert_eq!(connect.address, format!("127.0.0.1:{port}"));
        assert_eq!(connect.failed, [ConnectAttempt { address: format!("127.0.0.2:{port}"), code: "ECONNREFUSED".to_owned() }]);
        drop(listener);
        let error = super::connect(&addresses, port, usual).await.unwrap_err();
        assert!(error.attempts.len() == 2 && error.attempts.iter().all(|attempt| attempt.code == "ECONNREFUSED"));
    }
}
