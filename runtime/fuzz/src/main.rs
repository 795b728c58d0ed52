//! Runs fuzz targets with seeds.
//!
//! ```text
//! cargo run --release -- [--target query] [--seconds 60] [--seed 0] 2> /dev/null
//! ```
//!
//! The gateway logs every rejection on standard error. Findings go to standard output.
//!
//! Case `n` of a target has the seed plus `n`. To run one finding again: `--target <its target> --seed <its seed> --seconds 0`.

#[allow(dead_code, reason = "shared with `coverage`, which uses other parts")]
mod targets;

use std::panic;
use std::process::ExitCode;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use targets::choices::Choices;
use targets::{PANICS, TARGETS, Target, check, end, target};

struct Run {
    targets: Vec<(&'static str, Target)>,
    time: Duration,
    seed: u64,
}

fn main() -> ExitCode {
    // The target `http` starts this program as a local Lambda, which starts it as an environment.
    let is_environment = std::env::var_os("AWS_LAMBDA_RUNTIME_API").is_some();
    if is_environment || std::env::args().nth(1).is_some_and(|word| word == "serve") {
        return gatewright::run(&gatewright_fuzz::routes::GATEWAY);
    }
    let run = match run() {
        Ok(run) => run,
        Err(wrong) => {
            eprintln!(
                "error: {wrong}\nusage: gatewright-fuzz [--target NAME] [--seconds 60] [--seed 0]"
            );
            return ExitCode::from(2);
        }
    };
    let before = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        PANICS.fetch_add(1, Ordering::Relaxed);
        before(info);
    }));
    let mut is_good = true;
    for (name, target) in &run.targets {
        is_good &= run.all_cases(name, *target);
    }
    end();
    if is_good {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

impl Run {
    /// Runs cases of one target until its time is over, or until a finding.
    fn all_cases(&self, name: &str, target: Target) -> bool {
        let (began, mut inputs, mut case) = (Instant::now(), 0, self.seed);
        loop {
            match check(target, &mut Choices::of_seed(case)) {
                Ok(count) => inputs += count,
                Err(finding) => {
                    println!("{name}: finding, seed {case}: {finding}");
                    println!(
                        "again: cargo run --release -- --target {name} --seconds 0 --seed {case}"
                    );
                    return false;
                }
            }
            case = case.wrapping_add(1);
            if began.elapsed() >= self.time {
                let cases = case.wrapping_sub(self.seed);
                let seconds = began.elapsed().as_secs();
                println!("{name}: {cases} cases, {inputs} inputs in {seconds} s, nothing found");
                return true;
            }
        }
    }
}

fn run() -> Result<Run, String> {
    let (mut targets, mut seconds, mut seed) = (TARGETS.to_vec(), 60, 0);
    let mut arguments = std::env::args().skip(1);
    while let Some(option) = arguments.next() {
        let value = arguments
            .next()
            .ok_or_else(|| format!("`{option}` takes a value"))?;
        let number = || {
            let number = value.parse::<u64>();
            number.map_err(|_| format!("`{option}` takes a whole number, found `{value}`"))
        };
        match &*option {
            "--target" => targets = vec![target(&value)?],
            "--seconds" => seconds = number()?,
            "--seed" => seed = number()?,
            other => return Err(format!("no option `{other}`")),
        }
    }
    let time = Duration::from_secs(seconds) / u32::try_from(targets.len()).unwrap_or(1);
    Ok(Run {
        targets,
        time,
        seed,
    })
}
