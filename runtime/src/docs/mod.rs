#![doc = include_str!("README.md")]

#[allow(
    clippy::needless_doctest_main,
    reason = "one of its examples is a build script"
)]
#[doc = include_str!("assets.md")]
pub mod assets {}
#[doc = include_str!("bodies.md")]
pub mod bodies {}
#[doc = include_str!("concurrent.md")]
pub mod concurrent {}
#[doc = include_str!("continuations.md")]
pub mod continuations {}
#[doc = include_str!("errors.md")]
pub mod errors {}
#[doc = include_str!("event_sources.md")]
pub mod event_sources {}
#[doc = include_str!("faults.md")]
pub mod faults {}
#[doc = include_str!("lazy_modules.md")]
pub mod lazy_modules {}
#[doc = include_str!("logs.md")]
pub mod logs {}
#[doc = include_str!("metrics.md")]
pub mod metrics {}
#[doc = include_str!("middleware.md")]
pub mod middleware {}
#[doc = include_str!("migration.md")]
pub mod migration {}
#[doc = include_str!("migration_steps.md")]
pub mod migration_steps {}
#[doc = include_str!("openapi.md")]
pub mod openapi {}
#[doc = include_str!("testing.md")]
pub mod testing {}
#[doc = include_str!("time.md")]
pub mod time {}
#[doc = include_str!("traces.md")]
pub mod traces {}
#[doc = include_str!("triggers.md")]
pub mod triggers {}

#[cfg(test)]
mod tests {
    const LIB: &str = include_str!("../lib.rs");

    /// The names that `lib.rs` re-exports: those of its `pub use` items, and the attributes of event sources.
    fn exported_names() -> Vec<&'static str> {
        let code = LIB.split("\npub use ").skip(1);
        let items = code.map(|rest| rest.split(';').next().unwrap_or_default());
        let names = items.flat_map(|item| match item.split_once('{') {
            Some((_, names)) => names.trim_end_matches('}').split(',').collect(),
            None => vec![item.rsplit("::").next().unwrap_or(item)],
        });
        let sources = gatewright_tables::SOURCES.iter();
        names
            .chain(sources.map(|source| source.attribute))
            .map(str::trim)
            .filter(|name| !name.is_empty())
            .collect()
    }

    fn front_page() -> String {
        LIB.lines()
            .filter(|line| line.starts_with("//!"))
            .collect::<Vec<_>>()
            .join("\n")
    }

    #[test]
    fn front_page_names_every_exported_item() {
        let (names, page) = (exported_names(), front_page());
        assert!(names.contains(&"StreamBody") && names.contains(&"sqs"));
        let is_named = |name: &str| {
            [
                format!("`{name}`"),
                format!("`#[{name}"),
                format!("`{name}("),
            ]
            .iter()
            .any(|form| page.contains(form))
        };
        let missing: Vec<_> = names.into_iter().filter(|name| !is_named(name)).collect();
        assert!(
            missing.is_empty(),
            "the front page in `lib.rs` does not name {missing:?}: add each to the table under \"I want to …\""
        );
    }

    #[test]
    fn front_page_names_every_feature() {
        let manifest = include_str!("../../Cargo.toml");
        let features = manifest
            .split_once("[features]")
            .and_then(|(_, rest)| rest.split_once("\n["))
            .map(|(features, _)| features)
            .expect("a section of features");
        let names: Vec<&str> = features
            .lines()
            .filter(|line| !line.starts_with([' ', '#', ']', '_']))
            .filter_map(|line| Some(line.split_once(" = ")?.0))
            .filter(|name| *name != "default")
            .collect();
        assert!(names.contains(&"local"), "{names:?}");
        let page = front_page();
        for name in names {
            assert!(
                page.contains(&format!("//! | `{name}` |")),
                "the table of features in `lib.rs` lacks `{name}`"
            );
        }
    }
}
