//! Values that have become too old are made anew beside the handler that found them so.
//!
//! The handler is served the old value at once. Its refresh is polled whenever the handler waits, and dropped when the handler is
//! done: nothing may go on while the environment is frozen. A handler that never waits gives a refresh no time.

use std::cell::RefCell;
use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::{Pin, pin};
use std::task::{Context, Poll};

use super::{LazyModule, start};
use crate::guard::guarded::panic_message;
use crate::guard::interrupt::Timeout;
use crate::platform::log;

/// A value that is being made anew.
struct Refresh {
    module: &'static str,
    making: Pin<Box<dyn Future<Output = ()> + Send>>,
}

thread_local! {
    /// What was found too old during the present poll of a handler, and is not polled yet.
    static WANTED: RefCell<Vec<Refresh>> = const { RefCell::new(Vec::new()) };
}

/// Asks for a refresh, unless one is under way.
pub(super) fn want<L: LazyModule>() {
    if !L::cell().is_busy() {
        let refresh = Refresh {
            module: L::NAME,
            making: Box::pin(refresh::<L>()),
        };
        WANTED.with_borrow_mut(|wanted| wanted.push(refresh));
    }
}

async fn refresh<L: LazyModule>() {
    if let Some(Err(error)) = L::cell().replace(start::value::<L>()).await {
        log::module(L::NAME, &format!("{error}; the old value stays"));
    }
}

/// Polls `work`, and the refreshes that it asks for.
pub(crate) async fn beside<F: Future>(work: F) -> F::Output {
    let mut work = pin!(work);
    let mut refreshes = Vec::new();
    poll_fn(|context| {
        let polled = work.as_mut().poll(context);
        WANTED.with_borrow_mut(|wanted| refreshes.append(wanted));
        match polled {
            Poll::Ready(output) => {
                refreshes.clear();
                Poll::Ready(output)
            }
            Poll::Pending => {
                refreshes.retain_mut(|refresh| poll_caught(refresh, context).is_pending());
                Poll::Pending
            }
        }
    })
    .await
}

/// A refresh that panics has failed, and the handler goes on. An interruption is no failure of its own: it is the guard's.
fn poll_caught(refresh: &mut Refresh, context: &mut Context<'_>) -> Poll<()> {
    let poll = || refresh.making.as_mut().poll(context);
    catch_unwind(AssertUnwindSafe(poll)).unwrap_or_else(|panic| {
        if panic.is::<Timeout>() {
            resume_unwind(panic);
        }
        let message = panic_message(&*panic);
        log::module(
            refresh.module,
            &format!("a refresh panicked: {message}; the old value stays"),
        );
        Poll::Ready(())
    })
}
