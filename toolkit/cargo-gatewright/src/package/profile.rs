//! The settings of `[profile.release]` that matter on Lambda.

use super::{Finding, Level};
use crate::error::CliError;
use std::path::Path;
use toml::de::{DeTable, DeValue};

/// Returns the faults of the release profile of the workspace in `root`.
pub(crate) fn findings(root: &Path) -> Result<Vec<Finding>, CliError> {
    let path = root.join("Cargo.toml");
    let manifest = std::fs::read_to_string(&path)
        .map_err(|error| CliError::new(format!("could not read `{}`: {error}", path.display())))?;
    let variable = |key: &str| std::env::var(format!("CARGO_PROFILE_RELEASE_{key}")).ok();
    Ok(of(&manifest, variable))
}

fn of(manifest: &str, variable: impl Fn(&str) -> Option<String>) -> Vec<Finding> {
    // Cargo has read the manifest before.
    let table = DeTable::parse(manifest).map(toml::Spanned::into_inner);
    let release = table.as_ref().ok().and_then(|table| {
        let profile = table.get("profile")?.get_ref().as_table()?;
        profile.get("release")?.get_ref().as_table()
    });
    let setting = |key: &str| -> Option<String> {
        variable(&key.to_uppercase().replace('-', "_")).or_else(|| {
            Some(match release?.get(key)?.get_ref() {
                DeValue::String(text) => text.to_string(),
                DeValue::Boolean(is) => is.to_string(),
                other => other
                    .as_integer()
                    .map(ToString::to_string)
                    .unwrap_or_default(),
            })
        })
    };
    let mut findings = Vec::new();
    if setting("panic").as_deref() == Some("abort") {
        findings.push(Finding {
            level: Level::Error,
            headline: "a panic ends the execution environment: the release profile has `panic = \"abort\"`"
                .to_owned(),
            help: "write `panic = \"unwind\"` in `[profile.release]`".to_owned(),
            note: "with `unwind`, the invocation fails with an error and the environment serves the next one"
                .to_owned(),
        });
    }
    let smaller = [
        ("lto", ["fat", "true"].as_slice(), "lto = \"fat\""),
        ("codegen-units", &["1"], "codegen-units = 1"),
        ("strip", &["true", "symbols"], "strip = true"),
    ];
    let missing: Vec<&str> = smaller
        .iter()
        .filter(|(key, good, _)| !setting(key).is_some_and(|value| good.contains(&value.as_str())))
        .map(|(.., line)| *line)
        .collect();
    if !missing.is_empty() {
        findings.push(Finding {
            level: Level::Warning,
            headline: "the release profile makes the binary larger than it need be".to_owned(),
            help: format!("write `{}` in `[profile.release]`", missing.join("`, `")),
            note: "a smaller binary starts sooner".to_owned(),
        });
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str =
        "[profile.release]\npanic = \"unwind\"\nlto = \"fat\"\ncodegen-units = 1\nstrip = true\n";

    fn found(manifest: &str, variables: &[(&str, &str)]) -> Vec<(Level, String)> {
        let variable = |key: &str| {
            let found = variables.iter().find(|(name, _)| *name == key);
            found.map(|(_, value)| (*value).to_owned())
        };
        of(manifest, variable)
            .into_iter()
            .map(|one| (one.level, one.help))
            .collect()
    }

    #[test]
    fn recommended_profile_has_no_findings() {
        assert_eq!(found(GOOD, &[]), []);
    }

    #[test]
    fn abort_is_an_error_from_manifest_and_environment() {
        let unwind = "write `panic = \"unwind\"` in `[profile.release]`".to_owned();
        let manifest = GOOD.replace("unwind", "abort");
        assert_eq!(found(&manifest, &[]), [(Level::Error, unwind.clone())]);
        assert_eq!(found(GOOD, &[("PANIC", "abort")]), [(Level::Error, unwind)]);
        assert_eq!(found(&manifest, &[("PANIC", "unwind")]), []);
    }

    #[test]
    fn missing_settings_are_one_warning() {
        let help =
            "write `lto = \"fat\"`, `codegen-units = 1`, `strip = true` in `[profile.release]`";
        assert_eq!(
            found("[package]\nname = \"orders\"\n", &[]),
            [(Level::Warning, help.to_owned())]
        );
    }
}
