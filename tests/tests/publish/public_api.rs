//! The public API of `gatewright`, compared with the committed list.
//!
//! The list has the format of `cargo public-api`. A change to it is a change for users: a line that goes away is a breaking one.

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use gatewright_tests::cargo_build::cargo;
use gatewright_tests::command::run;
use gatewright_tests::target_dir::{target_dir, workspace_root};

/// A first run checks the AWS SDKs of the optional features.
const LIMIT: Duration = Duration::from_secs(30 * 60);

const BASELINE: &str = "docs/public-api.txt";

/// Gives a reason for each crate whose types are in the list.
const FOREIGN_TYPES: &str = "docs/decisions/0009-foreign-types-in-the-public-api.md";

const UPDATE: &str = "UPDATE_PUBLIC_API=1 cargo test -p gatewright-tests --test publish public_api";

#[test]
fn public_api_is_that_of_the_committed_list() -> Result<()> {
    let found = public_api()?;
    let path = workspace_root().join(BASELINE);
    if env::var_os("UPDATE_PUBLIC_API").is_some() {
        fs::write(&path, &found)?;
    }
    let committed = fs::read_to_string(&path)
        .with_context(|| format!("could not read {BASELINE}\nhelp: write it with `{UPDATE}`"))?;
    match differences(&committed, &found) {
        None => foreign_types_have_a_reason(&found),
        Some(differences) => bail!(
            "the public API of `gatewright` differs from {BASELINE} (-: the file, +: the code)\n{differences}\
             help: write a line of CHANGELOG.md for each, then `{UPDATE}`"
        ),
    }
}

fn foreign_types_have_a_reason(api: &str) -> Result<()> {
    let reasons = fs::read_to_string(workspace_root().join(FOREIGN_TYPES))?;
    let foreign = foreign_crates(api);
    ensure!(
        foreign.contains("http"),
        "the list has no foreign type: {foreign:?}"
    );
    let without: Vec<_> = foreign
        .into_iter()
        .filter(|name| !reasons.contains(&format!("| `{name}::")))
        .collect();
    ensure!(
        without.is_empty(),
        "types of {without:?} are in the public API\n\
         help: convert them to a type of `gatewright`, or add a line with the reason to {FOREIGN_TYPES}"
    );
    Ok(())
}

/// Returns the crates, apart from `gatewright` and the standard library, whose paths are in the list.
fn foreign_crates(api: &str) -> BTreeSet<&str> {
    let in_path = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | ':');
    let paths = api.split(|letter| !in_path(letter));
    let roots = paths.filter_map(|path| Some(path.split_once("::")?.0));
    // The traits of serde are defined in a crate of their own, which no one names.
    let roots = roots.map(|root| if root == "serde_core" { "serde" } else { root });
    // `str` is the type whose method an implementation of a trait lists.
    let own = ["", "alloc", "core", "gatewright", "std", "str"];
    roots
        .filter(|root| !own.contains(root) && !root.starts_with(char::is_uppercase))
        .collect()
}

/// Returns the lines that only one of the lists has.
fn differences(committed: &str, found: &str) -> Option<String> {
    let lines = |text| -> BTreeSet<_> { str::lines(text).collect() };
    let (committed, found) = (lines(committed), lines(found));
    let removed = committed
        .difference(&found)
        .map(|line| format!("-{line}\n"));
    let added = found
        .difference(&committed)
        .map(|line| format!("+{line}\n"));
    let differences: String = removed.chain(added).collect();
    (!differences.is_empty()).then_some(differences)
}

/// Lists every public item of the runtime, with all of its features.
fn public_api() -> Result<String> {
    let target = target_dir()?;
    let mut rustdoc = cargo();
    rustdoc
        .current_dir(workspace_root())
        .args([
            "rustdoc",
            "--quiet",
            "--package",
            "gatewright",
            "--lib",
            "--all-features",
        ])
        .args(["--", "-Z", "unstable-options", "--output-format", "json"])
        .args(["--cap-lints", "allow"])
        .env("RUSTDOC", env!("CARGO_BIN_EXE_unstable-rustdoc"))
        // Shares the checked dependencies with the workspace. Its HTML documentation stays apart.
        .env("CARGO_TARGET_DIR", target.join("public-api"))
        .env("CARGO_BUILD_BUILD_DIR", &target);
    run(&mut rustdoc, b"", LIMIT)?.expect_success("cargo rustdoc --output-format json")?;
    let json = target
        .join("public-api")
        .join("doc")
        .join("gatewright.json");
    let api = public_api::Builder::from_rustdoc_json(json)
        .omit_blanket_impls(true)
        .build()?;
    let api = api.to_string();
    // The prelude and the pages of `payload` show items again, whose implementations are the same.
    let mut seen = BTreeSet::new();
    let lines: Vec<&str> = api
        .lines()
        .filter(|line| !is_of_minor_trait(line) && seen.insert(*line))
        .collect();
    Ok(lines.join("\n") + "\n")
}

#[test]
fn foreign_crates_are_the_first_parts_of_paths() {
    let api = "pub fn gatewright::Body::from(bytes: bytes::bytes::Bytes) -> Self
        impl<T> core::clone::Clone for gatewright::Json<T> where T: serde_core::ser::Serialize
        pub type gatewright::A::Value = <L as other::Module>::Value";
    assert_eq!(
        foreign_crates(api),
        BTreeSet::from(["bytes", "other", "serde"])
    );
}

/// Returns whether the line implements an auto trait that is unstable, or on which users do not rely.
fn is_of_minor_trait(line: &str) -> bool {
    let minor = [
        "core::marker::Freeze for",
        "core::marker::Unpin for",
        "core::marker::UnsafeUnpin for",
        "core::panic::unwind_safe::RefUnwindSafe for",
        "core::panic::unwind_safe::UnwindSafe for",
    ];
    line.starts_with("impl") && minor.iter().any(|name| line.contains(name))
}

#[test]
fn differences_name_both_sides() {
    assert_eq!(differences("pub a\npub b\n", "pub a\npub b\n"), None);
    assert_eq!(
        differences("pub a\npub b\n", "pub b\npub c\n").as_deref(),
        Some("-pub a\n+pub c\n")
    );
}
