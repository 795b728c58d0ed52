//! Lazy modules through whole gateways: when they start, how their values grow old, and what a failure leaves.
//!
//! The value of a module lives as long as the process, so each test has modules of its own.

mod environment;
mod guarantees;
mod init_phase;
mod time_to_live;

use std::sync::atomic::{AtomicU32, Ordering};

/// How often something happened.
pub struct Count(AtomicU32);

impl Count {
    /// Of nothing so far.
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
