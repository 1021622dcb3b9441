use rustls::CipherSuite;

/// The message type of a ServerHello (RFC 5246 section 7.4).
pub const SERVER_HELLO: u8 = 2;

/// What a TLS 1.2 ServerHello (RFC 5246 section 7.4.1.3) says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ServerHello {
    /// The suite that it chose.
    pub suite: CipherSuite,
    /// Whether it knows secure renegotiation (RFC 5746).
    pub secure_renegotiation: bool,
}

impl ServerHello {
    /// Reads the message's body; None where it is cut or of another version.
    pub fn read(body: &[u8]) -> Option<Self> {
        const RENEGOTIATION_INFO: [u8; 2] = [0xff, 0x01];
        let (version, rest) = body.split_at_checked(2)?;
        let (_session, rest) = sized(rest.get(32..)?, 1)?;
        let (suite, rest) = rest.split_at_checked(2)?;
        let mut extensions = rest.get(1..).and_then(|rest| sized(rest, 2)).map(|(extensions, _)| extensions).unwrap_or_default();
        let mut secure_renegotiation = false;
        while let Some((kind, rest)) = extensions.split_at_checked(2) {
            let (_, rest) = sized(rest, 2)?;
            secure_renegotiation |= kind == RENEGOTIATION_INFO;
            extensions = rest;
        }
        let suite = CipherSuite::from(u16::from_be_bytes([suite[0], suite[1]]));
        (version == [3, 3]).then_some(Self { suite, secure_renegotiation })
    }

    /// Reads it from the first record that a server sends.
    pub fn of_record(record: &[u8]) -> Option<Self> {
        let (&message, rest) = record.get(5..)?.split_first()?;
        if message == SERVER_HELLO { Self::read(sized(rest, 3)?.0) } else { None }
    }
}

/// A field that is led by its length in this many bytes, and what follows it; None where it is cut.
pub fn sized(bytes: &[u8], width: usize) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_at_checked(width)?;
    rest.split_at_checked(length.iter().fold(0, |length, byte| length << 8 | usize::from(*byte)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hello(extensions: &[u8]) -> Vec<u8> {
        [&[3, 3][..], &[7; 32], &[0, 0xc0, 0x2f, 0], extensions].concat()
    }

    #[test]
    fn secure_renegotiation_is_told_by_its_extension() {
        for (extensions, secure) in [
            (&b""[..], false),
            (b"\x00\x00", false),
            (b"\x00\x05\xff\x01\x00\x01\x00", true),
            (b"\x00\x09\x00\x17\x00\x00\xff\x01\x00\x01\x00", true),
            (b"\x00\x04\x00\x17\x00\x00", false),
        ] {
            assert_eq!(ServerHello::read(&hello(extensions)).unwrap().secure_renegotiation, secure, "{extensions:?}");
        }
        assert_eq!(ServerHello::read(&hello(b"")).unwrap().suite, CipherSuite::TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256);
        assert_eq!(ServerHello::read(&hello(b"\x00\x05\xff\x01\x00\x09")).map(|hello| hello.secure_renegotiation), Some(false));
        assert_eq!(ServerHello::read(&[3, 1]), None);
    }
}
