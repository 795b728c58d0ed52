//! Many waits at once, on one thread.

mod running;
#[cfg(test)]
mod tests;

use std::future::Future;
use std::ops::ControlFlow;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use self::running::{Rules, Running};
use crate::guard::deadline::Deadline;

/// Does something for each of `items`, for at most `limit` of them at a time, and returns the results in the order of the items.
///
/// It is for waiting: calls to services run side by side, on the one thread that the function has. Ten calls that
/// take 200 ms each take 200 ms. Nothing is spawned, so the futures may borrow, and what is dropped stops.
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
/// With a [`Deadline`], [`until`](Gather::until) starts no further item when it is near; those come back, ready for a
/// [`Progress::Continue`](crate::Progress::Continue):
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
/// The items are started in their order. Each is polled once when it is started, so that one that is ready costs no more than its own work.
///
/// # Panics
///
/// With a `limit` of 0, at which nothing would ever start.
#[track_caller]
pub fn gather<I, F, Fut>(items: I, limit: usize, start: F) -> Gather<I::IntoIter, F, Fut>
where
    I: IntoIterator,
    F: FnMut(I::Item) -> Fut,
    Fut: Future,
{
    assert!(
        limit > 0,
        "`gather` with a limit of 0 would never start anything: give the number of items that may wait at a time, at least 1"
    );
    Gather {
        running: Running::new(items.into_iter(), limit, start),
    }
}

/// What [`gather`] returns: awaited, it is a `Vec` of all results in the order of the items.
#[must_use = "nothing is started before this is awaited"]
pub struct Gather<I, F, Fut: Future> {
    running: Running<I, F, Fut>,
}

/// A [`Gather`] that starts nothing more when the deadline is near: awaited, it is what there was time for.
#[must_use = "nothing is started before this is awaited"]
pub struct GatherUntil<I, F, Fut: Future> {
    running: Running<I, F, Fut>,
    deadline: Deadline,
}

/// A [`Gather`] or [`GatherUntil`] of results that ends with the first error: awaited, it is that error, or the values.
#[must_use = "nothing is started before this is awaited"]
pub struct OrFirstError<G>(G);

/// What there was time for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gathered<T, Item> {
    /// The results of the items that were started, in the order of the items.
    pub results: Vec<T>,
    /// The items that were not started: all that come after those.
    pub unstarted: Vec<Item>,
}

impl<I, F, Fut> Gather<I, F, Fut>
where
    I: Iterator,
    F: FnMut(I::Item) -> Fut,
    Fut: Future,
{
    /// Starts nothing more when `deadline` [is near](Deadline::is_near). What was started is awaited all the same; where a call may
    /// take longer than that, bound it with [`Deadline::timeout`].
    pub fn until(self, deadline: Deadline) -> GatherUntil<I, F, Fut> {
        GatherUntil {
            running: self.running,
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
    /// Ends with the first error. What waits then is dropped, and nothing more is started.
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
    /// Ends with the first error. What waits then is dropped, and nothing more is started.
    pub fn or_first_error(self) -> OrFirstError<Self> {
        OrFirstError(self)
    }
}

// The futures stand in boxes of their own, so nothing here minds being moved.
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
        let _ended = ready!(self.running.poll(context, &rules));
        Poll::Ready(self.running.take_results())
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
        let _ended = ready!(self.running.poll(context, &rules));
        Poll::Ready(Gathered {
            results: self.running.take_results(),
            unstarted: self.running.take_unstarted(),
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
        Poll::Ready(match ready!(self.0.running.poll(context, &rules)) {
            ControlFlow::Break(error) => error.map(|_| Vec::new()),
            ControlFlow::Continue(()) => self.0.running.take_results().into_iter().collect(),
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
        let results = match ready!(self.0.running.poll(context, &rules)) {
            ControlFlow::Break(error) => error.map(|_| Vec::new()),
            ControlFlow::Continue(()) => self.0.running.take_results().into_iter().collect(),
        };
        Poll::Ready(results.map(|results| Gathered {
            results,
            unstarted: self.0.running.take_unstarted(),
        }))
    }
}
