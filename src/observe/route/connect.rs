use sf_preflight_checks::model::observations::{Connect, ConnectAttempt, ConnectError};
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::timeout;

/// How long Node gives an address while there are others. Source: Node 24
/// `net.getDefaultAutoSelectFamilyAttemptTimeout()`.
const ATTEMPT: Duration = Duration::from_millis(250);

/// Connects as Node does: one address after the other, alternating families. The last is waited for until the caller
/// gives up. Source: Node 24 `lib/net.js`, `internalConnectMultiple`.
///
/// # Errors
/// Every attempt and its code.
pub async fn connect(addresses: &[IpAddr], port: u16) -> Result<(Connect, TcpStream), ConnectError> {
    let mut order = alternate(addresses).into_iter().peekable();
    let mut failed = Vec::new();
    while let Some(address) = order.next() {
        let attempt = TcpStream::connect(SocketAddr::new(address, port));
        let outcome = match order.peek() {
            Some(_) => timeout(ATTEMPT, attempt).await.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into())),
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

/// The addresses as Node tries them: each once, the first one's family first, then in turns.
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

    #[tokio::test]
    async fn a_closed_port_is_refused_and_the_next_address_tried() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let addresses = ["127.0.0.2", "127.0.0.1"].map(|address| address.parse().unwrap());
        let (connect, _stream) = connect(&addresses, port).await.unwrap();
        assert_eq!(connect.address, format!("127.0.0.1:{port}"));
        assert_eq!(connect.failed, [ConnectAttempt { address: format!("127.0.0.2:{port}"), code: "ECONNREFUSED".to_owned() }]);
        drop(listener);
        let error = super::connect(&addresses, port).await.unwrap_err();
        assert!(error.attempts.len() == 2 && error.attempts.iter().all(|attempt| attempt.code == "ECONNREFUSED"));
    }
}
