//! The way to a host, phase by phase, as sf takes it.

mod connect;
mod handshake;
mod limits;
mod name_servers;
mod name_source;
mod old_suites;
pub mod outside;
mod request;
mod resolve;
mod server_hello;
mod socks;
#[cfg(test)]
mod tests;
mod text;
mod tunnel;
mod wire;

pub use resolve::overridden;

use super::Context;
use connect::Selection;
use handshake::{Hello, NodeHello};
use limits::{Limits, elapsed_ms};
use request::Question;
use resolve::Asker;
use sf_preflight_checks::model::observations::{
    HandshakeError, Lookup, LookupError, NameServerAnswer, NodeVersion, Phase, Probe, ProtocolFault, ProxyScheme, ProxyUrl, Purpose,
    SmallHello, Tunnel, TunnelError, WebScheme,
};
use sf_preflight_checks::node::options::NodeOptions;
use sf_preflight_checks::node::roots;
use sf_preflight_checks::salesforce::answer;
use sf_preflight_checks::salesforce::login_url::Target;
use sf_preflight_checks::salesforce::proxy::ProxyChoice;
use std::net::IpAddr;
use std::time::Instant;
use wire::Wire;

/// A host on the way to which everything was done but the request.
pub struct Arrival<'a> {
    way: Way<'a>,
    hello: Hello,
    /// What was seen on the way.
    pub probe: Probe,
    /// What the request can be sent over.
    wire: Option<Wire>,
}

/// Goes to a host as sf would: at most one connection and one handshake. Nothing secret is sent.
///
/// Only after a failure is more done: a second, smaller handshake after silence or a reset, another one with older cipher suites
/// after a server found none in common or sent a chain that is too long for this program, and a question to each name
/// server after a look-up that found nothing.
pub async fn arrive<'a>(
    context: &'a Context,
    target: &'a Target,
    proxy: ProxyChoice<'a>,
    node: NodeVersion,
    purpose: Purpose,
) -> Arrival<'a> {
    let options = NodeOptions::parse(context.variable("NODE_OPTIONS").unwrap_or_default(), node);
    let hello = Hello::Node(NodeHello { version: node, range: options.tls_range() });
    let (proxy, crashes) = match proxy {
        ProxyChoice::Direct => (None, false),
        ProxyChoice::Through(_, proxy) => (Some(proxy), false),
        ProxyChoice::Crash(..) => (None, true),
    };
    let way = Way { context, target, proxy, limits: Limits::new(context, purpose), selection: Selection::new(&options) };
    let mut probe = untouched(target, proxy, purpose);
    let wire = if crashes { None } else { way.go(&mut probe, hello).await };
    Arrival { way, hello, probe, wire }
}

impl Arrival<'_> {
    /// Makes the one request, where the way led so far; and goes to where a captive portal sends on to, without a request.
    pub async fn ask(self) -> Probe {
        let Self { way, hello, mut probe, wire } = self;
        if let Some(wire) = wire {
            way.ask(&mut probe, wire).await;
            if let Some(next) = probe.http.value().and_then(answer::elsewhere) {
                probe.redirect = Some(Box::new(way.follow(&next, hello).await));
            }
        }
        probe
    }
}

/// Behind a proxy: asks this machine's resolver for the org's own host, as sf does after the token. None where sf
/// goes straight to the org, which looks the name up anyway.
pub async fn local_lookup(context: &Context, target: Option<&Target>, proxy: ProxyChoice<'_>) -> Option<Phase<Lookup, LookupError>> {
    let (ProxyChoice::Through(..), Some(target)) = (proxy, target) else { return None };
    if is_address(&target.host) || resolve::overridden(context, &target.host, target.port).is_some() {
        return Some(Phase::NotNeeded);
    }
    let limits = Limits::new(context, Purpose::Login);
    Some(limits.run(limits.lookup, resolve::look_up(&target.host, Asker::Lookup)).await.0)
}

/// A probe of which nothing has been done yet.
fn untouched(target: &Target, proxy: Option<&ProxyUrl>, purpose: Purpose) -> Probe {
    Probe {
        purpose,
        scheme: target.scheme,
        host: target.host.clone(),
        port: target.port,
        proxy: proxy.map(ProxyUrl::authority),
        lookup: Phase::NotReached,
        name_servers: Vec::new(),
        search_domains: Vec::new(),
        resolver_seconds: None,
        connect: Phase::NotReached,
        proxy_tls: if proxy.is_some_and(|proxy| proxy.scheme == ProxyScheme::Https) { Phase::NotReached } else { Phase::NotNeeded },
        tunnel: if proxy.is_some_and(|proxy| is_tunnelled(proxy, target)) { Phase::NotReached } else { Phase::NotNeeded },
        tls: if target.scheme == WebScheme::Https { Phase::NotReached } else { Phase::NotNeeded },
        http: Phase::NotReached,
        redirect: None,
        small_hello: None,
    }
}

/// undici asks for a tunnel to https hosts; a SOCKS proxy always makes one. Source: undici 8.12.4
/// `dispatcher/proxy-agent.js`, `shouldProxyTunnel`.
fn is_tunnelled(proxy: &ProxyUrl, target: &Target) -> bool {
    target.scheme == WebScheme::Https || proxy.scheme == ProxyScheme::Socks5
}

/// The alert handshake_failure (RFC 8446 section 6.2): the server found no cipher suite in common, perhaps because it
/// wants one that Node has and this program's TLS library has not.
const NOTHING_IN_COMMON: HandshakeError = HandshakeError::Alert { alert: 40, at_once: true };

/// Whether Node may come further than this program's TLS library: it knows more cipher suites, and takes longer chains.
fn is_for_node_alone(error: &HandshakeError) -> bool {
    *error == NOTHING_IN_COMMON || matches!(error, HandshakeError::Protocol { fault: Some(ProtocolFault::MessageTooLong), .. })
}

/// Whether the handshake with the org met silence or a reset, as it does where a middlebox does not like it.
fn met_a_middlebox(probe: &Probe) -> bool {
    matches!(probe.tls, Phase::TimedOut { .. } | Phase::Failed { error: HandshakeError::Reset, .. })
}

fn is_address(host: &str) -> bool {
    host.parse::<IpAddr>().is_ok()
}

/// The way to one host.
#[derive(Clone, Copy)]
struct Way<'a> {
    context: &'a Context,
    target: &'a Target,
    proxy: Option<&'a ProxyUrl>,
    limits: Limits,
    selection: Selection,
}

impl Way<'_> {
    /// The host and port that sf itself connects to.
    fn first_hop(&self) -> (&str, u16) {
        self.proxy.map_or((&self.target.host, self.target.port), |proxy| (&proxy.host, proxy.port))
    }

    /// From the name to a connection on which HTTP can be spoken with the host.
    async fn go(&self, probe: &mut Probe, hello: Hello) -> Option<Wire> {
        let Some((addresses, port)) = self.look_up(probe).await else {
            probe.search_domains = name_source::search_domains();
            return None;
        };
        let wire = self.secure(probe, &addresses, port, hello).await;
        if wire.is_none() && probe.purpose == Purpose::Login && met_a_middlebox(probe) {
            probe.small_hello = Some(self.try_small_hello(&addresses, port).await);
        } else if wire.is_none() && probe.tls.error().is_some_and(is_for_node_alone) {
            self.try_old_suites(probe, &addresses, port, hello).await;
        }
        wire
    }

    async fn look_up(&self, probe: &mut Probe) -> Option<(Vec<IpAddr>, u16)> {
        let (host, port) = self.first_hop();
        if let Some((address, port)) = resolve::overridden(self.context, host, port) {
            probe.lookup = Phase::NotNeeded;
            return Some((vec![address], port));
        }
        if let Ok(address) = host.parse() {
            probe.lookup = Phase::NotNeeded;
            return Some((vec![address], port));
        }
        let purpose = probe.purpose;
        let looking = self.limits.run(self.limits.lookup, resolve::look_up(host, Asker::Connection));
        let asking = async {
            tokio::time::sleep(self.limits.lookup_patience).await;
            self.ask_name_servers(purpose).await
        };
        tokio::pin!(looking, asking);
        let mut answers = None;
        let (phase, addresses) = loop {
            tokio::select! {
                biased;
                found = &mut looking => break found,
                early = &mut asking, if answers.is_none() => answers = Some(early),
            }
        };
        if matches!(phase, Phase::TimedOut { .. }) {
            probe.resolver_seconds = name_servers::patience();
        }
        if addresses.is_none() {
            probe.name_servers = match answers {
                Some(answers) => answers,
                None => self.ask_name_servers(purpose).await,
            };
        }
        probe.lookup = phase;
        addresses.map(|addresses| (addresses, port))
    }

    /// From the addresses to a connection on which HTTP can be spoken with the org.
    async fn secure(&self, probe: &mut Probe, addresses: &[IpAddr], port: u16, hello: Hello) -> Option<Wire> {
        let wire = self.reach(probe, addresses, port, hello).await?;
        if self.target.scheme == WebScheme::Http {
            return Some(wire);
        }
        super::make_ready(roots::prepare);
        let (phase, next) = self.limits.run(self.limits.tls, handshake::shake(wire, &self.target.host, hello)).await;
        probe.tls = phase;
        next
    }

    /// From the addresses to a connection with the org, be it through a proxy.
    async fn reach(&self, probe: &mut Probe, addresses: &[IpAddr], port: u16, hello: Hello) -> Option<Wire> {
        let limits = &self.limits;
        let (phase, stream) = limits.run(limits.connect, connect::connect(addresses, port, self.selection)).await;
        probe.connect = phase;
        let mut wire = Wire::new(stream?);
        if let Some(proxy) = self.proxy {
            if proxy.scheme == ProxyScheme::Https {
                let (phase, next) = limits.run(limits.proxy_tls, handshake::shake(wire, &proxy.host, hello)).await;
                probe.proxy_tls = phase;
                wire = next?;
            }
            if is_tunnelled(proxy, self.target) {
                let (phase, next) = limits.run(limits.tunnel, self.tunnel(wire, proxy)).await;
                probe.tunnel = phase;
                wire = next?;
            }
        }
        Some(wire)
    }

    async fn tunnel(&self, wire: Wire, proxy: &ProxyUrl) -> Result<(Tunnel, Wire), TunnelError> {
        match proxy.scheme {
            ProxyScheme::Socks5 => socks::open(wire, proxy, &self.target.host, self.target.port).await,
            ProxyScheme::Http | ProxyScheme::Https => tunnel::open(wire, proxy, &self.authority(true)).await,
        }
    }

    async fn ask(&self, probe: &mut Probe, wire: Wire) {
        let in_clear = self.proxy.filter(|proxy| !is_tunnelled(proxy, self.target));
        let host = self.authority(false);
        let question = Question {
            host: &host,
            absolute: in_clear.is_some(),
            proxy_authorization: in_clear.and_then(|proxy| proxy.authorization.as_ref()),
        };
        probe.http = self.limits.run(self.limits.http, request::get(wire, &question)).await.0;
    }

    /// The way to where an answer sends on to, up to the request.
    async fn follow(&self, target: &Target, hello: Hello) -> Probe {
        let way = Way { target, limits: Limits::new(self.context, Purpose::Redirect), ..*self };
        let mut probe = untouched(target, self.proxy, Purpose::Redirect);
        if let Some((addresses, port)) = way.look_up(&mut probe).await {
            way.secure(&mut probe, &addresses, port, hello).await;
        }
        probe
    }

    /// `host:port`, the scheme's own port only where it is wanted.
    fn authority(&self, with_usual_port: bool) -> String {
        let Target { scheme, host, port } = self.target;
        let usual = match scheme {
            WebScheme::Http => 80,
            WebScheme::Https => 443,
        };
        let host = if host.contains(':') { format!("[{host}]") } else { host.clone() };
        if *port == usual && !with_usual_port { host } else { format!("{host}:{port}") }
    }

    /// A second handshake on a fresh connection.
    async fn try_small_hello(&self, addresses: &[IpAddr], port: u16) -> SmallHello {
        let start = Instant::now();
        let mut second = untouched(self.target, self.proxy, Purpose::Login);
        let (_, _) = self
            .limits
            .run(self.limits.small_hello, async {
                self.secure(&mut second, addresses, port, Hello::Small).await;
                Ok::<_, ()>(((), ()))
            })
            .await;
        let answered = matches!(
            second.tls,
            Phase::Done { .. } | Phase::Failed { error: HandshakeError::Alert { .. } | HandshakeError::Protocol { .. }, .. }
        );
        SmallHello { answered, duration_ms: elapsed_ms(start) }
    }

    /// A second handshake on a fresh connection, with all of Node's cipher suites, as far as it shows what Node would
    /// agree on; the request is then not made. What it finds takes the first one's place.
    async fn try_old_suites(&self, probe: &mut Probe, addresses: &[IpAddr], port: u16, hello: Hello) {
        let mut second = untouched(self.target, self.proxy, probe.purpose);
        let Some(wire) = self.reach(&mut second, addresses, port, hello).await else { return };
        let (phase, _) = self.limits.run(self.limits.tls, old_suites::ask(wire, &self.target.host)).await;
        if phase.value().is_some() {
            probe.tls = phase;
        }
    }

    async fn ask_name_servers(&self, purpose: Purpose) -> Vec<NameServerAnswer> {
        let (host, _) = self.first_hop();
        let mut names = vec![host.to_owned()];
        match purpose {
            Purpose::Login if is_my_domain(host) => names.push(ALWAYS_THERE.to_owned()),
            Purpose::Login => {}
            Purpose::Fallback | Purpose::Redirect => return Vec::new(),
        }
        name_servers::ask(&names, self.limits.name_servers).await
    }
}

/// A Salesforce name that exists as long as Salesforce does: it resolves where only the My Domain is wrong.
const ALWAYS_THERE: &str = "login.salesforce.com";

fn is_my_domain(host: &str) -> bool {
    host.ends_with(".my.salesforce.com")
}
