//! What a store keeps of one key.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The claim of one call on one key, as it is put into a [`Store`](super::Store).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Record {
    /// The handler's path and the event's key: `ledger::entries::book#e-17`.
    pub id: String,
    /// The call that makes the claim. No other one has the same.
    pub owner: String,
    /// The SHA-256 of the payload, as 64 hexadecimal digits.
    pub payload_hash: String,
    /// When the claim is made, in milliseconds since 1970.
    pub claimed_at_ms: u64,
    /// Until when the claim counts while it is not complete, in milliseconds since 1970: the deadline of the invocation.
    pub in_progress_until_ms: u64,
    /// When the record is over, in seconds since 1970, as DynamoDB's time to live wants it. Not before `in_progress_until_ms`.
    pub expires_at: u64,
}

/// What a store answers to a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claim {
    /// The record is in the store, in progress.
    Granted,
    /// Another call is at it.
    InProgress {
        /// The hash of its payload.
        payload_hash: String,
    },
    /// Another call has done it.
    Complete {
        /// The hash of its payload.
        payload_hash: String,
        /// What was given to [`complete`](super::Store::complete).
        reply: String,
    },
}

impl Record {
    /// A claim that is made now.
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
            // Rounded up, so that it is never over before the claim is.
            expires_at: milliseconds((now + ttl).max(in_progress_until)).div_ceil(1_000),
        }
    }

    /// Whether a record with these times makes room for a claim at `now_ms`.
    pub(crate) fn is_over(&self, is_complete: bool, now_ms: u64) -> bool {
        let expired = self.expires_at.saturating_mul(1_000) <= now_ms;
        expired || !is_complete && self.in_progress_until_ms <= now_ms
    }
}

/// A retry carries the id of the request that failed, and two records of a batch that of the batch: the id alone does not tell calls apart.
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
    fn a_claim_ends_with_the_invocation_and_a_complete_record_with_its_time_to_live() {
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
    fn a_time_to_live_that_is_shorter_than_the_invocation_ends_with_it() {
        let record = record(30, 1);
        assert!(record.expires_at * 1_000 >= record.in_progress_until_ms);
    }

    #[test]
    fn no_two_claims_have_the_same_owner() {
        assert_ne!(record(1, 1).owner, record(1, 1).owner);
    }
}
