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
    /// What this claim does to a record whose outcome is unknown.
    pub outcome_unknown: OutcomeUnknown,
}

/// What happens to an event whose key is still in progress after the deadline of the invocation that claimed it. The environment was
/// killed or the store failed, so the handler may have completed, or not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OutcomeUnknown {
    /// The event is refused until the record expires.
    #[default]
    Refuse,
    /// The handler runs again.
    RunAgain,
}

/// The result of a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Claim {
    /// The record is in the store, in progress.
    Granted,
    /// Another call is handling the event.
    InProgress {
        /// The hash of its payload.
        payload_hash: String,
    },
    /// Another call has begun to handle the event, and its time is over. Only a claim with [`OutcomeUnknown::Refuse`] gets this.
    OutcomeUnknown {
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
        outcome_unknown: OutcomeUnknown,
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
            outcome_unknown,
        }
    }

    /// Returns the result of another claim, `None` if it may replace this record, whose reply is `reply`.
    pub(crate) fn claimed_by(&self, claim: &Self, reply: Option<&str>) -> Option<Claim> {
        let payload_hash = self.payload_hash.clone();
        let now_ms = claim.claimed_at_ms;
        if self.owner == claim.owner || self.expires_at.saturating_mul(1_000) <= now_ms {
            return None;
        }
        match reply {
            Some(reply) => Some(Claim::Complete {
                payload_hash,
                reply: reply.to_owned(),
            }),
            None if self.in_progress_until_ms > now_ms => Some(Claim::InProgress { payload_hash }),
            None => match claim.outcome_unknown {
                OutcomeUnknown::Refuse => Some(Claim::OutcomeUnknown { payload_hash }),
                OutcomeUnknown::RunAgain => None,
            },
        }
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
        Record::now(
            "id".into(),
            "r",
            String::new(),
            left,
            ttl,
            OutcomeUnknown::Refuse,
        )
    }

    #[test]
    fn claim_ends_with_invocation_and_reply_with_ttl() {
        let record = record(3, 60);
        let claimed = record.claimed_at_ms;
        assert_eq!(record.in_progress_until_ms, claimed + 3_000);
        assert!((claimed + 60_000..claimed + 61_000).contains(&(record.expires_at * 1_000)));
        let payload_hash = String::new;
        let in_progress = Some(Claim::InProgress {
            payload_hash: payload_hash(),
        });
        let unknown = Some(Claim::OutcomeUnknown {
            payload_hash: payload_hash(),
        });
        let complete = Some(Claim::Complete {
            payload_hash: payload_hash(),
            reply: "7".to_owned(),
        });
        for (reply, after, refused, run_again) in [
            (None, 2_999, &in_progress, &in_progress),
            (None, 3_000, &unknown, &None),
            (None, 61_000, &None, &None),
            (Some("7"), 3_000, &complete, &complete),
            (Some("7"), 59_999, &complete, &complete),
            (Some("7"), 61_000, &None, &None),
        ] {
            for (outcome_unknown, expected) in [
                (OutcomeUnknown::Refuse, refused),
                (OutcomeUnknown::RunAgain, run_again),
            ] {
                let claim = Record {
                    owner: "another".to_owned(),
                    claimed_at_ms: claimed + after,
                    outcome_unknown,
                    ..record.clone()
                };
                assert_eq!(record.claimed_by(&claim, reply), *expected, "{after}");
            }
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
