//! The guard: ends a handler that overruns or panics, so that the invocation is answered before Lambda ends it.

use std::any::Any;
use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::task::{Context, Poll};

use crate::guard::deadline::Deadline;
use crate::guard::interrupt::{self, Timeout};
use crate::guard::interruption::Interruption;
use crate::guard::watchdog::ActivityTracker;

/// Runs `work` until it is ready, panics, or the guard is due, and then drops it.
///
/// The first poll precedes the timer, so that work that is ready at once pays for none. The timer stops work that waits; the
/// watchdog interrupts the loops of work that computes.
pub(crate) async fn run_guarded<F: Future>(
    deadline: Deadline,
    activity: &ActivityTracker<'_>,
    work: F,
) -> Result<F::Output, Interruption> {
    let mut work = pin!(work);
    let moves = activity.watch().is_one_of_many();
    let first =
        poll_fn(|context| Poll::Ready(poll_caught(deadline, moves, work.as_mut(), context)));
    let ended = match first.await {
        Poll::Ready(ended) => ended,
        Poll::Pending => {
            let rest = poll_fn(|context| poll_caught(deadline, moves, work.as_mut(), context));
            tokio::time::timeout_at(deadline.guard_at().into(), rest)
                .await
                .unwrap_or(Err(Stopped::Overrun))
        }
    };
    match ended {
        Ok(output) => Ok(output),
        Err(Stopped::Panic(message)) => Err(Interruption::Panic(message)),
        Err(Stopped::Overrun) => {
            activity.watch().guard_is_over();
            Err(Interruption::overrun(activity.activity(), deadline))
        }
    }
}

/// Why work ended early.
enum Stopped {
    Overrun,
    Panic(String),
}

fn poll_caught<F: Future>(
    deadline: Deadline,
    moves: bool,
    work: Pin<&mut F>,
    context: &mut Context<'_>,
) -> Poll<Result<F::Output, Stopped>> {
    let polling = interrupt::enter(deadline.guard_at(), moves);
    #[cfg(feature = "concurrent")]
    let began = moves.then(std::time::Instant::now);
    let polled = catch_unwind(AssertUnwindSafe(|| work.poll(context)));
    #[cfg(feature = "concurrent")]
    if let Some(began) = began {
        crate::guard::watchdog::occupied_thread_for(began.elapsed());
    }
    match polled {
        _ if polling.was_interrupted() => Poll::Ready(Err(Stopped::Overrun)),
        Ok(poll) => poll.map(Ok),
        Err(payload) if payload.is::<Timeout>() => Poll::Ready(Err(Stopped::Overrun)),
        Err(panic) => Poll::Ready(Err(Stopped::Panic(panic_message(&*panic)))),
    }
}

pub(crate) fn panic_message(panic: &(dyn Any + Send)) -> String {
    if let Some(text) = panic.downcast_ref::<&str>() {
        (*text).to_owned()
    } else if let Some(text) = panic.downcast_ref::<String>() {
        text.clone()
    } else {
        "a panic with a payload that is not a string".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guard::interrupt::tick;
    use crate::guard::interruption::Phase;
    use crate::guard::watchdog::Watch;
    use crate::testing::block_on;
    use std::cell::Cell;
    use std::time::{Duration, Instant};

    fn guarded<T>(seconds: u64, work: impl Future<Output = T>) -> Result<T, Interruption> {
        let deadline = Deadline::after(Duration::from_secs(seconds));
        let watch = Watch::new();
        let activity = ActivityTracker::new(&watch);
        activity.begin("work");
        activity.enter(Phase::Handler);
        block_on(run_guarded(deadline, &activity, work))
    }

    #[test]
    fn work_that_ends_in_time_is_not_interrupted() {
        assert_eq!(guarded(1, async { 1 }).unwrap(), 1);
        let waiting = async {
            tokio::time::sleep(Duration::from_millis(5)).await;
            2
        };
        assert_eq!(guarded(1, waiting).unwrap(), 2);
    }

    #[test]
    fn overrunning_work_is_dropped_before_the_deadline() {
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
        let Err(Interruption::Overrun { activity, left, .. }) = result else {
            panic!("{result:?}")
        };
        assert_eq!(activity.to_string(), "`work` (running the handler)");
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
    fn panics_are_caught_before_and_after_an_await() {
        let at_once: Result<(), _> = guarded(1, async { panic!("at once") });
        assert!(matches!(at_once, Err(Interruption::Panic(message)) if message == "at once"));
        let later: Result<(), _> = guarded(1, async {
            tokio::task::yield_now().await;
            panic!("after {}", 1)
        });
        assert!(matches!(later, Err(Interruption::Panic(message)) if message == "after 1"));
    }

    #[test]
    fn interrupted_loop_is_an_overrun_even_if_swallowed() {
        let deadline = Deadline::arriving(Duration::from_millis(1), Some(Duration::ZERO));
        let watch = Watch::new();
        let swallows = async {
            let looped = catch_unwind(|| {
                loop {
                    // Other tests clear it.
                    interrupt::raise();
                    tick();
                }
            });
            looped.is_err()
        };
        let result = block_on(run_guarded(
            deadline,
            &ActivityTracker::new(&watch),
            swallows,
        ));
        interrupt::clear();
        assert!(
            matches!(result, Err(Interruption::Overrun { .. })),
            "{result:?}"
        );
    }
}
