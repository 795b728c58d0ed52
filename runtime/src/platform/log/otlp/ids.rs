//! Random ids.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};

use super::now;

/// Returns a random number.
///
/// The keys of a `RandomState` are random, and its hash is a keyed one (`SipHash`). Environments that are restored from one snapshot share
/// the keys, but not the time.
fn random() -> u64 {
    static COUNT: AtomicU64 = AtomicU64::new(0);

    let mut hasher = RandomState::new().build_hasher();
    hasher.write_u64(now());
    hasher.write_u64(COUNT.fetch_add(1, Ordering::Relaxed));
    hasher.finish()
}

/// Returns the id of a span, which is not zero.
pub(super) fn span_id() -> u64 {
    random().max(1)
}

/// Returns the id of a trace without a caller, which is not zero.
pub(super) fn trace_id() -> u128 {
    u128::from(random()) << 64 | u128::from(span_id())
}
