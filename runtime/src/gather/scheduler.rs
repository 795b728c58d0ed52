//! Starts the items of a `gather` in order, and collects their outputs.

use std::future::Future;
use std::ops::ControlFlow;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_util::stream::{FuturesUnordered, StreamExt};

use crate::guard::interrupt;

pub(super) struct Scheduler<I, F, Fut: Future> {
    items: I,
    limit: usize,
    start: F,
    waiting: FuturesUnordered<Waiting<Fut>>,
    /// One for each started item; `None` while it waits.
    results: Vec<Option<Fut::Output>>,
    /// The allocation of an item that was ready at once, reused for the next one.
    spare: Option<Place<Fut>>,
}

type Place<Fut> = Pin<Box<Option<Fut>>>;

/// Whether another item may be started, and whether an output stops the rest.
pub(super) struct Rules<M, S> {
    pub(super) may_start: M,
    pub(super) stops: S,
}

impl<I, F, Fut> Scheduler<I, F, Fut>
where
    I: Iterator,
    F: FnMut(I::Item) -> Fut,
    Fut: Future,
{
    pub(super) fn new(items: I, limit: usize, start: F) -> Self {
        Self {
            items,
            limit,
            start,
            waiting: FuturesUnordered::new(),
            results: Vec::new(),
            spare: None,
        }
    }

    /// Is ready when no more items may be started and all have ended, or when an output stops the rest.
    pub(super) fn poll<M, S>(
        &mut self,
        context: &mut Context<'_>,
        rules: &Rules<M, S>,
    ) -> Poll<ControlFlow<Fut::Output>>
    where
        M: Fn() -> bool,
        S: Fn(&Fut::Output) -> bool,
    {
        loop {
            while self.waiting.len() < self.limit && (rules.may_start)() {
                let Some(item) = self.items.next() else { break };
                interrupt::tick();
                match self.started(item, context) {
                    Some(output) if (rules.stops)(&output) => {
                        return Poll::Ready(ControlFlow::Break(output));
                    }
                    result => self.results.push(result),
                }
            }
            match self.waiting.poll_next_unpin(context) {
                Poll::Ready(Some((_, output))) if (rules.stops)(&output) => {
                    return Poll::Ready(ControlFlow::Break(output));
                }
                Poll::Ready(Some((at, output))) => self.results[at] = Some(output),
                Poll::Ready(None) => return Poll::Ready(ControlFlow::Continue(())),
                Poll::Pending => return Poll::Pending,
            }
        }
    }

    /// Starts an item. Returns its output if it is ready at once, and otherwise adds it to the waiting items.
    fn started(&mut self, item: I::Item, context: &mut Context<'_>) -> Option<Fut::Output> {
        let future = (self.start)(item);
        let mut place = self.spare.take().unwrap_or_else(|| Box::pin(None));
        place.set(Some(future));
        let at = self.results.len();
        let mut waiting = Waiting { at, place };
        match Pin::new(&mut waiting).poll(context) {
            Poll::Ready((_, output)) => {
                self.spare = Some(waiting.place);
                Some(output)
            }
            Poll::Pending => {
                self.waiting.push(waiting);
                None
            }
        }
    }

    pub(super) fn take_results(&mut self) -> Vec<Fut::Output> {
        std::mem::take(&mut self.results)
            .into_iter()
            .flatten()
            .collect()
    }

    pub(super) fn take_unstarted(&mut self) -> Vec<I::Item> {
        self.items.by_ref().collect()
    }
}

/// A started item, with its index.
struct Waiting<Fut> {
    at: usize,
    place: Place<Fut>,
}

impl<Fut: Future> Future for Waiting<Fut> {
    type Output = (usize, Fut::Output);

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let at = self.at;
        let Some(future) = self.place.as_mut().as_pin_mut() else {
            // Not polled again once it is ready.
            return Poll::Pending;
        };
        let output = std::task::ready!(future.poll(context));
        self.place.set(None);
        Poll::Ready((at, output))
    }
}
