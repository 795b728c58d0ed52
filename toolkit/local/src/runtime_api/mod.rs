//! The Runtime API, as one execution environment sees it.
//!
//! Each environment has a separate address, because the path of a call does not name the environment. The effect of a call depends on
//! the state of the environment, so every call is sent to the [environment](crate::environment)'s task and waits for its verdict.
//!
//! Source: Lambda developer guide, "Using the Lambda runtime API for custom runtimes". The error bodies are those of AWS's Runtime
//! Interface Emulator.

mod answer;
mod call;
mod route;

pub(crate) use call::{Call, Event, Request, ResultError, Verdict};

use crate::access::Access;
use crate::server::{Answer, Server};
use crate::service::denied_answer;
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
    /// Whether an extension has registered, so that a shutdown is announced.
    has_extension: Arc<AtomicBool>,
    _server: Server,
}

impl RuntimeApi {
    /// Listens on a free port and sends every valid call to `calls`.
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

    /// Whether the process gets SIGTERM before it is killed. Without an extension it is killed at once.
    pub(crate) fn announces_shutdown(&self) -> bool {
        self.has_extension.load(Ordering::Relaxed)
    }

    /// Returns the value of `AWS_LAMBDA_RUNTIME_API`.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }
}

async fn respond(
    request: hyper::Request<Incoming>,
    calls: mpsc::Sender<Call>,
    has_extension: Arc<AtomicBool>,
) -> Answer {
    // The function and its extensions call an address. A page that found the port is refused.
    if let Err(denied) = Access::default().check(&request) {
        return denied_answer(&denied);
    }
    let route = match route::of(request.method(), request.uri().path()) {
        Ok(route) => route,
        Err(error) => return answer::to_route_error(error),
    };
    match route {
        Route::Register => {
            has_extension.store(true, Ordering::Relaxed);
            return answer::to_registration();
        }
        // There are no events for extensions.
        Route::ExtensionNext => return std::future::pending().await,
        _ => {}
    }
    if let Route::Response(id) = &route
        && call::streams(request.headers())
    {
        // A separate task: the environment must learn of a broken connection too.
        let answered = tokio::spawn(respond_to_stream(id.clone(), request, calls));
        return answered.await.unwrap_or_else(|_| answer::to_gone());
    }
    let Some(request) = call::read(route, request).await else {
        return answer::to_broken_body();
    };
    answer_to(ask(&calls, request).await)
}

/// Forwards a response while it arrives. The environment first names the receiver.
async fn respond_to_stream(
    id: String,
    request: hyper::Request<Incoming>,
    calls: mpsc::Sender<Call>,
) -> Answer {
    let listener = match ask(&calls, Request::Stream(id.clone())).await {
        Some(Verdict::Streams(listener)) => listener,
        refused => return answer_to(refused),
    };
    let (parts, body) = request.into_parts();
    let result = call::streamed(&parts.headers, body, listener).await;
    answer_to(ask(&calls, Request::Result(id, result)).await)
}

/// Returns the environment's verdict, or `None` if the environment is ending.
async fn ask(calls: &mpsc::Sender<Call>, request: Request) -> Option<Verdict> {
    let (verdict, decided) = oneshot::channel();
    calls.send(Call { request, verdict }).await.ok()?;
    decided.await.ok()
}

fn answer_to(verdict: Option<Verdict>) -> Answer {
    verdict.map_or_else(answer::to_gone, answer::to)
}
