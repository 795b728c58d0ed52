//! Bodies: of requests, which may be larger than their limit, and of our responses, which may be streamed.

use bytes::{Bytes, BytesMut};
use http_body_util::{BodyExt, Full};
use hyper::body::{Body, Frame, SizeHint};
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::sync::mpsc;

/// The number of bytes over the limit that are still read. A client that is still sending when the connection closes sees a reset
/// instead of the response. A client that sends even more than this gets the reset.
const EXCESS: usize = 64 * 1024 * 1024;

/// The result of reading a body.
pub(crate) enum Collected {
    /// The whole body.
    Whole(Bytes),
    /// The body is larger than the limit.
    TooLarge,
}

/// Reads `body` to its end, and keeps at most `limit` bytes.
pub(crate) async fn collect<B>(mut body: B, limit: usize) -> Result<Collected, B::Error>
where
    B: Body<Data = Bytes> + Unpin,
{
    let mut kept = BytesMut::new();
    let mut size = 0;
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame?.into_data() else {
            continue;
        };
        size += data.len();
        if size <= limit {
            kept.extend_from_slice(&data);
        } else {
            kept = BytesMut::new();
        }
        if size > limit.saturating_add(EXCESS) {
            break;
        }
    }
    Ok(if size > limit {
        Collected::TooLarge
    } else {
        Collected::Whole(kept.freeze())
    })
}

/// The body of a response.
#[derive(Debug)]
pub(crate) enum ResponseBody {
    Buffered(Full<Bytes>),
    Streamed(mpsc::Receiver<Result<Bytes, Aborted>>),
}

/// The error of a streamed body that ends early. The server closes the connection without the end of the message: HTTP/1.1 has no
/// other way to report it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Aborted;

/// The number of chunks that are buffered for a client that is slower than the function.
const BUFFERED_CHUNKS: usize = 16;

impl ResponseBody {
    pub(crate) fn buffered(bytes: impl Into<Bytes>) -> Self {
        Self::Buffered(Full::new(bytes.into()))
    }

    /// Returns a body and the sender of its chunks. The body ends when the sender is dropped.
    pub(crate) fn streamed() -> (mpsc::Sender<Result<Bytes, Aborted>>, Self) {
        let (sender, chunks) = mpsc::channel(BUFFERED_CHUNKS);
        (sender, Self::Streamed(chunks))
    }
}

impl From<Full<Bytes>> for ResponseBody {
    fn from(body: Full<Bytes>) -> Self {
        Self::Buffered(body)
    }
}

impl Body for ResponseBody {
    type Data = Bytes;
    type Error = Aborted;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Aborted>>> {
        match self.get_mut() {
            Self::Buffered(body) => Pin::new(body)
                .poll_frame(context)
                .map(|frame| frame.map(|frame| frame.map_err(|never| match never {}))),
            Self::Streamed(chunks) => chunks
                .poll_recv(context)
                .map(|chunk| chunk.map(|chunk| chunk.map(Frame::data))),
        }
    }

    fn is_end_stream(&self) -> bool {
        match self {
            Self::Buffered(body) => body.is_end_stream(),
            Self::Streamed(_) => false,
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Buffered(body) => body.size_hint(),
            Self::Streamed(_) => SizeHint::default(),
        }
    }
}

impl fmt::Display for Aborted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the function's response ended early")
    }
}

impl std::error::Error for Aborted {}

#[cfg(test)]
mod tests {
    use super::*;
    use http_body_util::Full;

    async fn collected(size: usize, limit: usize) -> Option<usize> {
        match collect(Full::new(Bytes::from(vec![b'x'; size])), limit).await {
            Ok(Collected::Whole(body)) => Some(body.len()),
            Ok(Collected::TooLarge) => None,
        }
    }

    #[tokio::test]
    async fn limit_is_allowed_and_one_byte_more_is_not() {
        assert_eq!(collected(100, 100).await, Some(100));
        assert_eq!(collected(101, 100).await, None);
        assert_eq!(collected(0, 0).await, Some(0));
    }
}
