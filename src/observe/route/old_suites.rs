use super::server_hello::{SERVER_HELLO, ServerHello, sized};
use super::wire::{Broken, Wire};
use rustls::CipherSuite;
use sf_preflight_checks::model::observations::{Der, Handshake, HandshakeError};
use std::io;
use std::net::IpAddr;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// The TLS 1.2 suites of Node 24.21.0, in its order; most of them are ones that this program's TLS library has left
/// behind. Measured from its hello.
const SUITES: [u16; 49] = [
    0xc02f, 0xc02b, 0xc030, 0xc02c, 0x009e, 0xc027, 0x0067, 0xc028, 0x006b, 0x00a3, 0x009f, 0xcca9, 0xcca8, 0xccaa, 0xc0ad, 0xc09f, 0xc05d,
    0xc061, 0xc057, 0xc053, 0x00a2, 0xc0ac, 0xc09e, 0xc05c, 0xc060, 0xc056, 0xc052, 0xc024, 0x006a, 0xc023, 0x0040, 0xc00a, 0xc014, 0x0039,
    0x0038, 0xc009, 0xc013, 0x0033, 0x0032, 0x009d, 0xc09d, 0xc051, 0x009c, 0xc09c, 0xc050, 0x003d, 0x003c, 0x0035, 0x002f,
];
/// The extensions of Node's TLS 1.2 hello that do not depend on the host: renegotiation info, extended
/// master secret, groups (x25519,
/// secp256r1, secp521r1, secp384r1), point formats, signature algorithms, ALPN `http/1.1`.
const EXTENSIONS: &[u8] = b"\xff\x01\x00\x01\x00\
    \x00\x17\x00\x00\
    \x00\x0a\x00\x0a\x00\x08\x00\x1d\x00\x17\x00\x19\x00\x18\
    \x00\x0b\x00\x02\x01\x00\
    \x00\x0d\x00\x1a\x00\x18\x04\x03\x05\x03\x06\x03\x08\x07\x08\x08\x08\x04\x08\x05\x08\x06\x04\x01\x05\x01\x06\x01\x03\x01\
    \x00\x10\x00\x0b\x00\x09\x08http/1.1";
/// The most that is read of the server's flight, bytes: what OpenSSL takes of a chain (`SSL_MAX_CERT_LIST_DEFAULT`).
const LIMIT: usize = 100 * 1024;

const ALERT: u8 = 21;
const HANDSHAKE: u8 = 22;
const CLIENT_HELLO: u8 = 1;
const CERTIFICATE: u8 = 11;
const SERVER_KEY_EXCHANGE: u8 = 12;
const SERVER_HELLO_DONE: u8 = 14;

/// Says hello with all the TLS 1.2 suites of Node and reads the server's first flight, which is in clear (RFC 5246
/// section 7.3), to learn what Node would agree on. The handshake is not finished.
///
/// # Errors
/// Says how the server refused.
pub async fn ask(mut wire: Wire, host: &str) -> Result<(Handshake, ()), HandshakeError> {
    wire.write_all(&record(HANDSHAKE, &client_hello(host))).await.map_err(|error| broken(&error))?;
    wire.flush().await.map_err(|error| broken(&error))?;
    let mut flight = Vec::new();
    loop {
        if let Some(handshake) = read_flight(&flight) {
            return handshake.map(|handshake| (handshake, ()));
        }
        let (content_type, body) = read_record(&mut wire).await.map_err(|error| broken(&error))?;
        match (content_type, body.as_slice()) {
            (ALERT, [_, alert]) => return Err(HandshakeError::Alert { alert: *alert, at_once: flight.is_empty() }),
            (HANDSHAKE, _) if flight.len() < LIMIT => flight.extend_from_slice(&body),
            _ => return Err(strange()),
        }
    }
}

fn broken(error: &io::Error) -> HandshakeError {
    match Broken::from(error) {
        Broken::Reset => HandshakeError::Reset,
        Broken::Closed | Broken::Alert(_) | Broken::Tls(_) => HandshakeError::Closed,
    }
}

fn strange() -> HandshakeError {
    HandshakeError::Protocol { message: "not a TLS 1.2 handshake".to_owned(), fault: None, chain: Vec::new() }
}

async fn read_record(wire: &mut Wire) -> io::Result<(u8, Vec<u8>)> {
    let mut head = [0; 5];
    wire.read_exact(&mut head).await?;
    let mut body = vec![0; usize::from(u16::from_be_bytes([head[3], head[4]]))];
    wire.read_exact(&mut body).await?;
    Ok((head[0], body))
}

/// What the flight comes to; None while it is not whole.
pub fn read_flight(mut bytes: &[u8]) -> Option<Result<Handshake, HandshakeError>> {
    let (mut hello, mut chain, mut dh_bits) = (None, Vec::new(), None);
    loop {
        let (&message, rest) = bytes.split_first()?;
        let (body, rest) = sized(rest, 3)?;
        bytes = rest;
        match message {
            SERVER_HELLO => hello = ServerHello::read(body),
            CERTIFICATE => chain = certificates(body).unwrap_or_default(),
            SERVER_KEY_EXCHANGE if hello.is_some_and(|hello| is_finite_field(hello.suite)) => {
                dh_bits = sized(body, 2).and_then(|(prime, _)| bits(prime));
            }
            SERVER_HELLO_DONE => break,
            _ => {}
        }
    }
    Some(hello.ok_or_else(strange).map(|ServerHello { suite, secure_renegotiation }| Handshake {
        version: "TLSv1.2".to_owned(),
        cipher_suite: suite.as_str().map_or_else(|| format!("{:#06x}", u16::from(suite)), str::to_owned),
        group: None,
        secure_renegotiation,
        dh_bits,
        chain,
    }))
}

fn certificates(body: &[u8]) -> Option<Vec<Der>> {
    let (mut list, _) = sized(body, 3)?;
    let mut chain = Vec::new();
    while !list.is_empty() {
        let (certificate, rest) = sized(list, 3)?;
        chain.push(Der(certificate.to_vec()));
        list = rest;
    }
    Some(chain)
}

fn is_finite_field(suite: CipherSuite) -> bool {
    suite.as_str().is_some_and(|name| name.starts_with("TLS_DHE_"))
}

fn bits(number: &[u8]) -> Option<u32> {
    let significant = number.iter().skip_while(|byte| **byte == 0);
    let leading = significant.clone().next()?.leading_zeros();
    Some(u32::try_from(significant.count()).ok()? * 8 - leading)
}

fn client_hello(host: &str) -> Vec<u8> {
    let mut random = [0; 32];
    // A hello that is never finished needs no good random number.
    let _ = rustls::crypto::aws_lc_rs::default_provider().secure_random.fill(&mut random);
    let suites: Vec<u8> = SUITES.iter().flat_map(|suite| suite.to_be_bytes()).collect();
    let mut extensions = server_name(host);
    extensions.extend_from_slice(EXTENSIONS);
    let mut body = vec![3, 3];
    body.extend_from_slice(&random);
    body.push(0);
    body.extend(with_length(2, &suites));
    body.extend_from_slice(&[1, 0]);
    body.extend(with_length(2, &extensions));
    let mut message = vec![CLIENT_HELLO];
    message.extend(with_length(3, &body));
    message
}

/// The server_name extension (RFC 6066 section 3), empty for an address.
fn server_name(host: &str) -> Vec<u8> {
    if host.parse::<IpAddr>().is_ok() {
        return Vec::new();
    }
    let mut name = vec![0];
    name.extend(with_length(2, host.as_bytes()));
    let mut extension = vec![0, 0];
    extension.extend(with_length(2, &with_length(2, &name)));
    extension
}

fn record(content_type: u8, body: &[u8]) -> Vec<u8> {
    let mut record = vec![content_type, 3, 1];
    record.extend(with_length(2, body));
    record
}

/// A field led by its length in this many bytes.
fn with_length(width: usize, field: &[u8]) -> Vec<u8> {
    let length = field.len().to_be_bytes();
    [&length[length.len() - width..], field].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(kind: u8, body: &[u8]) -> Vec<u8> {
        [vec![kind], with_length(3, body)].concat()
    }

    fn server_hello(suite: [u8; 2]) -> Vec<u8> {
        let mut body = vec![3, 3];
        body.extend_from_slice(&[7; 32]);
        body.extend_from_slice(&[0, suite[0], suite[1], 0]);
        message(SERVER_HELLO, &body)
    }

    fn certificate() -> Vec<u8> {
        let list = [with_length(3, b"leaf"), with_length(3, b"issuer")].concat();
        message(CERTIFICATE, &with_length(3, &list))
    }

    #[test]
    fn a_flight_is_read_once_it_is_whole() {
        let flight = [server_hello([0x00, 0x2f]), certificate(), message(SERVER_HELLO_DONE, &[])].concat();
        for cut in 0..flight.len() {
            assert_eq!(read_flight(&flight[..cut]), None);
        }
        let handshake = read_flight(&flight).unwrap().unwrap();
        assert_eq!(handshake.cipher_suite, "TLS_RSA_WITH_AES_128_CBC_SHA");
        assert_eq!(handshake.chain, [Der(b"leaf".to_vec()), Der(b"issuer".to_vec())]);
        assert_eq!(handshake.dh_bits, None);
    }

    #[test]
    fn the_size_of_a_finite_field_is_its_prime_s() {
        for (prime, size) in [(vec![0xff; 128], 1024), ([vec![0, 0x80], vec![0; 255]].concat(), 2048), (vec![1], 1)] {
            let exchange = message(SERVER_KEY_EXCHANGE, &with_length(2, &prime));
            let flight = [server_hello([0x00, 0x9e]), certificate(), exchange, message(SERVER_HELLO_DONE, &[])].concat();
            assert_eq!(read_flight(&flight).unwrap().unwrap().dh_bits, Some(size));
        }
    }

    #[test]
    fn an_older_version_is_no_agreement() {
        let mut flight = [server_hello([0x00, 0x2f]), message(SERVER_HELLO_DONE, &[])].concat();
        flight[5] = 1;
        assert!(read_flight(&flight).unwrap().is_err());
    }
}
