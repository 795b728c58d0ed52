//! The tree of dependencies: packages that the rules or the manifest refuse, direct or further down.
//!
//! A direct dependency is the function's own choice, and an error. Further down it is a note: a cache may use crossbeam inside
//! without starting a thread, and what the function's own code reaches of it, a re-export say, the engine refuses where it
//! is used. Only what the manifest bans by name is an error at any depth.

use super::plan::is_platform;
use super::report::{Exemption, Finding, Level, Pass, Place};
use super::workspace::{Package, Workspace, normal_dependencies};
use crate::cli::Wrong;
use cargo_metadata::{Metadata, PackageId};
use gatewright_discipline::{Manifest, Rule, Settings, refused_crate};
use std::collections::{HashMap, VecDeque};

const HELP: &str = "remove the dependency, or allow it with a reason in `[package.metadata.gatewright]`: \
                    `allowed = { %PACKAGE% = \"why it is right here\" }`";

/// What the trees told.
#[derive(Default)]
pub(super) struct Told {
    pub(super) findings: Vec<Finding>,
    pub(super) exemptions: Vec<Exemption>,
    /// Packages in the tree.
    pub(super) packages: usize,
}

/// Looks at what a function depends on: `members` are the packages whose source is judged with it, the function's first.
pub(super) fn look(workspace: &Workspace, members: &[usize]) -> Result<Told, Wrong> {
    let mut told = Told::default();
    let Some(function) = members.first() else {
        return Ok(told);
    };
    for at in members {
        let package = &workspace.packages[*at];
        let manifest = Manifest::read(&package.manifest).map_err(|error| error.to_string())?;
        direct(workspace, package, &manifest, &mut told);
    }
    let package = &workspace.packages[*function];
    match (&workspace.resolved, &package.id) {
        (Some(metadata), Some(id)) => {
            let manifest = Manifest::read(&package.manifest).map_err(|error| error.to_string())?;
            transitive(workspace, package, &manifest, metadata, id, &mut told);
        }
        _ => told.packages = package.dependencies.len(),
    }
    Ok(told)
}

/// Judges what a package's own manifest names.
fn direct(workspace: &Workspace, package: &Package, manifest: &Manifest, told: &mut Told) {
    let settings = &manifest.settings;
    for dependency in &package.dependencies {
        let name = &dependency.package;
        let banned = settings.banned.contains(name);
        let refused = refused_crate(name);
        if !banned && (refused.is_none() || allowed(settings, name)) {
            continue;
        }
        let (rule, does, help) = refused.unwrap_or((
            Rule::HeavyDependency,
            "is banned by the package's own manifest",
            "remove the dependency, or its name from `banned`",
        ));
        let line = manifest
            .dependencies
            .iter()
            .find(|one| one.package == *name);
        let place = place(
            workspace,
            package,
            line.map_or(1, |dependency| dependency.line),
        );
        told.findings.push(Finding {
            rule,
            level: Level::Error,
            pass: Pass::Dependencies,
            package: package.name.clone(),
            place,
            headline: format!("dependency `{name}` {does}"),
            help: if banned {
                "remove the dependency, or its name from `banned`".to_owned()
            } else {
                format!("{help}; {}", HELP.replace("%PACKAGE%", name))
            },
            note: rule.note(),
        });
    }
    for allowed in &settings.allowed {
        let name = &allowed.package;
        let line = settings.line_of(name).unwrap_or(1);
        let is_direct = package.dependencies.iter().any(|one| one.package == *name);
        match refused_crate(name).filter(|_| is_direct) {
            Some((rule, ..)) => told.exemptions.push(Exemption {
                rules: vec![rule],
                reason: allowed.reason.clone(),
                file: workspace.shown(&package.manifest),
                line,
            }),
            None => told.findings.push(Finding {
                rule: Rule::Exemption,
                level: Level::Error,
                pass: Pass::Dependencies,
                package: package.name.clone(),
                place: place(workspace, package, line),
                headline: format!("no rule refuses a dependency `{name}` of this package, so there is nothing to allow"),
                help: "remove it from `allowed`".to_owned(),
                note: Rule::Exemption.note(),
            }),
        }
    }
}

fn allowed(settings: &Settings, package: &str) -> bool {
    settings.allowed.iter().any(|one| one.package == package)
}

/// Notes what comes in through others, with the shortest way by which it does.
fn transitive(
    workspace: &Workspace,
    package: &Package,
    manifest: &Manifest,
    metadata: &Metadata,
    root: &PackageId,
    told: &mut Told,
) {
    let names: HashMap<&PackageId, &str> = metadata
        .packages
        .iter()
        .map(|package| (&package.id, package.name.as_str()))
        .collect();
    let nodes: HashMap<&PackageId, _> = metadata
        .resolve
        .iter()
        .flat_map(|resolve| &resolve.nodes)
        .map(|node| (&node.id, node))
        .collect();
    let mut ways: HashMap<&PackageId, Vec<&PackageId>> = HashMap::from([(root, vec![root])]);
    let mut next = VecDeque::from([root]);
    let mut order = Vec::new();
    while let Some(id) = next.pop_front() {
        let Some(node) = nodes.get(id) else { continue };
        // What the runtime brings is not the function's choice.
        if id != root && is_platform(names[id]) {
            continue;
        }
        for (_, dependency) in normal_dependencies(node) {
            if !ways.contains_key(dependency) {
                let mut way = ways[id].clone();
                way.push(dependency);
                ways.insert(dependency, way);
                next.push_back(dependency);
                order.push(dependency);
            }
        }
    }
    told.packages = order.len();
    for id in order {
        let (name, way) = (names[id], &ways[id]);
        let banned = manifest.settings.banned.iter().any(|one| one == name);
        // Whoever depends on a refused crate is told; what lies below one is part of that.
        let above = &way[1..way.len() - 1];
        let is_below_refused = above.iter().any(|id| starts_threads(names[id]));
        if above.is_empty() || is_below_refused && !banned || !banned && !starts_threads(name) {
            continue;
        }
        let path: Vec<&str> = way.iter().map(|id| names[id]).collect();
        let line = if banned {
            manifest.settings.line_of(name)
        } else {
            let first = path[1];
            let dependency = manifest
                .dependencies
                .iter()
                .find(|one| one.package == first);
            dependency.map(|dependency| dependency.line)
        };
        let (level, rule, headline, help) = if banned {
            (
                Level::Error,
                Rule::HeavyDependency,
                format!(
                    "`{name}`, which the manifest bans, comes in: {}",
                    path.join(" -> ")
                ),
                "remove the dependency that brings it, turn off the feature that does, or remove it from `banned`",
            )
        } else {
            (
                Level::Note,
                Rule::Threading,
                format!(
                    "`{name}`, which is made for threads, comes in: {}",
                    path.join(" -> ")
                ),
                "nothing to do unless it starts threads: what your own code reaches of it is judged there; \
                 `banned` in `[package.metadata.gatewright]` makes it an error",
            )
        };
        told.findings.push(Finding {
            rule,
            level,
            pass: Pass::Dependencies,
            package: package.name.clone(),
            place: place(workspace, package, line.unwrap_or(1)),
            headline,
            help: help.to_owned(),
            note: rule.note(),
        });
    }
}

fn starts_threads(package: &str) -> bool {
    // Whoever depends on `futures` has its executor, and hardly anybody calls it.
    package != "futures-executor"
        && refused_crate(package).is_some_and(|(rule, ..)| rule == Rule::Threading)
}

/// A line of a package's manifest.
fn place(workspace: &Workspace, package: &Package, line: usize) -> Place {
    let text = std::fs::read_to_string(&package.manifest).unwrap_or_default();
    let snippet = text.lines().nth(line - 1).unwrap_or_default().to_owned();
    Place {
        file: workspace.shown(&package.manifest),
        line,
        column: 1,
        end_line: line,
        end_column: snippet.chars().count() + 1,
        snippet,
    }
}
