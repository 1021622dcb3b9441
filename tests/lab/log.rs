//! What a server saw.

use std::sync::{Arc, Mutex};

/// Something that a server saw, in the order in which it happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A TCP connection was accepted.
    Connection,
    /// A TLS handshake came to its end.
    Handshake {
        /// The name that was asked for (SNI).
        name: Option<String>,
        /// The key exchange group, rustls's name for it.
        group: Option<String>,
    },
    /// A TLS handshake did not; the words are rustls's.
    HandshakeFailed(String),
    /// An HTTP request.
    Request {
        /// The method.
        method: String,
        /// The Host header.
        host: String,
        /// The target.
        path: String,
        /// The whole head, to look for what must not be in it.
        head: String,
    },
    /// What a proxy was asked: the request line, and its Proxy-Authorization.
    Tunnel {
        /// The request line.
        line: String,
        /// Proxy-Authorization.
        authorization: Option<String>,
    },
    /// A DNS query.
    Query {
        /// The name, lower case, without the last dot.
        name: String,
        /// `A`, `AAAA` …
        kind: String,
    },
}

/// A server's log. Clones share it.
#[derive(Debug, Clone, Default)]
pub struct Log(Arc<Mutex<Vec<Event>>>);

impl Log {
    /// Notes an event.
    pub fn note(&self, event: Event) {
        self.0.lock().unwrap().push(event);
    }

    /// Everything seen so far.
    pub fn events(&self) -> Vec<Event> {
        self.0.lock().unwrap().clone()
    }

    /// How often the server was touched, by kind.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for event in self.0.lock().unwrap().iter() {
            match event {
                Event::Connection => counts.connections += 1,
                Event::Handshake { .. } => counts.handshakes += 1,
                Event::HandshakeFailed(_) => counts.failed_handshakes += 1,
                Event::Request { .. } => counts.requests += 1,
                Event::Tunnel { .. } => counts.tunnels += 1,
                Event::Query { .. } => counts.queries += 1,
            }
        }
        counts
    }
}

/// How often a server was touched.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// TCP connections.
    pub connections: usize,
    /// Finished TLS handshakes.
    pub handshakes: usize,
    /// TLS handshakes that failed.
    pub failed_handshakes: usize,
    /// HTTP requests.
    pub requests: usize,
    /// CONNECT requests.
    pub tunnels: usize,
    /// DNS queries.
    pub queries: usize,
}
