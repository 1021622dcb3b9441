//! SOCKS proxies.

use super::*;
use std::io;

/// How a SOCKS proxy answers.
#[derive(Debug, Clone)]
pub struct Manners {
    /// The user and password that it wants; None where it lets everybody in.
    pub wants: Option<(&'static str, &'static str)>,
    /// Its answer to the request.
    pub reply: &'static [u8],
}

/// It bound 0.0.0.0, port 0.
const STANDS: &[u8] = b"\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00";
/// The same, the address a name.
const STANDS_BY_NAME: &[u8] = b"\x05\x00\x00\x03\x05proxy\x00\x50";
/// The same, an IPv6 address.
const STANDS_BY_V6: &[u8] = b"\x05\x00\x00\x04\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\x00\x50";

impl Manners {
    /// Speaks SOCKS up to the reply, and notes what it was told.
    pub async fn serve(&self, stream: &mut TcpStream, heard: &Heard) -> io::Result<()> {
        async fn take(stream: &mut TcpStream, count: usize, heard: &Heard) -> io::Result<Vec<u8>> {
            let mut bytes = vec![0; count];
            stream.read_exact(&mut bytes).await?;
            heard.lock().unwrap().extend_from_slice(&bytes);
            Ok(bytes)
        }
        let greeting = take(stream, 2, heard).await?;
        take(stream, greeting[1].into(), heard).await?;
        if let Some((user, password)) = self.wants {
            stream.write_all(b"\x05\x02").await?;
            let head = take(stream, 2, heard).await?;
            let given_user = take(stream, head[1].into(), heard).await?;
            let length = take(stream, 1, heard).await?;
            let given_password = take(stream, length[0].into(), heard).await?;
            let is_right = given_user == user.as_bytes() && given_password == password.as_bytes();
            stream.write_all(if is_right { b"\x01\x00" } else { b"\x01\x01" }).await?;
        } else {
            stream.write_all(b"\x05\x00").await?;
        }
        let head = take(stream, 5, heard).await?;
        take(stream, usize::from(head[4]) + 2, heard).await?;
        stream.write_all(self.reply).await
    }
}

async fn probed(act: Act, user: &str) -> (Probe, Vec<u8>) {
    let server = serve(act).await;
    let probe = probe_at(443, WebScheme::Https, Some(format!("socks5://{user}127.0.0.1:{}", server.port)), 8.0).await;
    let heard = server.heard.lock().unwrap().clone();
    (probe, heard)
}

/// The bytes are those that undici sends, measured.
#[tokio::test]
async fn a_tunnel_that_stands_carries_the_handshake_and_the_request() {
    const REQUEST: &[u8] = b"\x05\x01\x00\x03\x16acme.my.salesforce.com\x01\xbb";
    for (wants, user, hello, reply) in [
        (None, "", &b"\x05\x01\x00"[..], STANDS),
        (None, "user@", b"\x05\x01\x00", STANDS),
        (None, ":pw@", b"\x05\x01\x00", STANDS),
        (None, "user:pw@", b"\x05\x02\x02\x00", STANDS_BY_NAME),
        (Some(("user", "pw")), "user:pw@", b"\x05\x02\x02\x00\x01\x04user\x02pw", STANDS_BY_V6),
        (Some(("user", "p@ss")), "user:p%40ss@", b"\x05\x02\x02\x00\x01\x04user\x04p@ss", STANDS),
    ] {
        let (probe, heard) = probed(Act::Socks(Manners { wants, reply }), user).await;
        assert_eq!(probe.tunnel.value(), Some(&Tunnel { headers: Vec::new() }), "{user}: {:?}", probe.tunnel);
        assert_eq!(probe.http.value().unwrap().status, 200);
        assert_eq!(heard, [hello, REQUEST].concat(), "{user}");
    }
}

#[tokio::test]
async fn replies_are_told_apart() {
    let refuses = |reply| Act::Socks(Manners { wants: None, reply });
    let wants = || Act::Socks(Manners { wants: Some(("user", "pw")), reply: STANDS });
    for (act, user, wanted) in [
        (Act::Say(b"\x05\xff"), "", TunnelError::SocksNoMethod),
        (Act::Say(b"\x05\x01"), "user:pw@", TunnelError::SocksMethod { method: 1 }),
        (wants(), "user:bad@", TunnelError::SocksAuthentication),
        (wants(), "", TunnelError::SocksMethod { method: 2 }),
        (refuses(b"\x05\x02\x00\x01\x00\x00\x00\x00\x00\x00"), "", TunnelError::SocksReply { code: 2 }),
        (refuses(b"\x05\x05\x00\x01\x00\x00\x00\x00\x00\x00"), "", TunnelError::SocksReply { code: 5 }),
        (Act::Say(b"HTTP/1.1 400"), "", TunnelError::NotHttp { beginning: "HT".into() }),
        (Act::Close, "", TunnelError::Closed),
    ] {
        let (probe, _) = probed(act.clone(), user).await;
        assert_eq!(probe.tunnel.error(), Some(&wanted), "{act:?}");
    }
}

/// An HTTP proxy waits for the rest of its request.
#[tokio::test]
async fn one_that_does_not_answer_is_given_up() {
    let server = serve(Act::Hang).await;
    let probe = probe_at(443, WebScheme::Https, Some(format!("socks5://127.0.0.1:{}", server.port)), 0.8).await;
    assert!(matches!(probe.tunnel, Phase::TimedOut { .. }), "{:?}", probe.tunnel);
}
