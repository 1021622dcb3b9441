//! What every server of the lab is: a thread with its own runtime that ends when the server is dropped.

use super::log::{Event, Log};
use std::future::Future;
use std::net::{SocketAddr, TcpListener as StdTcpListener};
use std::thread::JoinHandle;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

/// A running server. Dropping it closes its socket and every connection.
#[derive(Debug)]
pub struct Server {
    /// Where it listens.
    pub address: SocketAddr,
    /// What it saw.
    pub log: Log,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Runs `serve` in a thread of its own until it ends or the server is dropped.
    pub fn start<F>(address: SocketAddr, log: Log, serve: impl FnOnce() -> F + Send + 'static) -> Self
    where
        F: Future<Output = ()>,
    {
        let (stop, stopped) = oneshot::channel();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                tokio::select! {
                    () = async { serve().await } => {}
                    _ = stopped => {}
                }
            });
        });
        Self { address, log, stop: Some(stop), thread: Some(thread) }
    }

    /// Accepts TCP connections at `address`; port 0 is one that the system chooses.
    pub fn accept<F>(address: SocketAddr, log: Log, handle: impl Fn(TcpStream) -> F + Send + 'static) -> Self
    where
        F: Future<Output = ()> + 'static,
    {
        let listener = StdTcpListener::bind(address).unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let noted = log.clone();
        Self::start(address, log, move || async move {
            let listener = TcpListener::from_std(listener).unwrap();
            let connections = tokio::task::LocalSet::new();
            connections
                .run_until(async {
                    while let Ok((stream, _)) = listener.accept().await {
                        noted.note(Event::Connection);
                        // As web servers do: else the answer waits until the TLS tickets before it have arrived.
                        let _ = stream.set_nodelay(true);
                        tokio::task::spawn_local(handle(stream));
                    }
                })
                .await;
        })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
