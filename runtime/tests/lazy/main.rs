//! Lazy modules through gateways: their start, their time to live, and their failures.
//!
//! A module's value lives as long as the process, so each test has its own modules.
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

/// A counter of calls.
pub struct Count(AtomicU32);

impl Count {
    /// Creates a counter at zero.
    #[expect(
        clippy::new_without_default,
        reason = "it is only used in statics, which need a constant"
    )]
    pub const fn new() -> Self {
        Self(AtomicU32::new(0))
    }

    /// Increments the count and returns it.
    pub fn up(&self) -> u32 {
        self.0.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// The count.
    pub fn get(&self) -> u32 {
        self.0.load(Ordering::Relaxed)
    }
}
