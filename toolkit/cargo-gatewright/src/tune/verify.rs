//! The proof of the prediction: runs under real CPU quotas, beside what was predicted for them.

use super::cpu::{self, Times};
use super::environment::{Environment, Event, Subject};
use super::measure::{Sampling, pause, warmed};
use super::model::{self, Profile};
use super::profile::{mean, millis};
use super::throttle::{Means, Throttle};
use crate::error::CliError;
use serde::Serialize;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::{Duration, Instant};

/// The memory sizes that are verified, in MB.
const SIZES: [u32; 6] = [128, 256, 512, 1_024, 1_536, 3_008];

/// The longest time of a verification. Its rounds end then.
const LIMIT: Duration = Duration::from_secs(60);

/// The rounds without which a mean says nothing.
const LEAST_ROUNDS: u32 = 4;

/// How often an invocation is run again, because other processes had the CPU for more than [`CONTENDED`] of its time.
const REPEATS: u32 = 2;

/// A thread that was stopped waits some microseconds for its turn in each period.
const CONTENDED: f64 = 0.15;

/// A size that ran under a quota, beside its prediction.
#[derive(Clone, Copy, Debug, Serialize)]
pub(super) struct Verified {
    pub(super) memory_mb: u32,
    pub(super) predicted_ms: f64,
    pub(super) measured_ms: f64,
    /// The difference, as a part of what was measured.
    pub(super) error: f64,
    pub(super) predicted_cpu_ms: f64,
    pub(super) measured_cpu_ms: f64,
    pub(super) cpu_error: f64,
    /// The time in which the kernel stopped the function, on average. It is known of a cgroup alone.
    pub(super) predicted_stopped_ms: f64,
    pub(super) measured_stopped_ms: Option<f64>,
}

/// All sizes, and how they were run.
#[derive(Debug)]
pub(super) struct Verification {
    pub(super) sizes: Vec<Verified>,
    pub(super) means: Means,
    pub(super) rounds: u32,
    /// The interval of the kernel's timer interrupts.
    pub(super) tick: Duration,
    /// The part of all CPUs that other processes used meanwhile.
    pub(super) others: f64,
}

impl Verification {
    /// Returns the mean of the errors of the durations, and of those of the CPU times, without their signs.
    pub(super) fn mean_errors(&self) -> (f64, f64) {
        #[expect(clippy::cast_precision_loss, reason = "there are six sizes")]
        let count = self.sizes.len() as f64;
        let mean = |error: fn(&Verified) -> f64| {
            self.sizes.iter().map(|size| error(size).abs()).sum::<f64>() / count
        };
        (mean(|size| size.error), mean(|size| size.cpu_error))
    }
}

/// A warm environment under the quota of a size.
struct Limited {
    memory_mb: u32,
    // Its processes end before its group.
    environment: Environment,
    throttle: Throttle,
    runs: Vec<Run>,
}

/// An invocation under a quota.
#[derive(Clone, Copy)]
struct Run {
    duration: Duration,
    cpu: Duration,
    /// The time in which the kernel stopped the function.
    stopped: Duration,
    /// The part of the duration in which other processes had the CPU.
    contention: f64,
}

impl Limited {
    async fn start(
        subject: &Subject,
        events: &[Event],
        memory_mb: u32,
        may_group: bool,
    ) -> Result<Self, CliError> {
        let (environment, _) = warmed(subject, events).await?;
        let process = environment.process.load(Ordering::Relaxed);
        let throttle = Throttle::new(process, model::quota(memory_mb), may_group);
        let throttle = throttle.map_err(|error| {
            CliError::new(format!("could not limit the CPU of the function: {error}"))
        })?;
        Ok(Self {
            memory_mb,
            environment,
            throttle,
            runs: Vec::new(),
        })
    }

    /// Runs an invocation after a pause. It is run again if other processes had the CPU for a part of its time.
    async fn run(&mut self, event: &Event) -> Result<(), CliError> {
        for repeats in (0..=REPEATS).rev() {
            pause().await;
            let (before, stopped_before) = (self.times(), self.throttle.stopped());
            self.throttle.enforce(true);
            let outcome = self.environment.invoke(event).await;
            self.throttle.enforce(false);
            let outcome = outcome?;
            let (after, stopped_after) = (self.times(), self.throttle.stopped());
            let stopped = stopped_after.saturating_sub(stopped_before);
            // The kernel counts a thread that it stops as one in a run queue.
            let queued = after
                .queued
                .saturating_sub(before.queued)
                .saturating_sub(stopped);
            let contention = queued.as_secs_f64() / outcome.duration.as_secs_f64();
            if repeats == 0 || contention <= CONTENDED {
                self.runs.push(Run {
                    duration: outcome.duration,
                    cpu: after.ran.saturating_sub(before.ran),
                    stopped,
                    contention,
                });
                break;
            }
        }
        Ok(())
    }

    /// Returns the half of the runs with the least contention, or all runs if the kernel has stopped some: what it counts as contention
    /// includes the turns of a thread after a stop, so a choice would prefer the short runs.
    fn quiet(&self) -> Vec<Run> {
        let mut runs = self.runs.clone();
        if runs.iter().all(|run| run.stopped.is_zero()) {
            runs.sort_by(|one, other| one.contention.total_cmp(&other.contention));
            runs.truncate(runs.len().div_ceil(2));
        }
        runs
    }

    fn times(&self) -> Times {
        cpu::times(self.environment.process.load(Ordering::Relaxed)).unwrap_or_default()
    }
}

/// Runs the function without a quota and with those of six sizes in turn, so that the load of the machine is the same for all of them.
/// The invocations without a quota predict the others.
pub(super) async fn verify(
    subject: &Subject,
    events: &[Event],
    rounds: u32,
    may_group: bool,
    mut progress: impl FnMut(&str),
) -> Result<Verification, CliError> {
    let tick = cpu::tick().unwrap_or(model::TICK);
    let mut free = Sampling::start(subject, events, rounds * 2, may_group).await?;
    let mut limited = Vec::new();
    for memory_mb in SIZES {
        limited.push(Limited::start(subject, events, memory_mb, may_group).await?);
    }
    let load = Load::start();
    let start = Instant::now();
    let mut profiles = Vec::new();
    for (round, event) in (0..rounds).zip(events.iter().cycle()) {
        if round >= LEAST_ROUNDS && start.elapsed() > LIMIT {
            break;
        }
        profiles.push(free.run(event).await?.profile);
        for size in &mut limited {
            size.run(event).await?;
        }
        if (round + 1) % 5 == 0 {
            progress(&format!("  round {} of {rounds}", round + 1));
        }
    }
    let runs = limited.iter().flat_map(|size| &size.runs);
    let own = runs.map(|run| run.cpu).sum::<Duration>()
        + profiles.iter().map(Profile::cpu).sum::<Duration>();
    let others = load.of_others(own);
    let means = limited[0].throttle.means;
    let sizes = limited.iter().map(|size| compare(size, &profiles, tick));
    let sizes = sizes.collect();
    for size in limited {
        size.environment.stop().await;
    }
    free.stop().await;
    #[expect(clippy::cast_possible_truncation, reason = "at most `rounds`")]
    Ok(Verification {
        sizes,
        means,
        rounds: profiles.len() as u32,
        tick,
        others,
    })
}

fn compare(size: &Limited, profiles: &[Profile], tick: Duration) -> Verified {
    let profiles: Vec<&Profile> = profiles.iter().collect();
    let predicted = trimmed(model::durations(&profiles, size.memory_mb, tick));
    let runs = size.quiet();
    let measured = trimmed(runs.iter().map(|run| run.duration).collect());
    let predicted_cpu = trimmed(profiles.iter().map(|one| one.cpu()).collect());
    let measured_cpu = trimmed(runs.iter().map(|run| run.cpu).collect());
    let error = |predicted: f64, measured: f64| {
        if measured > 0.0 {
            predicted / measured - 1.0
        } else {
            0.0
        }
    };
    let walls = trimmed(profiles.iter().map(|one| one.wall()).collect());
    Verified {
        memory_mb: size.memory_mb,
        predicted_ms: predicted,
        measured_ms: measured,
        error: error(predicted, measured),
        predicted_cpu_ms: predicted_cpu,
        measured_cpu_ms: measured_cpu,
        cpu_error: error(predicted_cpu, measured_cpu),
        predicted_stopped_ms: (predicted - walls).max(0.0),
        measured_stopped_ms: (size.throttle.means != Means::Signals)
            .then(|| trimmed(runs.iter().map(|run| run.stopped).collect())),
    }
}

/// Returns the mean without the lowest and the highest fifth, as aws-lambda-power-tuning does, in milliseconds.
fn trimmed(mut durations: Vec<Duration>) -> f64 {
    durations.sort_unstable();
    let cut = durations.len() / 5;
    let middle = &durations[cut..durations.len() - cut];
    millis(mean(middle.iter().copied()))
}

/// What all processes of the machine use.
struct Load {
    start: Instant,
    machine: Option<Duration>,
    own: Option<Duration>,
}

impl Load {
    fn start() -> Self {
        Self {
            start: Instant::now(),
            machine: cpu::machine(),
            own: own(),
        }
    }

    /// Returns the part of all CPUs that other processes have used, besides this one and the function's `used`. 0 if it is unknown.
    fn of_others(&self, used: Duration) -> f64 {
        let (Some(before), Some(now)) = (self.machine, cpu::machine()) else {
            return 0.0;
        };
        let own = own()
            .unwrap_or_default()
            .saturating_sub(self.own.unwrap_or_default());
        let others = now.saturating_sub(before).saturating_sub(own + used);
        #[expect(clippy::cast_precision_loss, reason = "a machine has few CPUs")]
        let cpus = thread::available_parallelism().map_or(1.0, |count| count.get() as f64);
        others.as_secs_f64() / (self.start.elapsed().as_secs_f64() * cpus)
    }
}

fn own() -> Option<Duration> {
    cpu::times(std::process::id()).map(|times| times.ran)
}

#[cfg(test)]
#[expect(
    clippy::float_cmp,
    reason = "the values are rounded, or exact by their construction"
)]
mod tests {
    use super::trimmed;
    use std::time::Duration;

    #[test]
    fn outliers_are_not_in_the_mean() {
        let values = [900, 10, 11, 12, 1].map(Duration::from_millis);
        assert_eq!(trimmed(values.to_vec()), 11.0);
        assert_eq!(trimmed(vec![Duration::from_millis(4)]), 4.0);
    }
}
