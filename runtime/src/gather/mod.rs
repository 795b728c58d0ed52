//! Concurrent waiting on one thread.

mod scheduler;
#[cfg(test)]
mod tests;

use std::future::Future;
use std::ops::ControlFlow;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use self::scheduler::{Rules, Scheduler};
use crate::guard::deadline::Deadline;

/// Calls `start` for each of `items`, awaits at most `limit` of the futures at a time, and returns the outputs in the order of
/// the items.
///
/// Use it for calls to services, which wait concurrently on the function's one thread. Ten calls that take 200 ms each take 200
/// ms in total. Nothing is spawned, so the futures may borrow, and dropping the `Gather` stops them.
///
/// ```
/// use gatewright::prelude::*;
///
/// # async fn fetch(prices: &[u32], id: usize) -> Result<u32, Error> { prices.get(id).copied().ok_or_else(|| Error::msg("no such id")) }
/// # gatewright::testing::block_on(async {
/// # let prices = [10, 20, 30];
/// // All results, each with its error.
/// let results: Vec<Result<u32, Error>> = gather(0..4, 8, |id| fetch(&prices, id)).await;
/// assert!(results[..3].iter().all(Result::is_ok) && results[3].is_err());
///
/// // Or the first error, which stops the others.
/// let prices: Result<Vec<u32>, Error> = gather(0..3, 8, |id| fetch(&prices, id)).or_first_error().await;
/// assert_eq!(prices?, [10, 20, 30]);
/// # Ok::<(), Error>(())
/// # }).unwrap();
/// ```
///
/// With a [`Deadline`], [`until`](Gather::until) starts no further item when the deadline is near. It returns the remaining
/// items, ready for a [`Progress::Continue`](crate::Progress::Continue):
///
/// ```
/// use gatewright::prelude::*;
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Serialize, Deserialize)]
/// struct Resize {
///     images: Vec<String>,
/// }
///
/// #[lambda_handler(timeout = "1m", main = false)]
/// #[dispatch]
/// mod images {
///     use super::*;
///
///     #[operation]
///     pub async fn resize(job: Resize, deadline: Deadline) -> Result<Progress<Resize, ()>, Error> {
///         let gathered = gather(job.images, 16, resize_one)
///             .until(deadline)
///             .or_first_error()
///             .await?;
///         Ok(match gathered.unstarted {
///             images if images.is_empty() => Progress::Done(()),
///             images => Progress::Continue(Resize { images }),
///         })
///     }
///     # async fn resize_one(_: String) -> Result<(), Error> { Ok(()) }
/// }
/// # fn main() {}
/// ```
///
/// The items are started in order. Each future is polled once at its start, so that a ready one costs only its own work.
///
/// # Panics
///
/// With a `limit` of 0.
#[track_caller]
pub fn gather<I, F, Fut>(items: I, limit: usize, start: F) -> Gather<I::IntoIter, F, Fut>
where
    I: IntoIterator,
    F: FnMut(I::Item) -> Fut,
    Fut: Future,
{
    assert!(
        limit > 0,
        "the `limit` of `gather` must be at least 1, the number of items that may wait at a time; found 0"
    );
    Gather {
        scheduler: Scheduler::new(items.into_iter(), limit, start),
    }
}

/// The future of [`gather`]. Its output is a `Vec` of all outputs in the order of the items.
#[must_use = "nothing is started before this is awaited"]
pub struct Gather<I, F, Fut: Future> {
    scheduler: Scheduler<I, F, Fut>,
}

/// A [`Gather`] that starts no further item when the deadline is near. Its output is a [`Gathered`].
#[must_use = "nothing is started before this is awaited"]
pub struct GatherUntil<I, F, Fut: Future> {
    scheduler: Scheduler<I, F, Fut>,
    deadline: Deadline,
}

/// A [`Gather`] or [`GatherUntil`] of results that ends with the first error. Its output is that error, or the values.
#[must_use = "nothing is started before this is awaited"]
pub struct OrFirstError<G>(G);

/// The results and the remaining items of a [`GatherUntil`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gathered<T, Item> {
    /// The results of the started items, in the order of the items.
    pub results: Vec<T>,
    /// The items that were not started: all after those.
    pub unstarted: Vec<Item>,
}

impl<I, F, Fut> Gather<I, F, Fut>
where
    I: Iterator,
    F: FnMut(I::Item) -> Fut,
    Fut: Future,
{
    /// Starts no further item when `deadline` [is near](Deadline::is_near). Started items are still awaited: limit long calls with
    /// [`Deadline::timeout`].
    pub fn until(self, deadline: Deadline) -> GatherUntil<I, F, Fut> {
        GatherUntil {
            scheduler: self.scheduler,
            deadline,
        }
    }
}

impl<I, F, Fut, T, E> Gather<I, F, Fut>
where
    I: Iterator,
    F: FnMut(I::Item) -> Fut,
    Fut: Future<Output = Result<T, E>>,
{
    /// Ends with the first error. Waiting futures are then dropped, and no further item is started.
    pub fn or_first_error(self) -> OrFirstError<Self> {
        OrFirstError(self)
    }
}

impl<I, F, Fut, T, E> GatherUntil<I, F, Fut>
where
    I: Iterator,
    F: FnMut(I::Item) -> Fut,
    Fut: Future<Output = Result<T, E>>,
{
    /// Ends with the first error. Waiting futures are then dropped, and no further item is started.
    pub fn or_first_error(self) -> OrFirstError<Self> {
        OrFirstError(self)
    }
}

// The futures are boxed, so nothing here is pinned.
impl<I, F, Fut: Future> Unpin for Gather<I, F, Fut> {}
impl<I, F, Fut: Future> Unpin for GatherUntil<I, F, Fut> {}

impl<I, F, Fut> Future for Gather<I, F, Fut>
where
    I: Iterator,
    F: FnMut(I::Item) -> Fut,
    Fut: Future,
{
    type Output = Vec<Fut::Output>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let rules = Rules {
            may_start: || true,
            stops: |_: &Fut::Output| false,
        };
        let _ended = ready!(self.scheduler.poll(context, &rules));
        Poll::Ready(self.scheduler.take_results())
    }
}

impl<I, F, Fut> Future for GatherUntil<I, F, Fut>
where
    I: Iterator,
    F: FnMut(I::Item) -> Fut,
    Fut: Future,
{
    type Output = Gathered<Fut::Output, I::Item>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let deadline = self.deadline;
        let rules = Rules {
            may_start: || !deadline.is_near(),
            stops: |_: &Fut::Output| false,
        };
        let _ended = ready!(self.scheduler.poll(context, &rules));
        Poll::Ready(Gathered {
            results: self.scheduler.take_results(),
            unstarted: self.scheduler.take_unstarted(),
        })
    }
}

impl<I, F, Fut, T, E> Future for OrFirstError<Gather<I, F, Fut>>
where
    I: Iterator,
    F: FnMut(I::Item) -> Fut,
    Fut: Future<Output = Result<T, E>>,
{
    type Output = Result<Vec<T>, E>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let rules = Rules {
            may_start: || true,
            stops: Result::is_err,
        };
        Poll::Ready(match ready!(self.0.scheduler.poll(context, &rules)) {
            ControlFlow::Break(error) => error.map(|_| Vec::new()),
            ControlFlow::Continue(()) => self.0.scheduler.take_results().into_iter().collect(),
        })
    }
}

impl<I, F, Fut, T, E> Future for OrFirstError<GatherUntil<I, F, Fut>>
where
    I: Iterator,
    F: FnMut(I::Item) -> Fut,
    Fut: Future<Output = Result<T, E>>,
{
    type Output = Result<Gathered<T, I::Item>, E>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let deadline = self.0.deadline;
        let rules = Rules {
            may_start: || !deadline.is_near(),
            stops: Result::is_err,
        };
        let results = match ready!(self.0.scheduler.poll(context, &rules)) {
            ControlFlow::Break(error) => error.map(|_| Vec::new()),
            ControlFlow::Continue(()) => self.0.scheduler.take_results().into_iter().collect(),
        };
        Poll::Ready(results.map(|results| Gathered {
            results,
            unstarted: self.0.scheduler.take_unstarted(),
        }))
    }
}
