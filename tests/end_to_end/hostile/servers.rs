//! Servers that mean harm: each keeps the program no longer than its deadline, makes it hold no more than it needs, and
//! is named for what it does.

use super::bounded::{self, Input};
use crate::lab::log::{Event, Log};
use crate::lab::pki::{ChainKind, PKI};
use crate::lab::plan::Plan;
use crate::lab::server::Server;
use crate::lab::wire;
use crate::lab::world::World;
use crate::run::{Run, check, in_parallel};
use rustls::pki_types::CertificateDer;
use std::future::Future;
use std::net::{Ipv4Addr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

const URL: &str = "https://hostile.my.salesforce.com";
const ANYWHERE: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

type Doing = Pin<Box<dyn Future<Output = ()>>>;

/// What a hostile server does.
#[derive(Clone, Copy)]
enum Attack {
    /// With a connection.
    Raw(fn(TcpStream) -> Doing),
    /// With the answer to a request, once it has shaken hands.
    Answer(fn(TlsStream<TcpStream>) -> Doing),
    /// It shows these certificates.
    Chain(fn() -> Vec<CertificateDer<'static>>),
}

/// An attack, its name, and the check that must tell of it.
struct Case {
    name: &'static str,
    attack: Attack,
    told_by: &'static str,
}

const CASES: [Case; 25] = [
    Case { name: "a byte of TLS now and then", attack: Attack::Raw(|s| Box::pin(drip_tls(s))), told_by: "connection" },
    Case { name: "a record of TLS now and then", attack: Attack::Raw(|s| Box::pin(drip_records(s))), told_by: "connection" },
    Case { name: "warnings without end", attack: Attack::Raw(|s| Box::pin(endless_warnings(s))), told_by: "connection" },
    Case { name: "16 MB of certificate", attack: Attack::Raw(|s| Box::pin(huge_certificate(s))), told_by: "connection" },
    Case { name: "10,000 certificates", attack: Attack::Raw(|s| Box::pin(many_certificates(s))), told_by: "connection" },
    Case { name: "an empty chain", attack: Attack::Raw(|s| Box::pin(no_certificates(s))), told_by: "connection" },
    Case { name: "a chain that goes in circles", attack: Attack::Chain(circle), told_by: "certificate-chain" },
    Case { name: "DER that is deep", attack: Attack::Chain(deep), told_by: "certificate-chain" },
    Case { name: "DER that is long", attack: Attack::Chain(long), told_by: "certificate-chain" },
    Case { name: "a byte of head now and then", attack: Attack::Answer(|s| Box::pin(drip_head(s))), told_by: "endpoint" },
    Case { name: "a byte of body now and then", attack: Attack::Answer(|s| Box::pin(drip_body(s))), told_by: "endpoint" },
    Case {
        name: "headers without end",
        attack: Attack::Answer(|s| Box::pin(endless(s, b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"))),
        told_by: "endpoint",
    },
    Case {
        name: "a header without end",
        attack: Attack::Answer(|s| Box::pin(endless(s, b"HTTP/1.1 200 OK\r\nX: ", b"y"))),
        told_by: "endpoint",
    },
    Case {
        name: "a status line without end",
        attack: Attack::Answer(|s| Box::pin(endless(s, b"HTTP/1.1 200 ", b"OK"))),
        told_by: "endpoint",
    },
    Case {
        name: "continue without end",
        attack: Attack::Answer(|s| Box::pin(endless(s, b"", b"HTTP/1.1 100 Continue\r\n\r\n"))),
        told_by: "endpoint",
    },
    Case { name: "a body of 1 GB", attack: Attack::Answer(|s| Box::pin(endless(s, GIGABYTE, b"{\"a\":[],"))), told_by: "endpoint" },
    Case { name: "a chunk's name without end", attack: Attack::Answer(|s| Box::pin(endless(s, CHUNK, b"name"))), told_by: "endpoint" },
    Case { name: "trailers without end", attack: Attack::Answer(|s| Box::pin(endless(s, TRAILER, b"X: y\r\n"))), told_by: "endpoint" },
    Case { name: "chunks of one byte", attack: Attack::Answer(|s| Box::pin(endless(s, CHUNKED, b"1\r\n[\r\n"))), told_by: "endpoint" },
    Case { name: "JSON that is deep", attack: Attack::Answer(|s| Box::pin(endless(s, GIGABYTE, b"["))), told_by: "endpoint" },
    Case { name: "a length beyond all numbers", attack: Attack::Answer(|s| Box::pin(endless(s, ENDLESS, b"["))), told_by: "endpoint" },
    Case { name: "a negative length", attack: Attack::Answer(|s| Box::pin(endless(s, NEGATIVE, b"["))), told_by: "endpoint" },
    Case { name: "new keys without end", attack: Attack::Answer(|s| Box::pin(new_keys(s))), told_by: "endpoint" },
    Case { name: "records of nothing", attack: Attack::Raw(|s| Box::pin(empty_records(s))), told_by: "connection" },
    Case { name: "a compressed bomb", attack: Attack::Answer(|s| Box::pin(bomb(s))), told_by: "endpoint" },
];

const GIGABYTE: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000000000\r\n\r\n";
const ENDLESS: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999999999\r\n\r\n";
const NEGATIVE: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n";
const CHUNKED: &[u8] = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
const TRAILER: &[u8] = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n[]\r\n0\r\n";
const CHUNK: &[u8] = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;";
/// How long a server that drips waits.
const PAUSE: Duration = Duration::from_millis(30);

#[test]
fn a_hostile_server_is_told_of_in_time() {
    in_parallel(&CASES, |case| {
        let server = start(case.attack);
        let run = look_at(case.name, &server, &[]);
        let report = run.json();
        let told = check(&report, case.told_by);
        assert!(matches!(told["status"].as_str(), Some("fail" | "unknown")), "{}: {report:#}", case.name);
        assert!(!told["summary"].as_str().unwrap_or_default().is_empty(), "{}: {told:#}", case.name);
    });
}

#[test]
fn a_redirect_is_told_and_nothing_is_asked_where_it_leads() {
    let asked = Arc::new(AtomicUsize::new(0));
    let elsewhere = Server::accept(ANYWHERE, Log::default(), {
        let asked = Arc::clone(&asked);
        move |mut stream| {
            let asked = Arc::clone(&asked);
            async move {
                asked.fetch_add(stream.read(&mut [0]).await.unwrap_or(0), Ordering::SeqCst);
            }
        }
    });
    let target = format!("http://{}/login", elsewhere.address);
    let head = format!("HTTP/1.1 302 Found\r\nLocation: {target}\r\nContent-Length: 0\r\n\r\n");
    let head: &'static [u8] = head.leak().as_bytes();
    let server = tls(ChainKind::Good, move |mut stream| {
        Box::pin(async move {
            let _ = stream.write_all(head).await;
        })
    });
    let run = look_at("a redirect", &server, &[]);
    assert!(run.stdout.contains(&target), "{}", run.stdout);
    assert!(elsewhere.log.counts().connections <= 1, "the way is looked at once");
    assert_eq!(asked.load(Ordering::SeqCst), 0, "nothing is sent there");
}

#[test]
fn nothing_compressed_is_asked_for_and_nothing_can_be_unpacked() {
    let server = tls(ChainKind::Good, |_| Box::pin(async {}));
    look_at("the request", &server, &[]);
    let events = server.log.events();
    let head = events.iter().find_map(|event| match event {
        Event::Request { head, .. } => Some(head.to_ascii_lowercase()),
        _ => None,
    });
    assert!(head.is_some_and(|head| !head.contains("encoding")), "{events:?}");
    let lock = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.lock")).unwrap();
    for library in ["flate2", "miniz_oxide", "libz-sys", "zlib-rs", "brotli", "brotli-decompressor", "zstd", "ruzstd", "async-compression"]
    {
        assert!(!lock.contains(&format!("name = \"{library}\"\n")), "{library} can unpack");
    }
}

/// Asks about the server as if it were the org.
fn look_at(name: &str, server: &Server, options: &[&str]) -> Run {
    let world = World::build(Plan { url: URL, ..Plan::healthy() });
    let resolve = format!("--resolve=hostile.my.salesforce.com:443:{}", server.address);
    bounded::run(name, bounded::command(&world, &[&[resolve.as_str()], options].concat()), Input::None)
}

fn start(attack: Attack) -> Server {
    match attack {
        Attack::Raw(doing) => Server::accept(ANYWHERE, Log::default(), doing),
        Attack::Answer(doing) => tls(ChainKind::Good, doing),
        Attack::Chain(chain) => Server::accept(ANYWHERE, Log::default(), move |stream| async move {
            if let Ok(mut stream) = TlsAcceptor::from(PKI.server_of(chain())).accept(stream).await {
                let _ = stream.read_u8().await;
            }
        }),
    }
}

/// A server that shakes hands, reads a request and does this then.
fn tls(chain: ChainKind, doing: impl Fn(TlsStream<TcpStream>) -> Doing + Copy + Send + 'static) -> Server {
    let log = Log::default();
    let noted = log.clone();
    Server::accept(ANYWHERE, log, move |stream| {
        let noted = noted.clone();
        async move {
            let Ok(mut stream) = TlsAcceptor::from(PKI.server(chain, false)).accept(stream).await else { return };
            let Some(head) = wire::read_head(&mut stream).await else { return };
            let (method, path) = (head.word(0).to_owned(), head.word(1).to_owned());
            noted.note(Event::Request { method, path, host: String::new(), head: head.text });
            doing(stream).await;
        }
    })
}

async fn drip(mut stream: impl AsyncWrite + Unpin, pieces: impl Iterator<Item = Vec<u8>>) {
    for piece in pieces {
        if stream.write_all(&piece).await.is_err() || stream.flush().await.is_err() {
            return;
        }
        tokio::time::sleep(PAUSE).await;
    }
}

async fn endless(mut stream: impl AsyncWrite + Unpin, head: &[u8], piece: &[u8]) {
    let block = piece.repeat(64 * 1024 / piece.len());
    let _ = stream.write_all(head).await;
    while stream.write_all(&block).await.is_ok() {}
}

async fn drip_tls(mut stream: TcpStream) {
    let _ = wire::read_record(&mut stream).await;
    drip(stream, [0x16, 3, 3, 0x40, 0].into_iter().chain(std::iter::repeat(2)).map(|byte| vec![byte])).await;
}

/// A handshake message that never comes to its end.
async fn drip_records(mut stream: TcpStream) {
    let _ = wire::read_record(&mut stream).await;
    drip(stream, std::iter::once(record(22, &[2, 0, 0xf0, 0])).chain(std::iter::repeat_with(|| record(22, &[0])))).await;
}

/// Alerts of the level `warning` that end nothing: `no_renegotiation`.
async fn endless_warnings(mut stream: TcpStream) {
    let _ = wire::read_record(&mut stream).await;
    endless(stream, b"", &record(21, &[1, 100])).await;
}

/// Records of the handshake in which no message is.
async fn empty_records(mut stream: TcpStream) {
    let _ = wire::read_record(&mut stream).await;
    endless(stream, b"", &record(22, &[])).await;
}

/// KeyUpdate after KeyUpdate (RFC 8446 section 4.6.3), and no answer.
async fn new_keys(mut stream: TlsStream<TcpStream>) {
    while stream.get_mut().1.refresh_traffic_keys().is_ok() && stream.flush().await.is_ok() {
        tokio::task::yield_now().await;
    }
}

async fn huge_certificate(stream: TcpStream) {
    certificates(stream, &[vec![0x30; 16 * 1024 * 1024 - 16]]).await;
}

async fn many_certificates(stream: TcpStream) {
    certificates(stream, &vec![PKI.root.der().to_vec(); 10_000]).await;
}

async fn no_certificates(stream: TcpStream) {
    certificates(stream, &[]).await;
}

/// The first flight of a TLS 1.2 server with these certificates.
async fn certificates(mut stream: TcpStream, chain: &[Vec<u8>]) {
    let _ = wire::read_record(&mut stream).await;
    let hello = [&[3, 3][..], &[7; 32], &[0, 0xc0, 0x2b, 0, 0, 5, 0xff, 1, 0, 1, 0]].concat();
    let list: Vec<u8> = chain.iter().flat_map(|certificate| sized(certificate)).collect();
    let flight = [message(2, &hello), message(11, &sized(&list)), message(14, &[])].concat();
    for piece in flight.chunks(16 * 1024) {
        if stream.write_all(&record(22, piece)).await.is_err() {
            return;
        }
    }
    let _ = stream.read_to_end(&mut Vec::new()).await;
}

fn sized(bytes: &[u8]) -> Vec<u8> {
    let length = u32::try_from(bytes.len()).unwrap().to_be_bytes();
    [&length[1..], bytes].concat()
}

fn message(kind: u8, body: &[u8]) -> Vec<u8> {
    [vec![kind], sized(body)].concat()
}

fn record(kind: u8, body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len()).unwrap().to_be_bytes();
    [&[kind, 3, 3][..], &length, body].concat()
}

/// As many certificates as a handshake can carry, each the issuer of all others.
fn circle() -> Vec<CertificateDer<'static>> {
    let root = PKI.company.der().clone();
    let count = 60_000 / (root.len() + 8);
    vec![root; count]
}

fn deep() -> Vec<CertificateDer<'static>> {
    vec![(0..8000).fold(Vec::new(), |inner, _| der(0x30, &inner)).into()]
}

/// A certificate whose body is one list of nothing.
fn long() -> Vec<CertificateDer<'static>> {
    vec![der(0x30, &der(0x30, &[5, 0].repeat(25_000))).into()]
}

fn der(tag: u8, contents: &[u8]) -> Vec<u8> {
    [&[tag, 0x83][..], &sized(contents)].concat()
}

async fn drip_head(stream: TlsStream<TcpStream>) {
    drip(stream, b"HTTP/1.1 200 OK\r\nX: ".iter().chain(std::iter::repeat(&b'y')).map(|byte| vec![*byte])).await;
}

async fn drip_body(stream: TlsStream<TcpStream>) {
    let pieces = std::iter::once(GIGABYTE.to_vec()).chain(std::iter::repeat_with(|| b"[".to_vec()));
    drip(stream, pieces).await;
}

/// 60 kB that unpack to 9 MB of zeros: gzip with one fixed block of "258 bytes as the one before" (RFC 1951 section 3.2.6).
async fn bomb(mut stream: TlsStream<TcpStream>) {
    // The block's header, the literal 0, and then length 258 at distance 1; bits from the lowest.
    let repeated = "1100010100000";
    let bits = format!("110{}{}", "00110000", repeated.repeat(36_000));
    let mut body = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3];
    body.extend(bits.as_bytes().chunks(8).map(|byte| byte.iter().rev().fold(0, |byte, bit| byte << 1 | (bit - b'0'))));
    let length = body.len();
    let head = format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: {length}\r\n\r\n");
    let _ = stream.write_all(head.as_bytes()).await;
    let _ = stream.write_all(&body).await;
    let _ = stream.flush().await;
}
