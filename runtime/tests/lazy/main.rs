//! Lazy modules through whole gateways: when they start, how their values grow old, and what a failure leaves.
//!
//! The value of a module lives as long as the process, so each test has modules of its own.
#![allow(
    clippy::needless_pass_by_value,
    clippy::unused_async,
    reason = "an `init` takes its handles by value, and may be async before it awaits anything"
)]

mod environment;
mod guarantees;
mod init_phase;
mod time_to_live;

use std::sync::atomic::{AtomicU32, Ordering};

/// How often something happened.
pub struct Count(AtomicU32);

impl Count {
    /// Of nothing so far.
    #[expect(
        clippy::new_without_default,
        reason = "it only ever stands in a static, which needs a constant"
    )]
    pub const fn new() -> Self {
        Self(AtomicU32::new(0))
    }

    /// Counts once more; the new count.
    pub fn up(&self) -> u32 {
        self.0.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// The count.
    pub fn get(&self) -> u32 {
        self.0.load(Ordering::Relaxed)
    }
}
