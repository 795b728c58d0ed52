//! The Runtime API, as one execution environment sees it.
//!
//! Each environment has an address of its own: the path of a call says which invocation it is about but not who
//! asks. What a call means depends on the state of the environment, so that every call is handed to the
//! [environment](crate::environment)'s own task and waits here for its verdict.
//!
//! Source: Lambda developer guide, "Using the Lambda runtime API for custom runtimes"; the error bodies are those of
//! AWS's Runtime Interface Emulator.

mod answer;
mod call;
mod route;

pub(crate) use call::{Call, Event, Request, ResultError, Verdict};

use crate::server::{Answer, Server};
use hyper::body::Incoming;
use route::Route;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot};

/// One environment's Runtime API. Dropping it closes the address.
#[derive(Debug)]
pub(crate) struct RuntimeApi {
    address: SocketAddr,
    /// Whether an extension has registered, so that the end is announced.
    has_extension: Arc<AtomicBool>,
    _server: Server,
}

impl RuntimeApi {
    /// Listens on a free port and hands every well-formed call to `calls`.
    pub(crate) async fn start(calls: mpsc::Sender<Call>) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let has_extension = Arc::new(AtomicBool::new(false));
        let registered = Arc::clone(&has_extension);
        Ok(Self {
            address: listener.local_addr()?,
            has_extension,
            _server: Server::start(listener, move |request, _| {
                respond(request, calls.clone(), Arc::clone(&registered))
            }),
        })
    }

    /// Whether the process is told before it is ended: with an extension it gets SIGTERM, without one it is killed at once.
    pub(crate) fn announces_the_end(&self) -> bool {
        self.has_extension.load(Ordering::Relaxed)
    }

    /// The value of `AWS_LAMBDA_RUNTIME_API`.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }
}

async fn respond(
    request: hyper::Request<Incoming>,
    calls: mpsc::Sender<Call>,
    has_extension: Arc<AtomicBool>,
) -> Answer {
    let route = match route::of(request.method(), request.uri().path()) {
        Ok(route) => route,
        Err(refusal) => return answer::to_refused_route(refusal),
    };
    match route {
        Route::Register => {
            has_extension.store(true, Ordering::Relaxed);
            return answer::to_registration();
        }
        // There are no events for extensions here.
        Route::ExtensionNext => return std::future::pending().await,
        _ => {}
    }
    let Some(request) = call::read(route, request).await else {
        return answer::to_broken_body();
    };
    let (verdict, decided) = oneshot::channel();
    if calls.send(Call { request, verdict }).await.is_err() {
        return answer::to_gone();
    }
    match decided.await {
        Ok(verdict) => answer::to(verdict),
        Err(_) => answer::to_gone(),
    }
}
