//! A DNS server over UDP.

use super::log::{Event, Log};
use super::server::Server;
use hickory_resolver::proto::op::{Message, ResponseCode};
use hickory_resolver::proto::rr::{RData, Record, RecordType};
use std::net::{IpAddr, Ipv4Addr, UdpSocket as StdUdpSocket};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::UdpSocket;

/// Seconds that an answer may be kept.
const TIME_TO_LIVE: u32 = 1;

/// What a DNS server does wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DnsFault {
    /// Nothing: it answers from its table, and NXDOMAIN for every other name.
    #[default]
    None,
    /// SERVFAIL to everything.
    ServerFailure,
    /// REFUSED to everything.
    Refused,
    /// No answer.
    Silent,
    /// No answer where IPv6 addresses are asked for.
    SilentForV6,
}

/// How a DNS server is.
#[derive(Debug, Clone, Default)]
pub struct DnsOptions {
    /// What it does wrong.
    pub fault: DnsFault,
    /// Names and their addresses. `*.` at the beginning stands for any labels.
    pub names: Vec<(&'static str, Vec<IpAddr>)>,
    /// How long it waits before each answer.
    pub delay: Duration,
    /// The address on which it listens, if not 127.0.0.1.
    pub listen: Option<IpAddr>,
}

impl DnsOptions {
    /// Starts a DNS server on that port, or on one that the system chooses if it is 0.
    pub fn start(self, port: u16) -> Server {
        let socket = StdUdpSocket::bind((self.listen.unwrap_or(Ipv4Addr::LOCALHOST.into()), port)).unwrap();
        socket.set_nonblocking(true).unwrap();
        let (address, log) = (socket.local_addr().unwrap(), Log::default());
        let noted = log.clone();
        Server::start(address, log, move || async move {
            let socket = Arc::new(UdpSocket::from_std(socket).unwrap());
            let mut packet = [0; 2048];
            while let Ok((length, asker)) = socket.recv_from(&mut packet).await {
                if let Some(reply) = self.reply(&packet[..length], &noted) {
                    let (socket, delay) = (Arc::clone(&socket), self.delay);
                    tokio::spawn(async move {
                        tokio::time::sleep(delay).await;
                        let _ = socket.send_to(&reply, asker).await;
                    });
                }
            }
        })
    }

    /// The reply to a packet; None for no reply.
    fn reply(&self, packet: &[u8], log: &Log) -> Option<Vec<u8>> {
        let asked = Message::from_vec(packet).ok()?;
        let question = asked.queries.first()?.clone();
        let name = question.name().to_lowercase().to_ascii().trim_end_matches('.').to_owned();
        log.note(Event::Query { name: name.clone(), kind: question.query_type().to_string() });
        let mut reply = Message::response(asked.metadata.id, asked.metadata.op_code);
        reply.metadata.recursion_desired = asked.metadata.recursion_desired;
        reply.metadata.recursion_available = true;
        reply.metadata.response_code = match (self.fault, self.addresses(&name)) {
            (DnsFault::Silent, _) => return None,
            (DnsFault::SilentForV6, _) if question.query_type() == RecordType::AAAA => return None,
            (DnsFault::ServerFailure, _) => ResponseCode::ServFail,
            (DnsFault::Refused, _) => ResponseCode::Refused,
            (DnsFault::None | DnsFault::SilentForV6, None) => ResponseCode::NXDomain,
            (DnsFault::None | DnsFault::SilentForV6, Some(addresses)) => {
                let asked_for = |address: &&IpAddr| match question.query_type() {
                    RecordType::A => address.is_ipv4(),
                    RecordType::AAAA => address.is_ipv6(),
                    _ => false,
                };
                for address in addresses.iter().filter(asked_for) {
                    reply.add_answer(Record::from_rdata(question.name().clone(), TIME_TO_LIVE, RData::from(*address)));
                }
                ResponseCode::NoError
            }
        };
        reply.add_query(question);
        reply.to_vec().ok()
    }

    fn addresses(&self, name: &str) -> Option<&[IpAddr]> {
        let matches = |pattern: &str| match pattern.strip_prefix('*') {
            Some(suffix) => name.ends_with(suffix),
            None => name == pattern,
        };
        self.names.iter().find(|(pattern, _)| matches(pattern)).map(|(_, addresses)| addresses.as_slice())
    }
}
