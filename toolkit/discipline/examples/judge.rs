//! Judges a crate by its root file: prints what is found, and how long the fastest of some rounds took. On Linux that is
//! processor time, so that what else the machine does is not counted.
//!
//! `cargo run -p gatewright-discipline --example judge -- src/main.rs`

use std::path::Path;
use std::time::{Duration, Instant};
use std::{env, fs};

use gatewright_discipline::{CfgSet, CrateOptions, judge_crate};

const ROUNDS: usize = 5;

fn main() {
    let Some(root) = env::args().nth(1) else {
        return eprintln!("name the root file of a crate: src/main.rs");
    };
    let mut fastest = Duration::MAX;
    let mut found = Vec::new();
    for _ in 0..ROUNDS {
        let (start, used) = (Instant::now(), processor_time());
        found = judge_crate(
            Path::new(&root),
            &CfgSet::undecided(),
            &CrateOptions::default(),
        );
        let took = match (used, processor_time()) {
            (Some(before), Some(after)) => after.saturating_sub(before),
            _ => start.elapsed(),
        };
        fastest = fastest.min(took);
    }
    for hit in &found {
        eprintln!("{hit}\n");
    }
    println!(
        "{} findings in {:.1} ms",
        found.len(),
        fastest.as_secs_f64() * 1e3
    );
}

/// What this thread, the only one, has computed so far. <https://docs.kernel.org/scheduler/sched-stats.html>
fn processor_time() -> Option<Duration> {
    let told = fs::read_to_string("/proc/self/schedstat").ok()?;
    let nanoseconds = told.split_whitespace().next()?.parse().ok()?;
    Some(Duration::from_nanos(nanoseconds))
}
