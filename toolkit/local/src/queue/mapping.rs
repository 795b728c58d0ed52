//! The event source mapping between a queue and a function.

use super::message::Delivery;
use super::store::Queue;
use gatewright_tables::limits;
use serde_json::Value;
use std::collections::HashSet;
use std::time::Duration;

/// An event source mapping with `ReportBatchItemFailures`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Mapping {
    /// The maximum number of messages in a batch. Default 10, as in Lambda. A FIFO queue sends at most 10.
    pub batch_size: usize,
    /// How long to gather a batch that is not full. Default 0, as in Lambda. FIFO queues ignore it.
    pub window: Duration,
    gathering_since: Option<Duration>,
}

impl Default for Mapping {
    fn default() -> Self {
        Self::new(limits::BATCH_DEFAULT_SQS as usize)
    }
}

/// The result of a poll.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Poll {
    /// A batch for the function.
    Batch(Vec<Delivery>),
    /// There is nothing before this time, unless a message is sent.
    Later(Duration),
    /// There is nothing until a message is sent.
    Idle,
}

/// The outcome of a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Settled {
    /// The number of deleted messages.
    pub deleted: usize,
    /// The number of messages that will be delivered again.
    pub left: usize,
    /// The reason that the whole batch failed, if it did.
    pub failure: Option<String>,
}

impl Mapping {
    /// Creates a mapping with batches of this size and without a window.
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

    /// Returns the next batch, or when to poll again.
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
        let most = if queue.settings().is_fifo() {
            limits::BATCH_MAX_FIFO
        } else {
            limits::BATCH_MAX
        };
        let batch = queue.receive(now, self.batch_size.min(most as usize));
        if batch.is_empty() {
            // All messages became dead letters.
            return self.poll(queue, now);
        }
        Poll::Batch(batch)
    }

    /// Deletes the messages that the function's reply does not report as failed. The rest stays hidden until its visibility timeout is
    /// over. `None` is a function error, a timeout or a process that ended.
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

/// Returns the ids that a reply reports as failed, or the reason that the whole batch failed.
///
/// As the developer guide says ("Success and failure conditions"), an empty or null list and an empty or null response are a success.
/// Invalid JSON is a failure, and so is an id that is empty, null, under another key, or not in the batch. The guide does not mention
/// replies that are not objects. Here they are failures, so that they are noticed.
fn failed(reply: &[u8], batch: &HashSet<&str>) -> Result<HashSet<String>, String> {
    let reply =
        serde_json::from_slice(reply).map_err(|error| format!("the reply is not JSON: {error}"))?;
    let items = match reply {
        Value::Null => return Ok(HashSet::new()),
        Value::Object(mut reply) => match reply.remove("batchItemFailures") {
            None | Some(Value::Null) => return Ok(HashSet::new()),
            Some(Value::Array(items)) => items,
            Some(_) => return Err("`batchItemFailures` is not a list".to_owned()),
        },
        _ => return Err("the reply is not an object".to_owned()),
    };
    let id = |item: &Value| match item.get("itemIdentifier").and_then(Value::as_str) {
        None | Some("") => Err("an item of `batchItemFailures` has no `itemIdentifier`".to_owned()),
        Some(id) if !batch.contains(id) => Err(format!("the batch has no message `{id}`")),
        Some(id) => Ok(id.to_owned()),
    };
    items.iter().map(id).collect()
}
