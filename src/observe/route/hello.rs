//! A TLS 1.2 hello as Node's OpenSSL sends it, spoken as far as the server's certificate.
//!
//! Node offers cipher suites that this program's TLS library leaves out (RSA key exchange, CBC, CCM, finite-field
//! Diffie-Hellman). A server that speaks only those refuses the library's hello and takes Node's; what it answers in
//! clear, up to its ServerHelloDone (RFC 5246 section 7.3), says so and shows its certificate.

use super::text;
use super::wire::{Broken, Wire};
use rustls::crypto::aws_lc_rs;
use sf_preflight_checks::model::observations::{Der, Handshake, HandshakeError};
use std::net::IpAddr;
use tls_parser::{
    TlsCipherKx, TlsCipherSuite, TlsMessage, TlsMessageAlert, TlsMessageHandshake, TlsRecordType, parse_dh_params, parse_tls_message_alert,
    parse_tls_message_handshake, parse_tls_raw_record,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// The cipher suites of TLS 1.2 that Node 22.23.3 and 24.21.0 offer, in their order; measured.
const CIPHER_SUITES: [u16; 49] = [
    0xc02f, 0xc02b, 0xc030, 0xc02c, 0x009e, 0xc027, 0x0067, 0xc028, 0x006b, 0x00a3, 0x009f, 0xcca9, 0xcca8, 0xccaa, 0xc0ad, 0xc09f, 0xc05d,
    0xc061, 0xc057, 0xc053, 0x00a2, 0xc0ac, 0xc09e, 0xc05c, 0xc060, 0xc056, 0xc052, 0xc024, 0x006a, 0xc023, 0x0040, 0xc00a, 0xc014, 0x0039,
    0x0038, 0xc009, 0xc013, 0x0033, 0x0032, 0x009d, 0xc09d, 0xc051, 0x009c, 0xc09c, 0xc050, 0x003d, 0x003c, 0x0035, 0x002f,
];
/// The key exchange groups: x25519, secp256r1, x448, secp384r1, secp521r1.
const GROUPS: [u16; 5] = [0x001d, 0x0017, 0x001e, 0x0018, 0x0019];
/// The signature algorithms, in Node's order.
const SIGNATURE_ALGORITHMS: [u16; 20] = [
    0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0809, 0x080a, 0x080b, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0303, 0x0301, 0x0302,
    0x0402, 0x0502, 0x0602,
];
/// The most that is read of a server's first flight, bytes.
const FLIGHT_LIMIT: usize = 256 * 1024;
/// TLS 1.2 (RFC 5246 section 6.2.1); a hello's record says 1.0, as OpenSSL's does.
const TLS12: [u8; 2] = [3, 3];
const TLS10: [u8; 2] = [3, 1];

/// Sends the hello and reads the answer up to the server's ServerHelloDone, on a connection that is then given up.
///
/// # Errors
/// Says how the other side broke off.
pub async fn ask(mut wire: Wire, host: &str) -> Result<Handshake, HandshakeError> {
    let explain = |error: &std::io::Error| match Broken::from(error) {
        Broken::Reset => HandshakeError::Reset,
        Broken::Closed | Broken::Alert(_) | Broken::Tls(_) => HandshakeError::Closed,
    };
    wire.write_all(&client_hello(host)).await.map_err(|error| explain(&error))?;
    let mut flight = Flight::default();
    let mut received = Vec::new();
    let mut buffer = [0; 4096];
    while received.len() < FLIGHT_LIMIT {
        let count = wire.read(&mut buffer).await.map_err(|error| explain(&error))?;
        if count == 0 {
            return Err(HandshakeError::Closed);
        }
        received.extend_from_slice(&buffer[..count]);
        let used = flight.take(&received)?;
        received.drain(..used);
        if flight.done {
            return Ok(flight.handshake());
        }
    }
    Err(HandshakeError::Protocol { message: "the server's first flight is too long".to_owned(), chain: flight.chain })
}

/// What has come of the server's first flight.
#[derive(Default)]
struct Flight {
    /// Handshake bytes of which no whole message has come yet.
    pending: Vec<u8>,
    cipher_suite: Option<&'static TlsCipherSuite>,
    chain: Vec<Der>,
    dh_bits: Option<u32>,
    done: bool,
}

impl Flight {
    /// Takes the whole records that `received` begins with, and says how many bytes they are.
    fn take(&mut self, received: &[u8]) -> Result<usize, HandshakeError> {
        let mut rest = received;
        while let Ok((next, record)) = parse_tls_raw_record(rest) {
            match record.hdr.record_type {
                TlsRecordType::Handshake => self.pending.extend_from_slice(record.data),
                TlsRecordType::Alert => return Err(alert(record.data)),
                _ => return Err(HandshakeError::NotTls { beginning: text::beginning(received) }),
            }
            rest = next;
            self.read_messages()?;
        }
        // A record's first byte is a content type of RFC 5246 section 6.2.1.
        match rest.first() {
            Some(first) if !(20..=23).contains(first) => Err(HandshakeError::NotTls { beginning: text::beginning(received) }),
            _ => Ok(received.len() - rest.len()),
        }
    }

    fn read_messages(&mut self) -> Result<(), HandshakeError> {
        let pending = std::mem::take(&mut self.pending);
        let mut rest = pending.as_slice();
        while is_whole(rest) {
            let Ok((next, TlsMessage::Handshake(message))) = parse_tls_message_handshake(rest) else {
                return Err(HandshakeError::Protocol {
                    message: "a handshake message cannot be read".to_owned(),
                    chain: self.chain.clone(),
                });
            };
            self.read_message(&message);
            rest = next;
        }
        self.pending = rest.to_vec();
        Ok(())
    }

    fn read_message(&mut self, message: &TlsMessageHandshake<'_>) {
        match message {
            TlsMessageHandshake::ServerHello(hello) => self.cipher_suite = TlsCipherSuite::from_id(hello.cipher.0),
            TlsMessageHandshake::Certificate(sent) => {
                self.chain = sent.cert_chain.iter().map(|certificate| Der(certificate.data.to_vec())).collect();
            }
            TlsMessageHandshake::ServerKeyExchange(exchange) if self.is_finite_field() => {
                self.dh_bits = parse_dh_params(exchange.parameters).ok().map(|(_, parameters)| bits(parameters.dh_p));
            }
            TlsMessageHandshake::ServerDone(_) => self.done = true,
            _ => {}
        }
    }

    fn is_finite_field(&self) -> bool {
        self.cipher_suite.is_some_and(|suite| suite.kx == TlsCipherKx::Dhe)
    }

    fn handshake(self) -> Handshake {
        Handshake {
            version: "TLSv1.2".to_owned(),
            cipher_suite: self.cipher_suite.map(|suite| suite.name.to_owned()).unwrap_or_default(),
            group: None,
            chain: self.chain,
            hello_only: true,
            dh_bits: self.dh_bits,
        }
    }
}

/// Whether a whole handshake message has come: a type, three bytes of length, and that many more.
fn is_whole(bytes: &[u8]) -> bool {
    matches!(bytes, [_, a, b, c, body @ ..] if body.len() >= usize::from(*a) << 16 | usize::from(*b) << 8 | usize::from(*c))
}

fn alert(data: &[u8]) -> HandshakeError {
    match parse_tls_message_alert(data) {
        Ok((_, TlsMessage::Alert(TlsMessageAlert { code, .. }))) => HandshakeError::Alert { alert: code.0 },
        _ => HandshakeError::Closed,
    }
}

/// The length of a number, leading zeros left out.
fn bits(number: &[u8]) -> u32 {
    let significant: &[u8] = match number.iter().position(|byte| *byte != 0) {
        Some(first) => &number[first..],
        None => return 0,
    };
    u32::try_from(significant.len()).unwrap_or(u32::MAX).saturating_mul(8) - significant[0].leading_zeros()
}

/// The record with the ClientHello.
fn client_hello(host: &str) -> Vec<u8> {
    let mut random = [0; 32];
    // Whether these are random matters to nobody: no key is agreed on.
    let _ = aws_lc_rs::default_provider().secure_random.fill(&mut random);
    let mut body = TLS12.to_vec();
    body.extend_from_slice(&random);
    body.push(0);
    body.extend_from_slice(&with_length(&numbers(&CIPHER_SUITES)));
    body.extend_from_slice(&[1, 0]);
    body.extend_from_slice(&with_length(&extensions(host)));
    let mut message = vec![1, 0];
    message.extend_from_slice(&with_length(&body));
    let mut record = vec![22];
    record.extend_from_slice(&TLS10);
    record.extend_from_slice(&with_length(&message));
    record
}

/// The extensions that Node sends in a TLS 1.2 hello, in its order.
fn extensions(host: &str) -> Vec<u8> {
    let mut list = extension(0xff01, &[0]);
    if host.parse::<IpAddr>().is_err() {
        let name = [&[0][..], &with_length(host.as_bytes())].concat();
        list.extend(extension(0, &with_length(&name)));
    }
    list.extend(extension(11, &[3, 0, 1, 2]));
    list.extend(extension(10, &with_length(&numbers(&GROUPS))));
    list.extend(extension(35, &[]));
    list.extend(extension(16, &with_length(b"\x08http/1.1")));
    list.extend(extension(22, &[]));
    list.extend(extension(23, &[]));
    list.extend(extension(13, &with_length(&numbers(&SIGNATURE_ALGORITHMS))));
    list
}

fn extension(kind: u16, data: &[u8]) -> Vec<u8> {
    [&kind.to_be_bytes()[..], &with_length(data)].concat()
}

fn numbers(list: &[u16]) -> Vec<u8> {
    list.iter().flat_map(|number| number.to_be_bytes()).collect()
}

/// The bytes after their length, two bytes. A host of more than 65,535 bytes is cut, which no name server knows.
fn with_length(data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len()).unwrap_or(u16::MAX);
    [&length.to_be_bytes()[..], &data[..usize::from(length)]].concat()
}
