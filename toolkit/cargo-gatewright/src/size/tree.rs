//! The tree of a function's dependencies, as cargo resolved it.

use crate::report::CrateSize;
use crate::workspace::normal_dependencies;
use cargo_metadata::{Metadata, PackageId, TargetKind};
use std::collections::{HashMap, HashSet};

pub(super) struct Tree<'m> {
    pub(super) packages: HashMap<&'m PackageId, &'m cargo_metadata::Package>,
    below: HashMap<&'m PackageId, Vec<&'m PackageId>>,
}

/// A dependency of one package on another.
pub(super) type Edge<'m> = (&'m PackageId, &'m PackageId);

impl<'m> Tree<'m> {
    pub(super) fn of(metadata: &'m Metadata) -> Self {
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

    pub(super) fn below(&self, id: &PackageId) -> Vec<&'m PackageId> {
        let mut below = self.below.get(id).cloned().unwrap_or_default();
        below.sort();
        below.dedup();
        below
    }

    pub(super) fn name(&self, id: &PackageId) -> &'m str {
        self.packages
            .get(id)
            .map_or("", |package| package.name.as_str())
    }

    /// Returns these packages and all below them.
    pub(super) fn reached(&self, from: &[&'m PackageId]) -> HashSet<&'m PackageId> {
        self.reached_without(from, &HashSet::new())
    }

    /// Returns these packages and all below them that are reached without these dependencies.
    pub(super) fn reached_without(
        &self,
        from: &[&'m PackageId],
        without: &HashSet<Edge<'m>>,
    ) -> HashSet<&'m PackageId> {
        let mut reached = HashSet::new();
        let mut next = from.to_vec();
        while let Some(id) = next.pop() {
            if reached.insert(id) {
                let below = self.below(id).into_iter();
                next.extend(below.filter(|other| !without.contains(&(id, *other))));
            }
        }
        reached
    }

    /// Returns the crates that only these dependencies bring in below `root`, with their bytes, the largest first.
    pub(super) fn only_through(
        &self,
        root: &'m PackageId,
        edges: &HashSet<Edge<'m>>,
        bytes: &HashMap<String, u64>,
    ) -> Vec<CrateSize> {
        let all = self.reached(&[root]);
        let kept = self.reached_without(&[root], edges);
        let gone: HashSet<&PackageId> = all.difference(&kept).copied().collect();
        // Two versions of a package have one name in the binary. If one of them stays, the bytes of the name are not counted.
        let staying: HashSet<String> = kept.iter().filter_map(|id| self.library(id)).collect();
        let mut sizes = self.sizes(&gone, bytes);
        sizes.retain(|size| !staying.contains(&size.name));
        sizes
    }

    /// Returns the sizes of the packages' libraries, the largest first. Two versions of a package have one name in the binary and count as one.
    pub(super) fn sizes(
        &self,
        ids: &HashSet<&PackageId>,
        bytes: &HashMap<String, u64>,
    ) -> Vec<CrateSize> {
        let mut names: Vec<String> = ids.iter().filter_map(|id| self.library(id)).collect();
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

    /// The name of a package's library in symbols.
    fn library(&self, id: &PackageId) -> Option<String> {
        let mut targets = self.packages.get(id)?.targets.iter();
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
    }
}
