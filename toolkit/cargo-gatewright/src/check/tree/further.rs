//! What comes in through others.

use super::{Told, place, starts_threads};
use crate::check::plan::is_platform;
use crate::check::report::{Finding, Level, Pass};
use crate::check::workspace::{Package, Workspace, normal_dependencies};
use cargo_metadata::{Metadata, PackageId};
use gatewright_discipline::{Manifest, Rule};
use std::collections::{HashMap, HashSet, VecDeque};

/// What cargo resolved for a function.
pub(super) struct Tree<'m> {
    pub(super) metadata: &'m Metadata,
    pub(super) root: &'m PackageId,
    /// The packages whose source is judged with it: what their manifests name was judged there.
    pub(super) judged: Vec<&'m PackageId>,
}

/// A package, and the shortest way that leads to it, itself and the function included.
type Way<'m> = Vec<&'m PackageId>;

/// Reports what the manifest bans, and notes what is made for threads, each with the way by which it comes in.
pub(super) fn judge(
    workspace: &Workspace,
    package: &Package,
    manifest: &Manifest,
    tree: &Tree,
    told: &mut Told,
) {
    let names = tree.names();
    let all = tree.ways(|_| true);
    told.packages = all.len();
    let is_banned = |name: &str| manifest.settings.banned.iter().any(|one| one == name);
    let mut say = |way: &Way, level, rule: Rule, what: &str, line: Option<usize>, help: &str| {
        let path: Vec<&str> = way.iter().map(|id| names[id]).collect();
        let name = path[path.len() - 1];
        told.findings.push(Finding {
            rule,
            level,
            pass: Pass::Dependencies,
            package: package.name.clone(),
            place: place(workspace, package, line.unwrap_or(1)),
            headline: format!("`{name}`, which {what}, comes in: {}", path.join(" -> ")),
            help: help.to_owned(),
            note: rule.note(),
        });
    };
    // The function's own manifest is judged on its own.
    for way in all.iter().filter(|way| way.len() > 2) {
        let name = names[way[way.len() - 1]];
        if is_banned(name) {
            let line = manifest.settings.line_of(name);
            say(
                way,
                Level::Error,
                Rule::HeavyDependency,
                "the manifest bans",
                line,
                BANNED,
            );
        }
    }
    // What the runtime brings is not the function's choice.
    let chosen = tree.ways(|id| !is_platform(names[id]));
    for way in chosen.iter().filter(|way| way.len() > 2) {
        let name = names[way[way.len() - 1]];
        let above = &way[1..way.len() - 1];
        // What lies below such a package is part of it, and what a judged package names itself is an error already.
        let is_told = above.iter().any(|id| starts_threads(names[id]))
            || tree.judged.contains(&way[way.len() - 2]);
        if starts_threads(name) && !is_told && !is_banned(name) {
            let first = names[way[1]];
            let mut dependencies = manifest.dependencies.iter();
            let line = dependencies
                .find(|one| one.package == first)
                .map(|one| one.line);
            say(
                way,
                Level::Note,
                Rule::Threading,
                "is made for threads",
                line,
                FOR_THREADS,
            );
        }
    }
}

const BANNED: &str = "remove the dependency that brings it, turn off the feature that does, or remove it from `banned`";
const FOR_THREADS: &str = "nothing to do unless it starts threads: what your own code reaches of it is judged there; \
                           `banned` in `[package.metadata.gatewright]` makes it an error";

impl<'m> Tree<'m> {
    fn names(&self) -> HashMap<&'m PackageId, &'m str> {
        let packages = self.metadata.packages.iter();
        packages
            .map(|package| (&package.id, package.name.as_str()))
            .collect()
    }

    /// Every package of the tree, nearest first, by ways through packages that `enter` says to look below.
    fn ways(&self, enter: impl Fn(&PackageId) -> bool) -> Vec<Way<'m>> {
        let resolve = self.metadata.resolve.iter();
        let nodes: HashMap<&PackageId, _> = resolve
            .flat_map(|resolve| &resolve.nodes)
            .map(|node| (&node.id, node))
            .collect();
        let mut found: Vec<Way> = Vec::new();
        let mut seen = HashSet::from([self.root]);
        let mut next = VecDeque::from([vec![self.root]]);
        while let Some(way) = next.pop_front() {
            let id = way[way.len() - 1];
            if way.len() > 1 && !enter(id) {
                continue;
            }
            for (_, dependency) in nodes
                .get(id)
                .into_iter()
                .flat_map(|node| normal_dependencies(node))
            {
                if seen.insert(dependency) {
                    let longer: Way = way.iter().copied().chain([dependency]).collect();
                    next.push_back(longer.clone());
                    found.push(longer);
                }
            }
        }
        found
    }
}
