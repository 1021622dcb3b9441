//! How Node's TLS names what went wrong in a handshake.

use crate::model::observations::{HandshakeError, NodeVersion, ProtocolFault};

/// The code of a connection that ended before the handshake did, with or without a reset. Source: Node 24
/// `lib/internal/tls/wrap.js`; measured.
pub const RESET: &str = "ECONNRESET";

/// Node's code for a handshake that failed; None where it depends on details that are not observed.
pub fn handshake_code(error: &HandshakeError) -> Option<&'static str> {
    match error {
        HandshakeError::Closed | HandshakeError::Reset => Some(RESET),
        HandshakeError::Alert { alert, .. } => Some(alert_code(*alert)),
        HandshakeError::NotTls { .. } => Some("ERR_SSL_WRONG_VERSION_NUMBER"),
        HandshakeError::Protocol { fault, .. } => fault.map(|fault| match fault {
            ProtocolFault::UnexpectedMessage => "ERR_SSL_UNEXPECTED_MESSAGE",
            ProtocolFault::RecordTooLong => "ERR_SSL_DATA_LENGTH_TOO_LONG",
            ProtocolFault::MessageTooLong => "ERR_SSL_EXCESSIVE_MESSAGE_SIZE",
        }),
    }
}

/// The smallest finite-field Diffie-Hellman prime that a Node takes, bits: OpenSSL's security level is 2 from Node 24
/// on and 1 before. Measured with 1024 bits: Node 20.20.2 and 22.23.3 take them, 24.21.0 does not.
pub fn least_dh_bits(version: NodeVersion) -> u32 {
    if version.major >= 24 { 2048 } else { 1024 }
}

/// Node's code for a fatal alert (RFC 8446 section 6) in a handshake: `ERR_SSL_` and OpenSSL's reason, slash and all.
/// An alert that OpenSSL has no reason for shows as the closed connection that follows it.
///
/// Measured with undici 8.12.4 on Node 24.21.0 (OpenSSL 3.5.8).
pub fn alert_code(alert: u8) -> &'static str {
    match alert {
        10 => "ERR_SSL_SSL/TLS_ALERT_UNEXPECTED_MESSAGE",
        20 => "ERR_SSL_SSL/TLS_ALERT_BAD_RECORD_MAC",
        21 => "ERR_SSL_TLSV1_ALERT_DECRYPTION_FAILED",
        22 => "ERR_SSL_TLSV1_ALERT_RECORD_OVERFLOW",
        30 => "ERR_SSL_SSL/TLS_ALERT_DECOMPRESSION_FAILURE",
        40 => "ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE",
        41 => "ERR_SSL_SSL/TLS_ALERT_NO_CERTIFICATE",
        42 => "ERR_SSL_SSL/TLS_ALERT_BAD_CERTIFICATE",
        43 => "ERR_SSL_SSL/TLS_ALERT_UNSUPPORTED_CERTIFICATE",
        44 => "ERR_SSL_SSL/TLS_ALERT_CERTIFICATE_REVOKED",
        45 => "ERR_SSL_SSL/TLS_ALERT_CERTIFICATE_EXPIRED",
        46 => "ERR_SSL_SSL/TLS_ALERT_CERTIFICATE_UNKNOWN",
        47 => "ERR_SSL_SSL/TLS_ALERT_ILLEGAL_PARAMETER",
        48 => "ERR_SSL_TLSV1_ALERT_UNKNOWN_CA",
        49 => "ERR_SSL_TLSV1_ALERT_ACCESS_DENIED",
        50 => "ERR_SSL_TLSV1_ALERT_DECODE_ERROR",
        51 => "ERR_SSL_TLSV1_ALERT_DECRYPT_ERROR",
        60 => "ERR_SSL_TLSV1_ALERT_EXPORT_RESTRICTION",
        70 => "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION",
        71 => "ERR_SSL_TLSV1_ALERT_INSUFFICIENT_SECURITY",
        80 => "ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR",
        86 => "ERR_SSL_TLSV1_ALERT_INAPPROPRIATE_FALLBACK",
        90 => "ERR_SSL_TLSV1_ALERT_USER_CANCELLED",
        100 => "ERR_SSL_TLSV1_ALERT_NO_RENEGOTIATION",
        109 => "ERR_SSL_TLSV13_ALERT_MISSING_EXTENSION",
        110 => "ERR_SSL_TLSV1_UNSUPPORTED_EXTENSION",
        111 => "ERR_SSL_TLSV1_CERTIFICATE_UNOBTAINABLE",
        112 => "ERR_SSL_TLSV1_UNRECOGNIZED_NAME",
        113 => "ERR_SSL_TLSV1_BAD_CERTIFICATE_STATUS_RESPONSE",
        114 => "ERR_SSL_TLSV1_BAD_CERTIFICATE_HASH_VALUE",
        115 => "ERR_SSL_TLSV1_ALERT_UNKNOWN_PSK_IDENTITY",
        116 => "ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED",
        120 => "ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL",
        _ => RESET,
    }
}

/// What an alert says, in the words of RFC 8446 section 6.2.
pub fn alert_name(alert: u8) -> &'static str {
    match alert {
        0 => "close_notify",
        10 => "unexpected_message",
        20 => "bad_record_mac",
        22 => "record_overflow",
        40 => "handshake_failure",
        42 => "bad_certificate",
        43 => "unsupported_certificate",
        44 => "certificate_revoked",
        45 => "certificate_expired",
        46 => "certificate_unknown",
        47 => "illegal_parameter",
        48 => "unknown_ca",
        49 => "access_denied",
        50 => "decode_error",
        51 => "decrypt_error",
        70 => "protocol_version",
        71 => "insufficient_security",
        80 => "internal_error",
        86 => "inappropriate_fallback",
        90 => "user_canceled",
        109 => "missing_extension",
        110 => "unsupported_extension",
        112 => "unrecognized_name",
        113 => "bad_certificate_status_response",
        115 => "unknown_psk_identity",
        116 => "certificate_required",
        120 => "no_application_protocol",
        _ => "an unnamed alert",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn protocol(fault: Option<ProtocolFault>) -> HandshakeError {
        HandshakeError::Protocol { message: String::new(), fault, chain: Vec::new() }
    }

    #[test]
    fn handshakes_that_fail_have_the_codes_that_were_measured() {
        for (error, code) in [
            (HandshakeError::Alert { alert: 70, at_once: true }, Some("ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION")),
            (HandshakeError::Alert { alert: 40, at_once: true }, Some("ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE")),
            (HandshakeError::Alert { alert: 112, at_once: true }, Some("ERR_SSL_TLSV1_UNRECOGNIZED_NAME")),
            (HandshakeError::Alert { alert: 80, at_once: true }, Some("ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR")),
            (HandshakeError::Alert { alert: 49, at_once: true }, Some("ERR_SSL_TLSV1_ALERT_ACCESS_DENIED")),
            (HandshakeError::Alert { alert: 121, at_once: true }, Some("ECONNRESET")),
            (HandshakeError::Closed, Some("ECONNRESET")),
            (HandshakeError::Reset, Some("ECONNRESET")),
            (HandshakeError::NotTls { beginning: "HTTP/1.1 400".into() }, Some("ERR_SSL_WRONG_VERSION_NUMBER")),
            (HandshakeError::NotTls { beginning: "SSH-2.0".into() }, Some("ERR_SSL_WRONG_VERSION_NUMBER")),
            (protocol(None), None),
            (protocol(Some(ProtocolFault::UnexpectedMessage)), Some("ERR_SSL_UNEXPECTED_MESSAGE")),
            (protocol(Some(ProtocolFault::RecordTooLong)), Some("ERR_SSL_DATA_LENGTH_TOO_LONG")),
        ] {
            assert_eq!(handshake_code(&error), code, "{error:?}");
        }
    }
}
