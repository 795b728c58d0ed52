//! A store that fails at any of its calls, in any way: a handler that has completed does not run again while its key is in progress.

use std::collections::{HashMap, HashSet};
use std::future::pending;
use std::panic::resume_unwind;
use std::sync::{LazyLock, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use gatewright::idempotency::{Claim, Record, Store};
use gatewright::prelude::*;
use gatewright::testing::{MemoryStore, block_on, invoke};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// How a call of the store fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    Panics,
    Hangs,
    /// The call is carried out, and its reply is lost.
    HalfWrites,
}

const FAULTS: [Option<Fault>; 4] = [
    None,
    Some(Fault::Panics),
    Some(Fault::Hangs),
    Some(Fault::HalfWrites),
];

/// The faults of the calls for one key: `claim`, `complete` and `release`.
type Faults = [Option<Fault>; 3];

/// A store in memory whose calls fail as the key says, until the key has healed.
struct Faulty {
    store: MemoryStore,
    faults: Mutex<HashMap<String, Faults>>,
    healed: Mutex<HashSet<String>>,
}

static STORE: LazyLock<Faulty> = LazyLock::new(|| Faulty {
    store: MemoryStore::new(),
    faults: Mutex::default(),
    healed: Mutex::default(),
});

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Faulty {
    async fn call<T>(
        &self,
        record: &Record,
        call: usize,
        carried_out: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        let key = record.id.rsplit('#').next().unwrap_or_default();
        let is_healed = locked(&self.healed).contains(key);
        let fault = locked(&self.faults)
            .get(key)
            .and_then(|faults| faults[call]);
        match fault.filter(|_| !is_healed) {
            None => carried_out.await,
            // Without the panic hook: under `RUST_BACKTRACE` it would print 96 backtraces, one after the other.
            Some(Fault::Panics) => resume_unwind(Box::new("the store panics")),
            Some(Fault::Hangs) => pending().await,
            Some(Fault::HalfWrites) => {
                carried_out.await?;
                Err(Error::msg("the reply was lost"))
            }
        }
    }
}

#[lazy_module]
mod done {
    use super::*;

    pub struct Faults;

    pub fn init() -> Faults {
        Faults
    }

    impl Store for Faults {
        async fn claim(&self, record: &Record) -> Result<Claim, Error> {
            STORE.call(record, 0, STORE.store.claim(record)).await
        }

        async fn complete(&self, record: &Record, reply: &str) -> Result<(), Error> {
            STORE
                .call(record, 1, STORE.store.complete(record, reply))
                .await
        }

        async fn release(&self, record: &Record) -> Result<(), Error> {
            STORE.call(record, 2, STORE.store.release(record)).await
        }
    }
}

/// How often the handler has completed for each key.
static COMPLETED: Mutex<Option<HashMap<String, u32>>> = Mutex::new(None);

fn completed(key: &str) -> u32 {
    locked(&COMPLETED)
        .as_ref()
        .and_then(|all| all.get(key).copied())
        .unwrap_or_default()
}

#[derive(Serialize, Deserialize)]
struct Order {
    id: String,
}

fn book(order: Order) -> String {
    let mut all = locked(&COMPLETED);
    *all.get_or_insert_default()
        .entry(order.id.clone())
        .or_default() += 1;
    order.id
}

#[lambda_handler(main = false, timeout = "3s")]
#[idempotent(key = "id", ttl = "1h", store = done)]
async fn refusing(order: Order) -> String {
    book(order)
}

#[lambda_handler(main = false, timeout = "3s")]
#[idempotent(key = "id", ttl = "1h", store = done, outcome_unknown = "run_again")]
async fn repeating(order: Order) -> String {
    book(order)
}

/// What the replies to one event were: the first, one while the key may be in progress, and one after that.
struct Replies {
    key: String,
    faults: Faults,
    first: Result<Value, String>,
    completed_first: u32,
    /// `None` if the first reply took until the key was free.
    second: Option<(Result<Value, String>, u32)>,
    third: Result<Value, String>,
    completed_at_last: u32,
}

const TIMEOUT: Duration = Duration::from_secs(3);

/// Sends an event three times, first to the faulty store, and then to the healed one.
fn sent(function: &'static gatewright::Gateway, key: String, faults: Faults) -> Replies {
    let event = json!({"id": key});
    let send =
        || block_on(invoke(function, event.clone())).map_err(|error| error.error_type.into_owned());
    locked(&STORE.faults).insert(key.clone(), faults);
    let began = Instant::now();
    let first = send();
    // The first claim was made between `began` and now.
    let free_at = Instant::now() + TIMEOUT + Duration::from_millis(50);
    locked(&STORE.healed).insert(key.clone());
    let completed_first = completed(&key);
    let reply = send();
    let second = (began.elapsed() < TIMEOUT).then(|| (reply, completed(&key)));
    thread::sleep(free_at.saturating_duration_since(Instant::now()));
    Replies {
        first,
        completed_first,
        second,
        third: send(),
        completed_at_last: completed(&key),
        key,
        faults,
    }
}

/// All combinations of faults, at the same time, because the stores that hang need the whole timeout.
fn all_combinations(function: &'static gatewright::Gateway, prefix: &str) -> Vec<Replies> {
    let mut combinations = Vec::new();
    for claim in FAULTS {
        for complete in FAULTS {
            for release in FAULTS {
                combinations.push([claim, complete, release]);
            }
        }
    }
    let threads: Vec<_> = combinations
        .into_iter()
        .enumerate()
        .map(|(number, faults)| {
            let key = format!("{prefix}-{number}");
            thread::spawn(move || sent(function, key, faults))
        })
        .collect();
    threads
        .into_iter()
        .map(|thread| thread.join().unwrap())
        .collect()
}

/// The first reply is that of the handler, whatever happens to `complete`; without a claim the handler does not run.
fn check_first(replies: &Replies) {
    let Replies { key, faults, .. } = replies;
    let [claim, ..] = faults;
    let expected = match claim {
        None => (Ok(json!(key)), 1),
        Some(Fault::Panics | Fault::HalfWrites) => (Err("IdempotencyStoreFailed".to_owned()), 0),
        Some(Fault::Hangs) => (Err("DeadlineExceeded".to_owned()), 0),
    };
    let found = (replies.first.clone(), replies.completed_first);
    assert_eq!(found, expected, "{faults:?}");
}

#[test]
fn completed_handler_does_not_run_again_whatever_the_store_does() {
    for replies in all_combinations(&REFUSING, "refused") {
        check_first(&replies);
        let (key, faults) = (replies.key.clone(), replies.faults);
        let [claim, complete, release] = faults;
        let was_completed = replies.completed_first == 1;
        let is_stored = matches!(complete, None | Some(Fault::HalfWrites));
        if let Some((second, completed)) = replies.second
            && was_completed
        {
            assert_eq!(completed, 1, "{faults:?}");
            let expected = if is_stored {
                Ok(json!(key))
            } else {
                Err("IdempotencyInProgress".to_owned())
            };
            assert_eq!(second, expected, "{faults:?}");
        }
        let unknown = Err("IdempotencyOutcomeUnknown".to_owned());
        let expected = if was_completed {
            if is_stored {
                (Ok(json!(key)), 1)
            } else {
                (unknown, 1)
            }
        } else if claim == Some(Fault::HalfWrites)
            && matches!(release, Some(Fault::Panics | Fault::Hangs))
        {
            // The claim is in the store, and could not be taken back.
            (unknown, 0)
        } else {
            (Ok(json!(key)), 1)
        };
        assert_eq!(
            (replies.third, replies.completed_at_last),
            expected,
            "{faults:?}"
        );
    }
}

#[test]
fn handler_with_an_unknown_outcome_can_run_again() {
    for replies in all_combinations(&REPEATING, "repeated") {
        check_first(&replies);
        let (key, faults) = (replies.key.clone(), replies.faults);
        let is_stored = matches!(faults[1], None | Some(Fault::HalfWrites));
        if replies.completed_first == 1
            && let Some((_, completed)) = replies.second
        {
            assert_eq!(completed, 1, "{faults:?}");
        }
        let again = u32::from(replies.completed_first == 1 && !is_stored);
        assert_eq!(
            (replies.third, replies.completed_at_last),
            (Ok(json!(key)), 1 + again),
            "{faults:?}"
        );
    }
}
