//! A service with the test function, and a client of it.

use bytes::Bytes;
use gatewright_local::{
    Function, Invocation, Lambda, Options, Outcome, Port, Report, Service, Start,
};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1;
use hyper::http::request::Builder;
use hyper::{HeaderMap, Request};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::mpsc;

/// The function that the tests control.
pub(crate) const SUBJECT: &str = env!("CARGO_BIN_EXE_gatewright-local-subject");

/// The limit of every wait, also on a loaded machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running service with the test function, named `shop`.
pub(crate) struct TestService {
    pub(crate) lambda: Lambda,
    service: Service,
    reports: mpsc::UnboundedReceiver<Report>,
}

pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl TestService {
    /// Starts a service with a timeout that no test reaches by accident.
    pub(crate) async fn new() -> Self {
        Self::with(Duration::from_secs(30), Options::default()).await
    }

    pub(crate) async fn with(timeout: Duration, options: Options) -> Self {
        let (sender, reports) = mpsc::unbounded_channel();
        // The receiver is gone when a test is over.
        let options = options
            .program(SUBJECT)
            .on_report(move |report| drop(sender.send(report.clone())));
        let function = Function::new("shop").timeout(timeout).memory_mb(512);
        let lambda = Lambda::new(function, options).expect("the subject has a path");
        let service = Service::start(lambda.clone(), Port::Exactly(0))
            .await
            .expect("a port is free");
        Self {
            lambda,
            service,
            reports,
        }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.service.address()
    }

    /// Invokes the function without HTTP.
    pub(crate) async fn invoke(&self, event: Value) -> Outcome {
        let invocation = Invocation::new(event.to_string());
        self.lambda
            .invoke(invocation)
            .await
            .expect("there is an environment for it")
    }

    /// Sends one request on a new connection.
    pub(crate) async fn send(&self, request: Builder, body: impl Into<Bytes>) -> Answer {
        send(self.address(), request, body).await
    }

    /// Sends a request line on a new connection, and returns the bytes of the answer as text.
    pub(crate) async fn raw(&self, line: &str) -> String {
        let exchange = async {
            let stream = TcpStream::connect(self.address()).await;
            let mut stream = stream.expect("the service listens");
            let request =
                format!("{line} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
            let sent = stream.write_all(request.as_bytes()).await;
            sent.expect("the service reads");
            let mut answer = Vec::new();
            let read = stream.read_to_end(&mut answer).await;
            read.expect("the answer is whole");
            String::from_utf8_lossy(&answer).into_owned()
        };
        let answer = tokio::time::timeout(PATIENCE, exchange).await;
        answer.expect("the answer comes in time")
    }

    /// Waits for the next report of an invocation over HTTP.
    pub(crate) async fn report(&mut self) -> Report {
        let report = tokio::time::timeout(PATIENCE, self.reports.recv()).await;
        report
            .expect("a report comes in time")
            .expect("the service runs")
    }

    pub(crate) async fn stop(self) {
        self.service.stop().await;
    }
}

pub(crate) async fn send(address: SocketAddr, request: Builder, body: impl Into<Bytes>) -> Answer {
    let request: Request<Full<Bytes>> = request
        .body(Full::new(body.into()))
        .expect("a valid request");
    let exchange = async {
        let stream = TcpStream::connect(address)
            .await
            .expect("the service listens");
        let (mut client, connection) = http1::handshake(TokioIo::new(stream))
            .await
            .expect("it speaks HTTP");
        let connection = tokio::spawn(connection);
        let (parts, body) = client
            .send_request(request)
            .await
            .expect("it answers")
            .into_parts();
        let body = body
            .collect()
            .await
            .expect("the answer is whole")
            .to_bytes();
        connection.abort();
        Answer {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body,
        }
    };
    tokio::time::timeout(PATIENCE, exchange)
        .await
        .expect("the answer comes in time")
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error} in {:?}", self.body))
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

/// Returns the reply, or the error document.
pub(crate) fn document(outcome: &Outcome) -> Value {
    let bytes = match &outcome.result {
        Ok(reply) => reply.bytes(),
        Err(error) => &error.document,
    };
    serde_json::from_slice(bytes).unwrap_or_else(|error| panic!("{error} in {bytes:?}"))
}

pub(crate) fn is_cold(start: Start) -> bool {
    matches!(start, Start::Cold(_))
}

/// Whether a process with this id exists and is not reaped.
#[cfg(target_os = "linux")]
pub(crate) fn exists(pid: u64) -> bool {
    std::path::Path::new(&format!("/proc/{pid}")).exists()
}

/// Waits until the process has ended. A process without a parent may never be reaped, because not every first process reaps.
#[cfg(target_os = "linux")]
pub(crate) async fn ended(pid: u64) {
    let runs = || {
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        // The format is `id (name) state …`; the name may contain any character.
        let state = stat.rsplit_once(") ").map(|(_, rest)| &rest[..1]);
        !matches!(state, None | Some("Z" | "X"))
    };
    let until = std::time::Instant::now() + PATIENCE;
    while runs() {
        assert!(
            std::time::Instant::now() < until,
            "process {pid} still runs"
        );
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
