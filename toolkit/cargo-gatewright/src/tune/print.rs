//! The output of `cargo gatewright tune`.

use super::args::Args;
use super::measure::Cold;
use super::{Size, Tuned, millis, percentile, power_tuning};
use crate::error::CliError;
use crate::report::to_stdout;
use crate::style::{BOLD, CODE, ERROR, NOTE};
use serde_json::{Value, json};
use std::io::{self, Write};
use std::time::Duration;

/// The version of the JSON document.
const JSON_VERSION: u32 = 1;

/// What the figures do not say.
pub(super) const LIMITS: &str = "Measured on this machine and predicted for other sizes. AWS was not measured: its network, its services, its \
                                 processors and the load of its machines are unknown here.";

pub(super) fn print(tuned: &Tuned, args: &Args) -> Result<(), CliError> {
    to_stdout(|to| {
        if args.json {
            serde_json::to_writer_pretty(&mut *to, &document(tuned, args))?;
            return writeln!(to);
        }
        write(tuned, args, to)
    })
}

/// The JSON document, which the HTML file holds too.
pub(super) fn document(tuned: &Tuned, args: &Args) -> Value {
    let (inits, cpus) = cold_starts(&tuned.cold);
    let first = tuned.cold.iter().map(|cold| cold.first).collect();
    let mut warm: Vec<Duration> = tuned
        .warm
        .invocations
        .iter()
        .map(|ran| ran.profile.wall())
        .collect();
    warm.sort_unstable();
    let mut used: Vec<Duration> = tuned
        .warm
        .invocations
        .iter()
        .map(|ran| ran.profile.cpu())
        .collect();
    used.sort_unstable();
    json!({
        "version": JSON_VERSION,
        "function": tuned.name,
        "binary": tuned.binary,
        "architecture": tuned.architecture,
        "strategy": args.strategy.name(),
        "region": args.region,
        "events": tuned.events,
        "left_out": tuned.left_out.iter().map(|(name, error)| json!({"event": name, "error": error})).collect::<Vec<_>>(),
        "measured": {
            "warm_invocations": warm.len(),
            "duration_ms": spread(&warm),
            "cpu_ms": spread(&used),
            "cold_starts": inits.len(),
            "init_ms": spread(&inits),
            "first_invocation_ms": spread(&sorted(first)),
            "cold_cpu_ms": spread(&cpus),
            "peak_memory_bytes": tuned.warm.peak,
        },
        "needed_memory_mb": tuned.needed_mb,
        "present": size(&tuned.present),
        "recommended": tuned.recommended.as_ref().map(size),
        "over_provisioned": tuned.is_over_provisioned(),
        "too_small": tuned.is_too_small(),
        "sizes": tuned.sizes.iter().map(size).collect::<Vec<_>>(),
        "verified": tuned.verified,
        "verified_with": tuned.means.map(super::throttle::Means::name),
        "power_tuning_url": power_tuning::url(&tuned.sizes),
        "limits": LIMITS,
    })
}

fn size(size: &Size) -> Value {
    json!({
        "memory_mb": size.memory_mb,
        "mean_ms": size.mean_ms,
        "p50_ms": size.p50_ms,
        "p99_ms": size.p99_ms,
        "cost_per_million": size.cost * 1e6,
    })
}

fn spread(sorted: &[Duration]) -> Value {
    json!({
        "mean": millis(super::mean(sorted.iter().copied())),
        "p50": millis(percentile(sorted, 50)),
        "p99": millis(percentile(sorted, 99)),
    })
}

fn sorted(mut durations: Vec<Duration>) -> Vec<Duration> {
    durations.sort_unstable();
    durations
}

/// The sorted durations of INIT, and the sorted CPU times of cold starts.
fn cold_starts(cold: &[Cold]) -> (Vec<Duration>, Vec<Duration>) {
    let inits = cold.iter().map(|cold| cold.init).collect();
    let cpus = cold.iter().map(|cold| cold.cpu).collect();
    (sorted(inits), sorted(cpus))
}

fn write(tuned: &Tuned, args: &Args, to: &mut dyn Write) -> io::Result<()> {
    let count = tuned.events.len();
    let events = if count == 1 { "event" } else { "events" };
    writeln!(
        to,
        "{BOLD}{}{BOLD:#}, {}: {count} {events}, {} warm invocations, {} cold starts",
        tuned.name,
        tuned.architecture,
        tuned.warm.invocations.len(),
        tuned.cold.len()
    )?;
    let warm = tuned.warm.invocations.iter();
    let wall = super::mean(warm.clone().map(|ran| ran.profile.wall()));
    let cpu = super::mean(warm.map(|ran| ran.profile.cpu()));
    let (inits, _) = cold_starts(&tuned.cold);
    writeln!(
        to,
        "  an invocation  {} ms, of which {} ms are CPU time",
        figure(millis(wall)),
        figure(millis(cpu.min(wall)))
    )?;
    writeln!(
        to,
        "  INIT           {} ms (p50), {} ms (p99)",
        figure(millis(percentile(&inits, 50))),
        figure(millis(percentile(&inits, 99)))
    )?;
    writeln!(
        to,
        "  memory         {} MB at most, {} MB with headroom",
        tuned.warm.peak.div_ceil(1024 * 1024),
        tuned.needed_mb.ceil()
    )?;
    writeln!(to)?;
    writeln!(
        to,
        "  {:>8}  {:>10}  {:>10}  {:>10}  {:>12}",
        "memory", "mean", "p50", "p99", "per million"
    )?;
    let mut sizes: Vec<&Size> = tuned.sizes.iter().collect();
    if !sizes.iter().any(|size| size.memory_mb == tuned.present_mb) {
        sizes.push(&tuned.present);
        sizes.sort_by_key(|size| size.memory_mb);
    }
    for size in sizes {
        row(tuned, size, args, to)?;
    }
    for verified in &tuned.verified {
        if verified.memory_mb == super::VERIFIED[0] {
            let with = tuned.means.map_or("", super::throttle::Means::name);
            writeln!(to, "\nverified under a quota ({with}):")?;
        }
        writeln!(
            to,
            "  {:>5} MB  predicted {:>8} ms, measured {:>8} ms ({:+.1} %)",
            verified.memory_mb,
            figure(verified.predicted_ms),
            figure(verified.measured_ms),
            verified.error * 100.0
        )?;
    }
    writeln!(to)?;
    verdict(tuned, args, to)?;
    writeln!(to, "{NOTE}note{NOTE:#}: {LIMITS}")?;
    if args.power_tuning_url {
        writeln!(to, "{}", power_tuning::url(&tuned.sizes))?;
    }
    Ok(())
}

fn row(tuned: &Tuned, size: &Size, args: &Args, to: &mut dyn Write) -> io::Result<()> {
    let mut remarks = Vec::new();
    if size.memory_mb == tuned.present_mb {
        remarks.push("now".to_owned());
    }
    if tuned
        .recommended
        .is_some_and(|best| best.memory_mb == size.memory_mb)
    {
        remarks.push(format!("recommended for {}", args.strategy.name()));
    }
    if f64::from(size.memory_mb) < tuned.needed_mb {
        remarks.push("too little memory".to_owned());
    }
    let line = format!(
        "  {:>5} MB  {:>7} ms  {:>7} ms  {:>7} ms  {:>8} USD  {}",
        size.memory_mb,
        figure(size.mean_ms),
        figure(size.p50_ms),
        figure(size.p99_ms),
        format!("{:.3}", size.cost * 1e6),
        remarks.join(", ")
    );
    writeln!(to, "{}", line.trim_end())
}

fn verdict(tuned: &Tuned, args: &Args, to: &mut dyn Write) -> io::Result<()> {
    let Some(best) = tuned.recommended else {
        writeln!(
            to,
            "{ERROR}error{ERROR:#}: the function needs {} MB, more than Lambda's largest size",
            tuned.needed_mb.ceil()
        )?;
        return writeln!(
            to,
            "  = help: keep less in memory at a time: handle records one by one, stream bodies"
        );
    };
    let (now, saved) = (tuned.present, 1.0 - best.cost / tuned.present.cost);
    if tuned.is_too_small() {
        writeln!(
            to,
            "{ERROR}error{ERROR:#}: {} MB are too little for a peak of {} MB with headroom: {} MB",
            tuned.present_mb,
            tuned.warm.peak.div_ceil(1024 * 1024),
            tuned.needed_mb.ceil()
        )?;
    } else if tuned.is_over_provisioned() {
        writeln!(
            to,
            "{ERROR}over-provisioned{ERROR:#}: {} MB are {:.0} % more than {} MB",
            tuned.present_mb,
            tuned.excess() * 100.0,
            best.memory_mb
        )?;
    }
    if best.memory_mb == tuned.present_mb {
        return writeln!(
            to,
            "{BOLD}{} MB{BOLD:#} is the size for {}",
            best.memory_mb,
            args.strategy.name()
        );
    }
    writeln!(
        to,
        "{BOLD}{} MB{BOLD:#} instead of {} MB: {} ms instead of {} ms on average, {:.0} % {}",
        best.memory_mb,
        tuned.present_mb,
        figure(best.mean_ms),
        figure(now.mean_ms),
        saved.abs() * 100.0,
        if saved >= 0.0 { "cheaper" } else { "dearer" }
    )?;
    if args.apply {
        let place = tuned
            .file
            .as_ref()
            .map_or_else(String::new, |(file, _)| format!("{file}: "));
        writeln!(
            to,
            "{place}{CODE}#[lambda_handler(memory = {}, …)]{CODE:#}",
            best.memory_mb
        )?;
    }
    Ok(())
}

/// Three significant digits.
pub(super) fn figure(value: f64) -> String {
    if value >= 100.0 {
        format!("{value:.0}")
    } else if value >= 10.0 {
        format!("{value:.1}")
    } else if value >= 1.0 {
        format!("{value:.2}")
    } else {
        format!("{value:.3}")
    }
}
