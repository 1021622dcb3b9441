use super::server_hello::ServerHello;
use super::text;
use super::wire::{Broken, Wire};
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{ClientConfig, Resumption};
use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{DigitallySignedStruct, InvalidMessage, ProtocolVersion, SignatureScheme};
use sf_preflight_checks::model::observations::{Der, Handshake, HandshakeError, NodeVersion, ProtocolFault};
use sf_preflight_checks::node::options::TlsRange;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::io::AsyncReadExt;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

/// The content type of an alert (RFC 8446 section 5.1).
const ALERT: u8 = 21;
/// How long an alert is looked for on a broken connection: it is there or it is not.
const ALERT_PATIENCE: Duration = Duration::from_millis(100);

/// What a Node's ClientHello depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NodeHello {
    /// Its version.
    pub version: NodeVersion,
    /// The TLS versions that its options leave.
    pub range: TlsRange,
}

/// The kind of ClientHello to send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hello {
    /// As this Node's would be.
    Node(NodeHello),
    /// TLS 1.2 only, no post-quantum key share, no SNI.
    Small,
}

impl Hello {
    /// OpenSSL 3.5 sends a post-quantum key share first; it came with Node 24 and 22.20. Sources: Node's release notes;
    /// the hellos of 20.20.2, 22.23.3 and 24.21.0, measured.
    fn has_post_quantum_share(self) -> bool {
        let Self::Node(NodeHello { version, range }) = self else { return false };
        range.tls13 && (version >= NodeVersion::new(24, 0, 0) || (version.major == 22 && version.minor >= 20))
    }
}

/// Shakes hands with `host` and takes whatever certificate it sends; nothing secret goes over what comes of it.
///
/// # Errors
/// Says how the other side broke off.
pub async fn shake(wire: Wire, host: &str, hello: Hello) -> Result<(Handshake, Wire), HandshakeError> {
    let recorder = Arc::new(Recorder::default());
    let config = config(hello, recorder.clone()).map_err(|error| HandshakeError::Protocol {
        message: error.to_string(),
        fault: None,
        chain: Vec::new(),
    })?;
    // A name that TLS cannot carry is sent as no name.
    let name = ServerName::try_from(host.to_owned()).unwrap_or(ServerName::from(IpAddr::V4(Ipv4Addr::UNSPECIFIED)));
    let connecting = TlsConnector::from(Arc::new(config)).connect(name, wire).into_fallible();
    match connecting.await {
        Ok(stream) => {
            let (wire, connection) = stream.get_ref();
            let is_tls13 = connection.protocol_version() == Some(ProtocolVersion::TLSv1_3);
            let secure_renegotiation = is_tls13 || ServerHello::of_record(&wire.beginning()).is_none_or(|hello| hello.secure_renegotiation);
            let handshake = Handshake {
                version: if is_tls13 { "TLSv1.3" } else { "TLSv1.2" }.to_owned(),
                cipher_suite: connection
                    .negotiated_cipher_suite()
                    .and_then(|suite| suite.suite().as_str())
                    .unwrap_or_default()
                    .replacen("TLS13_", "TLS_", 1),
                group: connection.negotiated_key_exchange_group().and_then(|group| group.name().as_str()).map(str::to_owned),
                secure_renegotiation,
                dh_bits: None,
                chain: recorder.chain(),
            };
            Ok((handshake, Wire::new(stream)))
        }
        Err((error, mut wire)) => {
            let broken = match Broken::from(&error) {
                Broken::Reset | Broken::Closed => unread_alert(&mut wire).await.map_or(Broken::from(&error), Broken::Alert),
                other => other,
            };
            Err(explain(broken, &wire.beginning(), recorder.chain()))
        }
    }
}

/// A fatal alert in clear that came before the connection broke while this side was still writing. Node reads it.
async fn unread_alert(wire: &mut Wire) -> Option<u8> {
    const FATAL: u8 = 2;
    let mut record = [0; 7];
    timeout(ALERT_PATIENCE, wire.read_exact(&mut record)).await.ok()?.ok()?;
    match record {
        [ALERT, 3, _, 0, 2, FATAL, alert] => Some(alert),
        _ => None,
    }
}

fn explain(broken: Broken, beginning: &[u8], chain: Vec<Der>) -> HandshakeError {
    match broken {
        Broken::Closed => HandshakeError::Closed,
        Broken::Reset => HandshakeError::Reset,
        Broken::Alert(alert) => HandshakeError::Alert { alert, at_once: matches!(beginning, [ALERT, ..]) },
        Broken::Tls(_) if !looks_like_tls(beginning) => HandshakeError::NotTls { beginning: text::beginning(beginning) },
        Broken::Tls(error) => HandshakeError::Protocol { message: error.to_string(), fault: fault_of(&error), chain },
    }
}

/// What OpenSSL would say of it, as far as that was measured.
fn fault_of(error: &rustls::Error) -> Option<ProtocolFault> {
    match error {
        rustls::Error::InappropriateMessage { .. } | rustls::Error::InappropriateHandshakeMessage { .. } => {
            Some(ProtocolFault::UnexpectedMessage)
        }
        rustls::Error::InvalidMessage(InvalidMessage::MessageTooLarge) => Some(ProtocolFault::RecordTooLong),
        rustls::Error::InvalidMessage(InvalidMessage::HandshakePayloadTooLarge) => Some(ProtocolFault::MessageTooLong),
        _ => None,
    }
}

/// Whether bytes begin with a TLS record: a content type of RFC 8446 section 5.1 and the major version 3.
fn looks_like_tls(beginning: &[u8]) -> bool {
    matches!(beginning, [20..=23, 3, ..])
}

fn config(hello: Hello, recorder: Arc<Recorder>) -> Result<ClientConfig, rustls::Error> {
    use aws_lc_rs::kx_group::{SECP256R1, SECP384R1, X25519, X25519MLKEM768};
    let mut kx_groups = vec![X25519, SECP256R1, SECP384R1];
    if hello.has_post_quantum_share() {
        kx_groups.insert(0, X25519MLKEM768);
    }
    let provider = CryptoProvider { kx_groups, ..aws_lc_rs::default_provider() };
    let versions: &[&rustls::SupportedProtocolVersion] = match hello {
        Hello::Node(NodeHello { range: TlsRange { tls13: true, tls12: true }, .. }) => &[&rustls::version::TLS13, &rustls::version::TLS12],
        Hello::Node(NodeHello { range: TlsRange { tls13: true, tls12: false }, .. }) => &[&rustls::version::TLS13],
        Hello::Node(_) | Hello::Small => &[&rustls::version::TLS12],
    };
    let mut config = ClientConfig::builder_with_provider(Arc::new(provider))
        .with_protocol_versions(versions)?
        .dangerous()
        .with_custom_certificate_verifier(recorder)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    config.enable_sni = hello != Hello::Small;
    config.resumption = Resumption::disabled();
    Ok(config)
}

/// Takes every certificate and keeps what was sent; whether Node would take it is judged elsewhere.
#[derive(Debug, Default)]
struct Recorder {
    seen: Mutex<Vec<Der>>,
}

impl Recorder {
    fn chain(&self) -> Vec<Der> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl ServerCertVerifier for Recorder {
    fn verify_server_cert(
        &self,
        leaf: &CertificateDer<'_>,
        further: &[CertificateDer<'_>],
        _name: &ServerName<'_>,
        _ocsp: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let chain = std::iter::once(leaf).chain(further).map(|certificate| Der(certificate.to_vec())).collect();
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = chain;
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _message: &[u8],
        _certificate: &CertificateDer<'_>,
        _signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _message: &[u8],
        _certificate: &CertificateDer<'_>,
        _signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    /// What OpenSSL offers at its security level 1 and up, without post-quantum signatures.
    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        vec![
            SignatureScheme::ECDSA_NISTP256_SHA256,
            SignatureScheme::ECDSA_NISTP384_SHA384,
            SignatureScheme::ECDSA_NISTP521_SHA512,
            SignatureScheme::ED25519,
            SignatureScheme::ED448,
            SignatureScheme::RSA_PSS_SHA256,
            SignatureScheme::RSA_PSS_SHA384,
            SignatureScheme::RSA_PSS_SHA512,
            SignatureScheme::RSA_PKCS1_SHA256,
            SignatureScheme::RSA_PKCS1_SHA384,
            SignatureScheme::RSA_PKCS1_SHA512,
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hello_is_of_the_kind_that_node_sends() {
        for (version, post_quantum) in
            [((24, 0, 0), true), ((24, 21, 0), true), ((22, 20, 0), true), ((22, 19, 9), false), ((23, 11, 0), false), ((20, 20, 2), false)]
        {
            let version = NodeVersion::new(version.0, version.1, version.2);
            for (tls13, post_quantum) in [(true, post_quantum), (false, false)] {
                let hello = Hello::Node(NodeHello { version, range: TlsRange { tls12: true, tls13 } });
                assert_eq!(hello.has_post_quantum_share(), post_quantum, "{version}");
            }
        }
    }

    #[test]
    fn what_is_no_tls_record_is_told_apart() {
        for (bytes, tls) in [
            (&b"HTTP/1.1 400"[..], false),
            (b"\x15\x03\x03\x00\x02", true),
            (b"\x16\x04\x00", false),
            (b"\x00\x01\x02", false),
            (b"", false),
        ] {
            assert_eq!(looks_like_tls(bytes), tls);
        }
    }
}
