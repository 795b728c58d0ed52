//! A listening socket and its connections; gone when the value is dropped.

use crate::outgoing::Outgoing;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::task::{JoinHandle, JoinSet};

/// The answer of every server here.
pub(crate) type Answer = Response<Outgoing>;

/// A running server. Dropping it closes the socket and every connection.
#[derive(Debug)]
pub(crate) struct Server(JoinHandle<()>);

impl Server {
    /// Answers each request that arrives at `listener` with `handle`, which also learns who asks.
    pub(crate) fn start<H, F>(listener: TcpListener, handle: H) -> Self
    where
        H: Fn(Request<Incoming>, SocketAddr) -> F + Clone + Send + 'static,
        F: Future<Output = Answer> + Send + 'static,
    {
        Self(tokio::spawn(async move {
            // The connections live in the task's own set, so that aborting the task ends them too.
            let mut connections = JoinSet::new();
            loop {
                tokio::select! {
                    accepted = listener.accept() => match accepted {
                        Ok((stream, peer)) => {
                            // Answers are small and awaited; a failure to say so costs only time.
                            let _ = stream.set_nodelay(true);
                            let handle = handle.clone();
                            let service = service_fn(move |request| {
                                let answer = handle(request, peer);
                                async move { Ok::<_, Infallible>(answer.await) }
                            });
                            // A broken connection concerns its client alone.
                            connections.spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
                        }
                        // Out of file descriptors, usually: it passes, and must not spin.
                        Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
                    },
                    Some(_) = connections.join_next() => {}
                }
            }
        }))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.0.abort();
    }
}
