//! The request that posts a streamed response. It has a connection of its own.
//!
//! `lambda_runtime` streams too, but writes the error of a stream into its body, as text among the rest, and ends every response as if it
//! were complete. It also moves the stream to a task, where no guard sees it.

use crate::error::FunctionError;
use crate::platform::runtime_api::document;
use crate::platform::runtime_api::{self, LONGEST_LINE, line_of};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use std::io::{self, Write as _};
use std::net::Shutdown;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, BufWriter};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};

/// A response that is being posted.
pub(super) struct Post {
    connection: BufWriter<OwnedWriteHalf>,
    /// How many bytes of it have been sent.
    pub(super) sent: u64,
    stand: Stand,
}

/// Where it stands, for the thread that makes it and for the watchdog: one of them ends it.
#[derive(Clone)]
struct Stand(Arc<Mutex<At>>);

#[derive(Clone, Copy, PartialEq, Eq)]
enum At {
    BetweenChunks,
    /// Nothing but the rest of the chunk can follow.
    WithinAChunk,
    /// Nothing can follow.
    End,
}

impl Stand {
    /// Goes from between two chunks to `next`, or says where it stands instead.
    fn leave(&self, next: At) -> Result<(), At> {
        let mut at = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if *at != At::BetweenChunks {
            return Err(*at);
        }
        *at = next;
        Ok(())
    }

    fn is_between_chunks_again(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = At::BetweenChunks;
    }
}

/// Where the service says what it makes of it.
pub(super) struct Answer(OwnedReadHalf);

/// Breaks the response off, from another thread.
pub(super) struct Breaker {
    connection: std::net::TcpStream,
    stand: Stand,
}

/// Connects to the service.
pub(super) async fn connect(service: &str) -> io::Result<(Post, Answer, Breaker)> {
    let connection = TcpStream::connect(service).await?;
    connection.set_nodelay(true)?;
    let connection = connection.into_std()?;
    let stand = Stand(Arc::new(Mutex::new(At::BetweenChunks)));
    let breaker = Breaker {
        connection: connection.try_clone()?,
        stand: stand.clone(),
    };
    let (reading, writing) = TcpStream::from_std(connection)?.into_split();
    let post = Post {
        connection: BufWriter::new(writing),
        sent: 0,
        stand,
    };
    Ok((post, Answer(reading), breaker))
}

impl Post {
    /// The head, and the first bytes of the response.
    pub(super) async fn begin(&mut self, head: &str, prelude: &[u8]) -> io::Result<()> {
        self.connection.write_all(head.as_bytes()).await?;
        self.chunk(prelude).await
    }

    pub(super) async fn chunk(&mut self, bytes: &[u8]) -> io::Result<()> {
        if bytes.is_empty() {
            return Ok(());
        }
        self.stand
            .leave(At::WithinAChunk)
            .map_err(|_| io::ErrorKind::ConnectionAborted)?;
        let before = before_chunk(bytes.len());
        self.connection.write_all(before.as_bytes()).await?;
        self.connection.write_all(bytes).await?;
        self.connection.write_all(AFTER_CHUNK).await?;
        self.connection.flush().await?;
        self.stand.is_between_chunks_again();
        self.sent += bytes.len() as u64;
        Ok(())
    }

    /// The response is complete.
    pub(super) async fn end(&mut self) -> io::Result<()> {
        self.stand
            .leave(At::End)
            .map_err(|_| io::ErrorKind::ConnectionAborted)?;
        self.connection.write_all(END).await?;
        self.connection.flush().await
    }

    /// The response is not complete, because of `error`. In the middle of a chunk that cannot be said, and the end of what is sent has to do.
    pub(super) async fn break_off(&mut self, error: &FunctionError) -> io::Result<()> {
        match self.stand.leave(At::End) {
            Ok(()) => {
                let end = end_with(error);
                self.connection.write_all(end.as_bytes()).await?;
                self.connection.flush().await
            }
            Err(At::WithinAChunk) => self.connection.get_mut().shutdown().await,
            Err(_) => Ok(()),
        }
    }
}

impl Answer {
    /// The first line of it; empty if the service has closed the connection without one.
    pub(super) async fn first_line(mut self) -> String {
        let mut buffer = [0; LONGEST_LINE];
        let mut length = 0;
        while length < buffer.len() && !buffer[..length].contains(&b'\n') {
            match self.0.read(&mut buffer[length..]).await {
                Ok(0) | Err(_) => break,
                Ok(more) => length += more,
            }
        }
        line_of(&buffer[..length]).into_owned()
    }
}

impl Breaker {
    /// Does it because of `error`, and returns when the service has seen it, or after `limit` for each of writing and reading. The thread
    /// that makes the response is held up in the stream, or in the middle of a chunk.
    pub(super) fn break_off(self, error: &FunctionError, limit: Duration) {
        if self.stand.leave(At::End).is_ok() {
            // Whether the service takes it or not, the connection is closed.
            let _ = self.say(error, limit);
        }
        let _ = self.connection.shutdown(Shutdown::Both);
    }

    fn say(&self, error: &FunctionError, limit: Duration) -> io::Result<()> {
        let mut connection = &self.connection;
        connection.set_nonblocking(false)?;
        connection.set_write_timeout(Some(limit))?;
        connection.set_read_timeout(Some(limit))?;
        connection.write_all(end_with(error).as_bytes())?;
        runtime_api::first_line(connection, &mut [0; LONGEST_LINE]).map(drop)
    }
}

/// What ends a chunk's data.
pub(super) const AFTER_CHUNK: &[u8] = b"\r\n";

/// What ends a response that is complete.
pub(super) const END: &[u8] = b"0\r\n\r\n";

/// The head of the request that posts it.
pub(super) fn head(service: &str, request_id: &str, invocation_id: Option<&str>) -> String {
    let invocation_id = match invocation_id {
        Some(id) => format!("Lambda-Runtime-Invocation-Id: {id}\r\n"),
        None => String::new(),
    };
    format!(
        "POST /2018-06-01/runtime/invocation/{request_id}/response HTTP/1.1\r\n\
         Host: {service}\r\n\
         Connection: close\r\n\
         Content-Type: application/vnd.awslambda.http-integration-response\r\n\
         Lambda-Runtime-Function-Response-Mode: streaming\r\n\
         Transfer-Encoding: chunked\r\n\
         Trailer: Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body\r\n\
         {invocation_id}\r\n"
    )
}

/// What begins a chunk of so many bytes. One of none would end the response.
pub(super) fn before_chunk(size: usize) -> String {
    format!("{size:x}\r\n")
}

/// What ends a response that is not complete.
pub(super) fn end_with(error: &FunctionError) -> String {
    // A type is a name, but may be anybody's: a header is one line of text.
    let is_printable = |c: &char| c.is_ascii_graphic() || *c == ' ';
    let error_type: String = error.error_type.chars().filter(is_printable).collect();
    let body = BASE64.encode(document(error));
    format!(
        "0\r\n\
         Lambda-Runtime-Function-Error-Type: {error_type}\r\n\
         Lambda-Runtime-Function-Error-Body: {body}\r\n\r\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_says_that_the_response_streams_and_whose_it_is() {
        let head = head("127.0.0.1:9001", "8476a536", Some("i-1"));
        assert!(head.starts_with(
            "POST /2018-06-01/runtime/invocation/8476a536/response HTTP/1.1\r\nHost: 127.0.0.1:9001\r\n"
        ));
        for line in [
            "Lambda-Runtime-Function-Response-Mode: streaming",
            "Transfer-Encoding: chunked",
            "Content-Type: application/vnd.awslambda.http-integration-response",
            "Lambda-Runtime-Invocation-Id: i-1",
        ] {
            assert!(head.lines().any(|written| written == line), "{line}");
        }
        assert!(head.ends_with("i-1\r\n\r\n"));
    }

    #[test]
    fn an_error_is_in_the_trailers_and_its_document_in_base64() {
        let error = FunctionError::new("Gone\r\nX: y", "no");
        assert_eq!(
            end_with(&error),
            format!(
                "0\r\nLambda-Runtime-Function-Error-Type: GoneX: y\r\nLambda-Runtime-Function-Error-Body: {}\r\n\r\n",
                BASE64.encode(r#"{"errorMessage":"no","errorType":"Gone\r\nX: y"}"#)
            )
        );
    }

    #[test]
    fn sizes_are_hexadecimal() {
        assert_eq!(before_chunk(6_291_556), "600064\r\n");
    }
}
