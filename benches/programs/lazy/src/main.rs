//! Reads an initialised value in every possible way.
//!
//! `bench-lazy time` prints `name nanoseconds` for each way, medians of rounds in turns. `bench-lazy count NAME ROUNDS` makes
//! ROUNDS times a thousand reads, for callgrind.

use std::hint::black_box;
use std::sync::LazyLock;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use gatewright::prelude::*;
use gatewright::testing::block_on;

/// The number of reads in a round.
const READS: u32 = 1000;

const WARM_UP: usize = 20;
const ROUNDS: usize = 2001;

static LOCK: LazyLock<u64> = LazyLock::new(value);

fn value() -> u64 {
    black_box(7)
}

#[lazy_module]
mod module {
    pub fn init() -> u64 {
        super::value()
    }
}

/// A named way to read. The function adds up the values of one round.
type Way = (&'static str, fn(&module::Lazy) -> u64);

const WAYS: [Way; 4] = [
    ("handle", |handle| sum(|| **black_box(handle))),
    ("lock", |_| sum(|| **black_box(&LOCK))),
    ("try_get", |_| {
        sum(|| module::try_get().map_or(0, |handle| *handle))
    }),
    ("get", |_| {
        block_on(async {
            let mut sum = 0;
            for _ in 0..READS {
                sum += module::get().await.map_or(0, |handle| *handle);
            }
            sum
        })
    }),
];

fn sum(read: impl Fn() -> u64) -> u64 {
    (0..READS).map(|_| black_box(read())).sum()
}

fn main() -> Result<()> {
    let handle = block_on(module::get())?;
    for (name, read) in WAYS {
        anyhow::ensure!(
            read(&handle) == 7 * u64::from(READS),
            "expected `{name}` to read the same value as the others"
        );
    }
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["time"] => time(&handle),
        ["count", wanted, rounds] => {
            let way = WAYS.iter().find(|(name, _)| *name == wanted);
            let (_, read) = way.with_context(|| format!("unknown way to read `{wanted}`"))?;
            for _ in 0..rounds.parse::<u32>()? {
                black_box(read(&handle));
            }
        }
        _ => bail!("usage: bench-lazy time | count NAME ROUNDS"),
    }
    Ok(())
}

fn time(handle: &module::Lazy) {
    let mut samples = [(); WAYS.len()].map(|()| Vec::with_capacity(ROUNDS));
    for round in 0..WARM_UP + ROUNDS {
        for turn in 0..WAYS.len() {
            // Each round begins with another way.
            let which = (round + turn) % WAYS.len();
            let started = Instant::now();
            black_box(WAYS[which].1(handle));
            if round >= WARM_UP {
                samples[which].push(started.elapsed());
            }
        }
    }
    for ((name, _), mut samples) in WAYS.into_iter().zip(samples) {
        samples.sort_unstable();
        let nanoseconds = samples[samples.len() / 2].as_secs_f64() * 1e9;
        println!("{name} {}", nanoseconds / f64::from(READS));
    }
}
