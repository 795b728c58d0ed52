//! How often, and after which pauses, a function asks again for an event that it did not get.

use std::io;
use std::time::Duration;

use tokio::time::sleep;

use crate::platform::log;
use crate::platform::runtime_api::client::Refusal;

/// The number of attempts in a row: with the pauses between them, about 0.6 s.
const ATTEMPTS: u32 = 7;

const FIRST_PAUSE: Duration = Duration::from_millis(10);

/// The pause after the answer that there is no event yet. It does not count as an attempt.
const NO_EVENT: Duration = Duration::from_millis(50);

/// The status of a service that has no event yet. Emulators end a long wait with it.
const NO_CONTENT: u16 = 204;

/// The status whose meaning AWS documents as "Container error. Non-recoverable state. Runtime should exit promptly."
const CONTAINER_ERROR: u16 = 500;

/// The attempts to get one event.
#[derive(Default)]
pub(super) struct Patience {
    failures: u32,
}

impl Patience {
    pub(super) const fn new() -> Self {
        Self { failures: 0 }
    }

    /// Waits before the next attempt, or returns the error of the last one.
    pub(super) async fn wait(&mut self, error: io::Error) -> io::Result<()> {
        self.failures += 1;
        if self.failures == ATTEMPTS {
            return Err(error);
        }
        sleep(FIRST_PAUSE * (1 << (self.failures - 1))).await;
        Ok(())
    }

    /// Waits after an answer that is not an event.
    pub(super) async fn wait_after(&mut self, refusal: Refusal) -> io::Result<()> {
        if refusal.status == NO_CONTENT {
            sleep(NO_EVENT).await;
            return Ok(());
        }
        let is_final = refusal.status == CONTAINER_ERROR;
        let error = io::Error::other(refusal.to_string());
        if is_final {
            return Err(error);
        }
        log::warning(&format!("asked the Runtime API for an event: {error}"));
        self.wait(error).await
    }
}
