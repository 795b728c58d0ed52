//! A measured function, and the figures that follow from it for each memory size.

use super::cpu;
use super::environment::Subject;
use super::events;
use super::measure::{self, Answered, Cold, Warm};
use super::model::{self, Profile};
use super::recommend::{self, Strategy};
use crate::error::CliError;
use crate::workspace::{Build, Described, Options, Workspace};
use gatewright_manifest::Mode;
use gatewright_tables::prices::Prices;
use serde::Serialize;
use std::path::PathBuf;
use std::time::Duration;

/// What to measure.
pub(crate) struct Request<'a> {
    pub(crate) options: &'a Options,
    pub(crate) workspace: &'a Workspace,
    pub(crate) function: &'a Described,
    /// Event files, and directories with event files.
    pub(crate) events: &'a [PathBuf],
    /// Environment variables of the function.
    pub(crate) variables: &'a [(String, String)],
    /// The warm invocations.
    pub(crate) warm: u32,
    /// The cold starts.
    pub(crate) cold: u32,
}

/// A function as it ran on this machine.
pub(crate) struct Measured {
    pub(super) subject: Subject,
    pub(super) ran: Answered,
    pub(super) cold: Vec<Cold>,
    pub(super) warm: Warm,
    tmp_mb: u32,
}

/// The prediction for a memory size.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub(crate) struct Size {
    pub(crate) memory_mb: u32,
    /// Durations of warm invocations.
    pub(crate) mean_ms: f64,
    pub(crate) p50_ms: f64,
    pub(crate) p99_ms: f64,
    /// The cost of a million warm invocations, in US dollars.
    pub(crate) cost_per_million: f64,
    /// The median of cold starts: INIT as measured, and the first invocation.
    pub(crate) cold_ms: f64,
}

/// Builds the function for release, and runs it. Progress goes to standard error.
pub(crate) fn profile(request: &Request<'_>) -> Result<Measured, CliError> {
    let settings = &request.function.manifest.function;
    if settings.mode == Mode::Concurrent {
        return Err(CliError::new(format!(
            "`{}` runs on Lambda Managed Instances, whose memory does not decide the share of a CPU",
            settings.name
        ))
        .help("size it with `capacity_provider_config(…)` of `#[lambda_handler]`"));
    }
    let events = events::read(request.events)?;
    let subject = Subject {
        executable: release(request)?,
        name: settings.name.clone(),
        memory_mb: settings.memory_mb,
        timeout: Duration::from_millis(settings.timeout_ms),
        streams: settings.triggers.iter().any(|trigger| trigger.streams),
        variables: request.variables.to_vec(),
    };
    let say = |line: &str| request.options.progress(line);
    cpu::raise_priority();
    runtime()?.block_on(async {
        say(&format!("Trying {} events", events.len()));
        let ran = measure::answered(&subject, events).await?;
        for (name, reason) in &ran.left_out {
            say(&format!(
                "warning: `{name}` is left out, because the function fails: {reason}"
            ));
        }
        say(&format!("Starting {} environments", request.cold));
        let cold = measure::cold(&subject, &ran.events, request.cold).await?;
        say(&format!("Running {} warm invocations", request.warm));
        let warm = measure::warm(&subject, &ran.events, request.warm, |done| {
            if done % 100 == 0 && done < request.warm {
                say(&format!("  {done}"));
            }
        });
        let warm = warm.await?;
        Ok(Measured {
            subject,
            ran,
            cold,
            warm,
            tmp_mb: settings.tmp_mb,
        })
    })
}

/// The event loop of the local Lambda.
pub(super) fn runtime() -> Result<tokio::runtime::Runtime, CliError> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| CliError::new(format!("could not create the Tokio runtime: {error}")))
}

impl Measured {
    /// Predicts the durations and the cost at a memory size.
    pub(crate) fn at(&self, memory_mb: u32, prices: &Prices) -> Size {
        let profiles: Vec<&Profile> = self.warm.profiles.iter().collect();
        let mut durations = model::durations(&profiles, memory_mb, model::TICK);
        durations.sort_unstable();
        // Lambda bills whole milliseconds, rounded up.
        #[expect(
            clippy::cast_possible_truncation,
            reason = "no invocation takes 2^64 ms"
        )]
        let costs = durations.iter().map(|duration| {
            let billed = duration.as_micros().div_ceil(1_000) as u64;
            prices.invocation(memory_mb, self.tmp_mb, billed)
        });
        #[expect(clippy::cast_precision_loss, reason = "far below 2^52 invocations")]
        let cost = costs.sum::<f64>() / durations.len().max(1) as f64;
        Size {
            memory_mb,
            mean_ms: millis(mean(durations.iter().copied())),
            p50_ms: millis(percentile(&durations, 50)),
            p99_ms: millis(percentile(&durations, 99)),
            cost_per_million: cost * 1e6,
            cold_ms: millis(percentile(&self.cold_starts(memory_mb), 50)),
        }
    }

    /// Returns the predicted durations of cold starts, sorted. INIT is not slowed down: functions on Lambda are seen to have a whole CPU
    /// for it at each size.
    fn cold_starts(&self, memory_mb: u32) -> Vec<Duration> {
        let mut all: Vec<Duration> = self
            .cold
            .iter()
            .flat_map(|cold| {
                let first = model::durations(&[&cold.first], memory_mb, model::TICK);
                first.into_iter().map(|first| cold.init + first)
            })
            .collect();
        all.sort_unstable();
        all
    }

    /// Returns the memory that the peak needs with its headroom, in MB, and the size that fits cost and duration best. `None` if no size
    /// has enough memory.
    pub(crate) fn recommended(&self, prices: &Prices) -> (f64, Option<Size>) {
        let sizes = super::SIZES.map(|memory_mb| self.at(memory_mb, prices));
        let needed_mb = recommend::needed(self.peak_mb());
        let best = recommend::best(&sizes, needed_mb, Strategy::Balanced);
        (needed_mb, best.map(|best| sizes[best]))
    }

    /// Returns the peak of resident memory, in MB.
    pub(crate) fn peak_mb(&self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "far below 2^52 bytes")]
        let bytes = self.warm.peak as f64;
        bytes / (1024.0 * 1024.0)
    }

    /// Returns the part of the warm invocations' time in which other processes had the CPU. The figures of a busy machine are less exact.
    pub(crate) fn contention(&self) -> f64 {
        self.warm.contention
    }
}

/// Builds the function as `cargo build --release` does.
fn release(request: &Request<'_>) -> Result<PathBuf, CliError> {
    let (workspace, function) = (request.workspace, request.function);
    let target = workspace
        .target
        .as_deref()
        .ok_or_else(|| CliError::new("cargo names no target directory"))?;
    let package = workspace
        .packages
        .iter()
        .find(|package| package.name == function.package)
        .ok_or_else(|| CliError::new(format!("there is no package `{}`", function.package)))?;
    let binary = &function.binary;
    request
        .options
        .progress(&format!("Building {binary} for release"));
    let mut build = Build::new("build", workspace, request.options, target);
    build
        .args(&["--release", "--message-format=json-render-diagnostics"])
        .package(package)
        .args(&["--bin", binary]);
    build.executable(binary)?.ok_or_else(|| {
        CliError::new(format!(
            "could not build `{binary}`: see cargo's message above"
        ))
        .help("make `cargo build --release` pass")
    })
}

pub(super) fn mean(durations: impl ExactSizeIterator<Item = Duration>) -> Duration {
    let count = u32::try_from(durations.len()).unwrap_or(u32::MAX).max(1);
    durations.sum::<Duration>() / count
}

/// Returns the value that so many per cent of the sorted values do not exceed (nearest rank).
pub(super) fn percentile(sorted: &[Duration], percent: usize) -> Duration {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied().unwrap_or_default()
}

pub(super) fn millis(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1_000.0
}

#[cfg(test)]
mod tests {
    use super::percentile;
    use std::time::Duration;

    // The nearest-rank method of https://en.wikipedia.org/wiki/Percentile with its example list.
    #[test]
    fn percentile_is_the_nearest_rank() {
        let values = [15, 20, 35, 40, 50].map(Duration::from_millis);
        let at = |percent| percentile(&values, percent).as_millis();
        assert_eq!(
            [at(5), at(30), at(40), at(50), at(100)],
            [15, 20, 20, 35, 50]
        );
    }
}
