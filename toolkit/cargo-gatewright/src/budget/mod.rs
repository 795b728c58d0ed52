//! `cargo gatewright budget`: measures what `[package.metadata.gatewright.budget]` limits.
//!
//! A time is computed from instructions, which valgrind counts, or from CPU time and waiting on the clock of this machine. Both are
//! brought to the CPU share of the function's memory.

mod args;
mod instructions;
mod print;
mod table;
mod times;

pub(crate) use args::Args;
pub(crate) use table::{Budget, Key};

use crate::error::CliError;
use crate::size;
use crate::tune;
use crate::workspace::{self, Build, Options, Package, Resolution, Workspace};
use args::Basis;
use gatewright_manifest::Mode;
use gatewright_tables::prices::{self, Prices};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use table::{Limit, margin};
use times::Times;

/// The runs of a function whose times are held.
const WARM: u32 = 100;
const COLD: u32 = 10;

/// The runs of a function of which only the memory is held.
const WARM_FOR_MEMORY: u32 = 40;

/// A limit and what was measured.
struct Row {
    limit: Limit,
    figure: f64,
    /// How the figure was obtained.
    basis: String,
}

impl Row {
    fn is_exceeded(&self) -> bool {
        self.figure > self.limit.value
    }

    /// What is left of the limit, and its part of the limit in per cent.
    fn margin(&self) -> (f64, f64) {
        margin(&self.limit, self.figure)
    }
}

/// A function with its rows.
struct Held {
    package: String,
    binary: String,
    manifest: String,
    rows: Vec<Row>,
    remarks: Vec<String>,
}

/// Holds the budgets of the selected functions. The exit code is 1 if a limit is exceeded.
pub(crate) fn run(args: &Args) -> Result<ExitCode, CliError> {
    let workspace = workspace::load(&args.options, Resolution::Full)?;
    let (functions, _) = workspace::functions(&args.options, &workspace)?;
    let mut budgets = Vec::new();
    for function in &functions {
        let package = &workspace.packages[function.package];
        let budget = Budget::read(&package.manifest, &workspace.shown(&package.manifest))?;
        let binaries = package
            .binaries
            .iter()
            .filter(|binary| function.roots.iter().any(|root| root.root == binary.root));
        for binary in binaries {
            budgets.push((function.package, binary.name.clone(), budget.clone()));
        }
    }
    let must_run = budgets.iter().any(|(_, _, budget)| needs_run(budget));
    // Before anything is built.
    for (package, binary, budget) in budgets.iter().filter(|(_, _, budget)| needs_run(budget)) {
        events(args, budget, &workspace.packages[*package], binary)?;
    }
    let described = if must_run {
        workspace::describe(&args.options)?.1
    } else {
        Vec::new()
    };
    let mut all = Vec::new();
    for (package, binary, budget) in budgets {
        let package = &workspace.packages[package];
        let function = described
            .iter()
            .find(|one| one.package == package.name && one.binary == binary);
        if function.is_none() && needs_run(&budget) {
            return Err(CliError::new(format!(
                "the times and the memory of `{binary}` cannot be measured: it does not use `gatewright`"
            ))
            .help("limit `size` and `dependencies` alone"));
        }
        let subject = Subject {
            args,
            workspace: &workspace,
            package,
            binary: &binary,
            function,
        };
        all.push(subject.held(&budget)?);
    }
    print::print(&all, args)?;
    let is_exceeded = all.iter().flat_map(|one| &one.rows).any(Row::is_exceeded);
    Ok(if is_exceeded {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

fn needs_run(budget: &Budget) -> bool {
    budget.limits.iter().any(|limit| limit.key.needs_events())
}

/// The event files of a function: those of the command line, those of the budget, or the directory `events` beside the manifest.
fn events(
    args: &Args,
    budget: &Budget,
    package: &Package,
    binary: &str,
) -> Result<Vec<PathBuf>, CliError> {
    if !args.events.is_empty() {
        return Ok(args.events.clone());
    }
    if !budget.events.is_empty() {
        return Ok(budget
            .events
            .iter()
            .map(|path| package.folder().join(path))
            .collect());
    }
    let usual = package.folder().join("events");
    if usual.is_dir() {
        return Ok(vec![usual]);
    }
    let held: Vec<String> = budget
        .limits
        .iter()
        .filter(|limit| limit.key.needs_events())
        .map(|limit| format!("`{}`", limit.key.name()))
        .collect();
    Err(CliError::new(format!(
        "the budget of `{binary}` limits {}, and there are no events to run it with",
        held.join(", ")
    ))
    .help("name them in the budget, `events = \"events\"`, or with `--events PATH`"))
}

/// A function whose budget is held.
struct Subject<'a> {
    args: &'a Args,
    workspace: &'a Workspace,
    package: &'a Package,
    binary: &'a str,
    function: Option<&'a workspace::Described>,
}

impl Subject<'_> {
    fn held(&self, budget: &Budget) -> Result<Held, CliError> {
        let mut held = Held {
            package: self.package.name.clone(),
            binary: self.binary.to_owned(),
            manifest: self.workspace.shown(&self.package.manifest),
            rows: Vec::new(),
            remarks: Vec::new(),
        };
        let times = if needs_run(budget) {
            let times = self.times(budget)?;
            held.remarks.clone_from(&times.remarks);
            Some(times)
        } else {
            None
        };
        for limit in &budget.limits {
            let figure = match limit.key {
                Key::Size => Some(self.size()?),
                Key::Dependencies => Some(self.dependencies()?),
                key => times.as_ref().and_then(|times| times.figure(key)),
            };
            let Some((figure, basis)) = figure else {
                return Err(CliError::new(format!(
                    "`{}` of `{}` could not be measured",
                    limit.key.name(),
                    self.binary
                )));
            };
            held.rows.push(Row {
                limit: limit.clone(),
                figure,
                basis,
            });
        }
        Ok(held)
    }

    fn size(&self) -> Result<(f64, String), CliError> {
        let path = release(
            &self.args.options,
            self.workspace,
            self.package,
            self.binary,
        )?;
        let bytes = std::fs::metadata(&path)
            .map(|file| file.len())
            .map_err(|error| {
                CliError::new(format!("could not read `{}`: {error}", path.display()))
            })?;
        // Files are far below 2^52 bytes.
        #[expect(clippy::cast_precision_loss, reason = "see above")]
        let figure = bytes as f64;
        Ok((figure, "the file of `cargo build --release`".to_owned()))
    }

    fn dependencies(&self) -> Result<(f64, String), CliError> {
        let count = size::dependencies(self.workspace, self.package)?;
        #[expect(clippy::cast_precision_loss, reason = "far below 2^52 packages")]
        let figure = count as f64;
        Ok((figure, "packages in `cargo tree --edges normal`".to_owned()))
    }

    fn times(&self, budget: &Budget) -> Result<Times, CliError> {
        let Some(function) = self.function else {
            return Err(CliError::new("the function does not describe itself"));
        };
        let settings = &function.manifest.function;
        if settings.mode == Mode::Concurrent {
            return Err(CliError::new(format!(
                "`{}` runs on Lambda Managed Instances, whose memory does not decide the share of a CPU",
                settings.name
            ))
            .help("limit `size` and `dependencies` alone"));
        }
        let held = |key: Key| budget.limit(key).is_some();
        let with_times = Key::ALL
            .into_iter()
            .any(|key| key.needs_events() && key != Key::Memory && held(key));
        let valgrind = match self.args.basis {
            Basis::Clock => None,
            _ if !with_times => None,
            Basis::Auto => instructions::valgrind(),
            Basis::Instructions => Some(instructions::valgrind().ok_or_else(|| {
                CliError::new("`valgrind` is not on the PATH, and it counts the instructions")
                    .help("install it (Debian: `apt-get install valgrind`), or measure with `--basis clock`")
            })?),
        };
        let events = events(self.args, budget, self.package, self.binary)?;
        let measured = if valgrind.is_none() || held(Key::Memory) {
            let only_memory = valgrind.is_some() || !with_times;
            Some(tune::profile(&tune::Request {
                options: &self.args.options,
                workspace: self.workspace,
                function,
                events: &events,
                variables: &self.args.env,
                warm: if only_memory { WARM_FOR_MEMORY } else { WARM },
                cold: if only_memory { 1 } else { COLD },
            })?)
        } else {
            None
        };
        let prices = prices(settings.settings.architectures.as_deref());
        let Some(valgrind) = valgrind else {
            let measured = measured.as_ref();
            return measured
                .map(|measured| times::of_clock(measured, settings.memory_mb, &prices))
                .ok_or_else(|| CliError::new("the function did not run"));
        };
        let executable = release(
            &self.args.options,
            self.workspace,
            self.package,
            self.binary,
        )?;
        let folder = executable.parent().unwrap_or(Path::new("."));
        let variables = &self.args.env;
        let counter = instructions::Counter::new(&executable, folder, settings, variables)?;
        let mut times = times::of_instructions(
            &counter,
            &events,
            settings,
            &prices,
            &valgrind,
            self.workspace,
            &self.args.options,
        )?;
        times.memory = measured.map(|measured| measured.peak_mb() * 1024.0 * 1024.0);
        Ok(times)
    }
}

/// The prices of an architecture, where they are built in.
pub(crate) fn prices(architecture: Option<&str>) -> Prices {
    match architecture {
        Some("arm64") => prices::ARM64,
        // The default of `CreateFunction`.
        _ => prices::X86_64,
    }
}

/// Builds the function as `cargo build --release` does.
pub(crate) fn release(
    options: &Options,
    workspace: &Workspace,
    package: &Package,
    binary: &str,
) -> Result<PathBuf, CliError> {
    let target = workspace
        .target
        .as_deref()
        .ok_or_else(|| CliError::new("cargo names no target directory"))?;
    options.progress(&format!("Building {binary} for release"));
    let mut build = Build::new("build", workspace, options, target);
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
