//! When an invocation must have ended, and how much of that time is left.

use std::fmt;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Lambda's longest timeout is 15 minutes (Lambda quotas); a deadline further away than this was not set by Lambda.
const LONGEST_PLAUSIBLE: Duration = Duration::from_secs(16 * 60);

/// The moment at which Lambda ends this invocation. A handler takes it as a parameter.
///
/// Copies are cheap, and all of them name the same moment. Shortly before it, at the guard's margin, Gatewright answers in
/// the handler's place; work that can stop and continue later asks [`is_near`](Self::is_near) between its steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadline {
    at: Instant,
    guard: Duration,
}

impl Deadline {
    /// A deadline this far in the future, for tests and for calling a handler as a function.
    #[must_use]
    pub fn after(duration: Duration) -> Self {
        Self::arriving(duration, None)
    }

    /// For an invocation that has just arrived with `remaining` on its clock. Without a declared guard its margin is 5 % of
    /// that, at least 100 ms and at most 2 s.
    pub(crate) fn arriving(remaining: Duration, guard: Option<Duration>) -> Self {
        let guard = guard.unwrap_or_else(|| {
            (remaining / 20).clamp(Duration::from_millis(100), Duration::from_secs(2))
        });
        Self {
            at: Instant::now() + remaining,
            guard,
        }
    }

    /// The time until Lambda ends the invocation; zero when it has passed.
    pub fn remaining(&self) -> Duration {
        self.at.saturating_duration_since(Instant::now())
    }

    /// Whether it is time to stop and hand over: true from twice the guard's margin before the deadline on, which leaves
    /// one margin for finishing before the guard answers.
    pub fn is_near(&self) -> bool {
        self.remaining() <= self.guard * 2
    }

    /// `Err` when the deadline [is near](Self::is_near), for use with `?` between steps.
    pub fn check(&self) -> Result<(), DeadlineExceeded> {
        if self.is_near() {
            Err(DeadlineExceeded)
        } else {
            Ok(())
        }
    }

    /// When the guard answers in the handler's place.
    pub(crate) fn guard_at(&self) -> Instant {
        self.at.checked_sub(self.guard).unwrap_or_else(Instant::now)
    }
}

/// The deadline was too near to go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeadlineExceeded;

impl fmt::Display for DeadlineExceeded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the invocation's deadline is near")
    }
}

impl std::error::Error for DeadlineExceeded {}

/// The time an invocation has, from the deadline that came with it (milliseconds since 1970).
///
/// A deadline that lies in the past or further away than Lambda's longest timeout was not meant: `cargo lambda watch` sends
/// one in 1970. The declared timeout stands in for it.
pub(crate) fn time_left(deadline_ms: u64, declared: Duration) -> Duration {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    match Duration::from_millis(deadline_ms).checked_sub(now) {
        Some(left) if !left.is_zero() && left <= LONGEST_PLAUSIBLE => left,
        _ => declared,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn epoch_ms(offset: i64) -> u64 {
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap()
            .as_millis();
        u64::try_from(i64::try_from(now).unwrap() + offset).unwrap()
    }

    const DECLARED: Duration = Duration::from_secs(3);

    #[test]
    fn a_plausible_deadline_wins_over_the_declared_timeout_shorter_or_longer() {
        for seconds in [1, 10, 900] {
            let left = time_left(epoch_ms(seconds * 1000), DECLARED);
            let expected = Duration::from_secs(u64::try_from(seconds).unwrap());
            assert!(
                left <= expected && left + Duration::from_millis(500) > expected,
                "{left:?}"
            );
        }
    }

    #[test]
    fn a_deadline_in_1970_in_the_past_or_absurdly_far_is_replaced_by_the_declared_timeout() {
        assert_eq!(time_left(600_000, DECLARED), DECLARED);
        assert_eq!(time_left(epoch_ms(-1000), DECLARED), DECLARED);
        assert_eq!(time_left(epoch_ms(17 * 60 * 1000), DECLARED), DECLARED);
        assert_eq!(time_left(u64::MAX, DECLARED), DECLARED);
    }

    #[test]
    fn the_guards_margin_is_a_twentieth_within_its_bounds() {
        let margin = |seconds| Deadline::after(Duration::from_secs(seconds)).guard;
        assert_eq!(margin(1), Duration::from_millis(100));
        assert_eq!(margin(20), Duration::from_secs(1));
        assert_eq!(margin(900), Duration::from_secs(2));
    }

    #[test]
    fn a_deadline_is_near_from_two_margins_before_it() {
        assert!(!Deadline::after(Duration::from_secs(10)).is_near());
        let close =
            Deadline::arriving(Duration::from_millis(900), Some(Duration::from_millis(500)));
        assert!(close.is_near());
        assert_eq!(close.check(), Err(DeadlineExceeded));
    }
}
