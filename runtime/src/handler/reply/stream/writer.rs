//! Streams written by a function.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use futures_util::Stream;

use crate::error::Error;

/// Writes a response body chunk by chunk. [`StreamBody::writing`](crate::StreamBody::writing) passes it to the function that
/// writes.
///
/// ```
/// use gatewright::StreamBody;
///
/// let body = StreamBody::writing(|mut body| async move {
///     body.write("one, ").await;
///     body.write("two").await;
///     Ok(())
/// });
/// # let bytes = gatewright::testing::block_on(body.into_bytes()).unwrap();
/// # assert_eq!(bytes, "one, two");
/// ```
#[derive(Debug)]
pub struct BodyWriter(Shared);

/// Passes chunks from the writing function to the response. Both run in one task, so the lock is never contended.
type Shared = Arc<Mutex<Slot>>;

#[derive(Debug, Default)]
struct Slot {
    chunk: Option<Bytes>,
    /// The writer that waits for the chunk to be taken.
    waiting: Option<Waker>,
}

fn locked(shared: &Shared) -> MutexGuard<'_, Slot> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

impl BodyWriter {
    /// Writes a chunk and waits until it is taken. An empty chunk is left out.
    pub async fn write(&mut self, chunk: impl Into<Bytes>) {
        let mut chunk = Some(chunk.into()).filter(|chunk| !chunk.is_empty());
        poll_fn(|context| {
            let mut slot = locked(&self.0);
            if slot.chunk.is_none() && chunk.is_none() {
                return Poll::Ready(());
            }
            if slot.chunk.is_none() {
                slot.chunk = chunk.take();
            }
            slot.waiting = Some(context.waker().clone());
            Poll::Pending
        })
        .await;
    }
}

/// The stream of the chunks that a function writes, followed by its error.
pub(super) struct Written<F> {
    /// The running function; `None` after its end.
    writing: Option<Pin<Box<F>>>,
    shared: Shared,
}

impl<F> Written<F> {
    pub(super) fn by(write: impl FnOnce(BodyWriter) -> F) -> Self {
        let shared = Shared::default();
        let writing = write(BodyWriter(Arc::clone(&shared)));
        Self {
            writing: Some(Box::pin(writing)),
            shared,
        }
    }

    fn take(&self) -> Option<Bytes> {
        let mut slot = locked(&self.shared);
        let chunk = slot.chunk.take()?;
        if let Some(waiting) = slot.waiting.take() {
            waiting.wake();
        }
        Some(chunk)
    }
}

impl<F: Future<Output = Result<(), Error>>> Stream for Written<F> {
    type Item = Result<Bytes, Error>;

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Error>>> {
        let Some(writing) = &mut self.writing else {
            return Poll::Ready(None);
        };
        let ended = match writing.as_mut().poll(context) {
            Poll::Pending => {
                return match self.take() {
                    Some(chunk) => Poll::Ready(Some(Ok(chunk))),
                    None => Poll::Pending,
                };
            }
            Poll::Ready(ended) => ended,
        };
        self.writing = None;
        Poll::Ready(ended.err().map(Err))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::StreamBody;
    use crate::testing::block_on;
    use futures_util::StreamExt as _;
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::time::Duration;

    fn all<F>(write: impl FnOnce(BodyWriter) -> F) -> Vec<Result<Bytes, String>>
    where
        F: Future<Output = Result<(), Error>> + Send + 'static,
    {
        let chunks =
            StreamBody::writing(write).map(|chunk| chunk.map_err(|error| error.to_string()));
        block_on(chunks.collect())
    }

    #[test]
    fn chunks_arrive_in_order_and_the_error_last() {
        let chunks = all(|mut body| async move {
            body.write("one").await;
            tokio::time::sleep(Duration::from_millis(1)).await;
            body.write("").await;
            body.write(vec![2]).await;
            Err(Error::msg("no more"))
        });
        assert_eq!(
            chunks,
            [
                Ok("one".into()),
                Ok(vec![2].into()),
                Err("no more".to_owned())
            ]
        );
        assert_eq!(all(|_| async { Ok(()) }), []);
    }

    #[test]
    fn next_chunk_is_produced_only_after_the_last_is_taken() {
        let made = Arc::new(AtomicU32::new(0));
        let counted = Arc::clone(&made);
        let mut body = StreamBody::writing(|mut body| async move {
            for number in 0..3 {
                counted.fetch_add(1, Ordering::Relaxed);
                body.write(vec![number]).await;
            }
            Ok(())
        });
        block_on(async {
            for taken in 1..=3 {
                assert!(body.next().await.is_some());
                assert_eq!(made.load(Ordering::Relaxed), taken);
            }
            assert!(body.next().await.is_none());
            assert!(body.next().await.is_none());
        });
    }

    /// `FuturesUnordered` polls only futures that were woken.
    #[test]
    fn waiting_writer_is_woken_when_its_chunk_is_taken() {
        let chunks = all(|mut body| async move {
            let writing = async move {
                for number in 0..3 {
                    body.write(vec![number]).await;
                }
            };
            let mut several = futures_util::stream::FuturesUnordered::from_iter([writing]);
            several.next().await;
            Ok(())
        });
        assert_eq!(chunks.len(), 3);
    }
}
