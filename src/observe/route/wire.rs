use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// How much of what came is remembered, bytes.
const REMEMBERED: usize = 512;

/// Bytes in both directions: TCP, or TLS over it.
pub trait Duplex: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Duplex for T {}

/// A connection that first gives back what was read too much, and remembers how what came began.
pub struct Wire {
    inner: Box<dyn Duplex>,
    unread: Vec<u8>,
    beginning: Vec<u8>,
}

impl Wire {
    /// A connection of which nothing was read.
    pub fn new(inner: impl Duplex + 'static) -> Self {
        Self::with_unread(inner, Vec::new())
    }

    /// A connection of which this had been read already.
    pub fn with_unread(inner: impl Duplex + 'static, unread: Vec<u8>) -> Self {
        Self { inner: Box::new(inner), unread, beginning: Vec::new() }
    }

    /// The first bytes that were read from it.
    pub fn beginning(&self) -> &[u8] {
        &self.beginning
    }

    fn remember(&mut self, bytes: &[u8]) {
        let room = REMEMBERED.saturating_sub(self.beginning.len());
        self.beginning.extend_from_slice(&bytes[..bytes.len().min(room)]);
    }
}

impl AsyncRead for Wire {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        if self.unread.is_empty() {
            ready!(Pin::new(&mut self.inner).poll_read(context, buffer))?;
        } else {
            let count = self.unread.len().min(buffer.remaining());
            buffer.put_slice(&self.unread[..count]);
            self.unread.drain(..count);
        }
        self.remember(&buffer.filled()[before..]);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Wire {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(context)
    }
}

/// How a connection broke, as the system or the TLS library tells it.
#[derive(Debug, Clone, PartialEq)]
pub enum Broken {
    /// The other side closed it.
    Closed,
    /// The other side reset it.
    Reset,
    /// The other side sent a fatal alert.
    Alert(u8),
    /// The TLS library gave up.
    Tls(rustls::Error),
}

impl From<&io::Error> for Broken {
    fn from(error: &io::Error) -> Self {
        match error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
            Some(rustls::Error::AlertReceived(alert)) => Self::Alert(u8::from(*alert)),
            Some(other) => Self::Tls(other.clone()),
            None if matches!(error.kind(), io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe) => Self::Reset,
            None => Self::Closed,
        }
    }
}
