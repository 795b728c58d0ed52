//! The `#[cfg]` conditions of the build that is judged.

use std::collections::HashSet;
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, ExprLit, Lit, Meta, Token};

/// Attributes that make a function a test, by their last segment.
const TESTS: [&str; 4] = ["test", "bench", "rstest", "test_case"];

/// Conditions that rustc sets by itself, and not on its command line, and that a function's build may have or not.
const BUILT_IN: [&str; 6] = [
    "debug_assertions",
    "panic",
    "overflow_checks",
    "ub_checks",
    "relocation_model",
    "fmt_debug",
];

/// Whether a condition about the target holds on Lambda: Linux on x86-64 or arm64, built with glibc or musl. `None` if it is not about
/// the target, or differs between those.
///
/// <https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html>,
/// <https://doc.rust-lang.org/reference/conditional-compilation.html>
fn on_lambda(name: &str, value: Option<&str>) -> Option<bool> {
    let one_of = |possible: &[&str]| {
        let is_possible = value.is_some_and(|value| possible.contains(&value));
        if is_possible { None } else { Some(false) }
    };
    match (name, value) {
        ("unix" | "target_thread_local" | "target_has_atomic", None)
        | ("target_has_atomic", Some("8" | "16" | "32" | "64" | "ptr")) => Some(true),
        ("windows" | "wasm" | "miri" | "proc_macro", None) => Some(false),
        ("target_os", Some(value)) => Some(value == "linux"),
        ("target_family", Some(value)) => Some(value == "unix"),
        ("target_endian", Some(value)) => Some(value == "little"),
        ("target_pointer_width", Some(value)) => Some(value == "64"),
        ("target_arch", Some(_)) => one_of(&["x86_64", "aarch64"]),
        ("target_env", Some(_)) => one_of(&["gnu", "musl"]),
        ("target_vendor", Some(_)) => one_of(&["unknown", "amazon"]),
        _ => None,
    }
}

/// The conditions of a build: features and names that `--cfg` sets.
///
/// Tests are never part of it. Conditions about the target (`unix`, `target_os`) hold if they hold on Lambda, unless they are set
/// here. Code under an undecided condition is read, and so is code under its negation.
#[derive(Clone, Debug, Default)]
pub struct CfgSet {
    set: HashSet<(String, Option<String>)>,
    /// Every condition but `test` and the target is undecided unless it is set.
    undecided: bool,
    /// The features are known although the build is undecided.
    features_known: bool,
}

impl CfgSet {
    /// Returns a build of which nothing is known.
    pub fn undecided() -> Self {
        Self {
            undecided: true,
            ..Self::default()
        }
    }

    /// Returns a build of which only the features are known. Build scripts and `RUSTFLAGS` may set other conditions, so those are
    /// undecided.
    pub fn of_features(features: impl IntoIterator<Item = String>) -> Self {
        let set = features
            .into_iter()
            .map(|feature| ("feature".to_owned(), Some(feature)));
        Self {
            set: set.collect(),
            undecided: true,
            features_known: true,
        }
    }

    /// Returns the conditions of a rustc command line: the argument of each `--cfg`, as `name` or `name="value"`.
    ///
    /// ```
    /// use gatewright_discipline::CfgSet;
    /// let cfg = CfgSet::from_args(["--edition=2024", "--cfg", "feature=\"local\""].map(String::from));
    /// assert!(cfg.is_set("feature", Some("local")));
    /// ```
    pub fn from_args(args: impl IntoIterator<Item = String>) -> Self {
        let mut cfg = Self::default();
        let mut args = args.into_iter();
        while let Some(arg) = args.next() {
            let condition = match arg.strip_prefix("--cfg") {
                Some("") => args.next(),
                Some(rest) => rest.strip_prefix('=').map(str::to_owned),
                None => None,
            };
            if let Some(condition) = condition {
                match condition.split_once('=') {
                    Some((name, value)) => {
                        cfg.insert(name.trim(), Some(value.trim().trim_matches('"')));
                    }
                    None => cfg.insert(condition.trim(), None),
                }
            }
        }
        cfg
    }

    /// Sets `name`, or `name = "value"`.
    pub fn insert(&mut self, name: &str, value: Option<&str>) {
        self.set.insert((name.to_owned(), value.map(str::to_owned)));
    }

    /// Returns whether `name`, or `name = "value"`, is set.
    pub fn is_set(&self, name: &str, value: Option<&str>) -> bool {
        self.set
            .contains(&(name.to_owned(), value.map(str::to_owned)))
    }

    /// Returns whether these attributes keep their item out of the build, as those of tests do.
    pub fn leaves_out(&self, attrs: &[Attribute]) -> bool {
        attrs.iter().any(|attr| {
            let path = attr.path();
            if path.is_ident("cfg") {
                return attr
                    .parse_args::<Meta>()
                    .is_ok_and(|predicate| self.is_false(&predicate));
            }
            let Some(last) = path.segments.last() else {
                return false;
            };
            TESTS.iter().any(|test| last.ident == test)
        })
    }

    /// Whether the predicate is known not to hold.
    pub(crate) fn is_false(&self, predicate: &Meta) -> bool {
        self.holds(predicate) == Some(false)
    }

    /// Whether the predicate holds; `None` if that is undecided.
    pub(crate) fn holds(&self, predicate: &Meta) -> Option<bool> {
        match predicate {
            Meta::Path(path) => self.decide(&path.get_ident()?.to_string(), None),
            Meta::NameValue(pair) => match &pair.value {
                Expr::Lit(ExprLit {
                    lit: Lit::Str(value),
                    ..
                }) => self.decide(&pair.path.get_ident()?.to_string(), Some(&value.value())),
                _ => None,
            },
            Meta::List(list) => {
                let inner = list
                    .parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated)
                    .ok()?;
                let each: Vec<Option<bool>> = inner.iter().map(|one| self.holds(one)).collect();
                let decisive = |value: bool| {
                    if each.contains(&Some(value)) {
                        Some(value)
                    } else if each.contains(&None) {
                        None
                    } else {
                        Some(!value)
                    }
                };
                match list.path.get_ident()?.to_string().as_str() {
                    "all" => decisive(false),
                    "any" => decisive(true),
                    "not" => each.first().copied().flatten().map(|held| !held),
                    _ => None,
                }
            }
        }
    }

    fn decide(&self, name: &str, value: Option<&str>) -> Option<bool> {
        match (name, value) {
            ("test" | "doctest" | "doc" | "false", None) => Some(false),
            ("true", None) => Some(true),
            _ if self.is_set(name, value) => Some(true),
            ("feature", Some(_)) if self.features_known => Some(false),
            _ if on_lambda(name, value).is_some() => on_lambda(name, value),
            _ if self.undecided || name.starts_with("target_") || BUILT_IN.contains(&name) => None,
            _ => Some(false),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left_out(cfg: &CfgSet, item: &str) -> bool {
        cfg.leaves_out(&syn::parse_str::<syn::ItemFn>(item).expect("an item").attrs)
    }

    #[test]
    fn undecided_build_leaves_out_only_tests() {
        let cfg = CfgSet::undecided();
        assert!(left_out(&cfg, "#[cfg(test)] fn f() {}"));
        assert!(left_out(&cfg, "#[cfg(all(unix, test))] fn f() {}"));
        assert!(left_out(
            &cfg,
            "#[cfg(any(test, all(test, unix)))] fn f() {}"
        ));
        assert!(left_out(&cfg, "#[cfg(not(not(test)))] fn f() {}"));
        assert!(left_out(&cfg, "#[tokio::test] async fn f() {}"));
        assert!(!left_out(&cfg, "#[cfg(any(test, unix))] fn f() {}"));
        assert!(!left_out(&cfg, "#[cfg(not(test))] fn f() {}"));
        assert!(!left_out(&cfg, "#[cfg(feature = \"test\")] fn f() {}"));
    }

    #[test]
    fn known_features_leave_other_conditions_undecided() {
        let cfg = CfgSet::of_features(["a".to_owned()]);
        assert!(!left_out(&cfg, "#[cfg(feature = \"a\")] fn f() {}"));
        assert!(left_out(&cfg, "#[cfg(not(feature = \"a\"))] fn f() {}"));
        assert!(left_out(&cfg, "#[cfg(feature = \"b\")] fn f() {}"));
        assert!(!left_out(&cfg, "#[cfg(has_atomics)] fn f() {}"));
        assert!(!left_out(&cfg, "#[cfg(not(has_atomics))] fn f() {}"));
    }

    #[test]
    fn command_line_decides_all_conditions() {
        let cfg = CfgSet::from_args(["--cfg", "feature=\"a\"", "--cfg=fast"].map(str::to_owned));
        assert!(!left_out(&cfg, "#[cfg(feature = \"a\")] fn f() {}"));
        assert!(left_out(&cfg, "#[cfg(feature = \"b\")] fn f() {}"));
        assert!(left_out(&cfg, "#[cfg(not(fast))] fn f() {}"));
        assert!(left_out(&cfg, "#[cfg(slow)] fn f() {}"));
        assert!(!left_out(&cfg, "#[cfg(debug_assertions)] fn f() {}"));
        assert!(!left_out(&cfg, "#[cfg(not(debug_assertions))] fn f() {}"));
    }

    /// Lambda runs Linux on x86-64 and arm64:
    /// <https://docs.aws.amazon.com/lambda/latest/dg/foundation-arch.html>
    #[test]
    fn conditions_about_other_targets_do_not_hold() {
        for cfg in [CfgSet::undecided(), CfgSet::from_args([])] {
            for predicate in [
                "windows",
                "not(unix)",
                "target_os = \"macos\"",
                "not(target_os = \"linux\")",
                "target_family = \"wasm\"",
                "target_arch = \"wasm32\"",
                "all(unix, target_arch = \"arm\")",
                "target_pointer_width = \"32\"",
                "target_endian = \"big\"",
                "target_env = \"msvc\"",
                "not(target_has_atomic = \"64\")",
                "miri",
            ] {
                assert!(
                    left_out(&cfg, &format!("#[cfg({predicate})] fn f() {{}}")),
                    "{predicate}"
                );
            }
            for predicate in [
                "unix",
                "target_os = \"linux\"",
                "any(windows, target_os = \"linux\")",
                "target_arch = \"aarch64\"",
                "not(target_arch = \"aarch64\")",
                "target_env = \"musl\"",
                "not(target_env = \"musl\")",
                "not(target_arch = \"wasm32\")",
            ] {
                assert!(
                    !left_out(&cfg, &format!("#[cfg({predicate})] fn f() {{}}")),
                    "{predicate}"
                );
            }
        }
    }

    #[test]
    fn target_of_the_command_line_takes_precedence() {
        let cfg = CfgSet::from_args(["--cfg", "windows"].map(str::to_owned));
        assert!(!left_out(&cfg, "#[cfg(windows)] fn f() {}"));
    }

    /// rustc reports these itself. The code below them is read, so nothing in it is missed.
    #[test]
    fn code_under_unknown_predicates_is_read() {
        for predicate in [
            "version(\"1.80\")",
            "accessible(::std::mem)",
            "target(os = \"windows\")",
            "feature = 1",
            "not()",
            "a::b",
            "feature(",
        ] {
            let attribute = format!("#[cfg({predicate})] fn f() {{}}");
            // An attribute whose brackets do not match is not Rust.
            let Ok(item) = syn::parse_str::<syn::ItemFn>(&attribute) else {
                continue;
            };
            assert!(!CfgSet::undecided().leaves_out(&item.attrs), "{predicate}");
            assert!(
                !CfgSet::from_args([]).leaves_out(&item.attrs),
                "{predicate}"
            );
        }
    }
}
