//! The record of one key in a store.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The claim of one call on one key, as a [`Store`](crate::idempotency::Store) keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Record {
    /// The handler's path and the event's key: `ledger::entries::book#e-17`.
    pub id: String,
    /// The call that makes the claim. It is unique.
    pub owner: String,
    /// The SHA-256 of the payload in its canonical form, as 64 hexadecimal digits.
    pub payload_hash: String,
    /// The time of the claim, in milliseconds since 1970.
    pub claimed_at_ms: u64,
    /// The end of the claim while it is not complete, in milliseconds since 1970: the deadline of the invocation.
    pub in_progress_until_ms: u64,
    /// The expiry of the record, in seconds since 1970, as DynamoDB's time to live requires. Not before `in_progress_until_ms`.
    pub expires_at: u64,
}

/// The result of a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claim {
    /// The record is in the store, in progress.
    Granted,
    /// Another call is handling the event.
    InProgress {
        /// The hash of its payload.
        payload_hash: String,
    },
    /// Another call has handled the event.
    Complete {
        /// The hash of its payload.
        payload_hash: String,
        /// The reply that was given to [`complete`](crate::idempotency::Store::complete).
        reply: String,
    },
}

impl Record {
    /// Creates a claim now.
    pub(super) fn now(
        id: String,
        request_id: &str,
        payload_hash: String,
        left: Duration,
        ttl: Duration,
    ) -> Self {
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        let now = now.unwrap_or_default();
        let in_progress_until = now + left;
        Self {
            id,
            owner: owner(request_id, now),
            payload_hash,
            claimed_at_ms: milliseconds(now),
            in_progress_until_ms: milliseconds(in_progress_until),
            // Rounded up, so that it never expires before the claim.
            expires_at: milliseconds((now + ttl).max(in_progress_until)).div_ceil(1_000),
        }
    }

    /// Whether a claim at `now_ms` may replace this record.
    pub(crate) fn is_over(&self, is_complete: bool, now_ms: u64) -> bool {
        let expired = self.expires_at.saturating_mul(1_000) <= now_ms;
        expired || !is_complete && self.in_progress_until_ms <= now_ms
    }
}

/// The request id alone is not unique: a retry has the id of the failed request, and the records of a batch share one.
fn owner(request_id: &str, now: Duration) -> String {
    static CALLS: AtomicU64 = AtomicU64::new(0);
    let call = CALLS.fetch_add(1, Ordering::Relaxed);
    format!("{request_id}/{:x}/{call}", now.as_nanos())
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(left: u64, ttl: u64) -> Record {
        let [left, ttl] = [left, ttl].map(Duration::from_secs);
        Record::now("id".into(), "r", String::new(), left, ttl)
    }

    #[test]
    fn claim_ends_with_invocation_and_reply_with_ttl() {
        let record = record(3, 60);
        let claimed = record.claimed_at_ms;
        assert_eq!(record.in_progress_until_ms, claimed + 3_000);
        assert!((claimed + 60_000..claimed + 61_000).contains(&(record.expires_at * 1_000)));
        for (is_complete, after, is_over) in [
            (false, 2_999, false),
            (false, 3_000, true),
            (true, 3_000, false),
            (true, 59_999, false),
            (true, 61_000, true),
        ] {
            let found = record.is_over(is_complete, claimed + after);
            assert_eq!(found, is_over, "{is_complete} {after}");
        }
    }

    #[test]
    fn short_ttl_lasts_until_invocation_ends() {
        let record = record(30, 1);
        assert!(record.expires_at * 1_000 >= record.in_progress_until_ms);
    }

    #[test]
    fn each_claim_has_its_own_owner() {
        assert_ne!(record(1, 1).owner, record(1, 1).owner);
    }
}
