//! `cargo gatewright report`: the optimisation checklist of a function, and its performance targets, each row with its facts.
//!
//! The facts come from the manifest that the function prints, from the passes of `check` over sources and dependencies, from the
//! source, and from a measurement: a document of `tune`, or a short run.

mod args;
mod model;
mod performance;
mod print;
mod rows;
mod source;
mod targets;

pub(crate) use args::Args;

use crate::budget::{self, Budget};
use crate::check::{self, Surveyed};
use crate::error::CliError;
use crate::new_file;
use crate::tune;
use crate::workspace::{self, Described, Function, Package, Workspace};
use model::{Card, Verdict};
use performance::Performance;
use source::{Code, Spot};
use std::path::PathBuf;
use std::process::ExitCode;

/// The runs of a short measurement.
const WARM: u32 = 20;
const COLD: u32 = 3;

/// A function and what is known about it.
struct Subject<'a> {
    workspace: &'a Workspace,
    package: &'a Package,
    function: &'a Described,
    surveyed: Surveyed,
    code: Code,
    budget: Budget,
    performance: Option<Performance>,
}

/// Reports about the selected functions. The exit code is 1 if there is a cross.
pub(crate) fn run(args: &Args) -> Result<ExitCode, CliError> {
    if let Some(path) = args.html.as_ref().filter(|path| path.exists()) {
        return Err(
            CliError::new(format!("the file `{}` exists already", path.display()))
                .help("name another file, or remove it"),
        );
    }
    let (workspace, described) = workspace::describe(&args.options)?;
    if described.len() > 1 && args.tune.is_some() {
        let names: Vec<&str> = described.iter().map(|one| one.binary.as_str()).collect();
        return Err(CliError::new(format!(
            "`--tune` is about one function, and {} are selected: {}",
            described.len(),
            names.join(", ")
        ))
        .help("select one with `--package NAME`"));
    }
    let (functions, _) = workspace::functions(&args.options, &workspace)?;
    let mut cards = Vec::new();
    for one in &described {
        let function = functions
            .iter()
            .find(|function| workspace.packages[function.package].name == one.package);
        let Some(function) = function else { continue };
        cards.push(card(args, &workspace, function, one)?);
    }
    if let Some(path) = &args.html {
        new_file::create(path, &print::html(&cards)).map_err(|error| {
            CliError::new(format!("could not write `{}`: {error}", path.display()))
                .help("name a file in a directory that exists and has space")
        })?;
    }
    print::print(&cards, args)?;
    let has_cross = cards.iter().any(|card| card.count(Verdict::Cross) > 0);
    Ok(if has_cross {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

fn card(
    args: &Args,
    workspace: &Workspace,
    function: &Function,
    described: &Described,
) -> Result<Card, CliError> {
    let package = &workspace.packages[function.package];
    let budget = Budget::read(&package.manifest, &workspace.shown(&package.manifest))?;
    let surveyed = check::survey(workspace, function)?;
    let code = source::read(&surveyed.files);
    let performance = performance(args, workspace, package, described, &budget)?;
    let subject = Subject {
        workspace,
        package,
        function: described,
        surveyed,
        code,
        budget,
        performance,
    };
    let settings = &described.manifest.function;
    Ok(Card {
        function: settings.name.clone(),
        package: described.package.clone(),
        binary: described.binary.clone(),
        memory_mb: settings.memory_mb,
        timeout_ms: settings.timeout_ms,
        checklist: rows::all(&subject),
        targets: targets::all(&subject),
    })
}

/// The figures of the document of `tune`, or of a short run if there are events.
fn performance(
    args: &Args,
    workspace: &Workspace,
    package: &Package,
    described: &Described,
    budget: &Budget,
) -> Result<Option<Performance>, CliError> {
    let function = &described.manifest.function;
    if let Some(path) = &args.tune {
        return performance::of_file(path, function).map(Some);
    }
    let usual = package.folder().join("events");
    let events: Vec<PathBuf> = if args.no_run {
        Vec::new()
    } else if !args.events.is_empty() {
        args.events.clone()
    } else if !budget.events.is_empty() {
        budget
            .events
            .iter()
            .map(|path| package.folder().join(path))
            .collect()
    } else if usual.is_dir() {
        vec![usual]
    } else {
        Vec::new()
    };
    if events.is_empty() {
        return Ok(None);
    }
    let measured = tune::profile(&tune::Request {
        options: &args.options,
        workspace,
        function: described,
        events: &events,
        variables: &args.env,
        warm: WARM,
        cold: COLD,
    });
    match measured {
        Ok(measured) => {
            let prices = budget::prices(function.settings.architectures.as_deref());
            let performance = performance::of_run(&measured, function.memory_mb, &prices, WARM);
            Ok(Some(performance))
        }
        // Without `--events`, nobody asked for the run: the rows are not known then.
        Err(error) if args.events.is_empty() => {
            args.options.progress(&format!(
                "note: the function could not be measured: {error}"
            ));
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

impl Subject<'_> {
    fn spot(&self, spot: &Spot) -> String {
        format!("{}:{}", self.workspace.shown(&spot.file), spot.line)
    }

    /// Whether `#[lambda_handler]` has an option.
    fn has_option(&self, name: &str) -> bool {
        let attribute = self.code.attribute.as_ref();
        attribute.is_some_and(|(_, options)| options.contains(name))
    }

    /// The place of `#[lambda_handler]`, for an option that is there or absent.
    fn attribute(&self, option: &str) -> String {
        match &self.code.attribute {
            Some((spot, options)) if options.contains(option) => {
                format!("{}, `{option}`", self.spot(spot))
            }
            Some((spot, _)) => format!("{}, without `{option}`", self.spot(spot)),
            None => format!("`{} manifest`", self.function.binary),
        }
    }

    fn budget_line(&self, line: usize) -> String {
        format!("{}:{line}", self.workspace.shown(&self.package.manifest))
    }

    /// What would tell about a row that needs a measurement.
    fn what_would_tell(&self) -> String {
        format!(
            "a measurement would tell: `cargo gatewright report -p {} --events PATH`, or `--tune FILE` with the document of `tune --json`",
            self.package.name
        )
    }
}
