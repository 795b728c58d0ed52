//! When an invocation must have ended, and how much of that time is left.

use std::fmt;
use std::sync::Once;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::platform::log;

/// Lambda's longest timeout is 15 minutes (Lambda quotas); a deadline further away than this was not set by Lambda.
const LONGEST_PLAUSIBLE: Duration = Duration::from_secs(16 * 60);

/// The watchdog answers at most this long before the deadline, see [`Deadline::hard_timeout_at`].
const LONGEST_LAST_LINE: Duration = Duration::from_millis(250);

/// The moment at which Lambda ends this invocation. A handler takes it as a parameter.
///
/// Copies are cheap, and all of them name the same moment. Shortly before it, at the guard's margin, Gatewright answers in
/// the handler's place; work that can stop and continue later asks [`is_near`](Self::is_near) between its steps.
///
/// ```
/// use gatewright::prelude::*;
/// # async fn fetch() -> Result<String, Error> { Ok(String::new()) }
/// # async fn guess() -> Result<String, Error> { Ok(String::new()) }
///
/// async fn quote(deadline: Deadline) -> Result<String, Error> {
///     // Half of the time for the first try leaves the other half for the second.
///     match deadline.share(0.5).timeout(fetch()).await {
///         Ok(quote) => quote,
///         Err(_) => deadline.timeout(guess()).await?,
///     }
/// }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadline {
    began: Instant,
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
        let began = Instant::now();
        Self {
            began,
            at: began + remaining,
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

    /// The time until the deadline [is near](Self::is_near); zero when it is. As long as this, a single operation may take.
    ///
    /// Clients have timeouts of their own, and most of them are longer than a function lives: give them this one. For clients of the
    /// AWS SDK for Rust it is the `operation_timeout`, which includes retries:
    ///
    /// ```text
    /// use aws_sdk_dynamodb::config::{Config, timeout::TimeoutConfig};
    ///
    /// let timeouts = TimeoutConfig::builder()
    ///     .operation_timeout(deadline.until_near())
    ///     .operation_attempt_timeout(deadline.share(0.4).until_near())
    ///     .build();
    /// let item = orders
    ///     .get_item()
    ///     .table_name("orders")
    ///     .customize()
    ///     .config_override(Config::builder().timeout_config(timeouts))
    ///     .send()
    ///     .await?;
    /// ```
    pub fn until_near(&self) -> Duration {
        self.remaining().saturating_sub(self.guard * 2)
    }

    /// Awaits `future`, but only until the deadline [is near](Self::is_near); then it is dropped.
    ///
    /// A future that is ready at once is never refused. Needs the tokio runtime that handlers run in.
    pub async fn timeout<F: Future>(&self, future: F) -> Result<F::Output, DeadlineExceeded> {
        let near = Instant::now() + self.until_near();
        tokio::time::timeout_at(near.into(), future)
            .await
            .map_err(|_| DeadlineExceeded)
    }

    /// A deadline for a part of the work: with `0.5`, after half of the time that remains now.
    ///
    /// It is never later than this one: `fraction` counts as 0 below 0 and as 1 above 1. Its margin is the same fraction of this
    /// one's, so that a share of a share does not begin near its end.
    #[must_use]
    pub fn share(&self, fraction: f64) -> Self {
        let fraction = if fraction > 0.0 {
            fraction.min(1.0)
        } else {
            0.0
        };
        Self {
            began: self.began,
            at: self
                .at
                .min(Instant::now() + self.remaining().mul_f64(fraction)),
            guard: self.guard.mul_f64(fraction),
        }
    }

    /// The time since the invocation arrived.
    pub(crate) fn elapsed(&self) -> Duration {
        self.began.elapsed()
    }

    /// When the guard answers in the handler's place.
    pub(crate) fn guard_at(&self) -> Instant {
        self.at.checked_sub(self.guard).unwrap_or(self.began)
    }

    /// When the watchdog answers in the guard's place: half of the guard's margin before the deadline, at most 250 ms.
    ///
    /// What can be interrupted is answered in the first half. The second one is for the watchdog, which has to share the processor
    /// with what it could not interrupt: with 128 MB a function has 7 % of one, and a post may take tens of milliseconds.
    pub(crate) fn hard_timeout_at(&self) -> Instant {
        let margin = (self.guard / 2).min(LONGEST_LAST_LINE);
        self.at.checked_sub(margin).unwrap_or(self.began)
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
/// one in 1970. The declared timeout stands in for it, which the log says once.
pub(crate) fn time_left(deadline_ms: u64, declared: Duration) -> Duration {
    plausible(deadline_ms).unwrap_or_else(|| {
        // None came at all: in a test.
        if deadline_ms > 0 {
            SAID.call_once(|| {
                log::warning(&format!(
                    "the deadline that came with the event ({deadline_ms} ms after 1970) cannot be meant; the declared timeout of {} ms counts instead, now and whenever this happens again",
                    milliseconds(declared)
                ));
            });
        }
        declared
    })
}

/// The whole milliseconds of a duration, for a message. To write a number of 128 bits, as `as_millis` returns it, takes code of its own.
pub(crate) fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

static SAID: Once = Once::new();

fn plausible(deadline_ms: u64) -> Option<Duration> {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    Duration::from_millis(deadline_ms)
        .checked_sub(now)
        .filter(|left| !left.is_zero() && *left <= LONGEST_PLAUSIBLE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::block_on;

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

    #[test]
    fn a_share_ends_earlier_and_never_later() {
        let deadline = Deadline::after(Duration::from_secs(10));
        let half = deadline.share(0.5).remaining();
        assert!(half <= Duration::from_secs(5), "{half:?}");
        assert!(half > Duration::from_millis(4_500), "{half:?}");
        assert_eq!(deadline.share(0.5).guard, Duration::from_millis(250));
        for all in [1.0, 7.0, f64::INFINITY] {
            assert!(deadline.share(all).at <= deadline.at, "{all}");
        }
        for none in [0.0, -1.0, f64::NAN] {
            assert_eq!(deadline.share(none).remaining(), Duration::ZERO, "{none}");
            assert!(deadline.share(none).is_near(), "{none}");
        }
        assert!(!deadline.share(0.1).share(0.1).is_near());
    }

    #[test]
    fn a_timeout_leaves_the_margin_for_finishing() {
        // Near in 100 ms.
        let deadline =
            Deadline::arriving(Duration::from_millis(500), Some(Duration::from_millis(200)));
        let until_near = deadline.until_near();
        assert!(until_near <= Duration::from_millis(100), "{until_near:?}");
        let long = async { tokio::time::sleep(Duration::from_secs(60)).await };
        let (ready, waited) = block_on(async {
            (
                deadline.timeout(async { 1 }).await,
                deadline.timeout(long).await,
            )
        });
        assert_eq!((ready, waited), (Ok(1), Err(DeadlineExceeded)));
        let left = deadline.remaining();
        assert!(left <= Duration::from_millis(400), "{left:?}");
        assert!(left > Duration::from_millis(200), "{left:?}");
    }

    #[test]
    fn the_last_line_is_half_of_the_margin_before_the_deadline_at_most_250_ms() {
        let last = |seconds, guard: Option<u64>| {
            let deadline = Deadline::arriving(
                Duration::from_secs(seconds),
                guard.map(Duration::from_millis),
            );
            deadline.at - deadline.hard_timeout_at()
        };
        assert_eq!(last(1, None), Duration::from_millis(50));
        assert_eq!(last(900, None), Duration::from_millis(250));
        assert_eq!(last(3, Some(10)), Duration::from_millis(5));
    }
}
