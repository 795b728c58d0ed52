//! The guard: a handler is answered for before Lambda ends the invocation, and a panic is an answer too.

use std::any::Any;
use std::cell::Cell;
use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::task::{Context, Poll};
use std::time::Duration;

use http::StatusCode;

use crate::deadline::Deadline;
use crate::error::FunctionError;

/// Why a handler did not come to its end.
#[derive(Debug)]
pub(crate) enum Interruption {
    /// The guard's time came.
    Overrun {
        running: &'static str,
        left: Duration,
    },
    /// It panicked, with this message.
    Panic(String),
}

impl Interruption {
    pub(crate) fn into_function_error(self) -> FunctionError {
        match self {
            Self::Overrun { running, left } => FunctionError::new(
                "DeadlineExceeded",
                format!(
                    "`{running}` was still running {} ms before the deadline",
                    left.as_millis()
                ),
            ),
            Self::Panic(message) => FunctionError::new("HandlerPanicked", message),
        }
    }

    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::Overrun { .. } => StatusCode::GATEWAY_TIMEOUT,
            Self::Panic(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

/// Runs `work` until it is ready, panics, or the guard's time comes; then it is dropped.
///
/// It is polled once before a timer is made: work that is ready at once pays for none.
pub(crate) async fn run<F: Future>(
    deadline: Deadline,
    running: &Cell<&'static str>,
    work: F,
) -> Result<F::Output, Interruption> {
    let mut work = pin!(work);
    if let Poll::Ready(output) =
        poll_fn(|context| Poll::Ready(poll_caught(work.as_mut(), context))).await
    {
        return output;
    }
    let rest = poll_fn(|context| poll_caught(work.as_mut(), context));
    match tokio::time::timeout_at(deadline.guard_at().into(), rest).await {
        Ok(output) => output,
        Err(_) => Err(Interruption::Overrun {
            running: running.get(),
            left: deadline.remaining(),
        }),
    }
}

fn poll_caught<F: Future>(
    work: Pin<&mut F>,
    context: &mut Context<'_>,
) -> Poll<Result<F::Output, Interruption>> {
    match catch_unwind(AssertUnwindSafe(|| work.poll(context))) {
        Ok(poll) => poll.map(Ok),
        Err(panic) => Poll::Ready(Err(Interruption::Panic(panic_message(&*panic)))),
    }
}

pub(crate) fn panic_message(panic: &(dyn Any + Send)) -> String {
    if let Some(text) = panic.downcast_ref::<&str>() {
        (*text).to_owned()
    } else if let Some(text) = panic.downcast_ref::<String>() {
        text.clone()
    } else {
        "a panic with a value that is no text".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::block_on;
    use std::time::Instant;

    fn guarded<T>(seconds: u64, work: impl Future<Output = T>) -> Result<T, Interruption> {
        let deadline = Deadline::after(Duration::from_secs(seconds));
        block_on(run(deadline, &Cell::new("work"), work))
    }

    #[test]
    fn work_that_ends_in_time_is_left_alone() {
        assert_eq!(guarded(1, async { 1 }).unwrap(), 1);
        let waiting = async {
            tokio::time::sleep(Duration::from_millis(5)).await;
            2
        };
        assert_eq!(guarded(1, waiting).unwrap(), 2);
    }

    #[test]
    fn work_that_would_overrun_is_dropped_before_the_deadline() {
        struct Dropped<'a>(&'a Cell<bool>);
        impl Drop for Dropped<'_> {
            fn drop(&mut self) {
                self.0.set(true);
            }
        }
        let dropped = Cell::new(false);
        let started = Instant::now();
        let result = guarded(1, async {
            let _dropped = Dropped(&dropped);
            tokio::time::sleep(Duration::from_secs(60)).await;
        });
        let Err(Interruption::Overrun {
            running: "work",
            left,
        }) = result
        else {
            panic!("{result:?}")
        };
        assert!(
            left > Duration::ZERO && left <= Duration::from_millis(100),
            "{left:?}"
        );
        assert!(
            started.elapsed() >= Duration::from_millis(899),
            "{:?}",
            started.elapsed()
        );
        assert!(dropped.get());
    }

    #[test]
    fn a_panic_is_told_apart_before_and_after_an_await() {
        let at_once: Result<(), _> = guarded(1, async { panic!("at once") });
        assert!(matches!(at_once, Err(Interruption::Panic(message)) if message == "at once"));
        let later: Result<(), _> = guarded(1, async {
            tokio::task::yield_now().await;
            panic!("after {}", 1)
        });
        assert!(matches!(later, Err(Interruption::Panic(message)) if message == "after 1"));
    }
}
