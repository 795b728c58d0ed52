//! The request that posts a streamed response. It has a connection of its own.
//!
//! `lambda_runtime` streams too, but writes the error of a stream into its body, as text among the rest, and ends every response as if it
//! were complete. It also moves the stream to a task, where no guard sees it.

use std::io;
use std::net::Shutdown;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, BufWriter};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};

use super::wire;
use crate::error::FunctionError;
use crate::runtime_api::{LONGEST_LINE, line_of};

/// A response that is being posted.
pub(super) struct Post {
    connection: BufWriter<OwnedWriteHalf>,
    /// How many bytes of it have been sent.
    pub(super) sent: u64,
    /// Whether it stands where nothing but the rest of a chunk can follow.
    is_within_a_chunk: bool,
}

/// Where the service says what it makes of it.
pub(super) struct Answer(OwnedReadHalf);

/// Ends the connection, from whatever thread.
pub(super) struct Cut(std::net::TcpStream);

/// Connects to the service.
pub(super) async fn connect(service: &str) -> io::Result<(Post, Answer, Cut)> {
    let connection = TcpStream::connect(service).await?;
    connection.set_nodelay(true)?;
    let connection = connection.into_std()?;
    let cut = Cut(connection.try_clone()?);
    let (reading, writing) = TcpStream::from_std(connection)?.into_split();
    let post = Post {
        connection: BufWriter::new(writing),
        sent: 0,
        is_within_a_chunk: false,
    };
    Ok((post, Answer(reading), cut))
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
        self.is_within_a_chunk = true;
        let before = wire::before_chunk(bytes.len());
        self.connection.write_all(before.as_bytes()).await?;
        self.connection.write_all(bytes).await?;
        self.connection.write_all(wire::AFTER_CHUNK).await?;
        self.connection.flush().await?;
        self.is_within_a_chunk = false;
        self.sent += bytes.len() as u64;
        Ok(())
    }

    /// The response is complete.
    pub(super) async fn end(&mut self) -> io::Result<()> {
        self.connection.write_all(wire::END).await?;
        self.connection.flush().await
    }

    /// The response is not complete, because of `error`. In the middle of a chunk that cannot be said, and the end of what is sent has to do.
    pub(super) async fn break_off(&mut self, error: &FunctionError) -> io::Result<()> {
        if self.is_within_a_chunk {
            return self.connection.get_mut().shutdown().await;
        }
        let end = wire::end_with(error);
        self.connection.write_all(end.as_bytes()).await?;
        self.connection.flush().await
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

impl Cut {
    pub(super) fn cut(self) {
        // When it is closed already there is nothing left to do.
        let _ = self.0.shutdown(Shutdown::Both);
    }
}
