//! A stand-in of the management API of WebSocket connections. Connections are named after the answer that they get.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-how-to-call-websocket-api-connections.html>

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use anyhow::{Context, Result};

/// A request as the service has received it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// `POST`, `GET` or `DELETE`.
    pub method: String,
    /// The path, still encoded.
    pub path: String,
    /// The value of `Authorization`.
    pub authorization: String,
    /// The body.
    pub body: Vec<u8>,
}

/// The service. Its threads end with the process.
#[derive(Debug)]
pub struct ManagementApi {
    address: SocketAddr,
    received: Arc<Mutex<Vec<Received>>>,
}

impl ManagementApi {
    /// Starts the service on a free port.
    pub fn start() -> Result<Self> {
        let listener =
            TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no free port on 127.0.0.1")?;
        let address = listener.local_addr()?;
        let received = Arc::new(Mutex::new(Vec::new()));
        let shared = Arc::clone(&received);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let received = Arc::clone(&shared);
                // A client may close its connection at any time.
                thread::spawn(move || drop(serve(&stream, &received)));
            }
        });
        Ok(Self { address, received })
    }

    /// Returns the endpoint of a stage.
    pub fn endpoint(&self, stage: &str) -> String {
        format!("http://{}/{stage}", self.address)
    }

    /// Returns the requests since the last call.
    pub fn take(&self) -> Vec<Received> {
        let mut received = self.received.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut received)
    }
}

fn serve(stream: &TcpStream, received: &Mutex<Vec<Received>>) -> Result<()> {
    let mut reader = BufReader::new(stream);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let mut words = line.split_whitespace().map(str::to_owned);
        let (method, path) = (
            words.next().context("a method")?,
            words.next().context("a path")?,
        );
        let (mut length, mut authorization) = (0, String::new());
        loop {
            let mut header = String::new();
            reader.read_line(&mut header)?;
            let Some((name, value)) = header.trim_end().split_once(':') else {
                break;
            };
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.trim().parse()?,
                "authorization" => value.trim().clone_into(&mut authorization),
                _ => {}
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body)?;
        let (status, headers, reply) = answer(&method, &path);
        let request = Received {
            method,
            path,
            authorization,
            body,
        };
        received
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(request);
        let mut stream = stream;
        write!(
            stream,
            "HTTP/1.1 {status}\r\ncontent-type: application/json\r\n{headers}content-length: {}\r\n\r\n{reply}",
            reply.len()
        )?;
    }
}

/// The answers of the API reference of `ApiGatewayManagementApi`, version 2018-11-29.
fn answer(method: &str, path: &str) -> (&'static str, String, &'static str) {
    let connection = path.rsplit('/').next().unwrap_or_default();
    let error = |kind: &str| format!("x-amzn-errortype: {kind}\r\n");
    let none = String::new();
    match (connection, method) {
        ("gone", _) => ("410 Gone", error("GoneException"), r#"{"message":"410"}"#),
        // Without the header, as a proxy in between may answer.
        ("gone-silently", _) => ("410 Gone", none, ""),
        ("busy", _) => (
            "429 Too Many Requests",
            error("LimitExceededException"),
            r#"{"message":"Rate exceeded"}"#,
        ),
        ("forbidden", _) => (
            "403 Forbidden",
            error("ForbiddenException"),
            r#"{"message":"Forbidden"}"#,
        ),
        ("broken", _) => (
            "400 Bad Request",
            error("BadRequestException"),
            r#"{"message":"Invalid connectionId: broken"}"#,
        ),
        (_, "GET") => (
            "200 OK",
            none,
            r#"{"connectedAt":"2020-03-04T19:03:58.390Z","identity":{"sourceIp":"192.0.2.1","userAgent":"wscat"},"lastActiveAt":"2020-03-04T19:04:00Z"}"#,
        ),
        (_, "DELETE") => ("204 No Content", none, ""),
        _ => ("200 OK", none, ""),
    }
}
