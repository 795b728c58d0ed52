//! The features of packages, as cargo resolves them: those that the packages above ask for, and those that these turn on.
//! <https://doc.rust-lang.org/cargo/reference/features.html>

use super::package::Dependency;
use super::{Value, lookup};
use std::collections::{BTreeMap, BTreeSet};
use toml::de::DeTable;

/// The feature that a dependency turns on unless it says `default-features = false`.
const DEFAULT: &str = "default";

/// `[features]`: the names, and the features that each turns on.
pub type Features = BTreeMap<String, Vec<String>>;

/// The features of a package that are on, and their effect on its dependencies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Enabled {
    /// The features that are on.
    pub features: BTreeSet<String>,
    /// The keys of the optional dependencies that are on.
    pub dependencies: BTreeSet<String>,
    /// The features that they turn on in dependencies, by the key of the dependency.
    pub of_dependencies: BTreeMap<String, BTreeSet<String>>,
}

impl Enabled {
    /// Returns the features that are on in a package with the table `features` if `asked` are asked for.
    pub fn of(
        features: &Features,
        dependencies: &[Dependency],
        asked: impl IntoIterator<Item = String>,
    ) -> Self {
        let mut enabled = Self::default();
        let mut next: Vec<String> = asked.into_iter().collect();
        let is_optional = |key: &str| {
            dependencies
                .iter()
                .any(|one| one.key == key && one.optional)
        };
        while let Some(asked) = next.pop() {
            if let Some(key) = asked.strip_prefix("dep:") {
                enabled.dependencies.insert(key.to_owned());
                continue;
            }
            if let Some((key, feature)) = asked.split_once('/') {
                // `name?/feature` does not turn the dependency on.
                let (key, turns_on) = key
                    .strip_suffix('?')
                    .map_or((key, true), |key| (key, false));
                let of = enabled.of_dependencies.entry(key.to_owned()).or_default();
                of.insert(feature.to_owned());
                if turns_on && is_optional(key) {
                    next.push(implicit(features, key));
                }
                continue;
            }
            if enabled.features.insert(asked.clone()) {
                match features.get(&asked) {
                    Some(more) => next.extend(more.iter().cloned()),
                    // An optional dependency is a feature of the same name.
                    None if is_optional(&asked) => {
                        enabled.dependencies.insert(asked);
                    }
                    None => {}
                }
            }
        }
        // A package without the feature `default` has none to turn on.
        if !features.contains_key(DEFAULT) {
            enabled.features.remove(DEFAULT);
        }
        enabled
    }

    /// Returns the features that the package asks a dependency for; `None` if the dependency is off.
    pub fn asks(&self, dependency: &Dependency) -> Option<BTreeSet<String>> {
        if dependency.optional && !self.dependencies.contains(&dependency.key) {
            return None;
        }
        let mut asked: BTreeSet<String> = dependency.features.iter().cloned().collect();
        if dependency.default_features {
            asked.insert(DEFAULT.to_owned());
        }
        asked.extend(
            self.of_dependencies
                .get(&dependency.key)
                .into_iter()
                .flatten()
                .cloned(),
        );
        Some(asked)
    }
}

/// The feature that turns an optional dependency on: its own name, or `dep:name` if the table only has that.
fn implicit(features: &Features, key: &str) -> String {
    let with_prefix = format!("dep:{key}");
    let is_explicit = features.values().flatten().any(|one| *one == with_prefix);
    if is_explicit {
        with_prefix
    } else {
        key.to_owned()
    }
}

/// Reads `[features]`.
pub(super) fn table(manifest: &DeTable) -> Features {
    let entries = lookup(manifest, &["features"]).and_then(|table| table.get_ref().as_table());
    entries
        .into_iter()
        .flatten()
        .map(|(name, more)| (name.get_ref().to_string(), strings(Some(more))))
        .collect()
}

pub(super) fn strings(value: Option<&Value<'_>>) -> Vec<String> {
    let array = value.and_then(|value| value.get_ref().as_array());
    let texts = array.into_iter().flatten().filter_map(super::text_of);
    texts.map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(entries: &[(&str, &[&str])]) -> Features {
        let owned = |list: &[&str]| list.iter().map(|one| (*one).to_owned()).collect();
        entries
            .iter()
            .map(|(name, more)| ((*name).to_owned(), owned(more)))
            .collect()
    }

    fn dependency(
        key: &str,
        optional: bool,
        features: &[&str],
        default_features: bool,
    ) -> Dependency {
        Dependency {
            key: key.to_owned(),
            name: key.replace('-', "_"),
            package: key.to_owned(),
            folder: None,
            optional,
            features: features.iter().map(|one| (*one).to_owned()).collect(),
            default_features,
            line: 1,
        }
    }

    fn set(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|one| (*one).to_owned()).collect()
    }

    fn enabled(features: &Features, dependencies: &[Dependency], asked: &[&str]) -> Enabled {
        Enabled::of(features, dependencies, set(asked))
    }

    #[test]
    fn features_turn_on_others() {
        let features = table(&[
            ("default", &["a"]),
            ("a", &["b"]),
            ("b", &[]),
            ("c", &["a"]),
        ]);
        assert_eq!(
            enabled(&features, &[], &["default"]).features,
            set(&["default", "a", "b"])
        );
        assert_eq!(
            enabled(&features, &[], &["c"]).features,
            set(&["a", "b", "c"])
        );
        assert_eq!(enabled(&features, &[], &[]).features, set(&[]));
        assert_eq!(enabled(&table(&[]), &[], &["default"]).features, set(&[]));
    }

    /// The cases of <https://doc.rust-lang.org/cargo/reference/features.html#dependency-features>.
    #[test]
    fn features_of_dependencies_are_passed_on() {
        let features = table(&[
            ("jpeg", &["image/jpeg"]),
            ("maybe", &["gif?/fast"]),
            ("avif", &["dep:ravif", "dep:rgb"]),
        ]);
        let image = dependency("image", false, &["png"], false);
        let gif = dependency("gif", true, &[], true);
        let ravif = dependency("ravif", true, &[], true);
        let all = [image.clone(), gif.clone(), ravif.clone()];
        let on = enabled(&features, &all, &["jpeg", "maybe"]);
        assert_eq!(on.asks(&image), Some(set(&["png", "jpeg"])));
        assert_eq!(on.asks(&gif), None);
        let on = enabled(&features, &all, &["maybe", "gif", "avif"]);
        assert_eq!(on.asks(&gif), Some(set(&["default", "fast"])));
        assert_eq!(on.asks(&ravif), Some(set(&["default"])));
        assert_eq!(on.asks(&image), Some(set(&["png"])));
    }

    #[test]
    fn feature_of_an_optional_dependency_turns_it_on() {
        let serde = dependency("serde", true, &[], true);
        let features = table(&[("json", &["serde/derive"])]);
        let on = enabled(&features, std::slice::from_ref(&serde), &["json"]);
        assert_eq!(on.asks(&serde), Some(set(&["default", "derive"])));
        assert_eq!(on.features, set(&["json", "serde"]));
        let hidden = table(&[("json", &["serde/derive"]), ("other", &["dep:serde"])]);
        let on = enabled(&hidden, std::slice::from_ref(&serde), &["json"]);
        assert_eq!(on.asks(&serde), Some(set(&["default", "derive"])));
        assert_eq!(on.features, set(&["json"]));
    }
}
