//! An HTTP server on a listening socket.

use crate::body::ResponseBody;
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

/// A response of one of our servers.
pub(crate) type Answer = Response<ResponseBody>;

/// A running server. Dropping it closes the socket and every connection.
#[derive(Debug)]
pub(crate) struct Server(JoinHandle<()>);

impl Server {
    /// Answers each request at `listener` with `handle`, which also gets the address of the client.
    pub(crate) fn start<H, F>(listener: TcpListener, handle: H) -> Self
    where
        H: Fn(Request<Incoming>, SocketAddr) -> F + Clone + Send + 'static,
        F: Future<Output = Answer> + Send + 'static,
    {
        Self(tokio::spawn(async move {
            // The task owns the connections, so that aborting it closes them too.
            let mut connections = JoinSet::new();
            loop {
                tokio::select! {
                    accepted = listener.accept() => match accepted {
                        Ok((stream, peer)) => {
                            // Responses are small and awaited. Without TCP_NODELAY they would only be slower.
                            let _ = stream.set_nodelay(true);
                            let handle = handle.clone();
                            let service = service_fn(move |request| {
                                let answer = handle(request, peer);
                                async move { Ok::<_, Infallible>(answer.await) }
                            });
                            // A broken connection concerns only its client.
                            connections.spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
                        }
                        // Usually the process is out of file descriptors. That passes, and must not spin.
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
