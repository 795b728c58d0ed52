//! The times, the cost and the memory of a function, from instructions or from the clock.

use super::instructions::{Counted, Counter, PER_MS};
use super::table::{Key, count};
use crate::error::CliError;
use crate::tune;
use crate::workspace::{Options, Workspace};
use gatewright_manifest::Function;
use gatewright_tables::limits;
use gatewright_tables::prices::Prices;
use std::path::{Path, PathBuf};

/// The period of the CPU quota, in milliseconds.
const PERIOD_MS: f64 = 20.0;

/// If other processes had the CPU for a larger part of the time, a figure of the clock is doubtful.
const CONTENDED: f64 = 0.1;

/// The figures of a function that ran, each with how it was obtained.
pub(super) struct Times {
    cold_start: (f64, String),
    p99: (f64, String),
    cost_per_million: (f64, String),
    /// In bytes.
    pub(super) memory: Option<f64>,
    pub(super) remarks: Vec<String>,
}

impl Times {
    pub(super) fn figure(&self, key: Key) -> Option<(f64, String)> {
        match key {
            Key::ColdStart => Some(self.cold_start.clone()),
            Key::P99 => Some(self.p99.clone()),
            Key::CostPerMillion => Some(self.cost_per_million.clone()),
            Key::Memory => {
                let memory = self.memory.filter(|memory| *memory > 0.0)?;
                Some((
                    memory,
                    "peak of resident memory (`VmHWM`) in warm runs".to_owned(),
                ))
            }
            Key::Size | Key::Dependencies => None,
        }
    }
}

/// The figures of a function that ran on the clock.
pub(super) fn of_clock(measured: &tune::Measured, memory_mb: u32, prices: &Prices) -> Times {
    let size = measured.at(memory_mb, prices);
    let basis =
        |what: &str| format!("clock: CPU time and waiting of {what}, CPU share of {memory_mb} MB");
    let contention = measured.contention();
    let mut remarks = Vec::new();
    if contention > CONTENDED {
        remarks.push(format!(
            "other processes had the CPU for {:.0} % of the time: with valgrind on the PATH, figures do not depend on them",
            contention * 100.0
        ));
    }
    Times {
        cold_start: (size.cold_ms, basis("cold starts, the median")),
        p99: (size.p99_ms, basis("warm invocations")),
        cost_per_million: (
            size.cost_per_million,
            format!("{}, prices of {}", basis("warm invocations"), priced()),
        ),
        memory: Some(measured.peak_mb() * 1024.0 * 1024.0),
        remarks,
    }
}

/// Counts the instructions of a function.
pub(super) fn of_instructions(
    counter: &Counter,
    paths: &[PathBuf],
    function: &Function,
    prices: &Prices,
    valgrind: &str,
    workspace: &Workspace,
    options: &Options,
) -> Result<Times, CliError> {
    let files = files(paths, workspace)?;
    options.progress(&format!(
        "Counting the instructions of {} events with {valgrind}",
        files.len()
    ));
    let init = counter.init()?;
    let events: Vec<Vec<u8>> = files.iter().map(|file| file.bytes.clone()).collect();
    let counted = counter.events(init, &events, |done| {
        if (done + 1) % 10 == 0 {
            options.progress(&format!("  {}", done + 1));
        }
    })?;
    let mut answered: Vec<Counted> = Vec::new();
    let mut remarks = Vec::new();
    for (file, counted) in files.iter().zip(counted) {
        match counted {
            Ok(counted) => answered.push(counted),
            Err(reason) if file.may_fail => {
                remarks.push(format!(
                    "`{}` is left out, because the function fails: {reason}",
                    file.name
                ));
            }
            Err(reason) => {
                return Err(CliError::new(format!("`{}` fails: {reason}", file.name))
                    .help("name events that the function answers, and set the variables that it needs with `--env NAME=VALUE`"));
            }
        }
    }
    if answered.is_empty() {
        let error = CliError::new("the function fails with every event")
            .help("name events that the function answers, and set the variables that it needs with `--env NAME=VALUE`");
        return Err(remarks.into_iter().fold(error, CliError::note));
    }
    Ok(computed(init, &answered, function, prices, remarks))
}

fn computed(
    init: f64,
    events: &[Counted],
    function: &Function,
    prices: &Prices,
    remarks: Vec<String>,
) -> Times {
    let memory_mb = function.memory_mb;
    let mut first: Vec<f64> = events.iter().map(|one| one.first).collect();
    let mut warm: Vec<f64> = events.iter().map(|one| one.warm).collect();
    first.sort_by(f64::total_cmp);
    warm.sort_by(f64::total_cmp);
    let median = percentile(&first, 50);
    let slowest = percentile(&warm, 99);
    let ms = |instructions: f64| shared(instructions / PER_MS, memory_mb);
    // An invocation takes less than 2^53 milliseconds.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "see above"
    )]
    let cost = warm
        .iter()
        .map(|instructions| {
            prices.invocation(memory_mb, function.tmp_mb, ms(*instructions).ceil() as u64)
        })
        .sum::<f64>()
        / warm.len() as f64;
    let basis = |instructions: f64| {
        format!(
            "{} instructions at {} per µs, CPU share of {memory_mb} MB; waiting is not counted",
            count(instructions),
            count(PER_MS / 1_000.0)
        )
    };
    Times {
        // INIT is not slowed down: functions on Lambda are seen to have a whole CPU for it at each size.
        cold_start: (init / PER_MS + ms(median), basis(init + median)),
        p99: (ms(slowest), basis(slowest)),
        cost_per_million: (
            cost * 1e6,
            format!(
                "instructions of {} events, prices of {}",
                warm.len(),
                priced()
            ),
        ),
        memory: None,
        remarks,
    }
}

fn priced() -> String {
    use gatewright_tables::prices::{AS_OF, REGION};
    format!("{REGION}, {AS_OF}")
}

/// Returns how long so much CPU time takes with the share of a memory size: the quota of each period is used up, then the next one.
fn shared(cpu_ms: f64, memory_mb: u32) -> f64 {
    let quota = PERIOD_MS * f64::from(memory_mb) / f64::from(limits::MEMORY_PER_VCPU_MB);
    if cpu_ms <= quota || quota >= PERIOD_MS {
        return cpu_ms;
    }
    let whole = (cpu_ms / quota).ceil() - 1.0;
    whole * PERIOD_MS + (cpu_ms - whole * quota)
}

/// Returns the value that so many per cent of the sorted values do not exceed (nearest rank).
fn percentile(sorted: &[f64], percent: usize) -> f64 {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied().unwrap_or_default()
}

/// An event file.
struct File {
    name: String,
    bytes: Vec<u8>,
    /// Whether it is left out if the function fails: it was found in a directory, not named.
    may_fail: bool,
}

fn files(paths: &[PathBuf], workspace: &Workspace) -> Result<Vec<File>, CliError> {
    let unreadable = |path: &Path, error: std::io::Error| {
        CliError::new(format!("could not read `{}`: {error}", path.display()))
            .help("events are JSON files, or directories with files whose names end with `.json`")
    };
    let mut files = Vec::new();
    for path in paths {
        let mut named = vec![path.clone()];
        if path.is_dir() {
            let entries = std::fs::read_dir(path).map_err(|error| unreadable(path, error))?;
            named = entries.flatten().map(|entry| entry.path()).collect();
            named.retain(|file| {
                file.extension()
                    .is_some_and(|extension| extension == "json")
            });
            named.sort();
        }
        for file in named {
            files.push(File {
                name: workspace.shown(&file),
                bytes: std::fs::read(&file).map_err(|error| unreadable(&file, error))?,
                may_fail: path.is_dir(),
            });
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::{percentile, shared};

    // 30 ms of CPU time at 128 MB: twenty whole quotas of 1.447 ms, and 1.057 ms of the next. A measurement under the kernel's quota
    // took 420 ms.
    #[test]
    fn work_beyond_the_quota_waits_for_the_next_period() {
        for (cpu_ms, memory_mb, expected) in [
            (30.0, 128, "401.057"),
            (1.4, 128, "1.400"),
            (30.0, 1_769, "30.000"),
            (30.0, 10_240, "30.000"),
        ] {
            assert_eq!(format!("{:.3}", shared(cpu_ms, memory_mb)), expected);
        }
    }

    // The example list of https://en.wikipedia.org/wiki/Percentile#The_nearest-rank_method.
    #[test]
    fn percentile_is_the_nearest_rank() {
        let values = [15.0, 20.0, 35.0, 40.0, 50.0];
        let found = [5, 30, 40, 50, 100].map(|percent| percentile(&values, percent).to_string());
        assert_eq!(found, ["15", "20", "20", "35", "50"]);
    }
}
