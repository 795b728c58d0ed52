//! Counts requests in a static.

use std::sync::atomic::{AtomicU64, Ordering};

static COUNT: AtomicU64 = AtomicU64::new(0);

pub fn next() -> u64 {
    COUNT.fetch_add(1, Ordering::Relaxed)
}
