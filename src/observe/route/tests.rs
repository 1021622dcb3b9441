//! The phases against small servers on loopback.

mod answers;
mod socks;

use super::*;
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use sf_preflight_checks::model::observations::{
    BodyKind, ConnectError, Flow, LoginRequest, ProxyVariable, RequestError, Tunnel, TunnelError,
};
use sf_preflight_checks::salesforce::http_stack::HttpStack;
use sf_preflight_checks::salesforce::proxy::{choose, read_variable};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

/// What a server does with a connection once the first bytes have come.
#[derive(Debug, Clone)]
enum Act {
    Say(&'static [u8]),
    Close,
    Reset,
    Hang,
    /// Closes as soon as the connection stands.
    CloseAtOnce,
    /// Resets as soon as the connection stands.
    ResetAtOnce,
    /// Speaks TLS, then says this to every request.
    Tls(&'static str),
    /// Speaks TLS and then hangs.
    TlsHang,
    /// Takes a CONNECT, then acts so.
    Tunnel(Box<Act>),
    /// Resets on a first packet over this size, speaks TLS otherwise.
    ResetOver(usize, &'static str),
    /// Closes on a first packet over this size, speaks TLS otherwise.
    CloseOver(usize, &'static str),
    /// Is a SOCKS proxy.
    Socks(socks::Manners),
}

const VERSIONS: &str = "HTTP/1.1 200 OK\r\nDate: Tue, 22 Sep 2026 10:00:00 GMT\r\nContent-Type: application/json\r\nServer: sfdcedge\r\nContent-Length: 67\r\n\r\n[{\"label\":\"Winter\",\"url\":\"/services/data/v65.0\",\"version\":\"65.0\"}]\n";

struct Server {
    port: u16,
    connections: Arc<AtomicUsize>,
    /// The first bytes of the last connection, and all that a SOCKS proxy was told.
    heard: Heard,
}

type Heard = Arc<Mutex<Vec<u8>>>;

async fn serve(act: Act) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let connections = Arc::new(AtomicUsize::new(0));
    let heard = Heard::default();
    let (counted, hearing) = (connections.clone(), heard.clone());
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            counted.fetch_add(1, Ordering::SeqCst);
            tokio::spawn(play(act.clone(), stream, hearing.clone()));
        }
    });
    Server { port, connections, heard }
}

async fn play(act: Act, mut stream: TcpStream, heard: Heard) {
    let mut first = [0; 4096];
    match act {
        Act::CloseAtOnce => {}
        Act::ResetAtOnce => reset(stream),
        Act::Tls(answer) => {
            let _ = speak_tls(stream, Some(answer)).await;
        }
        Act::TlsHang => {
            let _ = speak_tls(stream, None).await;
        }
        Act::Tunnel(then) => {
            let _ = stream.read(&mut first).await;
            let _ = stream.write_all(b"HTTP/1.1 200 Connection established\r\nVia: 1.1 squid\r\n\r\n").await;
            Box::pin(play(*then, stream, heard)).await;
        }
        Act::ResetOver(limit, answer) => {
            if stream.peek(&mut first).await.unwrap_or_default() > limit {
                reset(stream);
            } else {
                let _ = speak_tls(stream, Some(answer)).await;
            }
        }
        Act::CloseOver(limit, answer) => {
            if stream.peek(&mut first).await.unwrap_or_default() > limit {
                Box::pin(play(Act::Close, stream, heard)).await;
            } else {
                let _ = speak_tls(stream, Some(answer)).await;
            }
        }
        Act::Socks(manners) => {
            if manners.serve(&mut stream, &heard).await.is_ok() {
                Box::pin(play(Act::Tls(VERSIONS), stream, heard)).await;
            }
        }
        Act::Say(bytes) => {
            let count = stream.read(&mut first).await.unwrap_or_default();
            *heard.lock().unwrap() = first[..count].to_vec();
            let _ = stream.write_all(bytes).await;
            let _ = stream.shutdown().await;
            // What is still unread would turn the close into a reset.
            while stream.read(&mut first).await.is_ok_and(|count| count > 0) {}
        }
        Act::Close => {
            let _ = stream.read(&mut first).await;
            let _ = stream.shutdown().await;
            while stream.read(&mut first).await.is_ok_and(|count| count > 0) {}
        }
        Act::Reset => {
            let _ = stream.read(&mut first).await;
            reset(stream);
        }
        Act::Hang => std::future::pending().await,
    }
}

fn reset(stream: TcpStream) {
    stream.set_zero_linger().unwrap();
}

async fn speak_tls(stream: TcpStream, answer: Option<&str>) -> std::io::Result<()> {
    let key = rcgen::generate_simple_self_signed(vec!["acme.my.salesforce.com".to_owned()]).unwrap();
    let private = PrivateKeyDer::Pkcs8(key.signing_key.serialize_der().into());
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![key.cert.der().clone()], private)
        .unwrap();
    let mut stream = TlsAcceptor::from(Arc::new(config)).accept(stream).await?;
    let Some(answer) = answer else { return std::future::pending().await };
    let mut request = [0; 4096];
    let _ = stream.read(&mut request).await?;
    stream.write_all(answer.as_bytes()).await?;
    stream.shutdown().await?;
    while stream.read(&mut request).await.is_ok_and(|count| count > 0) {}
    Ok(())
}

fn context(seconds: f64) -> Context {
    let deadline = Instant::now() + Duration::from_secs_f64(seconds);
    Context { offline: false, deadline, ..Context::new(LoginRequest::of(Flow::Jwt), "/") }
}

/// Probes a host of the name of a My Domain at this port of 127.0.0.1.
async fn probe_at(port: u16, scheme: WebScheme, proxy: Option<String>, seconds: f64) -> Probe {
    let mut context = context(seconds);
    let target = Target { scheme, host: "acme.my.salesforce.com".to_owned(), port };
    context.resolve.push(super::super::ResolveOverride {
        host: target.host.clone(),
        port,
        address: "127.0.0.1".parse().unwrap(),
        to_port: port,
    });
    let variables: Vec<ProxyVariable> = proxy.iter().map(|value| read_variable(HttpStack::Undici, "https_proxy", value)).collect();
    arrive(&context, &target, choose(&variables), NodeVersion::NEWEST, Purpose::Login).await.ask().await
}

async fn direct(act: Act) -> Probe {
    let server = serve(act).await;
    probe_at(server.port, WebScheme::Https, None, 8.0).await
}

async fn through(act: Act) -> Probe {
    let server = serve(act).await;
    probe_at(443, WebScheme::Https, Some(format!("http://user:p%40ss@127.0.0.1:{}", server.port)), 8.0).await
}

#[tokio::test]
async fn a_healthy_org_gets_one_connection_and_one_request() {
    let server = serve(Act::Tls(VERSIONS)).await;
    let probe = probe_at(server.port, WebScheme::Https, None, 8.0).await;
    assert_eq!(server.connections.load(Ordering::SeqCst), 1);
    assert_eq!(probe.lookup, Phase::NotNeeded);
    let tls = probe.tls.value().unwrap();
    assert_eq!((tls.version.as_str(), tls.group.as_deref(), tls.chain.len()), ("TLSv1.3", Some("X25519MLKEM768"), 1));
    let answer = probe.http.value().unwrap();
    assert_eq!((answer.status, answer.body, answer.api_version.as_deref()), (200, BodyKind::ApiVersions, Some("65.0")));
    assert_eq!(answer.date.unwrap().to_rfc3339(), "2026-09-22T10:00:00+00:00");
    assert_eq!(answer.server.as_ref().unwrap().raw(), "sfdcedge");
    assert_eq!(probe.small_hello, None);
}

#[tokio::test]
async fn an_old_node_sends_no_post_quantum_share() {
    let server = serve(Act::Tls(VERSIONS)).await;
    let mut context = context(8.0);
    let target = Target { scheme: WebScheme::Https, host: "127.0.0.1".to_owned(), port: server.port };
    context.deadline += Duration::from_secs(1);
    let probe = arrive(&context, &target, ProxyChoice::Direct, NodeVersion::new(22, 19, 0), Purpose::Login).await.ask().await;
    assert_eq!(probe.tls.value().unwrap().group.as_deref(), Some("X25519"));
}

#[tokio::test]
async fn a_closed_port_is_refused() {
    let port = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    let probe = probe_at(port, WebScheme::Https, None, 8.0).await;
    let Phase::Failed { error: ConnectError { attempts }, .. } = &probe.connect else { panic!("{:?}", probe.connect) };
    assert_eq!(attempts[0].code, "ECONNREFUSED");
    assert_eq!(probe.tls, Phase::NotReached);
    assert_eq!(probe.http, Phase::NotReached);
}

#[tokio::test]
async fn broken_handshakes_are_told_apart() {
    for (act, wanted) in [
        (Act::Close, HandshakeError::Closed),
        (Act::CloseAtOnce, HandshakeError::Closed),
        (Act::Reset, HandshakeError::Reset),
        (Act::Say(b"\x15\x03\x03\x00\x02\x02\x46"), HandshakeError::Alert { alert: 70, at_once: true }),
        (Act::Say(b"HTTP/1.1 400 Bad Request\r\n\r\n"), HandshakeError::NotTls { beginning: "HTTP/1.1 400 Bad Request\r\n\r\n".into() }),
        (Act::Say(b"\x00\x01\x02 not tls"), HandshakeError::NotTls { beginning: "\u{0}\u{1}\u{2} not tls".into() }),
    ] {
        let probe = direct(act.clone()).await;
        // A close with the hello half read may reach this side as a reset.
        let is_either = act_may_reset(&act) && probe.tls.error() == Some(&HandshakeError::Reset);
        assert!(is_either || probe.tls.error() == Some(&wanted), "{act:?}: {:?}", probe.tls);
        assert_eq!(probe.http, Phase::NotReached);
    }
}

fn act_may_reset(act: &Act) -> bool {
    matches!(act, Act::CloseAtOnce | Act::ResetAtOnce)
}

#[tokio::test]
async fn silence_ends_within_the_limits() {
    let start = Instant::now();
    let server = serve(Act::Hang).await;
    let probe = probe_at(server.port, WebScheme::Https, None, 0.8).await;
    assert!(matches!(probe.tls, Phase::TimedOut { .. }), "{:?}", probe.tls);
    assert!(!probe.small_hello.as_ref().unwrap().answered);
    assert!(start.elapsed() < Duration::from_secs(2));
}

#[tokio::test]
async fn a_small_hello_is_tried_only_after_a_broken_handshake() {
    let probe = direct(Act::ResetOver(1200, VERSIONS)).await;
    assert_eq!(probe.tls.error(), Some(&HandshakeError::Reset));
    assert!(probe.small_hello.unwrap().answered);
    let probe = direct(Act::Reset).await;
    assert!(!probe.small_hello.unwrap().answered);
}

#[tokio::test]
async fn no_small_hello_is_tried_after_a_close() {
    for (act, wanted) in [(Act::CloseOver(1200, VERSIONS), HandshakeError::Closed), (Act::Close, HandshakeError::Closed)] {
        let server = serve(act).await;
        let probe = probe_at(server.port, WebScheme::Https, None, 8.0).await;
        assert_eq!((probe.tls.error(), &probe.small_hello), (Some(&wanted), &None));
        assert_eq!(server.connections.load(Ordering::SeqCst), 1);
    }
}

#[tokio::test]
async fn refused_tunnels_are_told_apart() {
    let denied: &[u8] = b"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: NTLM\r\nSet-Cookie: x\r\nContent-Length: 24\r\n\r\n<html>who are you?</html";
    for (act, wanted) in [
        (
            Act::Say(denied),
            TunnelError::Status {
                status: 407,
                reason: "Proxy Authentication Required".into(),
                headers: vec![("proxy-authenticate".to_owned(), "NTLM".into())],
                page: "who are you?".into(),
            },
        ),
        (
            Act::Say(b"HTTP/1.0 403 Forbidden\r\nX-Squid-Error: ERR_ACCESS_DENIED 0\r\n\r\n"),
            TunnelError::Status {
                status: 403,
                reason: "Forbidden".into(),
                headers: vec![("x-squid-error".to_owned(), "ERR_ACCESS_DENIED 0".into())],
                page: "".into(),
            },
        ),
        (Act::Close, TunnelError::Closed),
        (Act::CloseAtOnce, TunnelError::Closed),
        (Act::Reset, TunnelError::Reset),
        (Act::ResetAtOnce, TunnelError::Reset),
        (Act::Say(b"SSH-2.0-OpenSSH\r\n"), TunnelError::NotHttp { beginning: "SSH-2.0-OpenSSH\r\n".into() }),
        (Act::Say(b"\x15\x03\x01\x00\x02\x02\x46"), TunnelError::NotHttp { beginning: "\u{15}\u{3}\u{1}\u{0}\u{2}\u{2}F".into() }),
    ] {
        let probe = through(act.clone()).await;
        // A close with the request unread, and a reset before it is sent, may reach this side otherwise.
        let is_either = act_may_reset(&act) && (probe.tunnel.error() == Some(&TunnelError::Reset) || probe.connect.error().is_some());
        assert!(is_either || probe.tunnel.error() == Some(&wanted), "{act:?}: {:?}", probe.tunnel);
        assert_eq!(probe.tls, Phase::NotReached);
    }
    let server = serve(Act::Hang).await;
    let probe = probe_at(443, WebScheme::Https, Some(format!("http://127.0.0.1:{}", server.port)), 0.8).await;
    assert!(matches!(probe.tunnel, Phase::TimedOut { .. }), "{:?}", probe.tunnel);
}

#[tokio::test]
async fn a_tunnel_carries_the_handshake_and_the_request() {
    let probe = through(Act::Tunnel(Box::new(Act::Tls(VERSIONS)))).await;
    assert_eq!(probe.tunnel.value(), Some(&Tunnel { headers: vec![("via".to_owned(), "1.1 squid".into())] }));
    assert_eq!(probe.http.value().unwrap().status, 200);
    let page = through(Act::Say(b"HTTP/1.1 200 OK\r\n\r\n<html>sign in first</html>")).await;
    assert_eq!(page.tls.error(), Some(&HandshakeError::NotTls { beginning: "<html>sign in first</html>".into() }));
    let closed = through(Act::Tunnel(Box::new(Act::Close))).await;
    assert_eq!(closed.tls.error(), Some(&HandshakeError::Closed));
}

#[tokio::test]
async fn behind_a_proxy_only_the_proxy_s_name_is_looked_up() {
    let server = serve(Act::Tunnel(Box::new(Act::Tls(VERSIONS)))).await;
    let probe = probe_at(443, WebScheme::Https, Some(format!("http://localhost:{}", server.port)), 8.0).await;
    assert_eq!(probe.lookup.value().unwrap().name, "localhost");
    assert_eq!(probe.http.value().unwrap().status, 200);
}

#[tokio::test]
async fn a_plain_proxy_that_waits_does_not_answer_tls() {
    let server = serve(Act::Hang).await;
    let probe = probe_at(443, WebScheme::Https, Some(format!("https://127.0.0.1:{}", server.port)), 0.8).await;
    assert!(matches!(probe.proxy_tls, Phase::TimedOut { .. }), "{:?}", probe.proxy_tls);
    assert_eq!(probe.tunnel, Phase::NotReached);
}

#[tokio::test]
async fn a_plain_proxy_does_not_answer_tls() {
    let server = serve(Act::Say(b"HTTP/1.1 400 Bad Request\r\n\r\n")).await;
    let probe = probe_at(443, WebScheme::Https, Some(format!("https://127.0.0.1:{}", server.port)), 8.0).await;
    assert!(matches!(probe.proxy_tls.error(), Some(HandshakeError::NotTls { .. })), "{:?}", probe.proxy_tls);
    assert_eq!(probe.tunnel, Phase::NotReached);
}

#[tokio::test]
async fn an_org_in_clear_is_asked_through_the_proxy_with_a_whole_url() {
    for (answer, status) in [
        (&b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"[..], 407),
        (b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", 403),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 200),
    ] {
        let server = serve(Act::Say(answer)).await;
        let probe = probe_at(80, WebScheme::Http, Some(format!("http://127.0.0.1:{}", server.port)), 8.0).await;
        assert_eq!((&probe.tunnel, &probe.tls), (&Phase::NotNeeded, &Phase::NotNeeded));
        assert_eq!(probe.http.value().unwrap().status, status);
        let heard = String::from_utf8(server.heard.lock().unwrap().clone()).unwrap();
        assert!(
            heard.starts_with("GET http://acme.my.salesforce.com/services/data/ HTTP/1.1\r\nhost: acme.my.salesforce.com\r\n"),
            "{heard}"
        );
    }
}

/// The order of the headers is undici's.
#[tokio::test]
async fn a_tunnel_is_asked_for_as_sf_asks_for_it() {
    for (user, authorization) in [("", ""), ("user:p%40ss@", "proxy-authorization: Basic dXNlcjpwQHNz\r\n"), (":pw@", "")] {
        let server = serve(Act::Say(b"HTTP/1.1 403 No\r\n\r\n")).await;
        probe_at(443, WebScheme::Https, Some(format!("http://{user}127.0.0.1:{}", server.port)), 8.0).await;
        let heard = String::from_utf8(server.heard.lock().unwrap().clone()).unwrap();
        let line = "CONNECT acme.my.salesforce.com:443 HTTP/1.1\r\nhost: acme.my.salesforce.com\r\nconnection: close\r\n";
        assert_eq!(heard, format!("{line}{authorization}proxy-connection: keep-alive\r\n\r\n"));
    }
}

#[tokio::test]
async fn every_status_but_200_is_a_refusal() {
    for status in [201, 202, 204, 302, 304, 400, 401, 403, 404, 405, 407, 500, 502, 503, 504] {
        let refusal: &'static [u8] = format!("HTTP/1.1 {status} No\r\nContent-Length: 0\r\n\r\n").leak().as_bytes();
        let probe = through(Act::Say(refusal)).await;
        assert!(matches!(probe.tunnel.error(), Some(TunnelError::Status { status: told, .. }) if *told == status), "{:?}", probe.tunnel);
    }
}

#[tokio::test]
async fn a_value_that_crashes_sf_is_not_used() {
    let probe = probe_at(443, WebScheme::Https, Some("proxy:3128".to_owned()), 8.0).await;
    assert_eq!((&probe.lookup, &probe.connect), (&Phase::NotReached, &Phase::NotReached));
}
