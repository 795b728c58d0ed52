//! `cargo gatewright tune`: the memory of a function, from one measured run on this machine.

mod args;
mod attribute;
mod chart;
mod cpu;
mod environment;
mod events;
mod html;
mod measure;
mod model;
mod output_file;
mod power_tuning;
mod prices;
mod print;
mod profile;
mod recommend;
mod sampler;
mod throttle;
mod verify;

pub(crate) use args::Args;
pub(crate) use profile::{Measured, Request, Size, profile};

use crate::error::CliError;
use crate::workspace;
use args::With;
use gatewright_tables::limits;
use std::process::ExitCode;
use verify::Verification;

/// The memory sizes of the table, in MB.
const SIZES: [u32; 14] = [
    limits::MEMORY_MIN_MB,
    192,
    256,
    384,
    512,
    768,
    1_024,
    1_536,
    limits::MEMORY_PER_VCPU_MB,
    2_048,
    3_008,
    4_096,
    6_144,
    limits::MEMORY_MAX_MB,
];

/// All that `tune` knows about a function.
struct Tuned {
    name: String,
    binary: String,
    architecture: String,
    measured: Measured,
    /// The place of the attribute `#[lambda_handler]`.
    attribute: Option<attribute::Place>,
    /// The predictions for [`SIZES`].
    sizes: Vec<Size>,
    /// The prediction for the present memory.
    present: Size,
    needed_mb: f64,
    recommended: Option<Size>,
    verification: Option<Verification>,
}

impl Tuned {
    /// How much more memory the function has than the recommendation, as a part of the recommendation.
    fn excess(&self) -> f64 {
        self.recommended.map_or(0.0, |size| {
            f64::from(self.present.memory_mb) / f64::from(size.memory_mb) - 1.0
        })
    }

    /// Whether the function has more than 50 % more memory than it should have.
    fn is_over_provisioned(&self) -> bool {
        self.excess() > 0.5
    }

    /// Whether the peak with its headroom does not fit.
    fn is_too_small(&self) -> bool {
        self.needed_mb > f64::from(self.present.memory_mb)
    }

    /// Whether this size is the recommendation.
    fn is_best(&self, memory_mb: u32) -> bool {
        self.recommended
            .is_some_and(|best| best.memory_mb == memory_mb)
    }
}

/// Tunes the selected function. The exit code is 1 if its memory does not fit.
pub(crate) fn run(args: &Args) -> Result<ExitCode, CliError> {
    // Before anything is built.
    for (option, path) in args.files() {
        output_file::check(path, option)?;
    }
    events::read(&args.events)?;
    prices::check(args)?;
    let (workspace, functions) = workspace::describe(&args.options)?;
    let [function] = functions.as_slice() else {
        let names: Vec<&str> = functions.iter().map(|one| one.binary.as_str()).collect();
        return Err(CliError::new(format!(
            "the events are for one function, and {} are selected: {}",
            functions.len(),
            names.join(", ")
        ))
        .help("select one with `--package NAME`"));
    };
    let settings = &function.manifest.function;
    let architecture = match &settings.settings.architectures {
        Some(architecture) => architecture.clone(),
        // The default of `CreateFunction`.
        None => "x86_64".to_owned(),
    };
    let prices = prices::of(args, &architecture)?;
    let measured = profile(&Request {
        options: &args.options,
        workspace: &workspace,
        function,
        events: &args.events,
        variables: &args.env,
        warm: args.runs,
        cold: args.cold,
    })?;
    let at = |memory_mb: u32| measured.at(memory_mb, &prices);
    let sizes: Vec<Size> = SIZES.into_iter().map(at).collect();
    let present = at(settings.memory_mb);
    let needed_mb = recommend::needed(measured.peak_mb());
    let recommended = recommend::best(&sizes, needed_mb, args.strategy).map(|best| sizes[best]);
    let verification = match args.verify {
        None => None,
        Some(means) => Some(verified(&measured, args, means)?),
    };
    let tuned = Tuned {
        name: settings.name.clone(),
        binary: function.binary.clone(),
        architecture,
        attribute: attribute::find(&workspace, function),
        measured,
        sizes,
        present,
        needed_mb,
        recommended,
        verification,
    };
    if let Some(path) = &args.html {
        output_file::write(path, "--html", &html::page(&tuned, args))?;
    }
    if let Some(path) = &args.svg {
        output_file::write(path, "--svg", &chart::file(&tuned))?;
    }
    print::print(&tuned, args)?;
    Ok(if tuned.is_over_provisioned() || tuned.is_too_small() {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

/// Runs the function under the quotas of some sizes.
fn verified(measured: &Measured, args: &Args, means: With) -> Result<Verification, CliError> {
    let say = |line: &str| args.options.progress(line);
    say("Running under the CPU quotas of six sizes");
    let (subject, events) = (&measured.subject, &measured.ran.events);
    let may_group = means == With::Auto;
    profile::runtime()?.block_on(verify::verify(subject, events, args.rounds, may_group, say))
}
