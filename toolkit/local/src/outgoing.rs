//! Bodies of our own answers: there as a whole, or coming piece by piece.

use bytes::Bytes;
use http_body_util::Full;
use hyper::body::{Body, Frame, SizeHint};
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::sync::mpsc;

/// A body.
#[derive(Debug)]
pub(crate) enum Outgoing {
    Whole(Full<Bytes>),
    Coming(mpsc::Receiver<Result<Bytes, BrokenOff>>),
}

/// The rest of a body will not come. The server closes the connection without the end of the message, which is all that HTTP/1.1 has to say so.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BrokenOff;

/// How many pieces may wait for a client that is slower than the function.
const WAITING: usize = 16;

impl Outgoing {
    pub(crate) fn whole(bytes: impl Into<Bytes>) -> Self {
        Self::Whole(Full::new(bytes.into()))
    }

    /// A body, and where its pieces are put in. It ends when that is dropped.
    pub(crate) fn coming() -> (mpsc::Sender<Result<Bytes, BrokenOff>>, Self) {
        let (pieces, coming) = mpsc::channel(WAITING);
        (pieces, Self::Coming(coming))
    }
}

impl From<Full<Bytes>> for Outgoing {
    fn from(whole: Full<Bytes>) -> Self {
        Self::Whole(whole)
    }
}

impl Body for Outgoing {
    type Data = Bytes;
    type Error = BrokenOff;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BrokenOff>>> {
        match self.get_mut() {
            Self::Whole(whole) => Pin::new(whole)
                .poll_frame(context)
                .map(|frame| frame.map(|frame| frame.map_err(|never| match never {}))),
            Self::Coming(coming) => coming
                .poll_recv(context)
                .map(|piece| piece.map(|piece| piece.map(Frame::data))),
        }
    }

    fn is_end_stream(&self) -> bool {
        match self {
            Self::Whole(whole) => whole.is_end_stream(),
            Self::Coming(_) => false,
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Whole(whole) => whole.size_hint(),
            Self::Coming(_) => SizeHint::default(),
        }
    }
}

impl fmt::Display for BrokenOff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the function's response broke off")
    }
}

impl std::error::Error for BrokenOff {}
