//! `cargo gatewright tune`: the memory of a function, from one measured run on this machine.

mod args;
mod cpu;
mod events;
mod html;
mod measure;
mod model;
mod power_tuning;
mod prices;
mod print;
mod recommend;
mod throttle;

pub(crate) use args::Args;

use crate::error::CliError;
use crate::workspace::{self, Build, Described, Options, Workspace};
use gatewright_tables::prices::Prices;
use measure::{Cold, Subject, Warm};
use model::Profile;
use serde::Serialize;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

/// The memory sizes of the table, in MB.
const SIZES: [u32; 14] = [
    128, 192, 256, 384, 512, 768, 1_024, 1_536, 1_769, 2_048, 3_008, 4_096, 6_144, 10_240,
];

/// The sizes of `--verify`.
const VERIFIED: [u32; 6] = [128, 256, 512, 1_024, 1_536, 3_008];

/// The warm invocations of each size of `--verify`.
const VERIFYING_RUNS: u32 = 40;

/// The prediction for a memory size.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub(crate) struct Size {
    pub(crate) memory_mb: u32,
    pub(crate) mean_ms: f64,
    pub(crate) p50_ms: f64,
    pub(crate) p99_ms: f64,
    /// The cost of an invocation, in US dollars.
    pub(crate) cost: f64,
}

/// A size that ran under a quota, beside its prediction.
#[derive(Clone, Copy, Debug, Serialize)]
struct Verified {
    memory_mb: u32,
    predicted_ms: f64,
    measured_ms: f64,
    /// The difference, as a part of what was measured.
    error: f64,
    measured_cpu_ms: f64,
    cpu_error: f64,
}

/// All that `tune` knows about a function.
struct Tuned {
    name: String,
    binary: String,
    architecture: String,
    present_mb: u32,
    file: Option<(String, u32)>,
    events: Vec<String>,
    /// The events of a directory that the function does not answer, with its error.
    left_out: Vec<(String, String)>,
    cold: Vec<Cold>,
    warm: Warm,
    sizes: Vec<Size>,
    /// The prediction for the present memory.
    present: Size,
    needed_mb: f64,
    recommended: Option<Size>,
    verified: Vec<Verified>,
    means: Option<throttle::Means>,
}

impl Tuned {
    /// How much more memory the function has than the recommendation, as a part of the recommendation.
    fn excess(&self) -> f64 {
        self.recommended.map_or(0.0, |size| {
            f64::from(self.present_mb) / f64::from(size.memory_mb) - 1.0
        })
    }

    /// Whether the function has more than 50 % more memory than it should have.
    fn is_over_provisioned(&self) -> bool {
        self.excess() > 0.5
    }

    /// Whether the peak with its headroom does not fit.
    fn is_too_small(&self) -> bool {
        self.needed_mb > f64::from(self.present_mb)
    }
}

/// Tunes the selected functions. The exit code is 1 if the memory of one of them does not fit.
pub(crate) fn run(args: &Args) -> Result<ExitCode, CliError> {
    if let Some(path) = args.html.as_ref().filter(|path| path.exists()) {
        return Err(
            CliError::new(format!("the file `{}` exists already", path.display()))
                .help("name another file, or remove it"),
        );
    }
    let events = events::read(&args.events)?;
    let (workspace, functions) = workspace::describe(&args.options)?;
    if functions.len() > 1 {
        let names: Vec<&str> = functions.iter().map(|one| one.binary.as_str()).collect();
        return Err(CliError::new(format!(
            "the events are for one function, and {} are selected: {}",
            functions.len(),
            names.join(", ")
        ))
        .help("select one with `--package NAME`"));
    }
    let function = &functions[0];
    let settings = &function.manifest.function;
    let architecture = match &settings.settings.architectures {
        Some(architecture) => architecture.clone(),
        // The default of `CreateFunction`.
        None => "x86_64".to_owned(),
    };
    let prices = prices::of(args, &architecture)?;
    let subject = Subject {
        executable: release(&args.options, &workspace, function)?,
        name: settings.name.clone(),
        memory_mb: settings.memory_mb,
        timeout: Duration::from_millis(settings.timeout_ms),
        variables: args.env.clone(),
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| CliError::new(format!("could not create the Tokio runtime: {error}")))?;
    let say = |line: &str| args.options.progress(line);
    let (events, left_out) = runtime.block_on(measure::answered(&subject, events))?;
    for (name, error) in &left_out {
        say(&format!(
            "warning: `{name}` is left out, because the function fails: {error}"
        ));
    }
    let (cold, warm) = runtime.block_on(async {
        say(&format!("Starting {} environments", args.cold));
        let cold = measure::cold(&subject, &events, args.cold).await?;
        say(&format!("Running {} warm invocations", args.runs));
        let warm = measure::warm(&subject, &events, args.runs, None, |done| {
            if done % 100 == 0 && done < args.runs {
                say(&format!("  {done}"));
            }
        })
        .await?;
        Ok::<_, CliError>((cold, warm))
    })?;
    let profiles: Vec<&Profile> = warm.invocations.iter().map(|ran| &ran.profile).collect();
    let at = |memory_mb: u32| predict(&profiles, memory_mb, settings.tmp_mb, &prices);
    let sizes: Vec<Size> = SIZES.iter().map(|memory_mb| at(*memory_mb)).collect();
    let present = at(settings.memory_mb);
    // A peak is a count of bytes, far below 2^52.
    #[expect(clippy::cast_precision_loss, reason = "see above")]
    let needed_mb = recommend::needed(warm.peak as f64 / (1024.0 * 1024.0));
    let recommended = recommend::best(&sizes, needed_mb, args.strategy).map(|best| sizes[best]);
    let mut verified = Vec::new();
    let mut means = None;
    if args.verify {
        let cpu = mean(profiles.iter().map(|profile| profile.cpu()));
        for memory_mb in VERIFIED {
            say(&format!("Running with the CPU share of {memory_mb} MB"));
            let runs = VERIFYING_RUNS;
            let ran = runtime.block_on(measure::warm(
                &subject,
                &events,
                runs,
                Some(memory_mb),
                |_| (),
            ))?;
            means = ran.means;
            verified.push(verify(&ran, at(memory_mb), cpu));
        }
    }
    let place = function.manifest.handlers.first();
    let tuned = Tuned {
        name: settings.name.clone(),
        binary: function.binary.clone(),
        architecture,
        present_mb: settings.memory_mb,
        file: place.map(|handler| (handler.file.clone(), handler.line)),
        events: events.iter().map(|event| event.name.clone()).collect(),
        left_out,
        cold,
        sizes,
        present,
        needed_mb,
        recommended,
        verified,
        means,
        warm,
    };
    if let Some(path) = &args.html {
        html::write(&tuned, args, path)?;
    }
    print::print(&tuned, args)?;
    Ok(if tuned.is_over_provisioned() || tuned.is_too_small() {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

/// Builds the function as `cargo build --release` does.
fn release(
    options: &Options,
    workspace: &Workspace,
    function: &Described,
) -> Result<PathBuf, CliError> {
    let target = workspace
        .target
        .as_deref()
        .ok_or_else(|| CliError::new("cargo names no target directory"))?;
    let package = workspace
        .packages
        .iter()
        .find(|package| package.name == function.package)
        .ok_or_else(|| CliError::new(format!("there is no package `{}`", function.package)))?;
    options.progress(&format!("Building {} for release", function.binary));
    let mut build = Build::new("build", workspace, options, target);
    build
        .args(&["--release", "--message-format=json-render-diagnostics"])
        .package(package)
        .args(&["--bin", &function.binary]);
    build.executable(&function.binary)?.ok_or_else(|| {
        CliError::new(format!(
            "could not build `{}`: see cargo's message above",
            function.binary
        ))
        .help("make `cargo build --release` pass")
    })
}

/// Predicts the durations and the cost at a memory size.
fn predict(profiles: &[&Profile], memory_mb: u32, tmp_mb: u32, prices: &Prices) -> Size {
    let mut durations: Vec<Duration> = profiles
        .iter()
        .map(|profile| model::duration(profile, memory_mb))
        .collect();
    durations.sort_unstable();
    // Lambda bills whole milliseconds, rounded up.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "no invocation takes 2^64 ms"
    )]
    let costs = durations.iter().map(|duration| {
        let billed = duration.as_micros().div_ceil(1_000) as u64;
        prices.invocation(memory_mb, tmp_mb, billed)
    });
    #[expect(clippy::cast_precision_loss, reason = "there are at most 100,000 runs")]
    let cost = costs.sum::<f64>() / durations.len().max(1) as f64;
    Size {
        memory_mb,
        mean_ms: millis(mean(durations.iter().copied())),
        p50_ms: millis(percentile(&durations, 50)),
        p99_ms: millis(percentile(&durations, 99)),
        cost,
    }
}

fn verify(ran: &Warm, predicted: Size, predicted_cpu: Duration) -> Verified {
    let measured = mean(ran.invocations.iter().map(|ran| ran.duration));
    let cpu = mean(ran.invocations.iter().map(|ran| ran.profile.cpu()));
    let error = |predicted: f64, measured: f64| {
        if measured > 0.0 {
            predicted / measured - 1.0
        } else {
            0.0
        }
    };
    Verified {
        memory_mb: predicted.memory_mb,
        predicted_ms: predicted.mean_ms,
        measured_ms: millis(measured),
        error: error(predicted.mean_ms, millis(measured)),
        measured_cpu_ms: millis(cpu),
        cpu_error: error(millis(predicted_cpu), millis(cpu)),
    }
}

fn mean(durations: impl ExactSizeIterator<Item = Duration>) -> Duration {
    let count = u32::try_from(durations.len()).unwrap_or(u32::MAX).max(1);
    durations.sum::<Duration>() / count
}

/// Returns the value that so many per cent of the sorted values do not exceed (nearest rank).
fn percentile(sorted: &[Duration], percent: usize) -> Duration {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied().unwrap_or_default()
}

fn millis(duration: Duration) -> f64 {
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
