//! The tree of dependencies: packages that the rules or the manifest refuse, direct or further down.
//!
//! A direct dependency is the function's own choice, and an error. Further down it is a note: a cache may use crossbeam inside
//! without starting a thread, and what the function's own code reaches of it, a re-export say, the engine refuses where it
//! is used. Only what the manifest bans by name is an error at any depth.

mod direct;
mod further;

use super::report::{Exemption, Finding, Place};
use super::workspace::{Package, Workspace};
use crate::cli::Wrong;
use gatewright_discipline::{Manifest, Rule, refused_crate};

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
        direct::judge(workspace, package, &manifest, &mut told);
    }
    let package = &workspace.packages[*function];
    match (&workspace.resolved, &package.id) {
        (Some(metadata), Some(id)) => {
            let manifest = Manifest::read(&package.manifest).map_err(|error| error.to_string())?;
            let judged = members
                .iter()
                .filter_map(|at| workspace.packages[*at].id.as_ref());
            let tree = further::Tree {
                metadata,
                root: id,
                judged: judged.collect(),
            };
            further::judge(workspace, package, &manifest, &tree, &mut told);
        }
        _ => told.packages = package.dependencies.len(),
    }
    Ok(told)
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
