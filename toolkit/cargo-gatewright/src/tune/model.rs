//! The prediction: how long an invocation takes with the CPU share of a memory size.
//!
//! Lambda gives a function a share of the CPU in proportion to its memory. The kernel enforces it with a quota: in each period of 20 ms
//! the function may use 20 ms times its vCPUs, and is stopped until the next period when they are used up. Waiting for a reply of
//! another service takes the same time at each size.

use gatewright_tables::limits;
use std::time::Duration;

/// The period of the quota.
pub(super) const PERIOD: Duration = Duration::from_millis(20);

/// A part of an invocation as it ran without a quota.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Part {
    /// The time that passed.
    pub(super) wall: Duration,
    /// The CPU time of all threads.
    pub(super) cpu: Duration,
}

/// An invocation as it ran without a quota.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Profile {
    pub(super) parts: Vec<Part>,
}

impl Profile {
    /// Returns the time from the event to the reply.
    pub(super) fn wall(&self) -> Duration {
        self.parts.iter().map(|part| part.wall).sum()
    }

    /// Returns the CPU time.
    pub(super) fn cpu(&self) -> Duration {
        self.parts.iter().map(|part| part.cpu).sum()
    }
}

/// Returns the vCPUs of a memory size.
pub(super) fn vcpus(memory_mb: u32) -> f64 {
    f64::from(memory_mb) / f64::from(limits::MEMORY_PER_VCPU_MB)
}

/// Returns the CPU time that a function with this memory has in each [`PERIOD`].
pub(super) fn quota(memory_mb: u32) -> Duration {
    PERIOD.mul_f64(vcpus(memory_mb))
}

/// Returns the predicted time of the invocation at this memory size.
///
/// Each part first uses its CPU time, as fast as its threads did, and then waits. The quota is full at the beginning: an environment is
/// idle between two invocations.
pub(super) fn duration(profile: &Profile, memory_mb: u32) -> Duration {
    let quota = quota(memory_mb).as_secs_f64();
    let period = PERIOD.as_secs_f64();
    let (mut now, mut left, mut next) = (0.0, quota, period);
    let advance = |now: f64, left: &mut f64, next: &mut f64| {
        while now >= *next {
            *left = quota;
            *next += period;
        }
    };
    for part in &profile.parts {
        let (wall, mut cpu) = (part.wall.as_secs_f64(), part.cpu.as_secs_f64());
        // Several threads use more than one CPU at a time.
        let speed = if wall > 0.0 {
            (cpu / wall).max(1.0)
        } else {
            1.0
        };
        let wait = (wall - cpu / speed).max(0.0);
        while cpu > 0.0 {
            if left <= 0.0 {
                now = next;
                advance(now, &mut left, &mut next);
            }
            let ran = cpu.min(left).min((next - now) * speed);
            now += ran / speed;
            cpu -= ran;
            left -= ran;
            // What remains after a subtraction of floating-point numbers is not CPU time.
            if cpu < 1e-9 {
                cpu = 0.0;
            }
            if left < 1e-9 {
                left = 0.0;
            }
            advance(now + 1e-9, &mut left, &mut next);
        }
        now += wait;
        advance(now + 1e-9, &mut left, &mut next);
    }
    Duration::from_secs_f64(now)
}

#[cfg(test)]
mod tests {
    use super::{Part, Profile, duration, quota};
    use std::time::Duration;

    fn profile(parts: &[(u64, u64)]) -> Profile {
        let parts = parts.iter().map(|(wall, cpu)| Part {
            wall: Duration::from_micros(*wall),
            cpu: Duration::from_micros(*cpu),
        });
        Profile {
            parts: parts.collect(),
        }
    }

    fn millis(profile: &Profile, memory: u32) -> f64 {
        (duration(profile, memory).as_secs_f64() * 1e6).round() / 1e3
    }

    #[test]
    fn full_vcpu_does_not_slow_down() {
        let invocation = profile(&[(30_000, 30_000), (5_000, 0), (1_000, 1_000)]);
        assert_eq!(millis(&invocation, 1_769), 36.0);
        assert_eq!(millis(&invocation, 10_240), 36.0);
    }

    #[test]
    fn waiting_takes_as_long_at_each_size() {
        let invocation = profile(&[(200_000, 0)]);
        assert_eq!(millis(&invocation, 128), 200.0);
    }

    #[test]
    fn work_within_the_quota_is_not_stopped() {
        // 128 MB: 1.447 ms in each 20 ms.
        assert_eq!(quota(128), Duration::from_nanos(1_447_145));
        assert_eq!(millis(&profile(&[(1_400, 1_400)]), 128), 1.4);
    }

    #[test]
    fn work_beyond_the_quota_waits_for_the_next_period() {
        // 30 ms need 20 whole quotas of 1.447 ms and 1.057 ms more, in the 21st period: 20 x 20 ms + 1.057 ms. A measurement under the
        // kernel's quota took 420 ms.
        assert_eq!(millis(&profile(&[(30_000, 30_000)]), 128), 401.057);
    }

    #[test]
    fn quota_is_full_again_after_waiting() {
        let invocation = profile(&[(1_400, 1_400), (40_000, 0), (1_400, 1_400)]);
        assert_eq!(millis(&invocation, 128), 42.8);
    }

    #[test]
    fn threads_use_up_the_quota_faster() {
        // Two threads, 20 ms of CPU in 10 ms, at one vCPU: the quota of the first period is used up after 10 ms, when all is done.
        assert_eq!(millis(&profile(&[(10_000, 20_000)]), 1_769), 10.0);
        // 40 ms of CPU: 20 ms in 10 ms, 10 ms stopped, 20 ms in 10 ms.
        assert_eq!(millis(&profile(&[(20_000, 40_000)]), 1_769), 30.0);
    }
}
