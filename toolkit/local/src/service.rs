//! The listening address of a local Lambda.

use crate::access::{Access, Denied};
use crate::body::ResponseBody;
use crate::console;
use crate::lambda::Lambda;
use crate::quote;
use crate::server::{Answer, Server};
use crate::{http_trigger, invoke_api};
use hyper::body::Incoming;
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::{Method, Request, Response, StatusCode};
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use tokio::net::TcpListener;

/// A function's HTTP trigger and Invoke API on a listening address. Dropping it closes the address. [`Service::stop`] also ends the
/// environments and waits for their end.
#[derive(Debug)]
pub struct Service {
    lambda: Lambda,
    address: SocketAddr,
    server: Server,
}

/// The port of a service, on 127.0.0.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Port {
    /// This port. 0 is any free port.
    Exactly(u16),
    /// The first free port from this one to the one 100 above it.
    From(u16),
}

impl Service {
    /// Starts to listen, and answers requests of this machine only. Fails if the port, or every port of the range, is in use.
    pub async fn start(lambda: Lambda, port: Port) -> io::Result<Self> {
        Self::start_with_access(lambda, port, Access::default()).await
    }

    /// Starts to listen, and answers requests with an allowed host and origin only. Fails as [`start`](Self::start) does.
    pub async fn start_with_access(lambda: Lambda, port: Port, access: Access) -> io::Result<Self> {
        let access = Arc::new(access);
        let listener = bind(port).await?;
        let address = listener.local_addr()?;
        let served = lambda.clone();
        let server = Server::start(listener, move |request, peer| {
            let lambda = served.clone();
            // A separate task, so that an invocation ends and is reported even if its client disconnects.
            let access = Arc::clone(&access);
            let answer = tokio::spawn(respond(lambda, access, request, peer, address));
            async move {
                answer
                    .await
                    .unwrap_or_else(|_| http_trigger::internal_server_error())
            }
        });
        Ok(Self {
            lambda,
            address,
            server,
        })
    }

    /// Returns the listening address.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Closes the address, kills every environment and waits until all are reaped.
    pub async fn stop(self) {
        let Self { lambda, server, .. } = self;
        drop(server);
        lambda.stop().await;
    }
}

async fn respond(
    lambda: Lambda,
    access: Arc<Access>,
    request: Request<Incoming>,
    peer: SocketAddr,
    local: SocketAddr,
) -> Answer {
    let denied = access.check(&request).err();
    if let Some(denied) = &denied {
        console::line(format_args!("{} 403 {}", what(&request), denied.headline()));
    }
    if request.method() == Method::POST
        && let Some(target) = invoke_api::target(request.uri())
    {
        return match denied {
            Some(denied) => invoke_api::denied(&denied),
            None => invoke_api::respond(&lambda, target, request).await,
        };
    }
    if let Some(denied) = denied {
        return denied_answer(&denied);
    }
    http_trigger::respond(&lambda, request, peer, local).await
}

/// Returns the method and the path of a request, for the log.
pub(crate) fn what<B>(request: &Request<B>) -> String {
    let method = quote::excerpt(request.method().as_str());
    format!("{method} {}", quote::logged(request.uri().path()))
}

/// The answer to a request of somebody else.
pub(crate) fn denied_answer(denied: &Denied) -> Answer {
    let mut answer = Response::new(ResponseBody::buffered(format!("{denied}\n")));
    *answer.status_mut() = StatusCode::FORBIDDEN;
    answer.headers_mut().insert(
        CONTENT_TYPE,
        HeaderValue::from_static("text/plain; charset=utf-8"),
    );
    answer
}

async fn bind(port: Port) -> io::Result<TcpListener> {
    let (first, last) = match port {
        Port::Exactly(port) => (port, port),
        Port::From(port) => (port, port.saturating_add(100)),
    };
    let mut refused = io::Error::from(io::ErrorKind::AddrInUse);
    for port in first..=last {
        match TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await {
            Ok(listener) => return Ok(listener),
            Err(error) => refused = error,
        }
    }
    Err(refused)
}
