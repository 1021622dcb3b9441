//! The OAuth redirect port: whether something listens there, and whether it can be bound.

use super::{Context, files};
use sf_preflight_checks::model::observations::{Flow, Holder, PortProbe, ProjectFile};
use sf_preflight_checks::salesforce::oauth_port::{self, OauthPort};
use std::io::{self, ErrorKind};
use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::time::{Duration, Instant};
use tokio::net::{TcpSocket, TcpStream, lookup_host};
use tokio::task::JoinSet;
use tokio::time::timeout;

/// The most that is waited for the look-up of `localhost`, and then for its addresses.
const PATIENCE: Duration = Duration::from_millis(500);

/// Tries the port as sf does: connects to each address of `localhost`, then binds the first. None for other flows,
/// and for a port that Node refuses.
pub async fn probe(context: &Context, project: Option<&ProjectFile>) -> Option<PortProbe> {
    if context.login.flow != Flow::Web {
        return None;
    }
    let (started, patience) = (Instant::now(), PATIENCE.min(context.remaining()));
    let chosen = oauth_port::determine(project);
    let port = chosen.number()?;
    let looked_up = timeout(patience, lookup_host(("localhost", port))).await;
    let localhost: Vec<IpAddr> =
        looked_up.ok().and_then(Result::ok).map(|all| all.map(|address| address.ip()).collect()).unwrap_or_default();
    let (answered, silent) = connect(&localhost, port, patience).await;
    Some(PortProbe {
        port,
        from_project: matches!(chosen, OauthPort::Project(_)),
        bind_error: localhost.first().and_then(|address| bind_error(SocketAddr::new(*address, port))),
        holder: if answered.is_empty() { None } else { holder(port) },
        localhost,
        answered,
        silent,
        duration_ms: started.elapsed().as_millis().try_into().unwrap_or(u64::MAX),
    })
}

/// Those addresses that accept a connection, and those that say nothing.
async fn connect(addresses: &[IpAddr], port: u16, patience: Duration) -> (Vec<IpAddr>, Vec<IpAddr>) {
    let mut attempts = JoinSet::new();
    for (index, address) in addresses.iter().copied().enumerate() {
        attempts.spawn(async move { (index, address, timeout(patience, TcpStream::connect((address, port))).await) });
    }
    let mut outcomes = attempts.join_all().await;
    outcomes.sort_by_key(|(index, ..)| *index);
    let (mut answered, mut silent) = (Vec::new(), Vec::new());
    for (_, address, outcome) in outcomes {
        match outcome {
            Ok(Ok(_)) => answered.push(address),
            Ok(Err(_)) => {}
            Err(_) => silent.push(address),
        }
    }
    (answered, silent)
}

/// Binds as Node does, without listening, and lets go again.
fn bind_error(address: SocketAddr) -> Option<String> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() };
    let bound = socket.and_then(|socket| {
        if cfg!(unix) {
            socket.set_reuseaddr(true)?;
        }
        socket.bind(address)
    });
    bound.err().map(|error| error_name(&error))
}

fn error_name(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::AddrInUse => "EADDRINUSE".to_owned(),
        ErrorKind::AddrNotAvailable => "EADDRNOTAVAIL".to_owned(),
        ErrorKind::PermissionDenied => "EACCES".to_owned(),
        _ => error.to_string(),
    }
}

/// How long the process that listens on the port may be looked for.
const SEARCH_TIME: Duration = Duration::from_millis(200);

/// The process that listens on the port, from /proc; None where that does not tell (another user's process).
fn holder(port: u16) -> Option<Holder> {
    let inodes: Vec<String> = ["/proc/net/tcp", "/proc/net/tcp6"]
        .iter()
        .filter_map(|table| files::read(Path::new(table)).ok())
        .flat_map(|table| listening_inodes(&String::from_utf8_lossy(&table), port))
        .map(|inode| format!("socket:[{inode}]"))
        .collect();
    let started = Instant::now();
    let processes = std::fs::read_dir("/proc").ok()?.flatten().take_while(|_| started.elapsed() < SEARCH_TIME);
    processes.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok()).find_map(|pid| {
        let mut descriptors = std::fs::read_dir(format!("/proc/{pid}/fd")).ok()?.flatten();
        let holds = descriptors
            .any(|entry| std::fs::read_link(entry.path()).is_ok_and(|link| inodes.iter().any(|inode| link.as_os_str() == inode.as_str())));
        let command = holds.then(|| files::text(Path::new(&format!("/proc/{pid}/comm"))))??;
        Some(Holder { pid, command: command.trim_end().into() })
    })
}

/// The inodes of sockets in state LISTEN on a port. Source: Linux `Documentation/networking/proc_net_tcp.rst`.
pub fn listening_inodes(table: &str, port: u16) -> Vec<String> {
    const LISTEN: &str = "0A";
    let rows = table.lines().skip(1).map(|row| row.split_whitespace().collect::<Vec<_>>());
    rows.filter_map(|columns| {
        let (_, local_port) = columns.get(1)?.rsplit_once(':')?;
        let listens = *columns.get(3)? == LISTEN && u16::from_str_radix(local_port, 16) == Ok(port);
        listens.then(|| columns.get(9).map(|inode| (*inode).to_owned()))?
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::{Ipv4Addr, TcpListener};

    const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

    #[tokio::test]
    async fn a_listener_answers_and_a_closed_port_does_not() {
        let listener = TcpListener::bind((HERE, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        assert_eq!(connect(&[HERE], address.port(), PATIENCE).await, (vec![HERE], vec![]));
        assert_eq!(bind_error(address).as_deref(), Some("EADDRINUSE"));
        drop(listener);
        assert_eq!(connect(&[HERE], address.port(), PATIENCE).await, (vec![], vec![]));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn the_holder_is_found() {
        let listener = TcpListener::bind((HERE, 0)).unwrap();
        assert_eq!(holder(listener.local_addr().unwrap().port()).unwrap().pid, std::process::id());
    }

    #[test]
    fn only_listening_sockets_of_the_port_count() {
        let table = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n\
                     0: 0100007F:06B5 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 101 1\n\
                     1: 0100007F:06B5 0100007F:C000 01 00000000:00000000 00:00000000 00000000     0        0 102 1\n\
                     2: 0100007F:06B6 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 103 1\n";
        assert_eq!(listening_inodes(table, 1717), ["101"]);
    }
}
