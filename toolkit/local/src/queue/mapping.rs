//! What lies between a queue and a function: batches one way, failures the other.

use super::message::Delivery;
use super::store::Queue;
use serde_json::Value;
use std::collections::HashSet;
use std::time::Duration;

/// An event source mapping with `ReportBatchItemFailures`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Mapping {
    /// How many messages a batch has at most. Default 10, as Lambda.
    pub batch_size: usize,
    /// How long to gather a batch that is not full. Default none, as Lambda; a FIFO queue knows no window.
    pub window: Duration,
    gathering_since: Option<Duration>,
}

impl Default for Mapping {
    fn default() -> Self {
        Self::new(10)
    }
}

/// What there is to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Poll {
    /// Send these to the function.
    Batch(Vec<Delivery>),
    /// Nothing before this time, unless a message is sent.
    Later(Duration),
    /// Nothing until a message is sent.
    Idle,
}

/// What became of a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Settled {
    /// How many messages were deleted.
    pub deleted: usize,
    /// How many will come again.
    pub left: usize,
    /// Why the whole batch counts as failed, if it does.
    pub failure: Option<String>,
}

impl Mapping {
    /// Batches of so many, at once.
    pub fn new(batch_size: usize) -> Self {
        Self {
            batch_size,
            window: Duration::ZERO,
            gathering_since: None,
        }
    }

    /// Sets how long to gather a batch that is not full.
    #[must_use]
    pub fn window(mut self, window: Duration) -> Self {
        self.window = window;
        self
    }

    /// The next batch, or when to ask again.
    pub fn poll(&mut self, queue: &mut Queue, now: Duration) -> Poll {
        let ready = queue.ready(now);
        if ready > 0 && (ready >= self.batch_size || queue.settings().is_fifo()) {
            return self.take(queue, now);
        }
        if ready > 0 {
            let until = *self.gathering_since.get_or_insert(now) + self.window;
            if until <= now {
                return self.take(queue, now);
            }
            let shown = queue.next_shown(now).unwrap_or(until);
            return Poll::Later(until.min(shown));
        }
        queue.next_shown(now).map_or(Poll::Idle, Poll::Later)
    }

    fn take(&mut self, queue: &mut Queue, now: Duration) -> Poll {
        self.gathering_since = None;
        let batch = queue.receive(now, self.batch_size);
        if batch.is_empty() {
            // All of them are dead letters now.
            return self.poll(queue, now);
        }
        Poll::Batch(batch)
    }

    /// Deletes what the function's reply says was done; `None` is a function error, a timeout or a process that ended. The rest
    /// stays hidden until its visibility timeout is over.
    pub fn settle(
        &self,
        queue: &mut Queue,
        now: Duration,
        batch: &[Delivery],
        reply: Option<&[u8]>,
    ) -> Settled {
        let ids = batch.iter().filter_map(|delivery| queue.message(*delivery));
        let ids: HashSet<&str> = ids.map(|message| &*message.id).collect();
        let failed = match reply {
            Some(reply) => failed(reply, &ids),
            None => Err("the invocation ended without a reply".to_owned()),
        };
        let (failed, failure) = match failed {
            Ok(failed) => (failed, None),
            Err(why) => (ids.into_iter().map(str::to_owned).collect(), Some(why)),
        };
        let mut deleted = 0;
        for delivery in batch {
            let is_done = queue
                .message(*delivery)
                .is_some_and(|message| !failed.contains(&message.id));
            if is_done && queue.delete(now, *delivery) {
                deleted += 1;
            }
        }
        Settled {
            deleted,
            left: batch.len() - deleted,
            failure,
        }
    }
}

/// The ids that a reply reports, or why it stands for a failure of the whole batch. As the developer guide lists it ("Success and
/// failure conditions"): an empty or null list, an empty or null response are a success; invalid JSON, an id that is empty, null, under
/// another key or of no message of the batch are a failure. Of a reply that is no object it says nothing: that is a failure here, so
/// that it is noticed.
fn failed(reply: &[u8], batch: &HashSet<&str>) -> Result<HashSet<String>, String> {
    let reply =
        serde_json::from_slice(reply).map_err(|error| format!("the reply is not JSON: {error}"))?;
    let items = match reply {
        Value::Null => return Ok(HashSet::new()),
        Value::Object(mut reply) => match reply.remove("batchItemFailures") {
            None | Some(Value::Null) => return Ok(HashSet::new()),
            Some(Value::Array(items)) => items,
            Some(_) => return Err("`batchItemFailures` is no list".to_owned()),
        },
        _ => return Err("the reply is no object".to_owned()),
    };
    let id = |item: &Value| match item.get("itemIdentifier").and_then(Value::as_str) {
        None | Some("") => Err("an item of `batchItemFailures` has no `itemIdentifier`".to_owned()),
        Some(id) if !batch.contains(id) => Err(format!("the batch has no message `{id}`")),
        Some(id) => Ok(id.to_owned()),
    };
    items.iter().map(id).collect()
}
