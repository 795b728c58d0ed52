//! The tree of dependencies: packages that the rules or the manifest refuse, direct or indirect.
//!
//! A refused direct dependency is the function's own choice, so it is an error. An indirect one is a note: a cache may use crossbeam
//! inside without starting a thread. If the function's own code reaches it, through a re-export for example, the pass over sources
//! finds the use. Packages that the manifest bans by name are errors at any depth.

mod direct;
mod indirect;
mod outcome;

use crate::error::CliError;
use crate::workspace::{self, Workspace};
use gatewright_discipline::Manifest;
use outcome::Outcome;

/// Checks the dependencies of a function. `members` are the packages whose source is checked with it, the function's first.
pub(crate) fn check(workspace: &Workspace, members: &[usize]) -> Result<Outcome, CliError> {
    let mut outcome = Outcome::default();
    let Some(function) = members.first() else {
        return Ok(outcome);
    };
    for at in members {
        let package = &workspace.packages[*at];
        let manifest = Manifest::read(&package.manifest)?;
        direct::check(workspace, package, &manifest, &mut outcome);
    }
    let package = &workspace.packages[*function];
    match (&workspace.resolved, &package.id) {
        (Some(metadata), Some(id)) => {
            let manifest = Manifest::read(&package.manifest)?;
            let checked = members
                .iter()
                .filter_map(|at| workspace.packages[*at].id.as_ref());
            let tree = indirect::Tree {
                metadata,
                root: id,
                built: workspace::tree(workspace, metadata, package)?,
                checked: checked.collect(),
            };
            indirect::check(workspace, package, &manifest, &tree, &mut outcome);
        }
        _ => outcome.packages = package.dependencies.len(),
    }
    Ok(outcome)
}
