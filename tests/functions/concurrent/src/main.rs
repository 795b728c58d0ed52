//! A function in concurrent mode, with handlers of which some do not end in time.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use gatewright::prelude::*;
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

/// Longer than the function's timeout.
const TOO_LONG: Duration = Duration::from_secs(60);

/// The id of an invocation and the time that it waits.
#[derive(Deserialize)]
struct Ask {
    id: u64,
    wait_ms: u64,
}

/// The invocation's own view of its identity, at its beginning and at its end.
#[derive(Serialize)]
struct Seen {
    id: u64,
    request_id: String,
    trace_id: Option<String>,
    request_id_after: String,
    cold_start: bool,
    /// The number of times that the module has started.
    starts: u64,
    remaining_ms: u64,
}

/// Starts slowly, so that many invocations wait for it.
#[lazy_module]
mod slow {
    use super::*;

    pub async fn init() -> u64 {
        tokio::time::sleep(Duration::from_millis(200)).await;
        counter::STARTS.fetch_add(1, Ordering::SeqCst) + 1
    }
}

#[exempt(shared_state, reason = "it counts what must happen once in a process")]
#[exempt(locking, reason = "it counts what must happen once in a process")]
mod counter {
    use std::sync::atomic::AtomicU64;

    pub static STARTS: AtomicU64 = AtomicU64::new(0);
    pub static RUNS: AtomicU64 = AtomicU64::new(0);
}

/// A barrier for as many invocations as the local Lambda sends concurrently.
#[exempt(shared_state, reason = "invocations that meet are tested")]
#[lazy_module]
mod meeting {
    use super::*;

    pub fn init() -> watch::Sender<u64> {
        watch::Sender::new(0)
    }
}

/// A signal from one invocation to another.
#[exempt(shared_state, reason = "invocations that wake each other are tested")]
#[lazy_module]
mod signal {
    use super::*;

    pub fn init() -> watch::Sender<bool> {
        watch::Sender::new(false)
    }
}

/// The idempotency store. It may be in memory, because one process serves all invocations.
#[lazy_module]
mod done {
    use gatewright::testing::MemoryStore;

    pub fn init() -> MemoryStore {
        MemoryStore::new()
    }
}

#[lambda_handler(name = "concurrent", timeout = "3s", memory = 256)]
#[dispatch(concurrent)]
mod concurrent {
    use super::*;

    /// Waits, and replies with the invocation's view of its identity.
    #[operation]
    pub async fn echo(
        ask: Ask,
        invocation: Invocation,
        deadline: Deadline,
        slow: slow::Lazy,
    ) -> Result<Seen, Error> {
        let request_id = invocation.request_id().to_owned();
        tokio::time::sleep(Duration::from_millis(ask.wait_ms)).await;
        Ok(Seen {
            id: ask.id,
            request_id,
            trace_id: invocation.trace_id().map(str::to_owned),
            request_id_after: invocation.request_id().to_owned(),
            cold_start: invocation.is_cold_start(),
            starts: *slow,
            remaining_ms: u64::try_from(deadline.remaining().as_millis()).unwrap_or(0),
        })
    }

    /// Runs once for each id, and replies with the number of runs.
    #[operation]
    #[idempotent(key = "id", store = done)]
    pub async fn once(ask: Ask) -> u64 {
        tokio::time::sleep(Duration::from_millis(ask.wait_ms)).await;
        counter::RUNS.fetch_add(1, Ordering::SeqCst) + 1
    }

    /// Replies when 64 invocations have arrived.
    #[operation]
    pub async fn meet(id: u64, meeting: meeting::Lazy) -> Result<u64, Error> {
        let mut here = meeting.subscribe();
        meeting.send_modify(|count| *count += 1);
        here.wait_for(|count| *count == 64).await?;
        Ok(id)
    }

    #[operation]
    pub async fn awaits() -> Result<(), Error> {
        tokio::time::sleep(TOO_LONG).await;
        Ok(())
    }

    /// A loop that computes, possibly after the task has moved to another thread.
    #[operation]
    pub async fn computes() -> Result<u64, Error> {
        tokio::task::yield_now().await;
        let end = Instant::now() + TOO_LONG;
        let mut sum = 0_u64;
        while Instant::now() < end {
            sum = sum.wrapping_mul(31) ^ 7;
        }
        Ok(sum)
    }

    /// Blocks until after the deadline.
    #[operation]
    #[guard(off)]
    pub async fn blocks(ms: u64) -> Result<u64, Error> {
        let end = Instant::now() + Duration::from_millis(ms);
        let mut sum = 0_u64;
        while Instant::now() < end {
            sum = sum.wrapping_mul(31) ^ 7;
        }
        Ok(sum)
    }

    /// Prints that it has begun, and waits.
    #[operation]
    pub async fn begins(ask: Ask) -> u64 {
        eprintln!("begun {}", ask.id);
        tokio::time::sleep(Duration::from_millis(ask.wait_ms)).await;
        ask.id
    }

    /// Prints that it has begun, and blocks its thread in a call that cannot be interrupted.
    #[operation]
    #[exempt(blocking, reason = "the test needs a blocking call")]
    pub async fn sleeps(ask: Ask) -> u64 {
        eprintln!("begun {}", ask.id);
        std::thread::sleep(Duration::from_millis(ask.wait_ms));
        ask.id
    }

    /// Like `sleeps`, with the module for which invocations of a new environment wait.
    #[operation]
    #[exempt(blocking, reason = "the test needs a blocking call")]
    pub async fn sleeps_after_init(ask: Ask, slow: slow::Lazy) -> u64 {
        std::thread::sleep(Duration::from_millis(ask.wait_ms));
        ask.id + *slow
    }

    /// Prints that it has begun, and waits for the signal.
    #[operation]
    pub async fn waits_for_signal(id: u64, signal: signal::Lazy) -> Result<u64, Error> {
        let mut sent = signal.subscribe();
        eprintln!("begun {id}");
        sent.wait_for(|sent| *sent).await?;
        Ok(id)
    }

    /// Sends the signal, and blocks its thread without an await in between.
    #[operation]
    #[exempt(blocking, reason = "the test needs a blocking call")]
    pub async fn signals_and_sleeps(signal: signal::Lazy) -> Result<(), Error> {
        signal.send_replace(true);
        std::thread::sleep(TOO_LONG);
        Ok(())
    }

    /// Starts a process, and replies with its id.
    #[operation]
    #[exempt(blocking, reason = "the test needs a process")]
    pub async fn spawns() -> Result<u32, Error> {
        let process = std::process::Command::new("sleep").arg("600").spawn()?;
        Ok(process.id())
    }

    /// Returns a value although it was interrupted.
    #[operation]
    pub async fn swallows() -> Result<String, Error> {
        tokio::task::yield_now().await;
        let end = Instant::now() + TOO_LONG;
        let looped = std::panic::catch_unwind(|| {
            let mut sum = 0_u64;
            while Instant::now() < end {
                sum = sum.wrapping_mul(31) ^ 7;
            }
            sum
        });
        Ok(format!("{looped:?}"))
    }

    #[operation]
    pub async fn panics(id: u64) -> Result<(), Error> {
        tokio::time::sleep(Duration::from_millis(20)).await;
        panic!("invocation {id}")
    }

    /// Handles an HTTP request.
    #[get("/echo/{id}")]
    async fn http_echo(Path(id): Path<u64>, query: Query<Wait>) -> Json<u64> {
        tokio::time::sleep(Duration::from_millis(query.0.wait_ms)).await;
        Json(id)
    }

    /// Fails for two records of a batch.
    #[sqs]
    pub async fn record(message: Message<u64>) -> Result<(), Error> {
        tokio::time::sleep(Duration::from_millis(20)).await;
        if *message % 2 == 1 {
            return Err(Error::msg(format!("{} is odd", *message)));
        }
        Ok(())
    }
}

/// The query string of an HTTP request, with the time that it waits.
#[derive(Deserialize)]
struct Wait {
    wait_ms: u64,
}
