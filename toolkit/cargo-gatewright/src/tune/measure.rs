//! Runs a function in execution environments of the local Lambda, and measures CPU time, waiting, memory and INIT.

use super::cpu::{self, Times};
use super::model::{Part, Profile};
use super::throttle::{Means, Throttle};
use crate::error::CliError;
use gatewright_local::{Function, FunctionError, Invocation, Lambda, Options, Outcome, Start};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// How often the CPU time of a running invocation is read.
const SAMPLE: Duration = Duration::from_micros(500);

/// A function, ready to run.
pub(super) struct Subject {
    pub(super) executable: PathBuf,
    pub(super) name: String,
    pub(super) memory_mb: u32,
    pub(super) timeout: Duration,
    pub(super) variables: Vec<(String, String)>,
}

/// An event to run the function with.
pub(super) struct Event {
    /// The file, as the output shows it.
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
    /// Whether it is left out if the function fails: it was found in a directory, not named.
    pub(super) may_fail: bool,
}

/// Runs each event once, and returns those that the function answers, and the names of the others with the error.
pub(super) async fn answered(
    subject: &Subject,
    events: Vec<Event>,
) -> Result<(Vec<Event>, Vec<(String, String)>), CliError> {
    let environment = Environment::new(subject)?;
    let (mut answered, mut failed) = (Vec::new(), Vec::new());
    for event in events {
        match environment.outcome(&event).await?.result {
            Err(error) if event.may_fail => failed.push((event.name, error.to_string())),
            Err(error) => return Err(failure(&event, &error)),
            Ok(_) => answered.push(event),
        }
    }
    environment.lambda.stop().await;
    if answered.is_empty() {
        let error = CliError::new("the function fails with every event").help(HELP);
        return Err(failed.iter().fold(error, |error, (name, reason)| {
            error.note(format!("{name}: {reason}"))
        }));
    }
    Ok((answered, failed))
}

const HELP: &str = "name events that the function answers, and set the environment variables that it needs with `--env NAME=VALUE`";

fn failure(event: &Event, error: &FunctionError) -> CliError {
    CliError::new(format!("`{}` fails: {error}", event.name))
        .help(HELP)
        .note("the duration of a failed invocation says nothing about its work")
}

/// A cold start.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cold {
    pub(super) init: Duration,
    /// The CPU time of INIT and the first invocation.
    pub(super) cpu: Duration,
    /// The duration of the first invocation.
    pub(super) first: Duration,
}

/// A warm invocation.
pub(super) struct Ran {
    /// The time from the event to the reply.
    pub(super) duration: Duration,
    /// The invocation as it would have run on a machine of its own.
    pub(super) profile: Profile,
}

/// Warm invocations in one environment.
pub(super) struct Warm {
    pub(super) invocations: Vec<Ran>,
    /// The peak of resident memory, in bytes. 0 if the system does not report it.
    pub(super) peak: u64,
    /// How the quota was enforced, if there was one.
    pub(super) means: Option<Means>,
}

/// Starts so many environments, one after the other.
pub(super) async fn cold(
    subject: &Subject,
    events: &[Event],
    count: u32,
) -> Result<Vec<Cold>, CliError> {
    let mut all = Vec::new();
    for index in 0..count as usize {
        let event = &events[index % events.len()];
        let environment = Environment::new(subject)?;
        let outcome = environment.invoke(event).await?;
        let cpu = environment.cpu().unwrap_or_default();
        let init = match outcome.start {
            Start::Cold(init) | Start::Restored { init, .. } => init,
            Start::Warm | Start::Restarted(_) => Duration::ZERO,
        };
        all.push(Cold {
            init,
            cpu,
            first: outcome.duration,
        });
        environment.lambda.stop().await;
    }
    Ok(all)
}

/// Runs `runs` warm invocations, the events in turn, under the quota of `throttled` MB if it is given.
pub(super) async fn warm(
    subject: &Subject,
    events: &[Event],
    runs: u32,
    throttled: Option<u32>,
    mut progress: impl FnMut(u32),
) -> Result<Warm, CliError> {
    let environment = Environment::new(subject)?;
    // The first invocation of each event initialises what it uses, so it is not one of the warm ones.
    let mut peak = 0;
    for event in events {
        peak = peak.max(environment.invoke(event).await?.peak_memory.unwrap_or(0));
    }
    let mut throttle = throttled.map(Throttle::new);
    if let Some(throttle) = &mut throttle {
        throttle.add(environment.process()).map_err(|error| {
            CliError::new(format!("could not limit the CPU of the function: {error}"))
        })?;
    }
    let sampler = Sampler::start(environment.process())?;
    let mut invocations = Vec::new();
    for run in 0..runs {
        let index = run as usize % events.len();
        // On AWS too, an environment is idle before most invocations. Its quota is full then, and the caches of the processor are cold.
        tokio::time::sleep(2 * super::model::PERIOD).await;
        let outcome = sampler.during(environment.invoke(&events[index])).await?;
        peak = peak.max(outcome.peak_memory.unwrap_or(0));
        invocations.push(Ran {
            duration: outcome.duration,
            profile: profile(&sampler.shared.samples(), outcome.duration),
        });
        progress(run + 1);
    }
    environment.lambda.stop().await;
    Ok(Warm {
        invocations,
        peak,
        means: throttle.as_ref().map(|throttle| throttle.means),
    })
}

/// The local Lambda with one environment.
struct Environment {
    lambda: Lambda,
    process: Arc<AtomicU32>,
}

impl Environment {
    fn new(subject: &Subject) -> Result<Self, CliError> {
        let process = Arc::new(AtomicU32::new(0));
        let seen = Arc::clone(&process);
        let mut options = Options::default()
            .program(&subject.executable)
            .max_environments(1)
            .hide_log()
            .on_process(move |id| seen.store(id, Ordering::Relaxed));
        for (name, value) in &subject.variables {
            options = options.variable(name, value);
        }
        let function = Function::new(&subject.name)
            .timeout(subject.timeout)
            .memory_mb(subject.memory_mb);
        let lambda = Lambda::new(function, options)
            .map_err(|error| CliError::new(format!("could not start the local Lambda: {error}")))?;
        Ok(Self { lambda, process })
    }

    fn process(&self) -> u32 {
        self.process.load(Ordering::Relaxed)
    }

    fn cpu(&self) -> Option<Duration> {
        cpu::times(self.process()).map(|times| times.ran)
    }

    /// Runs one invocation. A function error is an error, because its duration says nothing about the work.
    async fn invoke(&self, event: &Event) -> Result<Outcome, CliError> {
        let outcome = self.outcome(event).await?;
        match &outcome.result {
            Ok(_) => Ok(outcome),
            Err(error) => Err(failure(event, error)),
        }
    }

    async fn outcome(&self, event: &Event) -> Result<Outcome, CliError> {
        let invocation = Invocation::new(event.bytes.clone());
        let outcome = self.lambda.invoke(invocation).await;
        outcome
            .map_err(|refusal| CliError::new(format!("could not run `{}`: {refusal}", event.name)))
    }
}

/// A thread that reads the CPU time of a process again and again.
struct Sampler {
    process: u32,
    shared: Arc<Shared>,
    thread: Option<thread::JoinHandle<()>>,
}

#[derive(Default)]
struct Shared {
    samples: Mutex<Vec<(Instant, Times)>>,
    is_on: AtomicBool,
    stop: AtomicBool,
}

impl Shared {
    /// Adds a sample, if the process is there.
    fn take(&self, process: u32) {
        if let Some(times) = cpu::times(process) {
            self.samples().push((Instant::now(), times));
        }
    }

    fn samples(&self) -> MutexGuard<'_, Vec<(Instant, Times)>> {
        self.samples.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Sampler {
    fn start(process: u32) -> Result<Self, CliError> {
        if cpu::times(process).is_none() {
            return Err(
                CliError::new("this system does not report the CPU time of a process")
                    .help("run `tune` on Linux")
                    .note("it reads `/proc/<pid>/task/*/schedstat`"),
            );
        }
        let shared = Arc::new(Shared::default());
        let sampling = Arc::clone(&shared);
        let thread = thread::Builder::new()
            .name("sampler".to_owned())
            .spawn(move || {
                while !sampling.stop.load(Ordering::Relaxed) {
                    thread::sleep(SAMPLE);
                    if sampling.is_on.load(Ordering::Relaxed) {
                        sampling.take(process);
                    }
                }
            })
            .map_err(|error| CliError::new(format!("could not start a thread: {error}")))?;
        Ok(Self {
            process,
            shared,
            thread: Some(thread),
        })
    }

    /// Waits for an invocation, and samples it.
    async fn during<T>(&self, invocation: impl Future<Output = T>) -> T {
        self.shared.samples().clear();
        self.shared.take(self.process);
        self.shared.is_on.store(true, Ordering::Relaxed);
        let value = invocation.await;
        self.shared.is_on.store(false, Ordering::Relaxed);
        self.shared.take(self.process);
        value
    }
}

impl Drop for Sampler {
    fn drop(&mut self) {
        self.shared.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Returns the parts between two samples of an invocation that took `duration`.
///
/// What this process did before and after it is not the function's time, nor is the time in which other processes had the CPU.
fn profile(samples: &[(Instant, Times)], duration: Duration) -> Profile {
    let mut parts: Vec<(Part, Duration)> = samples
        .windows(2)
        .map(|pair| {
            let [(from, before), (to, after)] = [pair[0], pair[1]];
            let part = Part {
                wall: to.saturating_duration_since(from),
                cpu: after.ran.saturating_sub(before.ran),
            };
            (part, after.queued.saturating_sub(before.queued))
        })
        .collect();
    let sampled: Duration = parts.iter().map(|(part, _)| part.wall).sum();
    let mut excess = sampled.saturating_sub(duration);
    // The reply is read after the invocation, so the end goes first.
    for (part, _) in parts.iter_mut().rev() {
        let idle = part.wall.saturating_sub(part.cpu).min(excess);
        part.wall -= idle;
        excess -= idle;
    }
    let alone = parts.into_iter().map(|(part, queued)| Part {
        wall: part
            .wall
            .saturating_sub(queued)
            .max(part.cpu.min(part.wall)),
        ..part
    });
    Profile {
        parts: alone.collect(),
    }
}
