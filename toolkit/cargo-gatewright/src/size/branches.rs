//! The bytes that each direct dependency brings in.

use super::tree::Tree;
use crate::report::{Branch, CrateSize};
use crate::workspace::Workspace;
use cargo_metadata::PackageId;
use std::collections::{HashMap, HashSet};

/// The number of crates that are listed for a branch.
const NAMED: usize = 4;

/// Returns the branches of a package's dependency tree, the largest first, or none if cargo did not resolve the tree.
pub(crate) fn of(
    workspace: &Workspace,
    package: usize,
    bytes: &HashMap<String, u64>,
) -> Vec<Branch> {
    let (Some(metadata), Some(root)) = (&workspace.resolved, &workspace.packages[package].id)
    else {
        return Vec::new();
    };
    let tree = Tree::of(metadata);
    let direct = tree.below(root);
    let mut branches: Vec<Branch> = direct
        .iter()
        .map(|dependency| {
            let whole = tree.reached(&[dependency]);
            let others: Vec<&PackageId> = direct
                .iter()
                .copied()
                .filter(|other| other != dependency)
                .collect();
            let elsewhere = tree.reached(&others);
            let alone: HashSet<&PackageId> = whole.difference(&elsewhere).copied().collect();
            let mut largest = tree.sizes(&alone, bytes);
            let sum = |sizes: &[CrateSize]| sizes.iter().map(|size| size.bytes).sum();
            let alone = sum(&largest);
            largest.truncate(NAMED);
            Branch {
                dependency: tree.name(dependency).to_owned(),
                alone,
                whole: sum(&tree.sizes(&whole, bytes)),
                largest,
            }
        })
        .collect();
    branches.sort_by(|one, other| {
        let bytes = |branch: &Branch| (branch.alone, branch.whole);
        bytes(other)
            .cmp(&bytes(one))
            .then(one.dependency.cmp(&other.dependency))
    });
    branches
}
