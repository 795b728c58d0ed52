//! Work that takes several invocations, interrupted in every possible way. Each item writes a line to the log when it is done.

use std::time::{Duration, Instant};

use gatewright::prelude::*;
use serde::{Deserialize, Serialize};

/// The time for an item. Several items fit into a step, but not all.
const AN_ITEM: Duration = Duration::from_millis(150);

/// Longer than the function's timeout.
const TOO_LONG: Duration = Duration::from_secs(60);

/// A range of items.
#[derive(Clone, Copy, Serialize, Deserialize)]
struct Items {
    from: u32,
    to: u32,
}

#[derive(Serialize, Deserialize)]
struct NamedItems {
    name: String,
    #[serde(flatten)]
    items: Items,
}

/// The idempotency store, in the memory of the environment.
#[lazy_module]
mod steps {
    use gatewright::testing::MemoryStore;

    pub fn init() -> MemoryStore {
        MemoryStore::default()
    }
}

impl Items {
    fn after(self, item: u32) -> Self {
        Self {
            from: item + 1,
            ..self
        }
    }
}

fn done(item: u32) {
    eprintln!("done: item {item}.");
}

// With this guard a deadline is near for 500 ms before the guard answers, so that an item ends in time on a busy machine too.
#[lambda_handler(name = "long-work", timeout = "2s", guard = "500ms", memory = 256)]
#[dispatch(name = "work")]
mod long_work {
    use super::*;

    /// Stops by itself before the deadline.
    #[operation]
    pub async fn stops(items: Items, deadline: Deadline) -> Result<Progress<Items, u32>, Error> {
        for item in items.from..items.to {
            if deadline.is_near() {
                return Ok(Progress::Continue(Items {
                    from: item,
                    ..items
                }));
            }
            tokio::time::sleep(AN_ITEM).await;
            done(item);
        }
        Ok(Progress::Done(items.to))
    }

    /// Is interrupted while it awaits.
    #[operation]
    pub async fn waits(items: Items, checkpoint: Checkpoint<Items>) -> Progress<Items, u32> {
        for item in items.from..items.to {
            tokio::time::sleep(AN_ITEM).await;
            done(item);
            checkpoint.save(&items.after(item));
        }
        Progress::Done(items.to)
    }

    /// Like `waits`, with each step run once. `name` distinguishes one job from another.
    #[operation]
    #[idempotent(key = "name", ttl = "1h", store = steps)]
    pub async fn waits_once(
        work: NamedItems,
        checkpoint: Checkpoint<NamedItems>,
    ) -> Progress<NamedItems, u32> {
        let NamedItems { name, items } = work;
        for item in items.from..items.to {
            tokio::time::sleep(AN_ITEM).await;
            done(item);
            checkpoint.save(&NamedItems {
                name: name.clone(),
                items: items.after(item),
            });
        }
        Progress::Done(items.to)
    }

    /// Is interrupted while it computes.
    #[operation]
    pub async fn computes(items: Items, checkpoint: Checkpoint<Items>) -> Progress<Items, u32> {
        for item in items.from..items.to {
            let end = Instant::now() + AN_ITEM;
            let mut sum = 0_u64;
            while Instant::now() < end {
                sum = std::hint::black_box(sum.wrapping_mul(31).rotate_left(17));
            }
            done(item);
            checkpoint.save(&items.after(item));
        }
        Progress::Done(items.to)
    }

    /// Blocks at its third item, unless the step begins with that item.
    #[operation]
    #[exempt(blocking, reason = "the test needs a blocking call")]
    pub async fn blocks(items: Items, checkpoint: Checkpoint<Items>) -> Progress<Items, u32> {
        for item in items.from..items.to {
            if item == 2 && items.from != item {
                std::thread::sleep(TOO_LONG);
            }
            done(item);
            checkpoint.save(&items.after(item));
        }
        Progress::Done(items.to)
    }

    /// Makes no progress.
    #[operation]
    pub async fn stands(items: Items) -> Progress<Items, u32> {
        Progress::Continue(items)
    }

    /// Never finishes its first item.
    #[operation]
    pub async fn hangs(items: Items, checkpoint: Checkpoint<Items>) -> Progress<Items, u32> {
        tokio::time::sleep(TOO_LONG).await;
        checkpoint.save(&items);
        Progress::Done(items.to)
    }
}
