//! The bytes: what the org and the proxy read and write below and beside TLS.

use std::io;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::net::TcpStream;

/// The most that is read of a request's head, bytes.
const LONGEST_HEAD: usize = 64 * 1024;

/// The head of an HTTP request.
#[derive(Debug, Clone)]
pub struct Head {
    /// All of it, without the empty line.
    pub text: String,
}

impl Head {
    /// The request line.
    pub fn line(&self) -> &str {
        self.text.lines().next().unwrap_or_default()
    }

    /// A word of the request line: method, target, version.
    pub fn word(&self, index: usize) -> &str {
        self.line().split(' ').nth(index).unwrap_or_default()
    }

    /// A header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        let headers = self.text.lines().skip(1).filter_map(|line| line.split_once(':'));
        headers.filter(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim()).next()
    }
}

/// Reads up to the empty line; None where the other side ends the connection, or says too much, before it.
pub async fn read_head(stream: &mut (impl AsyncRead + Unpin)) -> Option<Head> {
    let mut bytes = Vec::new();
    while bytes.len() < LONGEST_HEAD {
        bytes.push(stream.read_u8().await.ok()?);
        if let Some(head) = bytes.strip_suffix(b"\r\n\r\n") {
            return Some(Head { text: String::from_utf8_lossy(head).into_owned() });
        }
    }
    None
}

/// The length of the first TLS record, without reading it; 0 where the other side sends none.
pub async fn peek_record_length(stream: &TcpStream) -> usize {
    let mut header = [0; 5];
    loop {
        match stream.peek(&mut header).await {
            Ok(5) => return usize::from(u16::from_be_bytes([header[3], header[4]])),
            Ok(0) | Err(_) => return 0,
            Ok(_) => tokio::time::sleep(Duration::from_millis(1)).await,
        }
    }
}

/// Reads a whole TLS record, so that closing afterwards sends FIN and not RST.
pub async fn read_record(stream: &mut TcpStream) -> io::Result<Vec<u8>> {
    let mut header = [0; 5];
    stream.read_exact(&mut header).await?;
    let mut body = vec![0; usize::from(u16::from_be_bytes([header[3], header[4]]))];
    stream.read_exact(&mut body).await?;
    Ok(body)
}

/// Ends a connection with RST once something has come.
pub async fn reset(mut stream: TcpStream) {
    let _ = stream.read_u8().await;
    let _ = stream.set_zero_linger();
}

/// Says nothing until the other side or the server ends.
pub async fn hang() {
    std::future::pending().await
}
