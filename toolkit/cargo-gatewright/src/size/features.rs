//! The crates that a feature brings in: those of the function's package, and those that its manifest turns on in a direct dependency.
//!
//! A feature may also turn on code in crates that stay. Those bytes are not known without another build, so a figure is a lower bound.

use super::tree::{Edge, Tree};
use crate::report::{Removable, RemovableKind};
use crate::workspace::Workspace;
use cargo_metadata::{Dependency, DependencyKind, Package, PackageId};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

type Features = BTreeSet<String>;

/// Returns the features whose crates are in the binary, with these crates.
pub(super) fn of(
    workspace: &Workspace,
    package: usize,
    bytes: &HashMap<String, u64>,
) -> Vec<Removable> {
    let (Some(metadata), Some(root)) = (&workspace.resolved, &workspace.packages[package].id)
    else {
        return Vec::new();
    };
    let tree = Tree::of(metadata);
    let nodes = metadata.resolve.iter().flat_map(|resolve| &resolve.nodes);
    let enabled: HashMap<&PackageId, Features> = nodes
        .map(|node| {
            let features = node.features.iter().map(ToString::to_string);
            (&node.id, features.collect())
        })
        .collect();
    let Some(own) = tree.packages.get(root) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let mut add = |id: &PackageId, feature: &str, after: &Features, before: &Features| {
        let Some(of) = tree.packages.get(id) else {
            return;
        };
        let edges = lost(&tree, of, before, after);
        let crates = tree.only_through(root, &edges, bytes);
        let bytes: u64 = crates.iter().map(|size| size.bytes).sum();
        if bytes > 0 {
            found.push(Removable {
                kind: RemovableKind::Feature,
                name: feature.to_owned(),
                place: of.name.to_string(),
                bytes,
                crates,
            });
        }
    };
    let none = Features::new();
    let features = enabled.get(root).unwrap_or(&none);
    for feature in features.iter().filter(|one| *one != "default") {
        let after = without(&own.features, features, feature);
        add(root, feature, &after, features);
    }
    for id in tree.below(root) {
        let Some(of) = tree.packages.get(id) else {
            continue;
        };
        let before = enabled.get(id).unwrap_or(&none);
        let (mut requested, mut others) = (Features::new(), Features::new());
        for (user, features) in &enabled {
            let Some(package) = tree.packages.get(*user) else {
                continue;
            };
            let to = if *user == root {
                &mut requested
            } else {
                &mut others
            };
            to.extend(requests(package, features, of));
        }
        // The manifest can name the features that `default` stands for.
        if requested.remove("default") {
            let members = of.features.get("default").into_iter().flatten();
            requested.extend(
                members
                    .filter(|member| of.features.contains_key(*member))
                    .cloned(),
            );
        }
        for feature in &requested {
            let mut kept = others.clone();
            kept.extend(requested.iter().filter(|one| *one != feature).cloned());
            let after = closed(&of.features, kept);
            add(id, feature, &after, before);
        }
    }
    found.sort_by(|one, other| other.bytes.cmp(&one.bytes).then(one.name.cmp(&other.name)));
    found
}

/// The features of `of` that a package asks for.
fn requests(package: &Package, enabled: &Features, of: &Package) -> Features {
    let mut asked = Features::new();
    let active = optional(package, enabled);
    for dependency in &package.dependencies {
        let is_used = dependency.kind == DependencyKind::Normal
            && dependency.name == of.name.as_str()
            && (!dependency.optional || active.contains(key(dependency)));
        if !is_used {
            continue;
        }
        asked.extend(dependency.features.iter().cloned());
        if dependency.uses_default_features {
            asked.insert("default".to_owned());
        }
        let values = enabled.iter().filter_map(|name| package.features.get(name));
        for value in values.flatten() {
            if let Some((name, feature)) = value.split_once('/')
                && name.trim_end_matches('?') == key(dependency)
            {
                asked.insert(feature.to_owned());
            }
        }
    }
    asked
}

/// The name of a dependency in its manifest.
fn key(dependency: &Dependency) -> &str {
    dependency.rename.as_deref().unwrap_or(&dependency.name)
}

/// The optional dependencies that features turn on, by their names in the manifest.
fn optional<'p>(package: &'p Package, enabled: &Features) -> BTreeSet<&'p str> {
    let values = enabled.iter().filter_map(|name| package.features.get(name));
    values
        .flatten()
        .filter_map(
            |value| match (value.strip_prefix("dep:"), value.split_once('/')) {
                (Some(name), _) => Some(name),
                (None, Some((name, _))) if !name.ends_with('?') => Some(name),
                _ => None,
            },
        )
        .collect()
}

/// The dependencies of a package that are gone when only the features `after` are left.
fn lost<'m>(
    tree: &Tree<'m>,
    of: &'m Package,
    before: &Features,
    after: &Features,
) -> HashSet<Edge<'m>> {
    let (before, after) = (optional(of, before), optional(of, after));
    let gone: HashSet<&str> = of
        .dependencies
        .iter()
        .filter(|dependency| dependency.optional)
        .filter(|dependency| {
            let key = key(dependency);
            before.contains(key) && !after.contains(key)
        })
        .map(|dependency| dependency.name.as_str())
        .collect();
    let below = tree.below(&of.id).into_iter();
    below
        .filter(|id| gone.contains(tree.name(id)))
        .map(|id| (&of.id, id))
        .collect()
}

/// The features that these ones turn on, with themselves.
fn closed(table: &BTreeMap<String, Vec<String>>, features: Features) -> Features {
    let mut next: Vec<String> = features.into_iter().collect();
    let mut all = Features::new();
    while let Some(feature) = next.pop() {
        if let Some(more) = table.get(&feature)
            && all.insert(feature)
        {
            next.extend(more.iter().filter(|one| table.contains_key(*one)).cloned());
        }
    }
    all
}

/// The enabled features that are left without one: those that the others turn on.
fn without(table: &BTreeMap<String, Vec<String>>, enabled: &Features, gone: &str) -> Features {
    let mut shorter = table.clone();
    shorter.remove(gone);
    let implied: BTreeSet<&String> = enabled
        .iter()
        .filter_map(|name| table.get(name))
        .flatten()
        .collect();
    let first = enabled.iter().filter(|name| !implied.contains(name));
    closed(&shorter, first.cloned().collect())
}

#[cfg(test)]
mod tests {
    use super::{Features, closed, without};
    use std::collections::BTreeMap;

    fn set(names: &[&str]) -> Features {
        names.iter().map(ToString::to_string).collect()
    }

    fn table() -> BTreeMap<String, Vec<String>> {
        let rows: [(&str, &[&str]); 5] = [
            ("default", &["log", "mail"]),
            ("mail", &["tls", "dep:lettre"]),
            ("tls", &["dep:rustls"]),
            ("log", &["dep:log"]),
            ("pdf", &["tls"]),
        ];
        rows.map(|(name, values)| {
            let values = values.iter().map(ToString::to_string);
            (name.to_owned(), values.collect())
        })
        .into()
    }

    #[test]
    fn features_turn_on_others() {
        assert_eq!(closed(&table(), set(&["mail"])), set(&["mail", "tls"]));
    }

    #[test]
    fn feature_takes_those_that_only_it_turns_on() {
        let enabled = set(&["default", "log", "mail", "tls"]);
        assert_eq!(
            without(&table(), &enabled, "mail"),
            set(&["default", "log"])
        );
        let with_pdf = set(&["default", "log", "mail", "pdf", "tls"]);
        assert_eq!(
            without(&table(), &with_pdf, "mail"),
            set(&["default", "log", "pdf", "tls"])
        );
    }
}
