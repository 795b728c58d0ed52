//! The prediction: how long an invocation takes with the CPU share of a memory size.
//!
//! Lambda gives a function a share of the CPU in proportion to its memory. The kernel enforces it with a quota: in each period of 20 ms
//! the function may use 20 ms times its vCPUs. Waiting for a reply of another service takes the same time at each size.
//!
//! The simulation repeats the kernel's accounting ("CFS Bandwidth Control", Documentation/scheduler/sched-bwc.rst, and
//! `kernel/sched/fair.c`). A running thread is stopped only at a timer interrupt. What it used beyond the quota until then is a debt, which
//! the next periods pay, and which is still there at the next invocation.

use gatewright_tables::limits;
use std::time::Duration;

/// The period of the quota. A study of serverless platforms infers it from the pauses of CPU-bound functions: arXiv 2506.01283.
pub(super) const PERIOD: Duration = Duration::from_millis(20);

/// The interval of timer interrupts on Lambda: 250 Hz, as in the kernels of Amazon Linux and in Firecracker's configurations for guests.
pub(super) const TICK: Duration = Duration::from_millis(4);

/// The CPU time that the kernel hands to a CPU at a time: `sched_cfs_bandwidth_slice_us`.
const SLICE: f64 = 0.005;

/// The CPU time that a CPU keeps when the function waits: `min_cfs_rq_runtime`.
const KEPT: f64 = 0.001;

/// Idle time below this is the resolution of the samples.
const RESOLUTION: f64 = 0.000_05;

/// The phases that are simulated. The quota's periods begin at any time relative to an invocation.
const PHASES: u32 = 8;

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

    /// Returns the last part of the profile that took so long. What was before it is left out.
    pub(super) fn last(&self, duration: Duration) -> Self {
        let mut left = duration;
        let mut parts = Vec::new();
        for part in self.parts.iter().rev() {
            let wall = part.wall.min(left);
            let cpu = if part.wall.is_zero() {
                part.cpu
            } else {
                part.cpu
                    .mul_f64(wall.as_secs_f64() / part.wall.as_secs_f64())
            };
            parts.push(Part { wall, cpu });
            left -= wall;
            if left.is_zero() {
                break;
            }
        }
        parts.reverse();
        Self { parts }
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

/// Returns the predicted durations of the invocations at this memory size, in each of the simulated phases.
pub(super) fn durations(profiles: &[&Profile], memory_mb: u32, tick: Duration) -> Vec<Duration> {
    let mut account = Account::new(memory_mb, tick);
    let mut all = Vec::with_capacity(profiles.len() * PHASES as usize);
    for round in 0..PHASES {
        for (index, profile) in (0_u32..).zip(profiles) {
            all.push(account.run(profile, Phase::of(round + index, tick)));
        }
    }
    all
}

/// The time from the beginning of an invocation to the next beginning of a period, and to the next timer interrupt, in seconds.
#[derive(Clone, Copy, Debug)]
struct Phase {
    refill: f64,
    tick: f64,
}

impl Phase {
    /// Returns the phase of this number. The phases repeat after [`PHASES`], and each is as likely as the others.
    fn of(index: u32, tick: Duration) -> Self {
        let part = (f64::from(index % PHASES) + 0.5) / f64::from(PHASES);
        Self {
            refill: part * PERIOD.as_secs_f64(),
            // A factor that has no common divisor with the number of phases spreads the pairs.
            tick: (part * 3.0).fract() * tick.as_secs_f64(),
        }
    }
}

/// The CPU time that a function may still use, in seconds.
struct Account {
    quota: f64,
    tick: f64,
    /// The CPUs that the function sees.
    cpus: f64,
    /// The part of the period's quota that no CPU has yet.
    pool: f64,
    /// The part that the function's CPU has. Negative: the function has run beyond its quota.
    local: f64,
    is_stopped: bool,
}

/// The time of an invocation, in seconds from its beginning.
struct Clock {
    now: f64,
    /// The next beginning of a period.
    refill: f64,
    /// The next timer interrupt.
    tick: f64,
}

impl Account {
    fn new(memory_mb: u32, tick: Duration) -> Self {
        Self {
            quota: quota(memory_mb).as_secs_f64(),
            tick: tick.as_secs_f64(),
            cpus: vcpus(memory_mb).ceil(),
            pool: 0.0,
            local: 0.0,
            is_stopped: false,
        }
    }

    /// Runs an invocation after a pause, and returns its duration.
    ///
    /// Each part first uses its CPU time, as fast as its threads did on the CPUs that the function sees, and then waits.
    fn run(&mut self, profile: &Profile, phase: Phase) -> Duration {
        let mut clock = Clock {
            now: 0.0,
            refill: phase.refill,
            tick: phase.tick,
        };
        // The quotas of the periods that have passed since the last invocation do not add up.
        self.pool = self.quota;
        self.check();
        for part in &profile.parts {
            let (wall, cpu) = (part.wall.as_secs_f64(), part.cpu.as_secs_f64());
            // Several threads use more than one CPU at a time.
            let speed = if wall > 0.0 {
                (cpu / wall).max(1.0)
            } else {
                1.0
            };
            self.work(&mut clock, cpu, speed.min(self.cpus));
            self.wait(&mut clock, wall - cpu / speed);
        }
        Duration::from_secs_f64(clock.now)
    }

    /// Uses CPU time.
    fn work(&mut self, clock: &mut Clock, mut cpu: f64, speed: f64) {
        /// What remains after a subtraction of floating-point numbers.
        const NOTHING: f64 = 1e-9;
        while cpu > NOTHING {
            if self.is_stopped {
                clock.now = clock.refill;
                self.refill(clock);
                continue;
            }
            let event = clock.tick.min(clock.refill);
            let step = (cpu / speed).min((event - clock.now).max(0.0));
            clock.now += step;
            cpu -= step * speed;
            self.local -= step * speed;
            if clock.now + NOTHING >= clock.refill {
                self.refill(clock);
            }
            if clock.now + NOTHING >= clock.tick {
                clock.tick += self.tick;
                self.check();
            }
        }
    }

    /// Waits without using CPU time.
    fn wait(&mut self, clock: &mut Clock, time: f64) {
        clock.now += time.max(0.0);
        if time > RESOLUTION {
            let returned = (self.local - KEPT).max(0.0);
            self.local -= returned;
            self.pool += returned;
            while clock.refill <= clock.now {
                self.refill(clock);
            }
            self.check();
        }
    }

    /// Begins a period. A function that is stopped continues if its quota pays the debt.
    fn refill(&mut self, clock: &mut Clock) {
        clock.refill += PERIOD.as_secs_f64();
        self.pool = self.quota;
        if self.is_stopped {
            // The kernel gives one nanosecond more than the debt.
            self.take(1e-9 - self.local);
            self.is_stopped = self.local <= 0.0;
        }
        while clock.tick <= clock.now {
            clock.tick += self.tick;
        }
    }

    /// Stops the function if it has used up the quota, as at a timer interrupt and when a thread wakes up.
    fn check(&mut self) {
        if self.local <= 0.0 {
            self.take(SLICE - self.local);
        }
        self.is_stopped = self.local <= 0.0;
    }

    fn take(&mut self, time: f64) {
        let taken = time.min(self.pool);
        self.pool -= taken;
        self.local += taken;
    }
}

#[cfg(test)]
#[expect(
    clippy::float_cmp,
    reason = "the values are rounded, or exact by their construction"
)]
mod tests {
    use super::{Account, PERIOD, Part, Phase, Profile, TICK, durations, quota};
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

    /// The duration if the kernel stops the function exactly at its quota, and the first period begins with the invocation.
    fn exact(profile: &Profile, memory: u32) -> f64 {
        let phase = Phase {
            refill: PERIOD.as_secs_f64(),
            tick: 1e-6,
        };
        let tick = Duration::from_micros(1);
        let duration = Account::new(memory, tick).run(profile, phase);
        (duration.as_secs_f64() * 1e5).round() / 100.0
    }

    #[test]
    fn last_part_of_a_profile_ends_with_it() {
        let whole = profile(&[(5_000, 5_000), (4_000, 2_000), (1_000, 0)]);
        let last = whole.last(Duration::from_millis(3));
        assert_eq!(last, profile(&[(2_000, 1_000), (1_000, 0)]));
        assert_eq!(whole.last(Duration::from_secs(1)), whole);
    }

    #[test]
    fn full_vcpu_does_not_slow_down() {
        let invocation = profile(&[(30_000, 30_000), (5_000, 0), (1_000, 1_000)]);
        for memory in [1_769, 10_240] {
            let all = durations(&[&invocation], memory, TICK);
            assert!(
                all.iter().all(|one| one.as_micros() == 36_000),
                "{memory}: {all:?}"
            );
        }
    }

    #[test]
    fn waiting_takes_as_long_at_each_size() {
        let invocation = profile(&[(200_000, 0)]);
        assert_eq!(exact(&invocation, 128), 200.0);
    }

    #[test]
    fn work_within_the_quota_is_not_stopped() {
        // 128 MB: 1.447 ms in each 20 ms.
        assert_eq!(quota(128), Duration::from_nanos(1_447_145));
        assert_eq!(exact(&profile(&[(1_400, 1_400)]), 128), 1.4);
    }

    #[test]
    fn work_beyond_the_quota_waits_for_the_next_period() {
        // 30 ms need 20 whole quotas of 1.447 ms and 1.057 ms more, in the 21st period: 20 x 20 ms + 1.057 ms.
        assert_eq!(exact(&profile(&[(30_000, 30_000)]), 128), 401.06);
    }

    #[test]
    fn quota_is_full_again_after_waiting() {
        let invocation = profile(&[(1_400, 1_400), (40_000, 0), (1_400, 1_400)]);
        assert_eq!(exact(&invocation, 128), 42.8);
    }

    #[test]
    fn threads_use_up_the_quota_faster() {
        // Two threads use 40 ms in 20 ms. At 1,770 MB two CPUs are visible and the quota is 20.01 ms: 20 ms in 10 ms, 10 ms stopped, 20 ms
        // in 10 ms.
        let invocation = profile(&[(20_000, 40_000)]);
        assert_eq!(exact(&invocation, 1_770), 29.99);
        // One CPU is visible at 1,769 MB.
        assert_eq!(exact(&invocation, 1_769), 40.0);
    }

    #[test]
    fn debt_of_an_interrupt_is_paid_by_later_periods() {
        // 3 ms of work at 128 MB finish before the interrupt after 4 ms, though the quota is 1.447 ms.
        let work = profile(&[(3_000, 3_000)]);
        let mut account = Account::new(128, TICK);
        let phase = Phase {
            refill: 0.02,
            tick: 0.004,
        };
        assert_eq!(account.run(&work, phase), Duration::from_millis(3));
        // The debt is 1.553 ms: more than the quota of the next period, in which the function stays stopped. The second one begins after
        // 20 ms and leaves 1.341 ms. The function runs 3 ms until the interrupt 4 ms later.
        assert_eq!(account.run(&work, phase), Duration::from_millis(23));
    }

    #[test]
    fn long_work_gets_its_share_at_each_tick() {
        // 2 s of work at 256 MB: a share of 256/1,769 takes 13.82 s.
        let work = profile(&[(2_000_000, 2_000_000)]);
        for tick in [1, 4, 10].map(Duration::from_millis) {
            for one in durations(&[&work], 256, tick) {
                let seconds = one.as_secs_f64();
                assert!((13.7..13.9).contains(&seconds), "{tick:?}: {seconds}");
            }
        }
    }
}
