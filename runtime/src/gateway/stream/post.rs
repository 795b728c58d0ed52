//! The request that posts a streamed response, on the connection of the event loop.

use crate::error::FunctionError;
use crate::event::DELIMITER;
use crate::platform::runtime_api::client::{Connection, Refusal};
use crate::platform::runtime_api::{self, LONGEST_LINE, Reader, Service, document};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use std::io::{self, Write as _};
use std::net::Shutdown;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncWriteExt as _, BufWriter};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};

/// A response that is being posted.
pub(super) struct Post {
    connection: BufWriter<OwnedWriteHalf>,
    /// The number of bytes sent.
    pub(super) sent: u64,
    state: State,
}

/// The state of the response, shared by the thread that sends it and the watchdog. One of them ends it.
#[derive(Clone)]
struct State(Arc<Mutex<Position>>);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Position {
    BetweenChunks,
    /// Only the rest of the chunk can follow.
    WithinChunk,
    /// Nothing can follow.
    End,
}

impl State {
    /// Moves from between two chunks to `next`, or returns the current position.
    fn advance(&self, next: Position) -> Result<(), Position> {
        let mut position = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if *position != Position::BetweenChunks {
            return Err(*position);
        }
        *position = next;
        Ok(())
    }

    fn chunk_is_complete(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Position::BetweenChunks;
    }
}

/// The answer of the service to the response.
pub(super) struct Answer {
    connection: OwnedReadHalf,
    reader: Reader,
}

/// What the service has answered.
pub(super) enum Answered {
    Accepted(Rest),
    Refused(Refusal),
}

/// What an accepted response leaves.
pub(super) struct Rest {
    answer: Answer,
    /// Whether no other request can follow on the connection.
    is_last: bool,
}

/// Aborts the response from another thread.
pub(super) struct Breaker {
    connection: std::net::TcpStream,
    state: State,
}

/// Begins a response on `connection`.
pub(super) fn on(connection: Connection) -> io::Result<(Post, Answer, Breaker)> {
    let Connection { stream, reader } = connection;
    let stream = stream.into_std()?;
    let state = State(Arc::new(Mutex::new(Position::BetweenChunks)));
    let breaker = Breaker {
        connection: stream.try_clone()?,
        state: state.clone(),
    };
    let (reading, writing) = TcpStream::from_std(stream)?.into_split();
    let post = Post {
        connection: BufWriter::new(writing),
        sent: 0,
        state,
    };
    let answer = Answer {
        connection: reading,
        reader,
    };
    Ok((post, answer, breaker))
}

impl Post {
    /// Sends the head, the prelude and its delimiter.
    pub(super) async fn begin(&mut self, head: &str, prelude: &[u8]) -> io::Result<()> {
        self.connection.write_all(head.as_bytes()).await?;
        self.chunks([prelude, DELIMITER]).await
    }

    pub(super) async fn chunk(&mut self, bytes: &[u8]) -> io::Result<()> {
        if bytes.is_empty() {
            return Ok(());
        }
        self.chunks([bytes]).await
    }

    /// Sends chunks that are not empty at once.
    async fn chunks<const N: usize>(&mut self, chunks: [&[u8]; N]) -> io::Result<()> {
        self.state
            .advance(Position::WithinChunk)
            .map_err(|_| io::ErrorKind::ConnectionAborted)?;
        for bytes in chunks {
            let before = before_chunk(bytes.len());
            self.connection.write_all(before.as_bytes()).await?;
            self.connection.write_all(bytes).await?;
            self.connection.write_all(AFTER_CHUNK).await?;
            self.sent += bytes.len() as u64;
        }
        self.connection.flush().await?;
        self.state.chunk_is_complete();
        Ok(())
    }

    /// Ends a complete response.
    pub(super) async fn end(&mut self) -> io::Result<()> {
        self.state
            .advance(Position::End)
            .map_err(|_| io::ErrorKind::ConnectionAborted)?;
        self.connection.write_all(END).await?;
        self.connection.flush().await
    }

    /// Ends an incomplete response with `error` in the trailers. Within a chunk no trailers can follow, so only the connection is
    /// closed.
    pub(super) async fn break_off(&mut self, error: &FunctionError) -> io::Result<()> {
        match self.state.advance(Position::End) {
            Ok(()) => {
                let end = end_with(error);
                self.connection.write_all(end.as_bytes()).await?;
                self.connection.flush().await
            }
            Err(Position::WithinChunk) => self.connection.get_mut().shutdown().await,
            Err(_) => Ok(()),
        }
    }
}

impl Answer {
    pub(super) async fn wait(mut self) -> io::Result<Answered> {
        let Self { connection, reader } = &mut self;
        let response = reader.response(connection, &mut |_, _| {}).await?;
        Ok(match Refusal::of(&response) {
            Some(refusal) => Answered::Refused(refusal),
            None => Answered::Accepted(Rest {
                answer: self,
                is_last: response.is_last,
            }),
        })
    }
}

impl Rest {
    /// Returns the connection, if another request can follow on it.
    pub(super) fn connection(self, post: Post) -> Option<Box<Connection>> {
        let Answer { connection, reader } = self.answer;
        let stream = connection.reunite(post.connection.into_inner()).ok()?;
        (!self.is_last).then(|| Box::new(Connection { stream, reader }))
    }
}

impl Breaker {
    /// Aborts the response because of `error`. Returns when the service has read it, or after `limit` for each of writing and
    /// reading. The thread that sends the response is blocked in the stream or within a chunk.
    pub(super) fn break_off(self, error: &FunctionError, limit: Duration) {
        if self.state.advance(Position::End).is_ok() {
            // The connection is closed whether the service reads it or not.
            let _ = self.send_error(error, limit);
        }
        let _ = self.connection.shutdown(Shutdown::Both);
    }

    fn send_error(&self, error: &FunctionError, limit: Duration) -> io::Result<()> {
        let mut connection = &self.connection;
        connection.set_nonblocking(false)?;
        connection.set_write_timeout(Some(limit))?;
        connection.set_read_timeout(Some(limit))?;
        connection.write_all(end_with(error).as_bytes())?;
        runtime_api::first_line(connection, &mut [0; LONGEST_LINE]).map(drop)
    }
}

/// The end of a chunk.
pub(super) const AFTER_CHUNK: &[u8] = b"\r\n";

/// The end of a complete response.
pub(super) const END: &[u8] = b"0\r\n\r\n";

/// Returns the head of the request.
pub(super) fn head(service: &Service, request_id: &str, invocation_id: Option<&str>) -> String {
    let invocation_id = match invocation_id {
        Some(id) => format!("Lambda-Runtime-Invocation-Id: {id}\r\n"),
        None => String::new(),
    };
    let (host, base) = (service.authority(), service.base());
    format!(
        "POST {base}/2018-06-01/runtime/invocation/{request_id}/response HTTP/1.1\r\n\
         Host: {host}\r\n\
         Content-Type: application/vnd.awslambda.http-integration-response\r\n\
         Lambda-Runtime-Function-Response-Mode: streaming\r\n\
         Transfer-Encoding: chunked\r\n\
         Trailer: Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body\r\n\
         {invocation_id}\r\n"
    )
}

/// Returns the beginning of a chunk of `size` bytes. An empty chunk would end the response.
pub(super) fn before_chunk(size: usize) -> String {
    format!("{size:x}\r\n")
}

/// Returns the end of an incomplete response.
pub(super) fn end_with(error: &FunctionError) -> String {
    // User code can set any error type, and a header is one line of text.
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
    fn head_declares_streaming_and_names_the_invocation() {
        let service = Service::at("127.0.0.1:9001");
        let head = head(&service, "8476a536", Some("i-1"));
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
    fn error_is_sent_in_trailers_as_base64_document() {
        let error = FunctionError::new("Gone\r\nX: y", "no");
        assert_eq!(
            end_with(&error),
            format!(
                "0\r\nLambda-Runtime-Function-Error-Type: GoneX: y\r\nLambda-Runtime-Function-Error-Body: {}\r\n\r\n",
                BASE64.encode(r#"{"errorType":"Gone\r\nX: y","errorMessage":"no"}"#)
            )
        );
    }

    #[test]
    fn chunk_sizes_are_hexadecimal() {
        assert_eq!(before_chunk(crate::event::LARGEST_REPLY), "600064\r\n");
    }
}
