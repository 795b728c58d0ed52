//! Samples of a running invocation: when it works, and when it waits.

use super::cpu::{self, Thread};
use super::model::{Part, Profile};
use crate::error::CliError;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// How often the CPU time of a running invocation is read.
const INTERVAL: Duration = Duration::from_micros(500);

/// The threads of a process at a time.
type Sample = (Instant, Vec<Thread>);

/// A thread that reads the CPU time of a process again and again.
pub(super) struct Sampler {
    shared: Arc<Shared>,
    thread: Option<thread::JoinHandle<()>>,
}

struct Shared {
    /// The id of the process. 0 as long as it is not started.
    process: Arc<AtomicU32>,
    samples: Mutex<Vec<Sample>>,
    is_on: AtomicBool,
    stop: AtomicBool,
}

impl Shared {
    /// Adds a sample, if the process is there.
    fn take(&self) {
        if let Some(threads) = cpu::threads(self.process.load(Ordering::Relaxed)) {
            self.samples().push((Instant::now(), threads));
        }
    }

    fn samples(&self) -> MutexGuard<'_, Vec<Sample>> {
        self.samples.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An invocation's profile, and how much of its time other processes had the CPU.
pub(super) struct Sampled {
    pub(super) profile: Profile,
    pub(super) queued: Duration,
}

impl Sampler {
    pub(super) fn start(process: Arc<AtomicU32>) -> Result<Self, CliError> {
        if cpu::times(std::process::id()).is_none() {
            return Err(
                CliError::new("this system does not report the CPU time of a process")
                    .help("run `tune` on Linux")
                    .note("it reads `/proc/<pid>/task/*/schedstat`"),
            );
        }
        let shared = Arc::new(Shared {
            process,
            samples: Mutex::default(),
            is_on: AtomicBool::new(false),
            stop: AtomicBool::new(false),
        });
        let sampling = Arc::clone(&shared);
        let thread = thread::Builder::new()
            .name("sampler".to_owned())
            .spawn(move || {
                while !sampling.stop.load(Ordering::Relaxed) {
                    if sampling.is_on.load(Ordering::Relaxed) {
                        thread::sleep(INTERVAL);
                        sampling.take();
                    } else {
                        thread::park();
                    }
                }
            })
            .map_err(|error| CliError::new(format!("could not start a thread: {error}")))?;
        Ok(Self {
            shared,
            thread: Some(thread),
        })
    }

    /// Waits for an invocation, and samples it.
    pub(super) async fn during<T>(&self, invocation: impl Future<Output = T>) -> T {
        self.shared.samples().clear();
        self.shared.take();
        self.shared.is_on.store(true, Ordering::Relaxed);
        self.wake();
        let value = invocation.await;
        self.shared.is_on.store(false, Ordering::Relaxed);
        self.shared.take();
        value
    }

    /// Returns what was sampled last, and took `duration`.
    pub(super) fn sampled(&self, duration: Duration) -> Sampled {
        profile(&self.shared.samples(), duration)
    }

    fn wake(&self) {
        if let Some(thread) = &self.thread {
            thread.thread().unpark();
        }
    }
}

impl Drop for Sampler {
    fn drop(&mut self) {
        self.shared.stop.store(true, Ordering::Relaxed);
        self.wake();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Returns the parts between two samples of an invocation that took `duration`.
///
/// What this process did before and after it is not the function's time, nor is the time in which other processes had the CPU.
fn profile(samples: &[Sample], duration: Duration) -> Sampled {
    let mut walls: Vec<Duration> = samples
        .windows(2)
        .map(|pair| pair[1].0.saturating_duration_since(pair[0].0))
        .collect();
    let mut cpu = vec![Duration::ZERO; walls.len()];
    // The busiest and the longest waiting thread of each part: threads run, and wait, at the same time.
    let (mut busiest, mut queued) = (cpu.clone(), cpu.clone());
    for (ran, waited) in by_thread(samples).into_values() {
        let ran = settled(&ran, &walls, &vec![Duration::ZERO; walls.len()]);
        let waited = settled(&waited, &walls, &ran);
        for at in 0..walls.len() {
            cpu[at] += ran[at];
            busiest[at] = busiest[at].max(ran[at]);
            queued[at] = queued[at].max(waited[at]);
        }
    }
    let mut contended = Duration::ZERO;
    for at in 0..walls.len() {
        let lost = queued[at].min(walls[at].saturating_sub(busiest[at]));
        walls[at] -= lost;
        contended += lost;
    }
    let sampled: Duration = walls.iter().sum();
    let mut excess = sampled.saturating_sub(duration.saturating_sub(contended));
    // The reply is read after the invocation, so the end goes first.
    for (wall, busiest) in walls.iter_mut().zip(&busiest).rev() {
        let idle = wall.saturating_sub(*busiest).min(excess);
        *wall -= idle;
        excess -= idle;
    }
    let parts = walls.into_iter().zip(cpu);
    Sampled {
        profile: Profile {
            parts: parts.map(|(wall, cpu)| Part { wall, cpu }).collect(),
        },
        queued: contended,
    }
}

/// The time on a CPU and in a run queue, of each part.
type Counted = (Vec<Duration>, Vec<Duration>);

/// Returns what each thread added from sample to sample.
fn by_thread(samples: &[Sample]) -> BTreeMap<u32, Counted> {
    let parts = samples.len().saturating_sub(1);
    let mut all: BTreeMap<u32, Counted> = BTreeMap::new();
    let mut last: BTreeMap<u32, cpu::Times> = BTreeMap::new();
    for (index, (_, threads)) in samples.iter().enumerate() {
        for thread in threads {
            // A thread that started after the first sample has used all of its time since then.
            let before = last.insert(thread.id, thread.times);
            let Some(at) = index.checked_sub(1) else {
                continue;
            };
            let before = before.unwrap_or_default();
            let (ran, queued) = all
                .entry(thread.id)
                .or_insert_with(|| (vec![Duration::ZERO; parts], vec![Duration::ZERO; parts]));
            ran[at] = thread.times.ran.saturating_sub(before.ran);
            queued[at] = thread.times.queued.saturating_sub(before.queued);
        }
    }
    all
}

/// Moves time to the parts in which it passed. The kernel counts the time of a running thread at the next timer interrupt, and the time
/// in a run queue at its end. So what is more than a part can hold, beside `taken`, belongs to the parts before it.
fn settled(counted: &[Duration], walls: &[Duration], taken: &[Duration]) -> Vec<Duration> {
    let mut settled = vec![Duration::ZERO; counted.len()];
    let mut carried = Duration::ZERO;
    for at in (0..counted.len()).rev() {
        let all = counted[at] + carried;
        settled[at] = all.min(walls[at].saturating_sub(taken[at]));
        carried = all.saturating_sub(settled[at]);
    }
    // Clocks differ by some microseconds. CPU time is never lost.
    if let Some(first) = settled.first_mut() {
        *first += carried;
    }
    settled
}

#[cfg(test)]
mod tests {
    use super::{Sample, profile};
    use crate::tune::cpu::{Thread, Times};
    use std::time::{Duration, Instant};

    fn ms(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    /// A sample each millisecond, with the time on a CPU and in the run queue of each thread.
    fn samples(counts: &[&[(u64, u64)]]) -> Vec<Sample> {
        let start = Instant::now();
        let sample = |(at, threads): (u64, &&[(u64, u64)])| {
            let threads = (1_u32..).zip(threads.iter()).map(|(id, (ran, queued))| {
                let times = Times {
                    ran: ms(*ran),
                    queued: ms(*queued),
                };
                Thread { id, times }
            });
            (start + ms(at), threads.collect())
        };
        (0..).zip(counts).map(sample).collect()
    }

    fn parts(samples: &[Sample], duration: u64) -> Vec<(u64, u64)> {
        let parts = profile(samples, ms(duration)).profile.parts.into_iter();
        parts
            .map(|part| {
                let millis = |time: Duration| u64::try_from(time.as_millis()).expect("short");
                (millis(part.wall), millis(part.cpu))
            })
            .collect()
    }

    #[test]
    fn time_of_an_interrupt_belongs_to_the_parts_before_it() {
        // Two milliseconds of waiting, then three of work that the kernel counts at once.
        let all = samples(&[
            &[(0, 0)],
            &[(0, 0)],
            &[(0, 0)],
            &[(0, 0)],
            &[(0, 0)],
            &[(3, 0)],
        ]);
        assert_eq!(parts(&all, 5), [(1, 0), (1, 0), (1, 1), (1, 1), (1, 1)]);
    }

    #[test]
    fn time_in_the_run_queue_is_left_out() {
        let all = samples(&[&[(0, 0)], &[(1, 0)], &[(1, 0)], &[(1, 0)], &[(2, 2)]]);
        let sampled = profile(&all, ms(4));
        assert_eq!(sampled.queued, ms(2));
        assert_eq!(sampled.profile.wall(), ms(2));
        assert_eq!(sampled.profile.cpu(), ms(2));
    }

    #[test]
    fn threads_that_run_together_use_more_than_one_cpu() {
        let all = samples(&[&[(0, 0)], &[(1, 0), (1, 0)], &[(2, 0), (2, 0)]]);
        assert_eq!(parts(&all, 2), [(1, 2), (1, 2)]);
    }

    #[test]
    fn time_after_the_reply_is_left_out() {
        let all = samples(&[&[(0, 0)], &[(1, 0)], &[(2, 0)], &[(2, 0)], &[(2, 0)]]);
        assert_eq!(parts(&all, 3), [(1, 1), (1, 1), (1, 0), (0, 0)]);
    }
}
