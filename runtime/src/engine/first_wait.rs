//! The function's first wait for an event: the time in which to make ready what the first invocation needs.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::Poll;

use tokio::task::yield_now;

/// For what a function waits until the request for its first event is handed over: the connection, the connection's readiness to take
/// a request, the answer.
const WAITS: u32 = 3;

/// Calls `prepare` when the request for the first event is on its way, and goes on with `serving`.
///
/// Lambda is answering that request then: what is done earlier puts it off, and what is done later puts off the first reply. Where there
/// is less to wait for, `prepare` is called when the first event has been there already: the first invocation must not rely on it.
pub(super) async fn with_preparation<F: Future>(
    mut serving: Pin<&mut F>,
    prepare: impl FnOnce(),
) -> F::Output {
    let mut waits = 0;
    let ended = poll_fn(|context| match serving.as_mut().poll(context) {
        Poll::Ready(output) => Poll::Ready(Some(output)),
        Poll::Pending => {
            waits += 1;
            if waits == WAITS {
                Poll::Ready(None)
            } else {
                Poll::Pending
            }
        }
    });
    if let Some(output) = ended.await {
        return output;
    }
    // The connection is a task of its own, and writes the request now.
    yield_now().await;
    prepare();
    serving.await
}

/// Finds out what the processor can do, which the first use of what depends on it (the search for a byte, the head of an HTTP response)
/// would have to: under virtualisation each of some twenty questions is a trap.
pub(super) fn ask_processor() {
    #[cfg(target_arch = "x86_64")]
    std::hint::black_box(std::arch::is_x86_feature_detected!("avx2"));
}
