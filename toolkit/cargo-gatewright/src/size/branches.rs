//! The bytes that each direct dependency brings in.

use crate::report::{Branch, CrateSize};
use crate::workspace::{Workspace, normal_dependencies};
use cargo_metadata::{Metadata, PackageId, TargetKind};
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

struct Tree<'m> {
    packages: HashMap<&'m PackageId, &'m cargo_metadata::Package>,
    below: HashMap<&'m PackageId, Vec<&'m PackageId>>,
}

impl<'m> Tree<'m> {
    fn of(metadata: &'m Metadata) -> Self {
        let nodes = metadata.resolve.iter().flat_map(|resolve| &resolve.nodes);
        Self {
            packages: metadata
                .packages
                .iter()
                .map(|package| (&package.id, package))
                .collect(),
            below: nodes
                .map(|node| {
                    let below = normal_dependencies(node).map(|(_, id)| id);
                    (&node.id, below.collect())
                })
                .collect(),
        }
    }

    fn below(&self, id: &PackageId) -> Vec<&'m PackageId> {
        let mut below = self.below.get(id).cloned().unwrap_or_default();
        below.sort();
        below.dedup();
        below
    }

    fn name(&self, id: &PackageId) -> &'m str {
        self.packages
            .get(id)
            .map_or("", |package| package.name.as_str())
    }

    /// Returns these packages and all below them.
    fn reached(&self, from: &[&'m PackageId]) -> HashSet<&'m PackageId> {
        let mut reached = HashSet::new();
        let mut next = from.to_vec();
        while let Some(id) = next.pop() {
            if reached.insert(id) {
                next.extend(self.below(id));
            }
        }
        reached
    }

    /// Returns the sizes of the packages' libraries, the largest first. Two versions of a package have one name in the binary and count as one.
    fn sizes(&self, ids: &HashSet<&PackageId>, bytes: &HashMap<String, u64>) -> Vec<CrateSize> {
        let mut names: Vec<String> = ids
            .iter()
            .filter_map(|id| {
                let mut targets = self.packages.get(*id)?.targets.iter();
                let is_library = |kind: &TargetKind| {
                    !matches!(
                        kind,
                        TargetKind::CustomBuild
                            | TargetKind::Bin
                            | TargetKind::Test
                            | TargetKind::Example
                            | TargetKind::Bench
                    )
                };
                let library = targets.find(|target| target.kind.iter().all(is_library))?;
                Some(library.name.replace('-', "_"))
            })
            .collect();
        names.sort();
        names.dedup();
        let mut sizes: Vec<CrateSize> = names
            .into_iter()
            .filter_map(|name| {
                let bytes = *bytes.get(&name)?;
                Some(CrateSize { name, bytes })
            })
            .collect();
        sizes.sort_by(|one, other| other.bytes.cmp(&one.bytes).then(one.name.cmp(&other.name)));
        sizes
    }
}
