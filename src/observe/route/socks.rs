use super::text;
use super::wire::{Broken, Wire};
use sf_preflight_checks::model::observations::{ProxyUrl, Tunnel, TunnelError};
use std::io;
use std::net::IpAddr;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

const VERSION: u8 = 5;
const NO_AUTHENTICATION: u8 = 0;
const USER_AND_PASSWORD: u8 = 2;
const NONE_ACCEPTABLE: u8 = 0xff;

/// Opens a way through a SOCKS 5 proxy (RFC 1928, RFC 1929) as undici does: user and password only where both are
/// given, and the name sent as it is. Source: undici 8.12.4 `core/socks5-client.js`.
///
/// # Errors
/// Says how the proxy refused.
pub async fn open(mut wire: Wire, proxy: &ProxyUrl, host: &str, port: u16) -> Result<(Tunnel, Wire), TunnelError> {
    match talk(&mut wire, proxy, host, port).await {
        Ok(Ok(())) => Ok((Tunnel { headers: Vec::new() }, wire)),
        Ok(Err(refused)) => Err(refused),
        Err(error) if Broken::from(&error) == Broken::Reset => Err(TunnelError::Reset),
        Err(_) => Err(TunnelError::Closed),
    }
}

async fn talk(wire: &mut Wire, proxy: &ProxyUrl, host: &str, port: u16) -> io::Result<Result<(), TunnelError>> {
    let methods: &[u8] = match proxy.socks_credentials {
        Some(_) => &[USER_AND_PASSWORD, NO_AUTHENTICATION],
        None => &[NO_AUTHENTICATION],
    };
    let mut greeting = vec![VERSION, u8::try_from(methods.len()).unwrap_or_default()];
    greeting.extend_from_slice(methods);
    wire.write_all(&greeting).await?;
    let mut chosen = [0; 2];
    wire.read_exact(&mut chosen).await?;
    match (chosen, &proxy.socks_credentials) {
        ([VERSION, NO_AUTHENTICATION], _) => {}
        ([VERSION, USER_AND_PASSWORD], Some((user, password))) => {
            let mut login = vec![1];
            for part in [user, password] {
                append(&mut login, part.expose().as_bytes());
            }
            wire.write_all(&login).await?;
            let mut verdict = [0; 2];
            wire.read_exact(&mut verdict).await?;
            if verdict[1] != 0 {
                return Ok(Err(TunnelError::SocksAuthentication));
            }
        }
        ([VERSION, NONE_ACCEPTABLE], _) => return Ok(Err(TunnelError::SocksNoMethod)),
        ([VERSION, method], _) => return Ok(Err(TunnelError::SocksMethod { method })),
        _ => return Ok(Err(TunnelError::NotHttp { beginning: text::beginning(&wire.beginning()) })),
    }
    wire.write_all(&request(host, port)).await?;
    let mut reply = [0; 4];
    wire.read_exact(&mut reply).await?;
    if reply[1] != 0 {
        return Ok(Err(TunnelError::SocksReply { code: reply[1] }));
    }
    let rest = match reply[3] {
        1 => 4,
        4 => 16,
        _ => usize::from(wire.read_u8().await?),
    };
    let mut bound = vec![0; rest + 2];
    wire.read_exact(&mut bound).await?;
    Ok(Ok(()))
}

fn request(host: &str, port: u16) -> Vec<u8> {
    let mut request = vec![VERSION, 1, 0];
    match host.parse::<IpAddr>() {
        Ok(IpAddr::V4(address)) => {
            request.push(1);
            request.extend_from_slice(&address.octets());
        }
        Ok(IpAddr::V6(address)) => {
            request.push(4);
            request.extend_from_slice(&address.octets());
        }
        Err(_) => {
            request.push(3);
            append(&mut request, host.as_bytes());
        }
    }
    request.extend_from_slice(&port.to_be_bytes());
    request
}

/// A length of one byte and that much of the text.
fn append(to: &mut Vec<u8>, text: &[u8]) {
    let length = u8::try_from(text.len()).unwrap_or(u8::MAX);
    to.push(length);
    to.extend_from_slice(&text[..usize::from(length)]);
}
