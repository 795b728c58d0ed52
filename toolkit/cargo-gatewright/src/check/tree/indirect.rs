//! Dependencies of dependencies.

use super::outcome::{Outcome, place};
use crate::report::{Finding, Level, Pass};
use crate::workspace::{Package, Workspace, is_platform, normal_dependencies};
use cargo_metadata::{Metadata, PackageId};
use gatewright_discipline::{Manifest, Rule, refused_crate};
use std::collections::{HashMap, HashSet, VecDeque};

/// The tree that cargo resolved for a function.
pub(crate) struct Tree<'m> {
    pub(crate) metadata: &'m Metadata,
    pub(crate) root: &'m PackageId,
    /// The packages that a build of the function has.
    pub(crate) built: HashSet<&'m PackageId>,
    /// The packages whose source is checked with it. Their direct dependencies are checked already.
    pub(crate) checked: Vec<&'m PackageId>,
}

/// The shortest path from the function to a package, both included.
type Path<'m> = Vec<&'m PackageId>;

/// Reports packages that the manifest bans, and notes packages that are made for threads, each with the path that brings it in.
pub(crate) fn check(
    workspace: &Workspace,
    package: &Package,
    manifest: &Manifest,
    tree: &Tree,
    outcome: &mut Outcome,
) {
    let names = tree.names();
    let all = tree.paths(|_| true);
    outcome.packages = all.len();
    let is_banned = |name: &str| manifest.settings.banned.iter().any(|one| one == name);
    let mut say = |path: &Path, level, rule: Rule, what: &str, line: Option<usize>, help: &str| {
        let path: Vec<&str> = path.iter().map(|id| names[id]).collect();
        let name = path[path.len() - 1];
        outcome.findings.push(Finding {
            rule,
            level,
            pass: Pass::Dependencies,
            package: package.name.clone(),
            place: place(workspace, package, line.unwrap_or(1)),
            headline: format!(
                "`{name}`, which {what}, is an indirect dependency: {}",
                path.join(" -> ")
            ),
            help: help.to_owned(),
            note: rule.note(),
        });
    };
    // Direct dependencies are checked separately.
    for path in all.iter().filter(|path| path.len() > 2) {
        let name = names[path[path.len() - 1]];
        if is_banned(name) {
            let line = manifest.settings.line_of(name);
            say(
                path,
                Level::Error,
                Rule::HeavyDependency,
                "the manifest bans",
                line,
                BANNED,
            );
        }
    }
    // The function does not choose the dependencies of its runtime.
    let chosen = tree.paths(|id| !is_platform(names[id]));
    for path in chosen.iter().filter(|path| path.len() > 2) {
        let name = names[path[path.len() - 1]];
        let above = &path[1..path.len() - 1];
        // A package below one that is reported is part of it. A direct dependency of a checked package is an error already.
        let is_reported = above.iter().any(|id| starts_threads(names[id]))
            || tree.checked.contains(&path[path.len() - 2]);
        if starts_threads(name) && !is_reported && !is_banned(name) {
            let first = names[path[1]];
            let mut dependencies = manifest.dependencies.iter();
            let line = dependencies
                .find(|one| one.package == first)
                .map(|one| one.line);
            say(
                path,
                Level::Note,
                Rule::Threading,
                "is made for threads",
                line,
                FOR_THREADS,
            );
        }
    }
}

const BANNED: &str =
    "remove the dependency or turn off the feature that brings it in, or remove it from `banned`";
const FOR_THREADS: &str = "nothing to do unless it starts threads: uses in your own code are checked separately. \
                           `banned` in `[package.metadata.gatewright]` makes it an error";

impl<'m> Tree<'m> {
    fn names(&self) -> HashMap<&'m PackageId, &'m str> {
        let packages = self.metadata.packages.iter();
        packages
            .map(|package| (&package.id, package.name.as_str()))
            .collect()
    }

    /// Returns the path to every package of the tree, nearest first, through packages that `enter` accepts.
    fn paths(&self, enter: impl Fn(&PackageId) -> bool) -> Vec<Path<'m>> {
        let resolve = self.metadata.resolve.iter();
        let nodes: HashMap<&PackageId, _> = resolve
            .flat_map(|resolve| &resolve.nodes)
            .map(|node| (&node.id, node))
            .collect();
        let mut found: Vec<Path> = Vec::new();
        let mut seen = HashSet::from([self.root]);
        let mut next = VecDeque::from([vec![self.root]]);
        while let Some(path) = next.pop_front() {
            let id = path[path.len() - 1];
            if path.len() > 1 && !enter(id) {
                continue;
            }
            for (_, dependency) in nodes
                .get(id)
                .into_iter()
                .flat_map(|node| normal_dependencies(node))
            {
                if self.built.contains(dependency) && seen.insert(dependency) {
                    let longer: Path = path.iter().copied().chain([dependency]).collect();
                    next.push_back(longer.clone());
                    found.push(longer);
                }
            }
        }
        found
    }
}

fn starts_threads(package: &str) -> bool {
    // Every user of `futures` depends on its executor, and few call it.
    package != "futures-executor"
        && refused_crate(package).is_some_and(|(rule, ..)| rule == Rule::Threading)
}
