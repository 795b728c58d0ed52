//! Runs each loop with and without `#[guarded]`, in turns, in one process. Prints `name<TAB>plain<TAB>guarded` for each, in
//! nanoseconds per pass.
//!
//! The guarded figure is the plain one times the median ratio of neighbouring turns, so that other load affects both alike.

mod work;

use std::hint::black_box;
use std::time::{Duration, Instant};

use work::{guarded, plain};

/// The number of measured turns of each loop, after some that warm up.
const TURNS: usize = 400;
const WARM_UP: usize = 20;

/// The length of a turn, longer than the resolution of the clock and shorter than a time slice of the scheduler.
const TURN: Duration = Duration::from_micros(400);

fn main() {
    let rows: Vec<String> = (0..2000)
        .map(|n| format!("{n},{},\"order, {n}\",{}\n", n * 7919, n % 97))
        .collect();
    let page = rows.concat();
    let numbers: Vec<u64> = (0..1_000_000).collect();
    let few = &numbers[..4096];
    compare(
        "fields",
        || plain::fields(black_box(&page)),
        || guarded::fields(black_box(&page)),
    );
    compare(
        "bytes-while",
        || plain::separators(black_box(page.as_bytes())),
        || guarded::separators(black_box(page.as_bytes())),
    );
    compare(
        "bytes-for",
        || plain::hash(black_box(page.as_bytes())),
        || guarded::hash(black_box(page.as_bytes())),
    );
    compare(
        "sum-4096",
        || plain::sum(black_box(few)),
        || guarded::sum(black_box(few)),
    );
    compare(
        "sum-1000000",
        || plain::sum(black_box(&numbers)),
        || guarded::sum(black_box(&numbers)),
    );
}

fn compare(name: &str, plain: impl Fn() -> u64, guarded: impl Fn() -> u64) {
    assert_eq!(plain(), guarded(), "{name}");
    let passes = passes_of_a_turn(&plain);
    let turns: Vec<(f64, f64)> = (0..WARM_UP + TURNS)
        .map(|turn| {
            // The two also take turns in coming first.
            if turn % 2 == 0 {
                let first = time(passes, &plain);
                (first, time(passes, &guarded))
            } else {
                let first = time(passes, &guarded);
                (time(passes, &plain), first)
            }
        })
        .skip(WARM_UP)
        .collect();
    let as_it_is = median(turns.iter().map(|(plain, _)| *plain).collect());
    let ratio = median(
        turns
            .iter()
            .map(|(plain, guarded)| guarded / plain)
            .collect(),
    );
    println!("{name}\t{as_it_is}\t{}", as_it_is * ratio);
}

fn passes_of_a_turn(work: impl Fn() -> u64) -> u32 {
    let started = Instant::now();
    let mut passes = 0;
    while passes == 0 || started.elapsed() < TURN {
        black_box(work());
        passes += 1;
    }
    passes
}

/// Returns the nanoseconds of a pass.
fn time(passes: u32, work: impl Fn() -> u64) -> f64 {
    let started = Instant::now();
    for _ in 0..passes {
        black_box(work());
    }
    started.elapsed().as_secs_f64() * 1e9 / f64::from(passes)
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}
