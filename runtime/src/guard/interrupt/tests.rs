//! Loops that only the guard ends. A thread stands in for the watchdog: it raises the flag when the guard is due, and again if
//! another test has cleared it.

use std::future::{Future, poll_fn};
use std::hint::black_box;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use gatewright_macros::guarded;

use super::*;
use crate::testing::block_on;

/// The time before a loop's guard is due.
const BEFORE: Duration = Duration::from_millis(5);

/// How an invocation ended.
#[derive(Debug)]
enum End<T> {
    /// Interrupted this long after its guard was due.
    Interrupted(Duration),
    /// Ready with this value; and whether a tick had interrupted it before.
    Ready(T, bool),
}

/// Polls `work` like the guard.
fn run<T>(work: impl Future<Output = T>) -> End<T> {
    let guard_at = Instant::now() + BEFORE;
    let (ended, watchdog) = watchdog(guard_at);
    let end = block_on(async {
        let mut work = pin!(work);
        poll_fn(|context| {
            let polling = enter(guard_at, false);
            match catch_unwind(AssertUnwindSafe(|| work.as_mut().poll(context))) {
                Ok(Poll::Ready(value)) => Poll::Ready(End::Ready(value, polling.was_interrupted())),
                Ok(Poll::Pending) => Poll::Pending,
                Err(panic) => {
                    assert!(panic.is::<Timeout>(), "another panic");
                    assert!(polling.was_interrupted());
                    Poll::Ready(End::Interrupted(guard_at.elapsed()))
                }
            }
        })
        .await
    });
    ended.store(true, Ordering::Relaxed);
    watchdog.join().expect("the watchdog does not panic");
    clear();
    end
}

fn watchdog(guard_at: Instant) -> (Arc<AtomicBool>, thread::JoinHandle<()>) {
    let ended = Arc::new(AtomicBool::new(false));
    let is_over = Arc::clone(&ended);
    let watchdog = thread::spawn(move || {
        thread::sleep(guard_at.saturating_duration_since(Instant::now()));
        while !is_over.load(Ordering::Relaxed) {
            raise();
            thread::sleep(Duration::from_millis(1));
        }
    });
    (ended, watchdog)
}

/// Asserts that endless work is interrupted. Takes the best of several runs, since other load on the machine can only delay it.
/// The bench measures the delay itself.
fn is_interrupted<T: std::fmt::Debug, F: Future<Output = T>>(work: impl Fn() -> F) {
    let best = (0..20)
        .map(|_| match run(work()) {
            End::Interrupted(late) => late,
            ready @ End::Ready(..) => panic!("{ready:?}"),
        })
        .min();
    assert!(best < Some(Duration::from_millis(100)), "{best:?}");
}

#[guarded(crate = crate)]
fn counts_for_ever() -> u64 {
    let mut n = 0u64;
    loop {
        n = black_box(n.wrapping_add(1));
    }
}

#[guarded(crate = crate)]
fn calculates_for_ever() -> u64 {
    let mut sum = 0u64;
    for n in 0..u64::MAX {
        sum = sum.wrapping_mul(31) ^ n;
    }
    sum
}

#[guarded(crate = crate)]
fn nested_for_ever() -> u64 {
    let mut n = 0u64;
    while n < u64::MAX {
        for row in 0..1000 {
            for column in 0..1000 {
                n = black_box(n.max(row * column));
            }
        }
    }
    n
}

/// Iterations that take nanoseconds at first, and half a millisecond later.
#[guarded(crate = crate)]
fn becomes_slow() {
    for n in 0..u64::MAX {
        let cost = Duration::from_micros(if n < 10_000 { 0 } else { 500 });
        let started = Instant::now();
        spin_until(started + cost);
    }
}

fn spin_until(end: Instant) {
    while Instant::now() < end {
        std::hint::spin_loop();
    }
}

#[guarded(crate = crate)]
fn recurses(depth: u32) -> u64 {
    let mut leaves = 0;
    for n in 0..4 {
        leaves += if depth == 0 {
            black_box(n)
        } else {
            recurses(depth - 1)
        };
    }
    leaves
}

#[guarded(crate = crate)]
fn loops_in_a_closure() -> Vec<u64> {
    let endless = |mut n: u64| {
        while n != 1 {
            n = black_box(2 + n % 2);
        }
        n
    };
    [7].into_iter().map(endless).collect()
}

#[guarded(crate = crate)]
async fn awaits_and_then_counts() -> u64 {
    tokio::task::yield_now().await;
    async {
        let mut n = 0u64;
        loop {
            n = black_box(n.wrapping_add(1));
        }
    }
    .await
}

#[guarded(crate = crate)]
async fn spawns_a_loop() -> &'static str {
    let task = tokio::spawn(async {
        tokio::task::yield_now().await;
        let mut n = 0u64;
        while n < u64::MAX {
            n = black_box(n.wrapping_add(1) / 2);
        }
    });
    match task.await {
        Ok(()) => "the task finished",
        Err(error) if error.is_panic() => "the task unwound",
        Err(_) => "the task was cancelled",
    }
}

#[test]
fn loop_without_await_is_interrupted() {
    is_interrupted(|| async { counts_for_ever() });
}

#[test]
fn chunked_loop_is_interrupted() {
    is_interrupted(|| async { calculates_for_ever() });
}

#[test]
fn nested_loop_is_interrupted() {
    is_interrupted(|| async { nested_for_ever() });
}

#[test]
fn loop_that_becomes_slow_is_interrupted() {
    is_interrupted(|| async { becomes_slow() });
}

#[test]
fn recursion_of_loops_is_interrupted() {
    is_interrupted(|| async { recurses(40) });
}

#[test]
fn loop_in_a_closure_is_interrupted() {
    is_interrupted(|| async { loops_in_a_closure() });
}

#[test]
fn loop_in_an_async_block_after_an_await_is_interrupted() {
    is_interrupted(awaits_and_then_counts);
}

#[test]
fn interrupted_spawned_task_is_known_to_the_guard() {
    let End::Ready("the task unwound", true) = run(spawns_a_loop()) else {
        panic!("the task was not interrupted");
    };
}

#[test]
fn next_loop_is_interrupted_after_a_swallowed_unwind() {
    #[guarded(crate = crate)]
    fn swallows() -> u32 {
        let swallowed = catch_unwind(counts_for_ever).is_err();
        u32::from(swallowed)
    }
    let End::Ready(1, true) = run(async { swallows() }) else {
        panic!("it was not interrupted");
    };
    is_interrupted(|| async {
        swallows();
        counts_for_ever()
    });
}

#[test]
fn destructors_run_to_their_end_during_unwinding() {
    struct Loops<'l>(&'l Cell<u32>);
    impl Drop for Loops<'_> {
        #[guarded(crate = crate)]
        fn drop(&mut self) {
            for n in 1..=10 {
                self.0.set(black_box(n));
            }
        }
    }
    let count = Cell::new(0);
    let end = run(async {
        let _loops = Loops(&count);
        counts_for_ever()
    });
    assert!(matches!(end, End::Interrupted(_)), "{end:?}");
    assert_eq!(count.get(), 10);
}

#[test]
fn loop_of_another_invocation_is_not_interrupted() {
    #[guarded(crate = crate)]
    fn counts_to(end: u32) -> u32 {
        let mut n = 0;
        while n < end {
            n = black_box(n + 1);
        }
        n
    }
    // On a thread that serves no invocation, as in a test of the function itself.
    raise();
    let elsewhere = thread::spawn(|| counts_to(1000)).join();
    assert_eq!(elsewhere.expect("it does not unwind"), 1000);
    // In an invocation with time left.
    let polling = enter(Instant::now() + Duration::from_secs(60), false);
    assert_eq!(counts_to(1000), 1000);
    assert!(!polling.was_interrupted());
    // In an invocation without time left, and afterwards.
    let due = enter(Instant::now(), false);
    // Another test may clear the flag that this one has raised.
    let interrupted = (0..1000).any(|_| {
        raise();
        catch_unwind(|| counts_to(1000)).is_err()
    });
    assert!(interrupted && due.was_interrupted());
    drop(due);
    assert!(!polling.was_interrupted());
    assert_eq!(counts_to(1000), 1000);
    clear();
}

#[test]
fn loop_with_guard_off_is_not_interrupted() {
    #[guarded(crate = crate)]
    fn off(until: Instant) -> u32 {
        let mut n = 0u32;
        #[guard(off)]
        while Instant::now() < until {
            n = n.wrapping_add(1);
        }
        n
    }
    let end = run(async { off(Instant::now() + 4 * BEFORE) });
    assert!(matches!(end, End::Ready(_, false)), "{end:?}");
}

#[test]
fn interruption_runs_no_panic_hook() {
    // The hook is global to the process: count only this thread's panics.
    thread_local!(static PANICS: Cell<u32> = const { Cell::new(0) });
    let default = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        PANICS.set(PANICS.get() + 1);
        default(info);
    }));
    let end = run(async { counts_for_ever() });
    assert!(matches!(end, End::Interrupted(_)), "{end:?}");
    assert_eq!(PANICS.get(), 0);
}

#[test]
fn moving_invocation_leaves_no_trace_on_the_thread() {
    #[guarded(crate = crate)]
    fn counts_to(end: u32) -> u32 {
        let mut n = 0;
        while n < end {
            n = black_box(n + 1);
        }
        n
    }
    let guard_at = Instant::now();
    let moves = enter(guard_at, true);
    // Another test may clear the flag that this one has raised.
    let interrupted = (0..1000).any(|_| {
        raise();
        catch_unwind(|| counts_to(1000)).is_err()
    });
    assert!(interrupted && moves.was_interrupted());
    drop(moves);
    // Between its polls the thread serves other invocations.
    raise();
    assert_eq!(counts_to(1000), 1000);
    // An invocation whose guard is due at the same moment has not been interrupted.
    let other = enter(guard_at, true);
    assert!(!other.was_interrupted());
    drop(other);
    clear();
}
