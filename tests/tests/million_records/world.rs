//! The simulated services around the function: a queue, and an event source mapping that invokes the function with batches.

use std::collections::HashSet;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll as Ready;
use std::time::Duration;

use gatewright_local::queue::{Delivery, Mapping, Poll, Queue, event};
use tokio::time::Instant;

use crate::{function, ledger};

/// The function's timeout.
const TIMEOUT: Duration = Duration::from_secs(3);

pub(crate) struct World {
    pub(crate) queue: Queue,
    now: Duration,
}

/// Sums over batches and messages.
#[derive(Debug, Default)]
pub(crate) struct Totals {
    pub(crate) replies: usize,
    pub(crate) kills: usize,
    /// Replies of the guard.
    pub(crate) overruns: usize,
    /// Batches with more than one group.
    pub(crate) mixed: usize,
    pub(crate) received: usize,
    /// Messages that were acknowledged.
    pub(crate) deleted: usize,
    /// Messages that a reply reported.
    pub(crate) left: usize,
    /// Messages of batches that had no reply.
    pub(crate) lost: usize,
}

impl World {
    pub(crate) fn new(queue: Queue) -> Self {
        Self {
            queue,
            now: Duration::ZERO,
        }
    }

    /// Invokes the function until no message is left.
    pub(crate) fn run(&mut self) -> Totals {
        let mut mapping = Mapping::default();
        let mut totals = Totals::default();
        loop {
            match mapping.poll(&mut self.queue, self.now) {
                Poll::Batch(batch) => self.deliver(&mapping, &batch, &mut totals),
                Poll::Later(time) => self.now = time,
                Poll::Idle => return totals,
            }
        }
    }

    fn deliver(&mut self, mapping: &Mapping, batch: &[Delivery], totals: &mut Totals) {
        let numbers: Vec<_> = batch
            .iter()
            .map(|delivery| self.number(*delivery))
            .collect();
        let groups: HashSet<_> = numbers
            .iter()
            .map(|number| ledger::group_of(*number))
            .collect();
        totals.mixed += usize::from(groups.len() > 1);
        totals.received += batch.len();

        let (reply, took) = invoke(&event(&self.queue, batch));
        assert!(
            took < TIMEOUT,
            "expected an answer within {TIMEOUT:?}, it took {took:?}"
        );
        self.now += took;

        let settled = mapping.settle(&mut self.queue, self.now, batch, reply.as_deref());
        totals.deleted += settled.deleted;
        if reply.is_none() {
            totals.kills += 1;
            totals.lost += settled.left;
            assert_eq!(settled.deleted, 0);
            return;
        }
        assert_eq!(settled.failure, None);
        totals.replies += 1;
        totals.overruns += usize::from(took > TIMEOUT / 2);
        totals.left += settled.left;
        let still_there = |delivery: &Delivery| self.queue.message(*delivery).is_some();
        let deleted = batch
            .iter()
            .zip(&numbers)
            .filter(|(delivery, _)| !still_there(delivery));
        assert!(
            ledger::have_succeeded(deleted.map(|(_, number)| *number)),
            "expected that every acknowledged record has succeeded"
        );
    }

    /// Returns the number of the record in a message. Records are sent in the order of their numbers.
    fn number(&self, delivery: Delivery) -> usize {
        let message = self
            .queue
            .message(delivery)
            .expect("the queue has just delivered this message");
        usize::try_from(message.sequence - 1).expect("a sequence number fits a usize")
    }
}

/// Returns the function's reply, or `None` if it was killed, and the virtual time that it took.
fn invoke(event: &str) -> (Option<Vec<u8>>, Duration) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let since = Instant::now();
        let reply = gatewright::testing::invoke_bytes(&function::GATEWAY, event.as_bytes());
        let mut reply = pin!(reply);
        let reply = poll_fn(|context| {
            let polled = reply.as_mut().poll(context);
            if function::was_killed() {
                return Ready::Ready(None);
            }
            polled.map(Some)
        })
        .await;
        let reply = reply.map(|reply| reply.expect("batches are answered").to_string());
        (reply.map(String::into_bytes), since.elapsed())
    })
}
