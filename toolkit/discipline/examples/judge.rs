//! Judges a crate by its root file. Prints the findings and the time of the fastest of several rounds. On Linux this is processor
//! time, so other processes do not count.
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

/// The processor time of this thread, the only one. <https://docs.kernel.org/scheduler/sched-stats.html>
fn processor_time() -> Option<Duration> {
    let told = fs::read_to_string("/proc/self/schedstat").ok()?;
    let nanoseconds = told.split_whitespace().next()?.parse().ok()?;
    Some(Duration::from_nanos(nanoseconds))
}
