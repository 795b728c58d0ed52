//! Runs a function in execution environments of the local Lambda, and measures CPU time, waiting, memory and INIT.

use super::environment::{Environment, Event, HELP, Subject};
use super::model::{PERIOD, Profile};
use super::sampler::{Sampled, Sampler};
use super::throttle::Group;
use crate::error::CliError;
use gatewright_local::Start;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

/// An invocation is run again if other processes had the CPU for a larger part of its time.
const CONTENDED: f64 = 0.05;

/// After so many events in a row without an answer, the rest is not tried.
const PATIENCE: u32 = 3;

/// The events that a function answers, and those of directories that it does not, with the reason.
pub(super) struct Answered {
    pub(super) events: Vec<Event>,
    pub(super) left_out: Vec<(String, String)>,
}

/// Runs each event once.
pub(super) async fn answered(subject: &Subject, events: Vec<Event>) -> Result<Answered, CliError> {
    let environment = Environment::new(subject)?;
    let (mut answered, mut failed) = (Vec::new(), Vec::new());
    let mut timeouts = 0;
    for event in events {
        match environment.attempt(&event).await? {
            Ok(_) => {
                timeouts = 0;
                answered.push(event);
            }
            Err(failure) if event.may_fail => {
                timeouts = if failure.is_timeout { timeouts + 1 } else { 0 };
                failed.push((event.name, failure.reason));
                if timeouts == PATIENCE {
                    break;
                }
            }
            Err(failure) => return Err(failure.error(&event)),
        }
    }
    environment.stop().await;
    let headline = if timeouts == PATIENCE {
        "the function does not answer"
    } else if answered.is_empty() {
        "the function fails with every event"
    } else {
        return Ok(Answered {
            events: answered,
            left_out: failed,
        });
    };
    let error = CliError::new(headline).help(HELP);
    Err(failed.iter().fold(error, |error, (name, reason)| {
        error.note(format!("{name}: {reason}"))
    }))
}

/// A cold start.
pub(super) struct Cold {
    pub(super) init: Duration,
    /// The CPU time of INIT and the first invocation.
    pub(super) cpu: Duration,
    /// The first invocation.
    pub(super) first: Profile,
}

/// Warm invocations in one environment.
pub(super) struct Warm {
    /// The invocations as they would have run on a machine of their own.
    pub(super) profiles: Vec<Profile>,
    /// The peak of resident memory, in bytes. 0 if the system does not report it.
    pub(super) peak: u64,
    /// The part of the time in which other processes had the CPU.
    pub(super) contention: f64,
}

/// Starts so many environments, one after the other.
pub(super) async fn cold(
    subject: &Subject,
    events: &[Event],
    count: u32,
) -> Result<Vec<Cold>, CliError> {
    let mut all = Vec::new();
    for event in events.iter().cycle().take(count as usize) {
        let environment = Environment::new(subject)?;
        let sampler = Sampler::start(Arc::clone(&environment.process))?;
        let outcome = sampler.during(environment.invoke(event)).await?;
        let init = match outcome.start {
            Start::Cold(init) | Start::Restored { init, .. } => init,
            Start::Warm | Start::Restarted(_) => Duration::ZERO,
        };
        let Sampled { profile, .. } = sampler.sampled(init + outcome.duration);
        all.push(Cold {
            init,
            cpu: environment.cpu(),
            first: profile.last(outcome.duration),
        });
        environment.stop().await;
    }
    Ok(all)
}

/// Runs `runs` warm invocations, the events in turn.
pub(super) async fn warm(
    subject: &Subject,
    events: &[Event],
    runs: u32,
    mut progress: impl FnMut(u32),
) -> Result<Warm, CliError> {
    let mut sampling = Sampling::start(subject, events, runs, true).await?;
    let mut profiles = Vec::new();
    let (mut queued, mut total) = (Duration::ZERO, Duration::ZERO);
    for (run, event) in (1..=runs).zip(events.iter().cycle()) {
        let sampled = sampling.run(event).await?;
        queued += sampled.queued;
        total += sampled.queued + sampled.profile.wall();
        profiles.push(sampled.profile);
        progress(run);
    }
    let peak = sampling.stop().await;
    Ok(Warm {
        profiles,
        peak,
        contention: queued.as_secs_f64() / total.as_secs_f64().max(f64::MIN_POSITIVE),
    })
}

/// A warm environment without a quota, whose invocations are sampled.
pub(super) struct Sampling {
    environment: Environment,
    sampler: Sampler,
    /// Gives the function the CPU before other processes, where that is allowed.
    _group: Option<Group>,
    peak: u64,
    /// How many more invocations may be run again.
    repeats: u32,
}

impl Sampling {
    /// Starts the environment. `repeats` invocations may be run again, because other processes had the CPU.
    pub(super) async fn start(
        subject: &Subject,
        events: &[Event],
        repeats: u32,
        may_group: bool,
    ) -> Result<Self, CliError> {
        let (environment, peak) = warmed(subject, events).await?;
        let group = may_group.then(|| Group::new(None)).flatten();
        if let Some(group) = &group {
            // Without it, the function shares the CPU with other processes, which is measured.
            let _ = group.add(environment.process.load(Ordering::Relaxed));
        }
        let sampler = Sampler::start(Arc::clone(&environment.process))?;
        Ok(Self {
            environment,
            sampler,
            _group: group,
            peak,
            repeats,
        })
    }

    /// Runs an invocation after a pause.
    pub(super) async fn run(&mut self, event: &Event) -> Result<Sampled, CliError> {
        loop {
            pause().await;
            let outcome = self.sampler.during(self.environment.invoke(event)).await?;
            self.peak = self.peak.max(outcome.peak_memory.unwrap_or(0));
            let sampled = self.sampler.sampled(outcome.duration);
            let is_contended = sampled.queued > outcome.duration.mul_f64(CONTENDED);
            if !is_contended || self.repeats == 0 {
                return Ok(sampled);
            }
            self.repeats -= 1;
        }
    }

    /// Ends the environment, and returns the peak of its memory.
    pub(super) async fn stop(self) -> u64 {
        self.environment.stop().await;
        self.peak
    }
}

/// Starts an environment and runs each event once: the first invocation of an event initialises what it uses, so it is not a warm one.
/// Returns the peak of memory too.
pub(super) async fn warmed(
    subject: &Subject,
    events: &[Event],
) -> Result<(Environment, u64), CliError> {
    let environment = Environment::new(subject)?;
    let mut peak = 0;
    for event in events {
        let outcome = environment.invoke(event).await?;
        peak = peak.max(outcome.peak_memory.unwrap_or(0));
    }
    Ok((environment, peak))
}

/// Waits as an environment does before most invocations. Its quota is full then, and the caches of the processor are cold.
pub(super) async fn pause() {
    tokio::time::sleep(2 * PERIOD).await;
}
