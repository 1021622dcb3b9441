//! A Salesforce-like org: TLS, and the few answers that a login needs.

use super::log::{Event, Log};
use super::pki::{ChainKind, PKI};
use super::server::Server;
use super::wire::{self, Head};
use chrono::{TimeDelta, Utc};
use rustls::ServerConfig;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

/// A ClientHello longer than this does not fit one packet: it carries a post-quantum key share.
const BIG_HELLO: usize = 1200;

/// What an org does wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OrgFault {
    /// Nothing.
    #[default]
    None,
    /// Resets the connection when the ClientHello comes.
    Reset,
    /// Closes it then.
    Close,
    /// Says nothing to the ClientHello.
    TlsHang,
    /// Speaks plain HTTP.
    PlainHttp,
    /// Answers with bytes that are no protocol.
    Garbage,
    /// Answers the ClientHello with a fatal alert of that number (RFC 8446 section 6).
    Alert(u8),
    /// Asks for a client certificate, and insists.
    ClientCertificate,
    /// Resets the connection when the request comes.
    ResetAfterTls,
    /// Closes it then.
    CloseAfterTls,
    /// Says nothing to the request.
    HangAfterTls,
    /// A middlebox that resets a ClientHello over one packet long.
    ResetBigHello,
    /// A middlebox that swallows it.
    DropBigHello,
    /// Salesforce's page for a thing that is not there.
    Html,
    /// A captive portal: redirects to its own page.
    Captive,
    /// A captive portal whose page nobody can reach.
    CaptiveUnreachable,
    /// Down for maintenance.
    Down,
    /// A block page.
    Forbidden,
    /// These bytes, and then it closes.
    Says(&'static [u8]),
    /// Headers without end.
    EndlessHeaders,
    /// A body without end.
    EndlessBody,
    /// A header a second.
    Drip,
    /// Headers and a title that try to move the cursor, hide text and look like annotations.
    Hostile,
}

/// How an org is.
#[derive(Debug, Clone, Copy, Default)]
pub struct OrgOptions {
    /// What it does wrong.
    pub fault: OrgFault,
    /// The chain it sends.
    pub chain: ChainKind,
    /// How far its clock is ahead, seconds.
    pub skew: i64,
    /// How long it waits before each of its flights: the TLS answer, the HTTP answer.
    pub delay: Duration,
}

/// What serves an org's connections; also behind a proxy that looks into TLS.
#[derive(Clone)]
pub struct Org {
    options: OrgOptions,
    tls: Arc<ServerConfig>,
    log: Log,
}

impl Org {
    /// An org that notes what it sees in `log`.
    pub fn new(options: OrgOptions, log: Log) -> Self {
        Self { options, tls: PKI.server(options.chain, options.fault == OrgFault::ClientCertificate), log }
    }

    /// Starts an org at that address; port 0 is one that the system chooses.
    pub fn start(options: OrgOptions, address: SocketAddr) -> Server {
        let org = Self::new(options, Log::default());
        Server::accept(address, org.log.clone(), move |stream| org.clone().handle(stream))
    }

    /// Serves a connection.
    pub async fn handle(self, mut stream: TcpStream) {
        tokio::time::sleep(self.options.delay).await;
        match self.options.fault {
            OrgFault::Reset => wire::reset(stream).await,
            OrgFault::Close => drop(wire::read_record(&mut stream).await),
            OrgFault::TlsHang => wire::hang().await,
            OrgFault::PlainHttp => {
                let _ = wire::read_record(&mut stream).await;
                let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").await;
            }
            OrgFault::Garbage => {
                let _ = wire::read_record(&mut stream).await;
                let _ = stream.write_all(&b"\x00\x01\x02 this is not tls at all".repeat(20)).await;
            }
            OrgFault::Alert(alert) => {
                let _ = wire::read_record(&mut stream).await;
                let _ = stream.write_all(&[0x15, 3, 1, 0, 2, 2, alert]).await;
            }
            OrgFault::ResetBigHello if wire::peek_record_length(&stream).await > BIG_HELLO => wire::reset(stream).await,
            OrgFault::DropBigHello if wire::peek_record_length(&stream).await > BIG_HELLO => wire::hang().await,
            _ => self.serve_tls(stream).await,
        }
    }

    async fn serve_tls(self, stream: TcpStream) {
        let mut stream = match TlsAcceptor::from(Arc::clone(&self.tls)).accept(stream).await {
            Ok(stream) => stream,
            Err(error) => return self.log.note(Event::HandshakeFailed(error.to_string())),
        };
        let connection = stream.get_ref().1;
        self.log.note(Event::Handshake {
            name: connection.server_name().map(str::to_owned),
            group: connection.negotiated_key_exchange_group().map(|group| format!("{:?}", group.name())),
        });
        match self.options.fault {
            OrgFault::ResetAfterTls => {
                let _ = stream.read_u8().await;
                let _ = stream.get_ref().0.set_zero_linger();
            }
            OrgFault::CloseAfterTls => drop(wire::read_head(&mut stream).await),
            OrgFault::HangAfterTls => wire::hang().await,
            _ => self.serve_http(&mut stream).await,
        }
    }

    /// Answers requests until the other side ends the connection.
    async fn serve_http(&self, stream: &mut TlsStream<TcpStream>) {
        while let Some(head) = wire::read_head(stream).await {
            let length = head.header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
            if stream.read_exact(&mut vec![0; length]).await.is_err() {
                return;
            }
            self.log.note(Event::Request {
                method: head.word(0).to_owned(),
                host: head.header("host").unwrap_or_default().to_owned(),
                path: head.word(1).to_owned(),
                head: head.text.clone(),
            });
            tokio::time::sleep(self.options.delay).await;
            if self.answer(&head, stream).await.is_err() {
                return;
            }
        }
    }

    async fn answer(&self, head: &Head, stream: &mut (impl AsyncRead + AsyncWrite + Unpin)) -> std::io::Result<()> {
        match self.options.fault {
            OrgFault::Says(bytes) => {
                stream.write_all(bytes).await?;
                return stream.shutdown().await;
            }
            OrgFault::EndlessHeaders => {
                stream.write_all(b"HTTP/1.1 200 OK\r\n").await?;
                loop {
                    stream.write_all(format!("X-Filler: {}\r\n", "x".repeat(1000)).as_bytes()).await?;
                }
            }
            OrgFault::EndlessBody => {
                stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n").await?;
                loop {
                    stream.write_all(format!("400\r\n{}\r\n", "[".repeat(0x400)).as_bytes()).await?;
                }
            }
            OrgFault::Drip => {
                stream.write_all(b"HTTP/1.1 200 OK\r\n").await?;
                loop {
                    stream.write_all(b"X-Drip: 1\r\n").await?;
                    stream.flush().await?;
                    tokio::time::sleep(Duration::from_secs(1)).await;
                }
            }
            _ => {}
        }
        let page = self.page(head);
        let date = (Utc::now() + TimeDelta::seconds(self.options.skew)).format("%a, %d %b %Y %H:%M:%S GMT");
        let Page { status, kind, headers, body } = page;
        let length = body.len();
        let head = format!("HTTP/1.1 {status}\r\nDate: {date}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n{COOKIES}{headers}");
        let text = format!("{head}\r\n{body}");
        stream.write_all(text.as_bytes()).await?;
        stream.flush().await
    }

    fn page(&self, head: &Head) -> Page {
        let html = |status, headers, title: &str| Page {
            status,
            kind: "text/html; charset=UTF-8",
            headers,
            body: format!("<html><head><title>{title}</title></head><body>{title}</body></html>"),
        };
        match self.options.fault {
            OrgFault::Html => html("200 OK", "", "Data Not Available"),
            OrgFault::Captive => html("302 Found", "Location: http://canary-guest:canary-pass@portal.lab/login\r\n", "Guest network"),
            OrgFault::CaptiveUnreachable => html("302 Found", "Location: http://127.0.0.1:2/login\r\n", "Guest network"),
            OrgFault::Down => html("503 Service Unavailable", "", "We are down for maintenance."),
            OrgFault::Forbidden => html("403 Forbidden", "", "Blocked by policy"),
            OrgFault::Hostile => html(
                "200 O\u{9b}31mK",
                "Server: ::error::owned\u{202e}\u{9b}31m\r\n",
                "\u{1b}[2J\u{1b}]0;owned\u{7}\n::error::owned\u{202e}&#27;[31m<script>alert(1)</script>",
            ),
            _ => salesforce_page(head),
        }
    }
}

/// What no report may show.
const COOKIES: &str = "Set-Cookie: sid=canary-cookie; Secure; HttpOnly\r\nX-Auth-Token: canary-header\r\n";

struct Page {
    status: &'static str,
    kind: &'static str,
    headers: &'static str,
    body: String,
}

/// What a healthy org answers.
fn salesforce_page(head: &Head) -> Page {
    let json = |status, body: &str| Page { status, kind: "application/json;charset=UTF-8", headers: "", body: body.to_owned() };
    match head.word(1).trim_end_matches('/') {
        "/services/data" => json("200 OK", r#"[{"label":"Winter '26","url":"/services/data/v65.0","version":"65.0"}]"#),
        // What the hosts of `--latest` and `--status` answer.
        "/media/salesforce-cli/sf/channels/stable/sf-linux-x64-buildmanifest" => json("200 OK", r#"{"version":"2.151.0","sha":"0"}"#),
        "/v1/instanceAliases/acme/status" => json("200 OK", r#"{"key":"LAB1","status":"MAINTENANCE"}"#),
        _ => json("404 Not Found", r#"[{"errorCode":"NOT_FOUND","message":"The requested resource does not exist"}]"#),
    }
}
