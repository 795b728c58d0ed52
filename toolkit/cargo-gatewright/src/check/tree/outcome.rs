//! The findings of the pass over dependencies.

use crate::report::{Exemption, Finding, Place};
use crate::workspace::{Package, Workspace};

/// The findings and exemptions in a function's dependencies.
#[derive(Default)]
pub(crate) struct Outcome {
    pub(crate) findings: Vec<Finding>,
    pub(crate) exemptions: Vec<Exemption>,
    /// The number of packages in the tree.
    pub(crate) packages: usize,
}

/// A line of a package's manifest.
pub(crate) fn place(workspace: &Workspace, package: &Package, line: usize) -> Place {
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
