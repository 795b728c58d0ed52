//! A stream as a function that writes.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use futures_util::Stream;

use crate::error::Error;

/// Where a response's body is written, chunk by chunk: see [`StreamBody::writing`](crate::StreamBody::writing).
#[derive(Debug)]
pub struct BodyWriter(Shared);

/// Between the function that writes and the response that is read. They are one task, so nobody waits for the lock.
type Shared = Arc<Mutex<Slot>>;

#[derive(Debug, Default)]
struct Slot {
    chunk: Option<Bytes>,
    /// Who waits for the chunk to be taken.
    waiting: Option<Waker>,
}

fn locked(shared: &Shared) -> MutexGuard<'_, Slot> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

impl BodyWriter {
    /// Writes a chunk, and waits until it is on its way. One that is empty is left out.
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

/// What a function writes, and after it the function's error.
pub(super) struct Written<F> {
    /// `None` when it has come to its end.
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
    fn what_is_written_comes_in_its_order_and_the_error_last() {
        let came = all(|mut body| async move {
            body.write("one").await;
            tokio::time::sleep(Duration::from_millis(1)).await;
            body.write("").await;
            body.write(vec![2]).await;
            Err(Error::msg("no more"))
        });
        assert_eq!(
            came,
            [
                Ok("one".into()),
                Ok(vec![2].into()),
                Err("no more".to_owned())
            ]
        );
        assert_eq!(all(|_| async { Ok(()) }), []);
    }

    #[test]
    fn nothing_is_made_before_the_chunk_before_it_is_taken() {
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

    /// Something between the two that polls only what was woken.
    #[test]
    fn who_waits_for_a_chunk_to_be_taken_is_woken() {
        let came = all(|mut body| async move {
            let writing = async move {
                for number in 0..3 {
                    body.write(vec![number]).await;
                }
            };
            let mut several = futures_util::stream::FuturesUnordered::from_iter([writing]);
            several.next().await;
            Ok(())
        });
        assert_eq!(came.len(), 3);
    }
}
