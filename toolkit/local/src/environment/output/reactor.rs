//! Read when the system says that there is something to read.

use super::PIECE;
use bytes::BytesMut;
use std::io;
use std::os::fd::OwnedFd;
use tokio::io::AsyncReadExt;
use tokio::net::unix::pipe::Receiver;

#[derive(Debug)]
pub(in crate::environment) struct Output(Receiver);

impl Output {
    pub(in crate::environment) fn new(pipe: impl Into<OwnedFd>) -> io::Result<Self> {
        Receiver::from_owned_fd(pipe.into()).map(Self)
    }

    /// Appends what there is, once there is something, and says how much; 0 at the end. Nothing is lost when it is dropped.
    pub(in crate::environment) async fn read(
        &mut self,
        buffer: &mut BytesMut,
    ) -> io::Result<usize> {
        buffer.reserve(PIECE);
        self.0.read_buf(buffer).await
    }
}
