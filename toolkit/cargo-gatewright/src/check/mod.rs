//! `cargo gatewright check`: judges functions by their sources, their types and their dependencies.
//!
//! A function is a package that uses `gatewright`, `lambda_runtime` or `lambda_http`. Judged are the crates that it is made of:
//! its binaries, the library of the same package, and the path dependencies that their source names, as far as they name
//! one another. `fn main` is exempt, and so are tests.
//!
//! # What each look cannot see
//!
//! - **Sources** ([`survey_crates`]): what the documentation of `gatewright-discipline` lists. Most of all, types that only
//!   inference knows, and what macros of other crates expand to.
//! - **Types** ([`types`]): what a macro of another crate expands to, since clippy is silent there; path dependencies
//!   outside of the workspace, which clippy is not run on; code that the chosen platform, features and the `dev` profile
//!   leave out; rows of the table that are whole crates, beyond the members that it lists.
//! - **Dependencies** ([`tree`]): whether a refused crate further down does anything. It is noted with the way by which it
//!   comes in, and is no error.
//!
//! With `--sizes` the functions are linked besides, and the report says what each direct dependency costs in bytes ([`sizes`]).
//!
//! With `--offline-engine` the second look is left out, and the third sees direct dependencies alone; what a build script
//! writes is not there then, and an `include!` of it is a finding.

mod args;
mod layers;
mod output;
mod plan;
mod report;
mod sizes;
mod tree;
mod types;
mod workspace;

pub(crate) use args::Args;

use crate::cli::Wrong;
use gatewright_discipline::{Located, Manifest, Rule, Survey, survey_crates};
use plan::{Function, Member};
use report::{
    Crate, Exemption, Finding, JSON_VERSION, Level, LookedAt, NotJudged, Pass, Place, Report, Tool,
    Types,
};
use std::collections::HashSet;
use std::path::Path;
use std::process::ExitCode;
use workspace::Workspace;

/// Judges, and prints what was found; the exit code says whether anything was.
pub(crate) fn run(args: &Args) -> Result<ExitCode, Wrong> {
    let workspace = Workspace::load(args)?;
    let (functions, skipped) = plan::functions(args, &workspace)?;
    let resolved = if args.offline_engine {
        None
    } else {
        Some(types::run(args, &workspace, &functions)?)
    };
    let mut judged = Judged::default();
    for function in &functions {
        judged.function(args, &workspace, function, resolved.as_ref())?;
    }
    let types = judged.types(&workspace, resolved.as_ref());
    let sizes = if args.sizes {
        sizes::measure(args, &workspace, &functions)?
    } else {
        Vec::new()
    };
    let report = judged.report(&workspace, types, skipped, sizes);
    output::print(args, &report)?;
    Ok(if report.errors() == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// What was gathered so far.
#[derive(Default)]
struct Judged {
    findings: Vec<Finding>,
    exemptions: Vec<Exemption>,
    crates: Vec<Crate>,
    dependencies: usize,
    /// Findings that were made: two functions that share a crate find the same in it.
    said: HashSet<(String, usize, usize, String)>,
    pictures: layers::Pictures,
    /// The roots of the crates that were judged.
    roots: HashSet<std::path::PathBuf>,
}

impl Judged {
    fn function(
        &mut self,
        args: &Args,
        workspace: &Workspace,
        function: &Function,
        resolved: Option<&types::Run>,
    ) -> Result<(), Wrong> {
        let package = &workspace.packages[function.package];
        args.progress(&format!("Reading {}", package.name));
        let settings = Manifest::read(&package.manifest)
            .map_err(|error| error.to_string())?
            .settings;
        let out_dirs = resolved.map(|run| run.out_dirs.clone()).unwrap_or_default();
        let (members, mut sources) = plan::crates(workspace, function, &out_dirs);
        layers::read(workspace, &members, &mut sources)?;
        self.pictures.draw(args, workspace, &members, &sources)?;
        let survey = survey_crates(&sources, &settings.clients);
        for located in &survey.findings {
            self.find(found(workspace, located));
        }
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
        if self.said.insert(key) {
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
            let files = survey.files.iter().filter(|(.., krate)| *krate == at);
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

    fn tree(&mut self, workspace: &Workspace, members: &[Member]) -> Result<(), Wrong> {
        let mut packages: Vec<usize> = Vec::new();
        for member in members {
            if !packages.contains(&member.package) {
                packages.push(member.package);
            }
        }
        let told = tree::look(workspace, &packages)?;
        told.findings
            .into_iter()
            .for_each(|finding| self.find(finding));
        self.exempt(told.exemptions);
        self.dependencies += told.packages;
        Ok(())
    }

    /// What became of the type-resolved pass. A crate that does not compile, with nothing found that would say why, is a finding: it
    /// was not judged whole.
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
        skipped: Vec<plan::Skipped>,
        sizes: Vec<sizes::Sizes>,
    ) -> Report {
        // A package that is no function may be reached by one.
        let is_judged = |at: usize| {
            let libraries = workspace.packages[at].library.iter();
            libraries
                .map(|library| &library.root)
                .any(|root| self.roots.contains(root))
        };
        let not_judged: Vec<NotJudged> = skipped
            .into_iter()
            .filter(|one| one.is_target || !is_judged(one.package))
            .map(|one| NotJudged {
                what: one.what,
                why: one.why,
            })
            .collect();
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
        }
    }
}

/// A finding of the engine's.
fn found(workspace: &Workspace, located: &Located) -> Finding {
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

/// A finding of clippy's.
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
        help: refused.help.to_owned(),
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
            "the crate does not compile, so its types cannot be judged: {}",
            headline(&error.message)
        ),
        help: "make `cargo check` pass, or judge the sources alone with `--offline-engine`"
            .to_owned(),
        note: Rule::Unreadable.note(),
    }
}

fn headline(message: &str) -> &str {
    message.lines().next().unwrap_or_default()
}

/// A place of one character.
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
