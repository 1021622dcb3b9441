#[cfg(all(unix, not(target_vendor = "apple")))]
use crate::observe::files;
use hickory_resolver::Resolver;
use hickory_resolver::config::{NameServerConfig, ResolveHosts, ResolverConfig};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::net::{DnsError, NetError};
use hickory_resolver::proto::op::ResponseCode;
use sf_preflight_checks::model::observations::{NameServerAnswer, NameServerReply};
use std::io;
use std::net::IpAddr;
#[cfg(all(unix, not(target_vendor = "apple")))]
use std::path::Path;
use std::time::Duration;
use tokio::net::UdpSocket;
use tokio::task::JoinSet;
use tokio::time::timeout;

/// How many of the configured servers are asked.
const MOST: usize = 6;

/// Asks every name server that the system is set to for each of the names, all at once. Empty where the system's
/// settings cannot be read or name none.
pub async fn ask(names: &[String], limit: Duration) -> Vec<NameServerAnswer> {
    let servers = system();
    let mut questions = JoinSet::new();
    for (place, (server, name)) in servers.iter().flat_map(|server| names.iter().map(move |name| (*server, name.clone()))).enumerate() {
        questions.spawn(async move {
            let asking = async {
                tokio::select! {
                    reply = ask_one(server, &name, limit) => reply,
                    () = closed(server) => NameServerReply::Unreachable,
                }
            };
            let reply = timeout(limit, asking).await.unwrap_or(NameServerReply::Silent);
            (place, NameServerAnswer { server: server.to_string(), name, reply })
        });
    }
    let mut answers = questions.join_all().await;
    answers.sort_by_key(|(place, _)| *place);
    answers.into_iter().map(|(_, answer)| answer).collect()
}

/// The servers that the system is set to; none where its settings cannot be read.
fn system() -> Vec<IpAddr> {
    #[cfg(all(unix, not(target_vendor = "apple")))]
    return files::read_small(Path::new("/etc/resolv.conf")).map(|bytes| of_settings(&bytes)).unwrap_or_default();
    #[cfg(not(all(unix, not(target_vendor = "apple"))))]
    return hickory_resolver::system_conf::read_system_conf().map(|(config, _)| servers(&config)).unwrap_or_default();
}

/// How long the system's resolver goes on where no server answers, seconds; None where that is not known. Source: glibc
/// 2.36 `resolv/res_send.c`, `send_dg`.
pub fn patience() -> Option<u32> {
    #[cfg(all(unix, not(target_vendor = "apple")))]
    return patience_of_settings(&files::read_small(Path::new("/etc/resolv.conf")).ok()?);
    #[cfg(not(all(unix, not(target_vendor = "apple"))))]
    return None;
}

#[cfg(all(unix, not(target_vendor = "apple")))]
fn patience_of_settings(bytes: &[u8]) -> Option<u32> {
    /// `MAXNS`.
    const ASKED: usize = 3;
    let (config, options) = hickory_resolver::system_conf::parse_resolv_conf(bytes).ok()?;
    let servers = u32::try_from(servers(&config).len().min(ASKED)).ok()?;
    let timeout = u32::try_from(options.timeout.as_secs()).ok()?.min(30);
    let each = |server: u32| if server == 0 { timeout } else { (timeout << server) / servers };
    Some((0..servers).map(each).sum::<u32>() * u32::try_from(options.attempts.clamp(1, 5)).ok()?)
}

/// The servers that these bytes of a `resolv.conf` name.
#[cfg(all(unix, not(target_vendor = "apple")))]
pub fn of_settings(bytes: &[u8]) -> Vec<IpAddr> {
    hickory_resolver::system_conf::parse_resolv_conf(bytes).map(|(config, _)| servers(&config)).unwrap_or_default()
}

/// Other systems have no such file.
#[cfg(not(all(unix, not(target_vendor = "apple"))))]
pub fn of_settings(_bytes: &[u8]) -> Vec<IpAddr> {
    Vec::new()
}

fn servers(config: &ResolverConfig) -> Vec<IpAddr> {
    config.name_servers().iter().map(|server| server.ip).take(MOST).collect()
}

async fn ask_one(server: IpAddr, name: &str, limit: Duration) -> NameServerReply {
    let config = ResolverConfig::from_name_servers(vec![NameServerConfig::udp(server)]);
    let mut builder = Resolver::builder_with_config(config, TokioRuntimeProvider::default());
    let options = builder.options_mut();
    options.timeout = limit;
    options.attempts = 0;
    options.use_hosts_file = ResolveHosts::Never;
    options.try_tcp_on_error = false;
    let Ok(resolver) = builder.build() else { return NameServerReply::Unreachable };
    // The dot at the end keeps the search domains away.
    match resolver.lookup_ip(format!("{}.", name.trim_end_matches('.'))).await {
        Ok(found) => NameServerReply::Addresses { addresses: found.iter().map(|address| address.to_string()).collect() },
        Err(error) => explain(&error),
    }
}

/// Ends when the system says that nothing listens at the server's port, which only a connected socket is told; never
/// ends otherwise.
async fn closed(server: IpAddr) {
    if matches!(knock(server).await, Err(error) if error.kind() != io::ErrorKind::InvalidInput) {
        return;
    }
    std::future::pending().await
}

/// Sends one empty question and waits for whatever comes back.
async fn knock(server: IpAddr) -> io::Result<()> {
    let any = if server.is_ipv4() { "0.0.0.0:0" } else { "[::]:0" };
    let socket = UdpSocket::bind(any).await?;
    socket.connect((server, 53)).await?;
    socket.send(&[0; 12]).await?;
    socket.recv(&mut [0; 512]).await.map(|_| ())
}

fn explain(error: &NetError) -> NameServerReply {
    match error {
        NetError::Dns(DnsError::NoRecordsFound(none)) => code(none.response_code),
        NetError::Dns(DnsError::ResponseCode(response)) => code(*response),
        NetError::Timeout => NameServerReply::Silent,
        NetError::Io(_) | NetError::NoConnections => NameServerReply::Unreachable,
        _ => NameServerReply::Silent,
    }
}

fn code(code: ResponseCode) -> NameServerReply {
    match code {
        ResponseCode::NXDomain => NameServerReply::NoSuchName,
        ResponseCode::NoError => NameServerReply::NoAddress,
        ResponseCode::ServFail => NameServerReply::ServerFailure,
        ResponseCode::Refused => NameServerReply::Refused,
        other => NameServerReply::Other { code: other.to_str().to_owned() },
    }
}

#[cfg(all(test, unix, not(target_vendor = "apple")))]
mod tests {
    use super::*;

    /// The first two and the last were measured.
    #[test]
    fn a_resolver_goes_on_as_its_settings_say() {
        for (settings, seconds) in [
            ("nameserver 127.0.0.1\n", 10),
            ("nameserver 127.0.0.1\nnameserver 127.0.0.2\n", 20),
            ("nameserver 127.0.0.1\nnameserver 127.0.0.2\nnameserver 127.0.0.3\nnameserver 127.0.0.4\n", 28),
            ("nameserver 127.0.0.1\noptions timeout:2 attempts:1\n", 2),
            ("nameserver 127.0.0.1\nnameserver 127.0.0.2\noptions timeout:1 attempts:2\n", 4),
        ] {
            assert_eq!(patience_of_settings(settings.as_bytes()), Some(seconds), "{settings}");
        }
    }
}
