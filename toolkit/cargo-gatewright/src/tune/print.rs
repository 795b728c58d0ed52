//! The output of `cargo gatewright tune`.

use super::args::Args;
use super::profile::{mean, millis, percentile};
use super::verify::Verification;
use super::{Size, Tuned, power_tuning};
use crate::error::CliError;
use crate::report::to_stdout;
use crate::style::{BOLD, CODE, ERROR, NOTE};
use gatewright_tables::prices;
use serde_json::{Value, json};
use std::io::{self, Write};
use std::time::Duration;

/// The version of the JSON document.
const JSON_VERSION: u32 = 1;

/// What the figures do not say.
pub(super) const LIMITS: &str = "Measured on this machine and predicted for other sizes. AWS was not measured: its network, its services, its \
                                 processors and the load of its machines are unknown here.";

/// More contention than this makes the figures less exact.
const BUSY: f64 = 0.05;

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
    let measured = &tuned.measured;
    let (warm, cold) = (&measured.warm, &measured.cold);
    let left_out = measured.ran.left_out.iter();
    json!({
        "version": JSON_VERSION,
        "function": tuned.name,
        "binary": tuned.binary,
        "architecture": tuned.architecture,
        "strategy": args.strategy.name(),
        "region": args.region,
        "prices": args.prices.as_ref().map_or_else(|| prices::AS_OF.to_owned(), |path| path.display().to_string()),
        "events": measured.ran.events.iter().map(|event| &event.name).collect::<Vec<_>>(),
        "left_out": left_out.map(|(name, error)| json!({"event": name, "error": error})).collect::<Vec<_>>(),
        "measured": {
            "warm_invocations": warm.profiles.len(),
            "duration_ms": spread(warm.profiles.iter().map(super::model::Profile::wall).collect()),
            "cpu_ms": spread(warm.profiles.iter().map(super::model::Profile::cpu).collect()),
            "cold_starts": cold.len(),
            "init_ms": spread(cold.iter().map(|cold| cold.init).collect()),
            "first_invocation_ms": spread(cold.iter().map(|cold| cold.first.wall()).collect()),
            "cold_cpu_ms": spread(cold.iter().map(|cold| cold.cpu).collect()),
            "peak_memory_bytes": warm.peak,
            "contention": warm.contention,
        },
        "needed_memory_mb": tuned.needed_mb,
        "present": tuned.present,
        "recommended": tuned.recommended,
        "over_provisioned": tuned.is_over_provisioned(),
        "too_small": tuned.is_too_small(),
        "sizes": tuned.sizes,
        "verified": tuned.verification.as_ref().map(proof),
        "power_tuning_url": power_tuning::url(&tuned.sizes),
        "limits": LIMITS,
    })
}

fn proof(proof: &Verification) -> Value {
    let (duration, cpu) = proof.mean_errors();
    json!({
        "with": proof.means.name(),
        "rounds": proof.rounds,
        "tick_ms": millis(proof.tick),
        "load_of_others": proof.others,
        "mean_error": duration,
        "mean_cpu_error": cpu,
        "sizes": proof.sizes,
    })
}

fn spread(mut durations: Vec<Duration>) -> Value {
    durations.sort_unstable();
    json!({
        "mean": millis(mean(durations.iter().copied())),
        "p50": millis(percentile(&durations, 50)),
        "p99": millis(percentile(&durations, 99)),
    })
}

fn write(tuned: &Tuned, args: &Args, to: &mut dyn Write) -> io::Result<()> {
    let measured = &tuned.measured;
    let count = measured.ran.events.len();
    let events = if count == 1 { "event" } else { "events" };
    writeln!(
        to,
        "{BOLD}{}{BOLD:#}, {}: {count} {events}, {} warm invocations, {} cold starts",
        tuned.name,
        tuned.architecture,
        measured.warm.profiles.len(),
        measured.cold.len()
    )?;
    let (wall, cpu) = tuned.means();
    let mut inits: Vec<Duration> = measured.cold.iter().map(|cold| cold.init).collect();
    inits.sort_unstable();
    for (name, text) in [
        (
            "an invocation",
            format!(
                "{} ms, of which {} ms are CPU time",
                figure(millis(wall)),
                figure(millis(cpu))
            ),
        ),
        (
            "INIT",
            format!(
                "{} ms (p50), {} ms (p99)",
                figure(millis(percentile(&inits, 50))),
                figure(millis(percentile(&inits, 99)))
            ),
        ),
        (
            "memory",
            format!(
                "{:.0} MB at most, {:.0} MB with headroom",
                measured.peak_mb().ceil(),
                tuned.needed_mb.ceil()
            ),
        ),
        ("prices", prices_of(args)),
    ] {
        writeln!(to, "  {name:<13}  {text}")?;
    }
    writeln!(to)?;
    writeln!(
        to,
        "  {:>8}  {:>10}  {:>10}  {:>10}  {:>10}  {:>12}",
        "memory", "mean", "p50", "p99", "cold start", "per million"
    )?;
    for size in tuned.rows() {
        let line = format!(
            "  {:>5} MB  {:>7} ms  {:>7} ms  {:>7} ms  {:>7} ms  {:>8} USD  {}",
            size.memory_mb,
            figure(size.mean_ms),
            figure(size.p50_ms),
            figure(size.p99_ms),
            figure(size.cold_ms),
            format!("{:.3}", size.cost_per_million),
            tuned.remarks(size, args)
        );
        writeln!(to, "{}", line.trim_end())?;
    }
    if let Some(proof) = &tuned.verification {
        write_proof(proof, to)?;
    }
    writeln!(to)?;
    for (class, sentence) in verdict(tuned, args) {
        let label = if class == "fine" { "" } else { "error: " };
        writeln!(to, "{ERROR}{label}{ERROR:#}{BOLD}{sentence}{BOLD:#}")?;
    }
    if args.apply {
        apply(tuned, to)?;
    }
    if measured.contention() > BUSY {
        writeln!(
            to,
            "{NOTE}note{NOTE:#}: this machine is busy: other processes had the CPU for {:.0} % of the function's time, which is left out. \
             The figures are less exact",
            measured.contention() * 100.0
        )?;
    }
    writeln!(to, "{NOTE}note{NOTE:#}: {LIMITS}")?;
    if args.power_tuning_url {
        writeln!(to, "{}", power_tuning::url(&tuned.sizes))?;
    }
    Ok(())
}

fn prices_of(args: &Args) -> String {
    match &args.prices {
        Some(path) => format!("{}, of {}", args.region, path.display()),
        None => format!("{}, as of {}", args.region, prices::AS_OF),
    }
}

fn write_proof(proof: &Verification, to: &mut dyn Write) -> io::Result<()> {
    writeln!(
        to,
        "\n  verified under real CPU quotas ({}, {} rounds, others used {:.0} % of the CPUs)",
        proof.means.name(),
        proof.rounds,
        proof.others * 100.0
    )?;
    for size in &proof.sizes {
        writeln!(
            to,
            "  {:>5} MB  predicted {:>7} ms, measured {:>7} ms ({:+.1} %)   CPU {:>7} ms, {:>7} ms ({:+.1} %)",
            size.memory_mb,
            figure(size.predicted_ms),
            figure(size.measured_ms),
            size.error * 100.0,
            figure(size.predicted_cpu_ms),
            figure(size.measured_cpu_ms),
            size.cpu_error * 100.0
        )?;
    }
    let (duration, cpu) = proof.mean_errors();
    writeln!(
        to,
        "  mean error {:.1} % in duration, {:.1} % in CPU time",
        duration * 100.0,
        cpu * 100.0
    )
}

/// The result in sentences, each with its class: `error` or `fine`.
pub(super) fn verdict(tuned: &Tuned, args: &Args) -> Vec<(&'static str, String)> {
    let (now, needed) = (tuned.present, tuned.needed_mb.ceil());
    let mut sentences = Vec::new();
    let Some(best) = tuned.recommended else {
        return vec![
            (
                "error",
                format!("the function needs {needed} MB, more than Lambda's largest size"),
            ),
            (
                "fine",
                "Keep less in memory at a time: handle records one by one, and stream bodies."
                    .to_owned(),
            ),
        ];
    };
    if tuned.is_too_small() {
        sentences.push((
            "error",
            format!(
                "{} MB are too little: the peak with headroom is {needed} MB",
                now.memory_mb
            ),
        ));
    } else if tuned.is_over_provisioned() {
        sentences.push((
            "error",
            format!(
                "over-provisioned: {} MB are {:.0} % more than {} MB",
                now.memory_mb,
                tuned.excess() * 100.0,
                best.memory_mb
            ),
        ));
    }
    let strategy = args.strategy.name();
    sentences.push((
        "fine",
        if best.memory_mb == now.memory_mb {
            format!("{} MB is the recommended size ({strategy}).", best.memory_mb)
        } else {
            let saved = 1.0 - best.cost_per_million / now.cost_per_million;
            format!(
                "Recommended ({strategy}): {} MB instead of {} MB. {} ms instead of {} ms on average, {:.0} % {}.",
                best.memory_mb,
                now.memory_mb,
                figure(best.mean_ms),
                figure(now.mean_ms),
                saved.abs() * 100.0,
                if saved >= 0.0 { "cheaper" } else { "more expensive" }
            )
        },
    ));
    sentences
}

/// Prints the change of the attribute as a difference.
fn apply(tuned: &Tuned, to: &mut dyn Write) -> io::Result<()> {
    let Some(best) = tuned.recommended else {
        return Ok(());
    };
    if best.memory_mb == tuned.present.memory_mb {
        return writeln!(to, "nothing to apply");
    }
    match &tuned.attribute {
        Some(place) => writeln!(
            to,
            "{CODE}{}:{}{CODE:#}\n-{}\n+{}",
            place.file,
            place.line,
            place.old(),
            place.with(best.memory_mb)
        ),
        None => writeln!(
            to,
            "{CODE}#[lambda_handler(memory = {}, …)]{CODE:#}",
            best.memory_mb
        ),
    }
}

impl Tuned {
    /// The rows of the table: [`SIZES`](super::SIZES), and the present size.
    pub(super) fn rows(&self) -> Vec<&Size> {
        let mut rows: Vec<&Size> = self.sizes.iter().collect();
        if !rows
            .iter()
            .any(|size| size.memory_mb == self.present.memory_mb)
        {
            rows.push(&self.present);
            rows.sort_by_key(|size| size.memory_mb);
        }
        rows
    }

    /// What is to be said about a size.
    pub(super) fn remarks(&self, size: &Size, args: &Args) -> String {
        let mut remarks = Vec::new();
        if size.memory_mb == self.present.memory_mb {
            remarks.push("now".to_owned());
        }
        if self.is_best(size.memory_mb) {
            remarks.push(format!("recommended ({})", args.strategy.name()));
        }
        if f64::from(size.memory_mb) < self.needed_mb {
            remarks.push("too little memory".to_owned());
        }
        remarks.join(", ")
    }

    /// The mean of the time of an invocation, and of its CPU time.
    pub(super) fn means(&self) -> (Duration, Duration) {
        let profiles = &self.measured.warm.profiles;
        let wall = mean(profiles.iter().map(super::model::Profile::wall));
        let cpu = mean(profiles.iter().map(super::model::Profile::cpu));
        (wall, cpu)
    }
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
