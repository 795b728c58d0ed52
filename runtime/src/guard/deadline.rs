//! The deadline of an invocation, and the time left until it.

use std::fmt;
use std::sync::Once;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use gatewright_tables::limits;

use crate::platform::log;

/// A minute more than Lambda's longest timeout. A deadline further away than this was not set by Lambda.
const LONGEST_PLAUSIBLE: Duration = Duration::from_secs(limits::TIMEOUT_MAX_MANAGED_S + 60);

/// The watchdog answers at most this long before the deadline, see [`Deadline::hard_timeout_at`].
const LONGEST_HARD_TIMEOUT_MARGIN: Duration = Duration::from_millis(250);

/// The moment at which Lambda ends this invocation. A handler takes it as a parameter.
///
/// Copies are cheap, and all of them name the same moment. Shortly before it, at the guard's margin, Gatewright answers in
/// the handler's place. Work that can stop and continue later checks [`is_near`](Self::is_near) between its steps.
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
    /// Creates a deadline this far in the future, for tests and for calling a handler as a function.
    #[must_use]
    pub fn after(duration: Duration) -> Self {
        Self::arriving(duration, None)
    }

    /// The deadline of an invocation that has just arrived with `remaining` time. Without a declared guard, the margin is 5 % of
    /// that time, at least 100 ms and at most 2 s.
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

    /// Returns the time until Lambda ends the invocation; zero when it has passed.
    pub fn remaining(&self) -> Duration {
        self.at.saturating_duration_since(Instant::now())
    }

    /// Returns whether it is time to stop: true from twice the guard's margin before the deadline on. This leaves one margin for
    /// finishing before the guard answers.
    pub fn is_near(&self) -> bool {
        self.remaining() <= self.guard * 2
    }

    /// Returns an error when the deadline [is near](Self::is_near), for use with `?` between steps.
    ///
    /// # Errors
    ///
    /// [`DeadlineExceeded`] when the deadline is near.
    pub fn check(&self) -> Result<(), DeadlineExceeded> {
        if self.is_near() {
            Err(DeadlineExceeded)
        } else {
            Ok(())
        }
    }

    /// Returns the time until the deadline [is near](Self::is_near), zero when it is: the longest time that a single operation
    /// may take.
    ///
    /// Most clients' default timeouts are longer than an invocation: set this one instead. For clients of the AWS SDK for Rust it
    /// is the `operation_timeout`, which includes retries:
    ///
    #[cfg_attr(feature = "dynamodb-store", doc = "```no_run")]
    #[cfg_attr(not(feature = "dynamodb-store"), doc = "```ignore")]
    /// # async fn example(
    /// #     deadline: gatewright::Deadline,
    /// #     orders: aws_sdk_dynamodb::Client,
    /// # ) -> Result<(), Box<dyn std::error::Error>> {
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
    /// # Ok(())
    /// # }
    /// ```
    pub fn until_near(&self) -> Duration {
        self.remaining().saturating_sub(self.guard * 2)
    }

    /// Awaits `future` until the deadline [is near](Self::is_near), and then drops it.
    ///
    /// A future that is ready at once always succeeds. Requires the Tokio runtime in which handlers run.
    ///
    /// # Errors
    ///
    /// [`DeadlineExceeded`] when the future was dropped.
    pub async fn timeout<F: Future>(&self, future: F) -> Result<F::Output, DeadlineExceeded> {
        let near = Instant::now() + self.until_near();
        tokio::time::timeout_at(near.into(), future)
            .await
            .map_err(|_| DeadlineExceeded)
    }

    /// Returns a deadline for a part of the work: with `0.5`, after half of the time that remains now.
    ///
    /// It is never later than this deadline: `fraction` is clamped to the range from 0 to 1. Its margin is the same fraction of
    /// this deadline's margin, so that a share of a share does not begin near its end.
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

    /// The moment at which the guard answers in the handler's place.
    pub(crate) fn guard_at(&self) -> Instant {
        self.at.checked_sub(self.guard).unwrap_or(self.began)
    }

    /// The moment of the watchdog's answer: half of the guard's margin before the deadline, at most 250 ms.
    ///
    /// The first half of the margin is for code that can be interrupted. The second half is for the watchdog, which shares the
    /// processor with the code that it could not interrupt. With 128 MB a function has 7 % of a processor, and a post may take
    /// tens of milliseconds.
    pub(crate) fn hard_timeout_at(&self) -> Instant {
        let margin = (self.guard / 2).min(LONGEST_HARD_TIMEOUT_MARGIN);
        self.at.checked_sub(margin).unwrap_or(self.began)
    }
}

/// The deadline was too near to continue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeadlineExceeded;

impl fmt::Display for DeadlineExceeded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the invocation's deadline is near")
    }
}

impl std::error::Error for DeadlineExceeded {}

/// The time that an invocation has, from its event's deadline in milliseconds since the Unix epoch.
///
/// A deadline in the past, or further away than Lambda's longest timeout, is implausible: `cargo lambda watch` sends one in 1970.
/// The declared timeout is used instead, and the log says so once.
pub(crate) fn time_left(deadline_ms: u64, declared: Duration) -> Duration {
    plausible(deadline_ms).unwrap_or_else(|| {
        // A test has no deadline at all.
        if deadline_ms > 0 {
            LOGGED.call_once(|| {
                log::warning(&format!(
                    "the event's deadline ({deadline_ms} ms since the Unix epoch) is implausible; using the declared timeout of {} ms, here and for later events like it",
                    milliseconds(declared)
                ));
            });
        }
        declared
    })
}

/// The whole milliseconds of a duration, for a message. Formatting the `u128` of `as_millis` would link more code.
pub(crate) fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

static LOGGED: Once = Once::new();

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
    fn plausible_deadline_wins_over_declared_timeout() {
        for seconds in [1, 10, 1_800, 5_400] {
            let left = time_left(epoch_ms(seconds * 1000), DECLARED);
            let expected = Duration::from_secs(u64::try_from(seconds).unwrap());
            assert!(
                left <= expected && left + Duration::from_millis(500) > expected,
                "{left:?}"
            );
        }
    }

    #[test]
    fn implausible_deadline_falls_back_to_declared_timeout() {
        assert_eq!(time_left(600_000, DECLARED), DECLARED);
        assert_eq!(time_left(epoch_ms(-1000), DECLARED), DECLARED);
        assert_eq!(time_left(epoch_ms(92 * 60 * 1000), DECLARED), DECLARED);
        assert_eq!(time_left(u64::MAX, DECLARED), DECLARED);
    }

    #[test]
    fn margin_is_5_percent_within_its_bounds() {
        let margin = |seconds| Deadline::after(Duration::from_secs(seconds)).guard;
        assert_eq!(margin(1), Duration::from_millis(100));
        assert_eq!(margin(20), Duration::from_secs(1));
        assert_eq!(margin(900), Duration::from_secs(2));
    }

    #[test]
    fn deadline_is_near_two_margins_before_it() {
        assert!(!Deadline::after(Duration::from_secs(10)).is_near());
        let close =
            Deadline::arriving(Duration::from_millis(900), Some(Duration::from_millis(500)));
        assert!(close.is_near());
        assert_eq!(close.check(), Err(DeadlineExceeded));
    }

    #[test]
    fn share_never_ends_later() {
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
    fn timeout_leaves_a_margin_for_finishing() {
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
    fn hard_timeout_is_half_the_margin_at_most_250_ms() {
        let before = |seconds, guard: Option<u64>| {
            let deadline = Deadline::arriving(
                Duration::from_secs(seconds),
                guard.map(Duration::from_millis),
            );
            deadline.at - deadline.hard_timeout_at()
        };
        assert_eq!(before(1, None), Duration::from_millis(50));
        assert_eq!(before(900, None), Duration::from_millis(250));
        assert_eq!(before(3, Some(10)), Duration::from_millis(5));
    }
}
