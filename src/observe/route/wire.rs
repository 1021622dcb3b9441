use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// How much of what came is remembered, bytes.
const REMEMBERED: usize = 4096;

/// Bytes in both directions: TCP, or TLS over it.
pub trait Duplex: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Duplex for T {}

/// A connection that first gives back what was read too much, and remembers how what came began.
pub struct Wire {
    inner: Box<dyn Duplex>,
    unread: Vec<u8>,
    beginning: Beginning,
}

/// How what came over a connection began, also once the connection is in other hands. Clones share it.
#[derive(Debug, Clone, Default)]
pub struct Beginning(Arc<Mutex<Vec<u8>>>);

impl Beginning {
    /// The bytes.
    pub fn bytes(&self) -> Vec<u8> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn add(&self, bytes: &[u8]) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let room = REMEMBERED.saturating_sub(kept.len());
        kept.extend_from_slice(&bytes[..bytes.len().min(room)]);
    }
}

impl Wire {
    /// A connection of which nothing was read.
    pub fn new(inner: impl Duplex + 'static) -> Self {
        Self::with_unread(inner, Vec::new())
    }

    /// A connection of which this had been read already.
    pub fn with_unread(inner: impl Duplex + 'static, unread: Vec<u8>) -> Self {
        Self { inner: Box::new(inner), unread, beginning: Beginning::default() }
    }

    /// The first bytes that were read from it.
    pub fn beginning(&self) -> Vec<u8> {
        self.beginning.bytes()
    }

    /// What [`Self::beginning`] gives, to be asked later.
    pub fn watched(&self) -> Beginning {
        self.beginning.clone()
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
        self.beginning.add(&buffer.filled()[before..]);
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
