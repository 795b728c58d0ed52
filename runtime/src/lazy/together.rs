//! Several modules that start at the same time.

use std::future::poll_fn;
use std::task::Poll;

use super::InitError;
use super::module::{AnyModule, Starting};

/// Starts all of them concurrently. The first failure is the result; the others are dropped where they are.
pub(super) async fn start(
    modules: impl IntoIterator<Item = &'static dyn AnyModule>,
) -> Result<(), InitError> {
    let mut starting: Vec<Starting> = modules.into_iter().map(AnyModule::start).collect();
    poll_fn(|context| {
        let mut at = 0;
        while let Some(module) = starting.get_mut(at) {
            match module.as_mut().poll(context) {
                Poll::Pending => at += 1,
                Poll::Ready(Ok(())) => drop(starting.swap_remove(at)),
                Poll::Ready(Err(error)) => return Poll::Ready(Err(error)),
            }
        }
        if starting.is_empty() {
            Poll::Ready(Ok(()))
        } else {
            Poll::Pending
        }
    })
    .await
}
