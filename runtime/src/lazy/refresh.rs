//! Refreshes values that are older than their `ttl`, while the handler that found them so is waiting.
//!
//! The handler gets the old value at once. The refresh is polled whenever the handler waits, and dropped when the handler ends,
//! because nothing may run while the environment is frozen. A handler that never waits gives a refresh no time.

use std::cell::RefCell;
use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::{Pin, pin};
use std::task::{Context, Poll};

use super::lazy_module::LazyModule;
use crate::guard::guarded::panic_message;
use crate::guard::interrupt::Timeout;
use crate::platform::log;

struct Refresh {
    module: &'static str,
    future: Pin<Box<dyn Future<Output = ()> + Send>>,
}

thread_local! {
    /// The refreshes that were requested during the current poll of a handler, and not polled yet.
    static REQUESTED: RefCell<Vec<Refresh>> = const { RefCell::new(Vec::new()) };
}

/// Requests a refresh, unless an initialisation is running.
pub(super) fn request<L: LazyModule>() {
    if !L::cell().is_busy() {
        let refresh = Refresh {
            module: L::NAME,
            future: Box::pin(refresh::<L>()),
        };
        REQUESTED.with_borrow_mut(|requested| requested.push(refresh));
    }
}

async fn refresh<L: LazyModule>() {
    if let Some(Err(error)) = L::cell().replace(L::init()).await {
        log::module(L::NAME, &format!("{error}; keeping the previous value"));
    }
}

/// Polls `work`, and the refreshes that it requests.
pub(crate) async fn with_refreshes<F: Future>(work: F) -> F::Output {
    let mut work = pin!(work);
    let mut refreshes = Vec::new();
    poll_fn(|context| {
        let polled = work.as_mut().poll(context);
        REQUESTED.with_borrow_mut(|requested| refreshes.append(requested));
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

/// Treats a panic as a failed refresh, so that the handler continues. An interruption is the guard's, and passes through.
fn poll_caught(refresh: &mut Refresh, context: &mut Context<'_>) -> Poll<()> {
    let poll = || refresh.future.as_mut().poll(context);
    catch_unwind(AssertUnwindSafe(poll)).unwrap_or_else(|panic| {
        if panic.is::<Timeout>() {
            resume_unwind(panic);
        }
        let message = panic_message(&*panic);
        log::module(
            refresh.module,
            &format!("the refresh panicked: {message}; keeping the previous value"),
        );
        Poll::Ready(())
    })
}
