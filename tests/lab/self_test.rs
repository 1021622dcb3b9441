//! The lab's own tests: the servers do what their faults say, and count what they see.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "this is all test code")]

#[path = "mod.rs"]
mod lab;

use hickory_resolver::proto::op::{Message, Query, ResponseCode};
use hickory_resolver::proto::rr::{Name, RecordType};
use lab::catalogue::FAULTS;
use lab::dns::{DnsFault, DnsOptions};
use lab::log::{Counts, Event, Log};
use lab::org::{Org, OrgFault, OrgOptions};
use lab::pki::{ChainKind, PKI};
use lab::proxy::{Proxy, ProxyFault, ProxyOptions};
use lab::server::Server;
use lab::world::World;
use rustls::crypto::CryptoProvider;
use rustls::crypto::aws_lc_rs::{default_provider, kx_group};
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use std::collections::BTreeSet;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpStream, UdpSocket};
use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

/// How long a server may be silent before a test calls it hanging.
const PATIENCE: Duration = Duration::from_millis(300);
/// A port that the system chooses.
const ANYWHERE: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0);
const REQUEST: &[u8] = b"GET /services/data/ HTTP/1.1\r\nHost: acme.my.salesforce.com\r\nConnection: close\r\n\r\n";

fn org(fault: OrgFault, chain: ChainKind) -> Server {
    Org::start(OrgOptions { fault, chain, ..OrgOptions::default() }, ANYWHERE)
}

fn dial(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream
}

/// Speaks TLS over a connection, trusting the lab's root; gives the answer's beginning.
fn ask(mut stream: TcpStream) -> io::Result<String> {
    let mut roots = RootCertStore::empty();
    roots.add(PKI.root.der().clone()).unwrap();
    let kx_groups = vec![kx_group::X25519MLKEM768, kx_group::X25519];
    let provider = CryptoProvider { kx_groups, ..default_provider() };
    let builder = ClientConfig::builder_with_provider(Arc::new(provider)).with_safe_default_protocol_versions().unwrap();
    let config = builder.with_root_certificates(roots).with_no_client_auth();
    let mut client = ClientConnection::new(Arc::new(config), ServerName::try_from("acme.my.salesforce.com").unwrap()).unwrap();
    while client.is_handshaking() {
        client.complete_io(&mut stream)?;
    }
    let mut stream = StreamOwned::new(client, stream);
    stream.write_all(REQUEST)?;
    let mut answer = vec![0; 4096];
    let length = stream.read(&mut answer)?;
    answer.truncate(length);
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

fn failure(server: &Server) -> io::Error {
    ask(dial(server.address)).expect_err("this org should not answer")
}

#[test]
fn a_healthy_org_answers_and_counts() {
    let org = org(OrgFault::None, ChainKind::Good);
    let answer = ask(dial(org.address)).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\nDate: "), "{answer}");
    assert!(answer.ends_with(r#""version":"65.0"}]"#), "{answer}");
    assert_eq!(org.log.counts(), Counts { connections: 1, handshakes: 1, requests: 1, ..Counts::default() });
    let name = Some("acme.my.salesforce.com".to_owned());
    assert!(org.log.events().contains(&Event::Handshake { name, group: Some("X25519MLKEM768".to_owned()) }));
}

#[test]
fn a_chain_is_what_it_says() {
    for (chain, length, words) in [
        (ChainKind::RootSent, 3, None),
        (ChainKind::NoIntermediate, 1, Some("UnknownIssuer")),
        (ChainKind::Expired, 2, Some("certificate expired")),
        (ChainKind::Future, 2, Some("certificate not valid yet")),
        (ChainKind::WrongHost, 2, Some("not valid for name")),
        (ChainKind::SelfSigned, 1, Some("UnknownIssuer")),
        (ChainKind::Inspected, 2, Some("UnknownIssuer")),
        (ChainKind::InspectedRootNotSent, 1, Some("UnknownIssuer")),
        (ChainKind::Hostile, 1, Some("UnknownIssuer")),
    ] {
        assert_eq!(PKI.chain(chain).len(), length, "{chain:?}");
        let org = org(OrgFault::None, chain);
        match (ask(dial(org.address)), words) {
            (Ok(answer), None) => assert!(answer.contains("200 OK"), "{answer}"),
            (Err(error), Some(words)) => assert!(error.to_string().contains(words), "{chain:?}: {error}"),
            (result, _) => panic!("{chain:?}: {result:?}"),
        }
    }
}

#[test]
fn an_org_breaks_as_it_is_told() {
    for (fault, kind, words) in [
        (OrgFault::Reset, ErrorKind::ConnectionReset, ""),
        (OrgFault::Close, ErrorKind::UnexpectedEof, ""),
        (OrgFault::TlsHang, ErrorKind::WouldBlock, ""),
        (OrgFault::PlainHttp, ErrorKind::InvalidData, "corrupt message"),
        (OrgFault::Garbage, ErrorKind::InvalidData, "corrupt message"),
        (OrgFault::Alert(70), ErrorKind::InvalidData, "ProtocolVersion"),
        (OrgFault::ClientCertificate, ErrorKind::InvalidData, "CertificateRequired"),
        (OrgFault::ResetAfterTls, ErrorKind::ConnectionReset, ""),
        (OrgFault::CloseAfterTls, ErrorKind::UnexpectedEof, ""),
        (OrgFault::HangAfterTls, ErrorKind::WouldBlock, ""),
        (OrgFault::ResetBigHello, ErrorKind::ConnectionReset, ""),
        (OrgFault::DropBigHello, ErrorKind::WouldBlock, ""),
    ] {
        let error = failure(&org(fault, ChainKind::Good));
        assert_eq!(error.kind(), kind, "{fault:?}: {error}");
        assert!(error.to_string().contains(words), "{fault:?}: {error}");
    }
}

#[test]
fn an_org_answers_as_it_is_told() {
    for (fault, beginning) in [
        (OrgFault::Html, "HTTP/1.1 200 OK\r\n"),
        (OrgFault::Captive, "HTTP/1.1 302 Found\r\n"),
        (OrgFault::Down, "HTTP/1.1 503 Service Unavailable\r\n"),
        (OrgFault::Forbidden, "HTTP/1.1 403 Forbidden\r\n"),
        (OrgFault::EndlessHeaders, "HTTP/1.1 200 OK\r\n"),
        (OrgFault::EndlessBody, "HTTP/1.1 200 OK\r\n"),
        (OrgFault::Drip, "HTTP/1.1 200 OK\r\n"),
    ] {
        let answer = ask(dial(org(fault, ChainKind::Good).address)).unwrap();
        assert!(answer.starts_with(beginning), "{fault:?}: {answer}");
    }
}

#[test]
fn a_clock_is_ahead_by_its_skew() {
    let org = Org::start(OrgOptions { skew: 600, ..OrgOptions::default() }, ANYWHERE);
    let answer = ask(dial(org.address)).unwrap();
    let date = answer.lines().find_map(|line| line.strip_prefix("Date: ")).unwrap();
    let ahead = chrono::DateTime::parse_from_rfc2822(date).unwrap().signed_duration_since(chrono::Utc::now()).num_seconds();
    assert!((595..=600).contains(&ahead), "{ahead}");
}

fn tunnel(proxy: &Server, authorization: &str) -> io::Result<(TcpStream, String)> {
    let mut stream = dial(proxy.address);
    stream.write_all(format!("CONNECT acme.my.salesforce.com:443 HTTP/1.1\r\nHost: acme\r\n{authorization}\r\n").as_bytes())?;
    let mut answer = vec![0; 4096];
    let length = stream.read(&mut answer)?;
    Ok((stream, String::from_utf8_lossy(&answer[..length]).into_owned()))
}

fn proxy(fault: ProxyFault, org: &Server) -> Server {
    let inspector = Org::new(OrgOptions { chain: ChainKind::Inspected, ..OrgOptions::default() }, Log::default());
    Proxy::start(ProxyOptions { fault, tls: None }, org.address, inspector)
}

#[test]
fn a_proxy_leads_to_the_org() {
    let org = org(OrgFault::None, ChainKind::Good);
    let proxy = proxy(ProxyFault::Credentials("u:p@ss"), &org);
    let (stream, answer) = tunnel(&proxy, "Proxy-Authorization: Basic dTpwQHNz\r\n").unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    assert!(ask(stream).unwrap().starts_with("HTTP/1.1 200 OK"));
    assert_eq!(proxy.log.counts(), Counts { connections: 1, tunnels: 1, ..Counts::default() });
    assert_eq!(org.log.counts(), Counts { connections: 1, handshakes: 1, requests: 1, ..Counts::default() });
}

#[test]
fn a_proxy_breaks_as_it_is_told() {
    let org = org(OrgFault::None, ChainKind::Good);
    for (fault, expected) in [
        (ProxyFault::AuthenticationRequired, Ok("HTTP/1.1 407 ")),
        (ProxyFault::Credentials("u:other"), Ok("HTTP/1.1 407 ")),
        (ProxyFault::Ntlm, Ok("HTTP/1.1 407 ")),
        (ProxyFault::Forbidden, Ok("HTTP/1.1 403 ")),
        (ProxyFault::BadGateway, Ok("HTTP/1.1 502 ")),
        (ProxyFault::Garbage, Ok("\0")),
        (ProxyFault::Close, Ok("")),
        (ProxyFault::EndlessHeaders, Ok("HTTP/1.1 200 OK\r\n")),
        (ProxyFault::Hostile, Ok("HTTP/1.1 403 \u{9b}31m")),
        (ProxyFault::HangAfterConnect, Ok("HTTP/1.1 200 ")),
        (ProxyFault::Hang, Err(ErrorKind::WouldBlock)),
        (ProxyFault::Reset, Err(ErrorKind::ConnectionReset)),
    ] {
        match (tunnel(&proxy(fault, &org), "").map(|(_, answer)| answer), expected) {
            (Ok(answer), Ok(beginning)) => assert!(answer.starts_with(beginning), "{fault:?}: {answer}"),
            (Err(error), Err(kind)) => assert_eq!(error.kind(), kind, "{fault:?}"),
            (result, _) => panic!("{fault:?}: {result:?}"),
        }
    }
    assert_eq!(org.log.counts(), Counts::default());
}

#[test]
fn an_inspecting_proxy_shows_its_own_certificate() {
    let org = org(OrgFault::None, ChainKind::Good);
    let proxy = proxy(ProxyFault::Inspect, &org);
    let (stream, _) = tunnel(&proxy, "").unwrap();
    let error = ask(stream).unwrap_err();
    assert!(error.to_string().contains("UnknownIssuer"), "{error}");
    assert_eq!(org.log.counts(), Counts::default());
}

/// Asks a DNS server; None where it says nothing.
fn look_up(server: &Server, name: &str, kind: RecordType) -> Option<Message> {
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    socket.set_read_timeout(Some(PATIENCE)).unwrap();
    let mut query = Message::query();
    query.add_query(Query::query(Name::from_str(name).unwrap(), kind));
    socket.send_to(&query.to_vec().unwrap(), server.address).unwrap();
    let mut packet = [0; 2048];
    let length = socket.recv(&mut packet).ok()?;
    Some(Message::from_vec(&packet[..length]).unwrap()).filter(|reply| reply.metadata.id == query.metadata.id)
}

#[test]
fn a_dns_server_answers_from_its_table() {
    let names = vec![("*.my.salesforce.com", vec!["127.0.0.1".parse().unwrap(), "::1".parse().unwrap()])];
    let server = DnsOptions { names, ..DnsOptions::default() }.start(0);
    for (name, kind, code, answers) in [
        ("acme.my.salesforce.com.", RecordType::A, ResponseCode::NoError, 1),
        ("ACME.my.salesforce.com.", RecordType::AAAA, ResponseCode::NoError, 1),
        ("acme.my.salesforce.com.", RecordType::TXT, ResponseCode::NoError, 0),
        ("acme.example.", RecordType::A, ResponseCode::NXDomain, 0),
    ] {
        let reply = look_up(&server, name, kind).unwrap();
        assert_eq!((reply.metadata.response_code, reply.answers.len()), (code, answers), "{name} {kind}");
    }
    assert_eq!(server.log.counts(), Counts { queries: 4, ..Counts::default() });
}

#[test]
fn a_dns_server_breaks_as_it_is_told() {
    for (fault, code) in [
        (DnsFault::ServerFailure, Some(ResponseCode::ServFail)),
        (DnsFault::Refused, Some(ResponseCode::Refused)),
        (DnsFault::Silent, None),
    ] {
        let server = DnsOptions { fault, ..DnsOptions::default() }.start(0);
        let reply = look_up(&server, "acme.my.salesforce.com.", RecordType::A);
        assert_eq!(reply.map(|reply| reply.metadata.response_code), code, "{fault:?}");
    }
}

#[test]
fn a_dropped_server_is_gone() {
    let server = org(OrgFault::TlsHang, ChainKind::Good);
    let (address, mut stream) = (server.address, dial(server.address));
    drop(server);
    assert!(TcpStream::connect(address).is_err());
    assert!(matches!(stream.read(&mut [0]), Ok(0) | Err(_)));
}

#[test]
fn faults_are_distinct_and_explained() {
    let ids: BTreeSet<&str> = FAULTS.iter().map(|fault| fault.id).collect();
    assert_eq!(ids.len(), FAULTS.len());
    for fault in FAULTS {
        assert!(fault.id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'), "{}", fault.id);
        assert!(!fault.about.is_empty() && !fault.about.contains('\n'), "{}", fault.id);
    }
}

#[test]
fn a_world_holds_what_its_login_names() {
    for fault in FAULTS.iter().filter(|fault| fault.plan().dns.is_none()) {
        let world = World::new(fault);
        let command = world.command(Path::new("sf-preflight"), &[]);
        let words: Vec<String> = command.get_args().map(|word| word.to_string_lossy().into_owned()).collect();
        let names_the_org = ["--instance-url", "--sfdx-url-file"].iter().any(|flag| words.iter().any(|word| word == flag));
        assert!(words.contains(&"--".to_owned()) && names_the_org, "{words:?}");
        let values = command.get_envs().filter_map(|(_, value)| value).map(|value| value.to_string_lossy().into_owned());
        for text in words.into_iter().chain(values) {
            assert!(!text.contains('{'), "{}: {text} has a placeholder left", fault.id);
        }
    }
}

#[test]
fn a_closed_port_refuses_and_a_swallowing_one_is_silent() {
    for (id, kind) in [("refused", ErrorKind::ConnectionRefused), ("blackhole", ErrorKind::TimedOut)] {
        let world = World::new(lab::catalogue::Fault::find(id).unwrap());
        let to = world.overrides()[0].rsplit_once("443:").unwrap().1.parse().unwrap();
        assert_eq!(TcpStream::connect_timeout(&to, PATIENCE).unwrap_err().kind(), kind, "{id}");
    }
}
