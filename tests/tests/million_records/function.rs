//! The function under test, whose handlers fail at random.

use std::cell::Cell;
use std::panic::PanicHookInfo;
use std::time::Duration;

use gatewright::prelude::*;
use serde::Deserialize;
use tokio::time::sleep;

use crate::ledger::{self, Fate};

thread_local! {
    /// Whether the simulated process has been killed.
    static KILLED: Cell<bool> = const { Cell::new(false) };
}

const STAGED: &str = "staged";

/// Returns whether a handler panicked on purpose.
pub(crate) fn is_staged(panic: &PanicHookInfo<'_>) -> bool {
    panic.payload_as_str() == Some(STAGED)
}

/// Returns whether the simulated process has been killed, and starts a new one.
pub(crate) fn was_killed() -> bool {
    KILLED.take()
}

#[derive(Deserialize)]
struct Job {
    number: usize,
}

#[lambda_handler(main = false, timeout = "3s")]
#[dispatch]
mod worker {
    use super::*;

    #[sqs("standard", concurrency = 4)]
    async fn alone(job: Message<Job>) -> Result<(), Error> {
        work(job.number).await
    }

    #[sqs("groups.fifo", concurrency = 3)]
    async fn in_groups(job: Message<Job>) -> Result<(), Error> {
        work(job.number).await
    }
}

pub(crate) use worker::GATEWAY;

async fn work(number: usize) -> Result<(), Error> {
    match ledger::started(number) {
        Fate::Done => {}
        Fate::DoneAfter(milliseconds) => sleep(Duration::from_millis(milliseconds)).await,
        Fate::Fails => return Err(Error::msg("failed")),
        Fate::Panics => panic!("{STAGED}"),
        Fate::Overruns => sleep(Duration::from_secs(60 * 60)).await,
        Fate::KilledBefore => killed().await,
        Fate::KilledAfter => {
            ledger::succeeded(number);
            killed().await;
        }
    }
    ledger::succeeded(number);
    Ok(())
}

/// Simulates the end of the process: the future never completes.
async fn killed() {
    KILLED.set(true);
    std::future::pending::<()>().await;
}
