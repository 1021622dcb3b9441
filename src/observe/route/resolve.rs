use super::super::Context;
use super::name_source;
use dns_lookup::{AddrInfoHints, LookupErrorKind, getaddrinfo};
use sf_preflight_checks::model::observations::{Lookup, LookupError};
use std::net::IpAddr;
use tokio::sync::oneshot;

/// `SOCK_STREAM`, the same number everywhere.
const STREAM: i32 = 1;
/// `AI_ADDRCONFIG`, which Node does not set on Windows. Source: Node 24 `lib/net.js`, `lookupAndConnect`.
const ADDRCONFIG: i32 = match () {
    () if cfg!(windows) => 0,
    () if cfg!(target_os = "linux") => 0x20,
    () => 0x400,
};

/// `AI_CANONNAME`, the same number everywhere: the name that was found is told as well. It changes nothing else.
const CANONNAME: i32 = 2;

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asker {
    /// `net.connect`, which wants only families that the machine has an address of.
    Connection,
    /// `dns.lookup`, with which sf itself asks for a name.
    Lookup,
}

/// Asks the system's resolver for a name as Node does: both families, the resolver's order. Sources: Node 24
/// `lib/net.js` (`lookupAndConnect`), `lib/dns.js`.
///
/// # Errors
/// What getaddrinfo says.
pub async fn look_up(name: &str, asker: Asker) -> Result<(Lookup, Vec<IpAddr>), LookupError> {
    let (answer, question) = oneshot::channel();
    let asked = name.to_owned();
    // A thread of its own: one that hangs in the resolver is left behind and ends with the process.
    let started = std::thread::Builder::new().name("look-up".to_owned()).spawn(move || answer.send(ask(&asked, asker)));
    let lost = || LookupError::Other { code: "EAI_SYSTEM".to_owned() };
    started.map_err(|_| lost())?;
    let Found { addresses, canonical } = question.await.map_err(|_| lost())??;
    let source = name_source::find(name, &addresses, canonical.as_deref());
    Ok((Lookup { name: name.to_owned(), addresses: addresses.iter().map(ToString::to_string).collect(), source }, addresses))
}

/// The address that `--resolve` gives for a host and port, and the port to connect to.
pub fn overridden(context: &Context, host: &str, port: u16) -> Option<(IpAddr, u16)> {
    let wanted = context.resolve.iter().find(|resolve| resolve.port == port && resolve.host.eq_ignore_ascii_case(host))?;
    Some((wanted.address, wanted.to_port))
}

/// What getaddrinfo found.
struct Found {
    addresses: Vec<IpAddr>,
    /// The name that these are the addresses of.
    canonical: Option<String>,
}

fn ask(name: &str, asker: Asker) -> Result<Found, LookupError> {
    let flags = CANONNAME | if asker == Asker::Connection { ADDRCONFIG } else { 0 };
    let hints = AddrInfoHints { flags, socktype: STREAM, ..AddrInfoHints::default() };
    let found = getaddrinfo(Some(name), None, Some(hints)).map_err(|error| explain(error.kind()))?;
    let found: Vec<_> = found.filter_map(Result::ok).collect();
    let canonical = found.first().and_then(|info| info.canonname.clone());
    let addresses: Vec<IpAddr> = found.iter().map(|info| info.sockaddr.ip()).collect();
    if addresses.is_empty() { Err(LookupError::NotFound) } else { Ok(Found { addresses, canonical }) }
}

/// Node calls EAI_NODATA and EAI_NONAME both ENOTFOUND; the other codes keep their name. Source: Node 24 `lib/dns.js`,
/// `lib/internal/errors.js` (`DNSException`).
fn explain(kind: LookupErrorKind) -> LookupError {
    let other = |code: &str| LookupError::Other { code: code.to_owned() };
    match kind {
        LookupErrorKind::NoName | LookupErrorKind::NoData => LookupError::NotFound,
        LookupErrorKind::Again => LookupError::TryAgain,
        LookupErrorKind::Fail => other("EAI_FAIL"),
        LookupErrorKind::Family => other("EAI_FAMILY"),
        LookupErrorKind::Memory => other("EAI_MEMORY"),
        LookupErrorKind::Badflags => other("EAI_BADFLAGS"),
        LookupErrorKind::Service => other("EAI_SERVICE"),
        LookupErrorKind::Socktype => other("EAI_SOCKTYPE"),
        LookupErrorKind::System | LookupErrorKind::Unknown | LookupErrorKind::IO => other("EAI_SYSTEM"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn localhost_resolves() {
        let (lookup, addresses) = look_up("localhost", Asker::Connection).await.unwrap();
        assert_eq!(lookup.name, "localhost");
        assert!(addresses.iter().all(IpAddr::is_loopback) && !addresses.is_empty());
    }

    #[test]
    fn only_two_codes_mean_not_found() {
        assert_eq!(explain(LookupErrorKind::NoName), LookupError::NotFound);
        assert_eq!(explain(LookupErrorKind::NoData), LookupError::NotFound);
        assert_eq!(explain(LookupErrorKind::Again), LookupError::TryAgain);
        assert_eq!(explain(LookupErrorKind::Fail), LookupError::Other { code: "EAI_FAIL".to_owned() });
    }
}
