//! The client of the event loop, with one connection that stays open.

use std::io::{self, ErrorKind};
use std::net::ToSocketAddrs;

use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

use super::Service;
use super::event::Event;
use super::http1::{HeadVisitor, Reader, Response};

/// AWS's services recognise a Rust function by the name before the slash.
const USER_AGENT: &str = concat!("aws-lambda-rust/gatewright-", env!("CARGO_PKG_VERSION"));

/// Bodies up to this size are copied behind their head, so that one system call sends both.
const MAX_COPIED: usize = 16 << 10;

/// The status of an answer that is an event.
const EVENT: u16 = 200;

/// One connection to the Runtime API.
pub(crate) struct Client {
    service: Service,
    /// Boxed, because each request takes it out and puts it back.
    connection: Option<Box<Connection>>,
    /// The request for the next event.
    next: Box<[u8]>,
    /// What all other requests contain after their path.
    after_path: Box<str>,
    /// A request. Its buffer is reused.
    request: Vec<u8>,
}

pub(crate) struct Connection {
    pub(crate) stream: TcpStream,
    pub(crate) reader: Reader,
}

/// What the function says about an invocation.
#[derive(Clone, Copy)]
pub(crate) enum Said<'a> {
    Response(&'a str),
    Error(&'a str),
}

/// An answer without success.
pub(crate) struct Refusal {
    pub(crate) status: u16,
    /// The beginning of its body.
    pub(crate) reason: String,
}

impl Refusal {
    /// Returns `None` for an answer with success.
    pub(crate) fn of(response: &Response) -> Option<Self> {
        let is_accepted = (200..300).contains(&response.status);
        (!is_accepted).then(|| Self::whatever(response))
    }

    fn whatever(response: &Response) -> Self {
        /// A reason of the service is `{"errorMessage":"…","errorType":"…"}`.
        const LONGEST: usize = 256;
        let reason = &response.body[..response.body.len().min(LONGEST)];
        Self {
            status: response.status,
            reason: String::from_utf8_lossy(reason).trim_end().to_owned(),
        }
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { status, reason } = self;
        match &**reason {
            "" => write!(f, "it answered with status {status}"),
            reason => write!(f, "it answered with status {status}: {reason}"),
        }
    }
}

impl Client {
    /// Makes a client of the service that the environment names. It connects with its first request.
    pub(crate) fn of_environment() -> io::Result<Self> {
        Service::of_environment().map(Self::new)
    }

    pub(crate) fn new(service: Service) -> Self {
        let (host, base) = (service.authority(), service.base());
        let headers = format!(" HTTP/1.1\r\nHost: {host}\r\nUser-Agent: {USER_AGENT}\r\n");
        let next = format!("GET {base}/2018-06-01/runtime/invocation/next{headers}\r\n");
        Self {
            next: next.into_bytes().into(),
            after_path: headers.into(),
            request: Vec::with_capacity(512),
            connection: None,
            service,
        }
    }

    /// Requests the next event.
    pub(crate) async fn request_event(&mut self) -> io::Result<()> {
        let next = std::mem::take(&mut self.next);
        let mut sent = self.send(&next, &[]).await;
        if sent.is_err() && self.connection.is_none() {
            // The connection had ended before. Nothing was asked for on it, so the request can be repeated.
            sent = self.send(&next, &[]).await;
        }
        self.next = next;
        sent
    }

    /// Waits for the event that was requested, and reads it into `event`. The inner error is an answer that is not an event.
    pub(crate) async fn receive_event(
        &mut self,
        event: &mut Event,
    ) -> io::Result<Result<(), Refusal>> {
        let mut is_event = false;
        let response = self
            .receive(&mut |status, headers| {
                if status == EVENT {
                    is_event = event.read(headers);
                }
            })
            .await?;
        if is_event {
            event.body = response.body;
            return Ok(Ok(()));
        }
        Ok(Err(if response.status == EVENT {
            // Its body is an event, which does not belong into a log.
            Refusal {
                status: EVENT,
                reason: "the event has no `Lambda-Runtime-Aws-Request-Id` that can be read"
                    .to_owned(),
            }
        } else {
            // Another success, such as 204, is no event either.
            Refusal::whatever(&response)
        }))
    }

    /// Posts what the function says about an invocation. Returns the refusal of the service, if it refuses it.
    pub(crate) async fn answer(
        &mut self,
        request_id: &str,
        invocation_id: Option<&str>,
        said: Said<'_>,
    ) -> io::Result<Option<Refusal>> {
        let (path, error_type, body) = match said {
            Said::Response(reply) => ("/response", "", reply),
            Said::Error(document) => (
                "/error",
                "Lambda-Runtime-Function-Error-Type: unhandled\r\n",
                document,
            ),
        };
        let mut request = std::mem::take(&mut self.request);
        request.clear();
        for part in [
            "POST ",
            self.service.base(),
            "/2018-06-01/runtime/invocation/",
            request_id,
            path,
            &self.after_path,
            error_type,
            "Content-Length: ",
        ] {
            request.extend_from_slice(part.as_bytes());
        }
        request.extend_from_slice(itoa::Buffer::new().format(body.len()).as_bytes());
        if let Some(id) = invocation_id {
            request.extend_from_slice(b"\r\nLambda-Runtime-Invocation-Id: ");
            request.extend_from_slice(id.as_bytes());
        }
        request.extend_from_slice(b"\r\n\r\n");
        let posted = self.exchange(&mut request, body.as_bytes()).await;
        self.request = request;
        posted
    }

    /// Sends a request for another path of the Runtime API, and waits for its answer. Returns the refusal of the service.
    pub(crate) async fn get(&mut self, path: &str) -> io::Result<Option<Refusal>> {
        let (base, after_path) = (self.service.base(), &self.after_path);
        let request = format!("GET {base}/2018-06-01/runtime/{path}{after_path}\r\n");
        self.exchange(&mut request.into_bytes(), &[]).await
    }

    /// Takes the connection away, if it is open, for a request that the client cannot make.
    pub(crate) fn lend(&mut self) -> Option<Box<Connection>> {
        self.connection.take().filter(|open| open.is_open())
    }

    /// Goes on with this connection, or opens another one for the next request.
    pub(crate) fn take_back(&mut self, connection: Option<Box<Connection>>) {
        self.connection = connection;
    }

    /// Ends the connection. The next request opens another one.
    pub(crate) fn disconnect(&mut self) {
        self.connection = None;
    }

    async fn exchange(&mut self, head: &mut Vec<u8>, body: &[u8]) -> io::Result<Option<Refusal>> {
        let body = if body.len() <= MAX_COPIED {
            head.extend_from_slice(body);
            &[]
        } else {
            body
        };
        self.send(head, body).await?;
        let response = self.receive(&mut |_, _| {}).await?;
        Ok(Refusal::of(&response))
    }

    /// Writes a request. An error ends the connection.
    async fn send(&mut self, head: &[u8], body: &[u8]) -> io::Result<()> {
        let mut connection = match self.connection.take() {
            Some(connection) if connection.is_open() => connection,
            _ => Connection::open(&self.service).await?,
        };
        connection.stream.write_all(head).await?;
        if !body.is_empty() {
            connection.stream.write_all(body).await?;
        }
        self.connection = Some(connection);
        Ok(())
    }

    /// Reads a response. An error ends the connection.
    async fn receive(&mut self, visit: &mut HeadVisitor<'_>) -> io::Result<Response> {
        let Some(mut connection) = self.connection.take() else {
            return Err(io::Error::from(ErrorKind::NotConnected));
        };
        let Connection { stream, reader } = &mut *connection;
        let response = reader.response(stream, visit).await?;
        if !response.is_last {
            self.connection = Some(connection);
        }
        Ok(response)
    }
}

impl Connection {
    /// Connects to the first address of the service that accepts.
    pub(crate) async fn open(service: &Service) -> io::Result<Box<Self>> {
        let mut last = io::Error::new(ErrorKind::NotFound, "the Runtime API has no address");
        for address in service.authority().to_socket_addrs()? {
            match TcpStream::connect(address).await {
                Ok(stream) => {
                    stream.set_nodelay(true)?;
                    return Ok(Box::new(Self {
                        stream,
                        reader: Reader::new(),
                    }));
                }
                Err(error) => last = error,
            }
        }
        Err(last)
    }

    /// Whether the service has neither closed the connection nor sent something that was not asked for, as far as the driver has
    /// seen. Makes no system call while it has seen nothing.
    fn is_open(&self) -> bool {
        let read = self.stream.try_read(&mut [0]);
        matches!(read, Err(error) if error.kind() == ErrorKind::WouldBlock)
    }
}
