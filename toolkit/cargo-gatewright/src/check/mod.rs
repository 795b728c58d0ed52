//! `cargo gatewright check`: checks functions by their sources, their types and their dependencies.
//!
//! A function is a package that uses `gatewright`, `lambda_runtime`, `lambda_http` or `lambda-appsync`. The check reads its binaries, the library of
//! the same package, and the path dependencies that their source names, directly or through one another. `fn main` and tests are
//! exempt.
//!
//! # Limits of each pass
//!
//! - **Sources** ([`programs`]): the documentation of `gatewright-discipline` lists the limits. The main ones are types that
//!   only inference knows, and the expansions of other crates' macros.
//! - **Types** ([`types`]): clippy does not lint the expansions of other crates' macros, path dependencies outside the workspace,
//!   or code that the chosen platform, features and the `dev` profile exclude. Rows of the table that are whole crates match only
//!   the members that the table lists.
//! - **Dependencies** ([`tree`]): the pass cannot tell whether an indirect dependency does anything. A refused one is a note with
//!   the path that brings it in, not an error.
//!
//! `--sizes` also links the functions and reports the bytes of each direct dependency ([`size`]).
//!
//! `--offline-engine` leaves out the second pass and limits the third to direct dependencies. Build scripts do not run then, so an
//! `include!` of their output is a finding.

mod args;
mod layers;
pub(crate) mod members;
mod programs;
mod tree;
pub(crate) mod types;

pub(crate) use args::Args;

use crate::error::CliError;
use crate::iam::sdk;
use crate::report::{
    self, Crate, Exemption, Finding, JSON_VERSION, Level, LookedAt, NotJudged, OfCargo, Pass,
    Place, Report, Sizes, Tool, Types,
};
use crate::size;
use crate::workspace::{self, Function, Skipped, Workspace};
use gatewright_discipline::{CrateSource, Located, Rule, Survey};
use members::Member;
use programs::Judged;
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Checks the selected functions and prints a report. The exit code is 1 if there are errors.
pub(crate) fn run(args: &Args) -> Result<ExitCode, CliError> {
    let workspace = workspace::load(&args.options, args.resolution())?;
    let (functions, skipped) = workspace::functions(&args.options, &workspace)?;
    let resolved = if args.offline_engine {
        None
    } else {
        // `iam` shares the results of clippy with this command.
        let calls = sdk::paths(&workspace);
        let functions: Vec<&Function> = functions.iter().collect();
        let also = calls.all();
        Some(types::run(&args.options, &workspace, &functions, &also)?)
    };
    let mut checked = Checked::default();
    for function in &functions {
        checked.function(args, &workspace, function, resolved.as_ref())?;
    }
    let types = checked.types(&workspace, resolved.as_ref());
    let sizes = if args.sizes {
        size::measure(&args.options, &workspace, &functions)?
    } else {
        Vec::new()
    };
    let mut report = checked.report(&workspace, types, skipped, sizes);
    if let Some(run) = resolved {
        report.cargo.compiler = run.compiler;
    }
    report::print(&report, args.format())?;
    Ok(if report.errors() == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// What the passes over sources and dependencies find in a function. Nothing is compiled for it.
pub(crate) struct Surveyed {
    pub(crate) findings: Vec<Finding>,
    /// Packages in the tree of dependencies.
    pub(crate) dependencies: usize,
    pub(crate) members: Vec<Member>,
    pub(crate) sources: Vec<CrateSource>,
    /// Every source file that was read.
    pub(crate) files: Vec<PathBuf>,
}

/// Runs the passes over sources and dependencies.
pub(crate) fn survey(workspace: &Workspace, function: &Function) -> Result<Surveyed, CliError> {
    let Judged {
        members,
        sources,
        survey,
        ..
    } = programs::judge(workspace, function, &HashMap::new())?;
    let mut checked = Checked::default();
    for located in &survey.findings {
        checked.find(source_finding(workspace, located));
    }
    checked.tree(workspace, &members)?;
    Ok(Surveyed {
        findings: checked.findings,
        dependencies: checked.dependencies,
        members,
        sources,
        files: survey.files.into_iter().map(|(path, ..)| path).collect(),
    })
}

/// Findings and everything else that the report lists, gathered function by function.
#[derive(Default)]
struct Checked {
    findings: Vec<Finding>,
    exemptions: Vec<Exemption>,
    crates: Vec<Crate>,
    dependencies: usize,
    /// The keys of the findings: two functions that share a crate have the same findings in it.
    seen: HashSet<(String, usize, usize, String)>,
    pictures: layers::Pictures,
    /// The root files of the crates that were checked.
    roots: HashSet<PathBuf>,
    /// Modules of libraries that no function reaches.
    elsewhere: Vec<NotJudged>,
}

impl Checked {
    fn function(
        &mut self,
        args: &Args,
        workspace: &Workspace,
        function: &Function,
        resolved: Option<&types::Run>,
    ) -> Result<(), CliError> {
        let package = &workspace.packages[function.package];
        args.options.progress(&format!("Reading {}", package.name));
        let out_dirs = resolved.map(|run| run.out_dirs.clone()).unwrap_or_default();
        let Judged {
            members,
            sources,
            survey,
            elsewhere,
        } = programs::judge(workspace, function, &out_dirs)?;
        if let Some(folder) = &args.graph {
            let progress = |line: &str| args.options.progress(line);
            self.pictures
                .draw(folder, workspace, &members, &sources, progress)?;
        }
        for located in &survey.findings {
            self.find(source_finding(workspace, located));
        }
        self.elsewhere
            .extend(elsewhere.iter().map(|(module, binary)| NotJudged {
                what: format!(
                    "{}, module {}",
                    workspace.shown(&module.file),
                    module.module
                ),
                why: format!(
                    "of the binaries of {}, only {binary} reaches it",
                    package.name
                ),
            }));
        if let Some(run) = resolved {
            let files: HashSet<&Path> = survey
                .files
                .iter()
                .map(|(path, ..)| path.as_path())
                .collect();
            let hits: Vec<types::Hit> = run
                .hits
                .iter()
                .filter(|hit| files.contains(hit.file.as_path()))
                .cloned()
                .collect();
            for hit in types::new_hits(&hits, &survey.findings, &survey.suppressions) {
                self.find(resolved_finding(workspace, &hit));
            }
        }
        self.exemptions(workspace, &survey);
        self.crates(workspace, function, &members, &survey);
        self.tree(workspace, &members)
    }

    fn find(&mut self, finding: Finding) {
        let Place {
            file, line, column, ..
        } = &finding.place;
        let key = (file.clone(), *line, *column, finding.headline.clone());
        if self.seen.insert(key) {
            self.findings.push(finding);
        }
    }

    fn exemptions(&mut self, workspace: &Workspace, survey: &Survey) {
        let listed = survey.exemptions.iter().map(|one| Exemption {
            rules: one.rules.clone(),
            reason: one.reason.clone(),
            file: workspace.shown(&one.file),
            line: one.line,
        });
        self.exempt(listed.collect());
    }

    fn exempt(&mut self, exemptions: Vec<Exemption>) {
        for exemption in exemptions {
            if !self.exemptions.contains(&exemption) {
                self.exemptions.push(exemption);
            }
        }
    }

    fn crates(
        &mut self,
        workspace: &Workspace,
        function: &Function,
        members: &[Member],
        survey: &Survey,
    ) {
        for (at, member) in members.iter().enumerate() {
            if !self.roots.insert(member.target.root.clone()) {
                continue;
            }
            let package = &workspace.packages[member.package];
            let is_library = package.library.as_ref() == Some(&member.target);
            let files = survey
                .files
                .iter()
                .filter(|(.., crate_index)| *crate_index == at);
            let is_own = member.package == function.package;
            self.crates.push(Crate {
                package: package.name.clone(),
                version: package.version.clone(),
                target: member.target.name.clone(),
                kind: if is_library { "lib" } else { "bin" },
                root: workspace.shown(&member.target.root),
                reached_from: (!is_own).then(|| workspace.packages[function.package].name.clone()),
                files: files.clone().count(),
                lines: files.map(|(_, lines, _)| lines).sum(),
            });
        }
    }

    fn tree(&mut self, workspace: &Workspace, members: &[Member]) -> Result<(), CliError> {
        let mut packages: Vec<usize> = Vec::new();
        for member in members {
            if !packages.contains(&member.package) {
                packages.push(member.package);
            }
        }
        let outcome = tree::check(workspace, &packages)?;
        for finding in outcome.findings {
            self.find(finding);
        }
        self.exempt(outcome.exemptions);
        self.dependencies += outcome.packages;
        Ok(())
    }

    /// Returns the outcome of the type-resolved pass. A crate that does not compile was not checked completely, so it is a finding
    /// unless there are errors already, which may be the cause.
    fn types(&mut self, workspace: &Workspace, resolved: Option<&types::Run>) -> Types {
        let Some(run) = resolved else {
            return Types::NotAsked("--offline-engine".to_owned());
        };
        let Some(first) = run.errors.first() else {
            return Types::Resolved;
        };
        let why = format!(
            "{} does not compile: {}",
            workspace.shown(&first.root),
            headline(&first.message)
        );
        if self.findings.iter().all(|one| one.level != Level::Error) {
            for error in &run.errors {
                self.find(not_compiled(workspace, error));
            }
        }
        Types::Stopped(why)
    }

    fn report(
        self,
        workspace: &Workspace,
        types: Types,
        skipped: Vec<Skipped>,
        sizes: Vec<Sizes>,
    ) -> Report {
        // A function may reach a package that is not a function.
        let is_checked = |at: usize| {
            let libraries = workspace.packages[at].library.iter();
            libraries
                .map(|library| &library.root)
                .any(|root| self.roots.contains(root))
        };
        let not_judged: Vec<NotJudged> = skipped
            .into_iter()
            .filter(|one| one.is_target || !is_checked(one.package))
            .map(|one| NotJudged {
                what: one.what,
                why: one.why,
            })
            .chain(self.elsewhere)
            .collect();
        let files = self.findings.iter().map(|one| &one.place.file);
        let cargo = OfCargo {
            targets: files
                .map(|file| workspace.target_of(&workspace.root.join(file)))
                .collect(),
            compiler: Vec::new(),
        };
        Report {
            version: JSON_VERSION,
            tool: Tool {
                name: env!("CARGO_PKG_NAME"),
                version: env!("CARGO_PKG_VERSION"),
            },
            root: workspace.root.display().to_string(),
            looked_at: LookedAt {
                files: self.crates.iter().map(|one| one.files).sum(),
                lines: self.crates.iter().map(|one| one.lines).sum(),
                crates: self.crates,
                types,
                dependencies: self.dependencies,
                not_judged,
            },
            findings: self.findings,
            exemptions: self.exemptions,
            sizes,
            cargo,
        }
    }
}

/// A finding of the pass over sources.
fn source_finding(workspace: &Workspace, located: &Located) -> Finding {
    Finding {
        rule: located.rule,
        level: Level::Error,
        pass: Pass::Source,
        package: workspace.package_of(&located.file),
        place: Place {
            file: workspace.shown(&located.file),
            line: located.line,
            column: located.column,
            end_line: located.end_line,
            end_column: located.end_column,
            snippet: located.snippet.clone(),
        },
        headline: located.headline.clone(),
        help: located.help.clone(),
        note: located.rule.note(),
    }
}

/// A finding of the pass over types.
fn resolved_finding(workspace: &Workspace, hit: &types::Hit) -> Finding {
    let refused = hit.refused;
    Finding {
        rule: refused.rule,
        level: Level::Error,
        pass: Pass::Types,
        package: workspace.package_of(&hit.file),
        place: Place {
            end_line: hit.end_line,
            end_column: hit.end_column,
            ..at(workspace, &hit.file, hit.line, hit.column)
        },
        headline: format!("`{}` {}", refused.path, refused.does),
        help: refused.rule.with_exemption(refused.help.to_owned()),
        note: refused.rule.note(),
    }
}

fn not_compiled(workspace: &Workspace, error: &types::CompileError) -> Finding {
    let (file, line, column) = match &error.at {
        Some((file, line, column)) => (file.as_path(), *line, *column),
        None => (error.root.as_path(), 1, 1),
    };
    Finding {
        rule: Rule::Unreadable,
        level: Level::Error,
        pass: Pass::Types,
        package: workspace.package_of(&error.root),
        place: at(workspace, file, line, column),
        headline: format!(
            "the crate does not compile, so its types cannot be checked: {}",
            headline(&error.message)
        ),
        help: "make `cargo check` pass, or check the sources alone with `--offline-engine`"
            .to_owned(),
        note: Rule::Unreadable.note(),
    }
}

fn headline(message: &str) -> &str {
    message.lines().next().unwrap_or_default()
}

/// A range of one character.
fn at(workspace: &Workspace, file: &Path, line: usize, column: usize) -> Place {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    Place {
        file: workspace.shown(file),
        line,
        column,
        end_line: line,
        end_column: column + 1,
        snippet: text
            .lines()
            .nth(line.saturating_sub(1))
            .unwrap_or_default()
            .to_owned(),
    }
}
