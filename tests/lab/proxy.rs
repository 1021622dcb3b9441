//! A CONNECT proxy.

use super::log::{Event, Log};
use super::org::Org;
use super::pki::{ChainKind, PKI};
use super::server::Server;
use super::wire;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::net::{Ipv4Addr, SocketAddr};
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;

/// What a proxy does wrong, or asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ProxyFault {
    /// Nothing.
    #[default]
    None,
    /// 407 to everybody.
    AuthenticationRequired,
    /// 407 to whoever does not send these credentials (`user:password`).
    Credentials(&'static str),
    /// 407, and only NTLM will do.
    Ntlm,
    /// 403, with a block page.
    Forbidden,
    /// 502: it cannot reach the org itself.
    BadGateway,
    /// Accepts the connection and says nothing.
    Hang,
    /// Resets it when something comes.
    Reset,
    /// Closes it after the request.
    Close,
    /// Answers with bytes that are no protocol.
    Garbage,
    /// Headers without end.
    EndlessHeaders,
    /// A refusal whose words try to take over the terminal.
    Hostile,
    /// Answers with these bytes, and closes.
    Says(&'static [u8]),
    /// 200, and then nothing of the org comes.
    HangAfterConnect,
    /// Looks into TLS: shows its own certificate.
    Inspect,
}

/// How a proxy is.
#[derive(Debug, Clone, Copy, Default)]
pub struct ProxyOptions {
    /// What it does wrong.
    pub fault: ProxyFault,
    /// The chain it shows of itself where it is spoken to over TLS; None for a plain one.
    pub tls: Option<ChainKind>,
}

/// A proxy's service.
#[derive(Clone)]
pub struct Proxy {
    options: ProxyOptions,
    target: SocketAddr,
    inspector: Org,
    log: Log,
}

impl Proxy {
    /// Starts a proxy whose every tunnel leads to `target`. One that looks into TLS answers as `inspector`.
    pub fn start(options: ProxyOptions, target: SocketAddr, inspector: Org) -> Server {
        let log = Log::default();
        let proxy = Self { options, target, inspector, log: log.clone() };
        Server::accept((Ipv4Addr::LOCALHOST, 0).into(), log, move |stream| proxy.clone().handle(stream))
    }

    async fn handle(self, stream: TcpStream) {
        match (self.options.fault, self.options.tls) {
            (ProxyFault::Hang, _) => wire::hang().await,
            (ProxyFault::Reset, _) => wire::reset(stream).await,
            (ProxyFault::Inspect, _) => self.inspect(stream).await,
            (_, Some(chain)) => match TlsAcceptor::from(PKI.server(chain, false)).accept(stream).await {
                Ok(stream) => {
                    let name = stream.get_ref().1.server_name().map(str::to_owned);
                    self.log.note(Event::Handshake { name, group: None });
                    self.serve(stream).await;
                }
                Err(error) => self.log.note(Event::HandshakeFailed(error.to_string())),
            },
            (_, None) => self.serve(stream).await,
        }
    }

    async fn inspect(self, mut stream: TcpStream) {
        if self.request(&mut stream).await.is_some() && stream.write_all(ESTABLISHED).await.is_ok() {
            self.inspector.handle(stream).await;
        }
    }

    /// Reads and notes a request; gives its Proxy-Authorization, empty where there is none.
    async fn request(&self, stream: &mut (impl AsyncRead + Unpin)) -> Option<String> {
        let head = wire::read_head(stream).await?;
        let authorization = head.header("proxy-authorization").map(str::to_owned);
        self.log.note(Event::Tunnel { line: head.line().to_owned(), authorization: authorization.clone() });
        Some(authorization.unwrap_or_default())
    }

    async fn serve(self, mut stream: impl AsyncRead + AsyncWrite + Unpin) {
        let Some(authorization) = self.request(&mut stream).await else { return };
        let refusal: &[u8] = match self.options.fault {
            ProxyFault::AuthenticationRequired => BASIC_WANTED,
            ProxyFault::Credentials(known) if authorization != format!("Basic {}", STANDARD.encode(known)) => BASIC_WANTED,
            ProxyFault::Ntlm => NTLM_WANTED,
            ProxyFault::Forbidden => FORBIDDEN,
            ProxyFault::BadGateway => b"HTTP/1.1 502 Bad Gateway\r\nVia: 1.1 lab-proxy\r\nContent-Length: 0\r\n\r\n",
            ProxyFault::Garbage => b"\x00\x01\x02 this is not http at all\r\n\r\n",
            ProxyFault::Close => b"",
            ProxyFault::Hostile => HOSTILE.as_bytes(),
            ProxyFault::Says(bytes) => bytes,
            ProxyFault::EndlessHeaders => {
                let filler = format!("X-Filler: {}\r\n", "x".repeat(1000));
                let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n").await;
                while stream.write_all(filler.as_bytes()).await.is_ok() {}
                return;
            }
            ProxyFault::HangAfterConnect => {
                let _ = stream.write_all(ESTABLISHED).await;
                return wire::hang().await;
            }
            _ => return self.connect(stream).await,
        };
        let _ = stream.write_all(refusal).await;
        let _ = stream.shutdown().await;
    }

    async fn connect(self, mut stream: impl AsyncRead + AsyncWrite + Unpin) {
        let Ok(mut target) = TcpStream::connect(self.target).await else { return };
        if stream.write_all(ESTABLISHED).await.is_ok() && stream.flush().await.is_ok() {
            let _ = tokio::io::copy_bidirectional(&mut stream, &mut target).await;
        }
    }
}

const ESTABLISHED: &[u8] = b"HTTP/1.1 200 Connection Established\r\n\r\n";
const BASIC_WANTED: &[u8] =
    b"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"lab\"\r\nSet-Cookie: canary-cookie\r\nX-Session-Id: canary-session\r\nContent-Length: 0\r\n\r\n";
const NTLM_WANTED: &[u8] =
    b"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Negotiate\r\nProxy-Authenticate: NTLM\r\nContent-Length: 0\r\n\r\n";
const FORBIDDEN: &[u8] =
    b"HTTP/1.1 403 Forbidden\r\nVia: 1.1 lab-proxy\r\nSet-Cookie: canary-cookie\r\nX-Auth-Token: canary-header\r\nContent-Type: text/html\r\nContent-Length: 30\r\n\r\n<html>Blocked by policy</html>";
/// Control characters stand only where HTTP lets them, so that the words are read.
const HOSTILE: &str = "HTTP/1.1 403 \u{9b}31mowned\r\nVia: ::error::owned\u{202e}\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n\
                       <title>\u{1b}[2J\u{1b}]0;owned\u{7}</title>\n::error::owned\u{200b}\u{202e}&#27;[31m\n";
