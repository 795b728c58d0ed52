//! The manifests: the requirements of a registry, and the packages that are never published.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use gatewright_tests::target_dir::workspace_root;
use serde_json::{Value, json};

use crate::workspace::{dependencies, packages, published};

/// Those of <https://crates.io/category_slugs> that describe these crates. The registry drops others without an error.
const CATEGORIES: [&str; 8] = [
    "asynchronous",
    "command-line-utilities",
    "development-tools",
    "development-tools::cargo-plugins",
    "development-tools::testing",
    "emulators",
    "web-programming",
    "web-programming::http-server",
];

const LICENCES: [&str; 2] = ["LICENSE-APACHE", "LICENSE-MIT"];

/// The rules of crates.io: at most five keywords, each of at most 20 ASCII characters, the first one a letter or a digit.
fn is_keyword(keyword: &str) -> bool {
    let in_keyword = |byte: u8| byte.is_ascii_alphanumeric() || b"_-+".contains(&byte);
    keyword.len() <= 20
        && keyword.bytes().all(in_keyword)
        && keyword.starts_with(|first: char| first.is_ascii_alphanumeric())
}

fn texts(list: &Value) -> Vec<&str> {
    let list = list.as_array().into_iter().flatten();
    list.filter_map(Value::as_str).collect()
}

#[test]
fn crates_for_users_say_what_a_registry_shows() -> Result<()> {
    let root = workspace_root();
    for package in published()? {
        let (name, metadata) = (&package.name, &package.metadata);
        let description = metadata["description"].as_str().unwrap_or_default();
        ensure!(!description.is_empty(), "`{name}` has no description");
        let keywords = texts(&metadata["keywords"]);
        ensure!(
            (1..=5).contains(&keywords.len()) && keywords.iter().all(|keyword| is_keyword(keyword)),
            "`{name}` has keywords that crates.io refuses, or none: {keywords:?}"
        );
        let categories = texts(&metadata["categories"]);
        ensure!(
            (1..=5).contains(&categories.len())
                && categories.iter().all(|slug| CATEGORIES.contains(slug)),
            "`{name}` has categories that are not slugs of crates.io, or none: {categories:?}"
        );
        ensure!(
            metadata["license"] == "MIT OR Apache-2.0",
            "`{name}` has the licence {}",
            metadata["license"]
        );
        ensure!(
            metadata["rust_version"] == "1.88",
            "`{name}` requires Rust {}",
            metadata["rust_version"]
        );
        // `publish` is absent: every registry.
        ensure!(metadata["publish"].is_null(), "`{name}` is not published");
        let readme = metadata["readme"].as_str();
        let readme = readme.with_context(|| format!("`{name}` has no readme"))?;
        let readme = root.join(&package.folder).join(readme);
        ensure!(readme.is_file(), "`{name}` lacks {}", readme.display());
        ensure!(
            !package.has("lib") && !package.has("proc-macro")
                || metadata["metadata"]["docs"]["rs"]["all-features"] == json!(true),
            "docs.rs does not document all features of `{name}`"
        );
    }
    Ok(())
}

/// Once a repository exists, its address goes into `[workspace.package]` and this test expects it.
#[test]
fn no_crate_names_a_repository_that_does_not_exist() -> Result<()> {
    for package in packages()? {
        for key in ["repository", "homepage"] {
            let found = &package.metadata[key];
            ensure!(found.is_null(), "`{}` has the {key} {found}", package.name);
        }
    }
    let contributing = fs::read_to_string(workspace_root().join("CONTRIBUTING.md"))?;
    let release = contributing
        .split("\n## ")
        .find(|page| page.starts_with("Release"));
    let release = release.context("CONTRIBUTING.md has no section about releases")?;
    ensure!(
        release.contains("`repository`"),
        "CONTRIBUTING.md does not say that `repository` is unset"
    );
    Ok(())
}

#[test]
fn only_the_command_has_a_binary() -> Result<()> {
    for package in published()? {
        let (name, is_command) = (&package.name, package.name == "cargo-gatewright");
        ensure!(package.has("bin") == is_command, "`{name}` ships a binary");
        ensure!(
            !package.has("example") || name == "gatewright-discipline",
            "`{name}` ships an example"
        );
    }
    Ok(())
}

/// The lists in scripts, which a new crate could be missing from.
#[test]
fn checks_and_release_name_every_crate_for_users() -> Result<()> {
    for file in [".ci/run", ".github/workflows/checks.yml", "CONTRIBUTING.md"] {
        let text = fs::read_to_string(workspace_root().join(file))?;
        let is_in_word = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
        for package in published()? {
            let mut words = text.split(|letter| !is_in_word(letter));
            ensure!(
                words.any(|word| word == package.name),
                "{file} does not name `{}` among the crates for users",
                package.name
            );
        }
    }
    Ok(())
}

#[test]
fn crates_require_exact_versions_of_each_other() -> Result<()> {
    for package in published()? {
        let version = package.metadata["version"].as_str().unwrap_or_default();
        for dependency in dependencies(&package) {
            let expected = if dependency["kind"] == "dev" {
                // Without a version, publishing leaves it out. With one, the two crates would wait for each other.
                "*".to_owned()
            } else {
                format!("={version}")
            };
            ensure!(
                dependency["req"] == expected.as_str(),
                "`{}` requires {} {}, expected `{expected}`",
                package.name,
                dependency["name"],
                dependency["req"]
            );
        }
    }
    Ok(())
}

/// A copy rather than a symbolic link: a checkout on Windows makes a text file of a link.
#[test]
fn each_crate_contains_both_licences() -> Result<()> {
    let root = workspace_root();
    for package in published()? {
        for licence in LICENCES {
            let copy = root.join(&package.folder).join(licence);
            let is_file = copy.symlink_metadata().is_ok_and(|copy| copy.is_file());
            ensure!(
                is_file && fs::read(&copy)? == fs::read(root.join(licence))?,
                "`{}` differs from the root's: copy `{licence}` there",
                copy.display()
            );
        }
    }
    Ok(())
}

#[test]
fn every_other_package_is_private() -> Result<()> {
    let all = packages()?;
    for package in all.iter().filter(|package| !package.is_for_users()) {
        ensure!(
            package.metadata["publish"] == json!([]),
            "`{}` could be published: write `publish.workspace = true` into its Cargo.toml",
            package.name
        );
    }
    let root = workspace_root();
    let is_member = |folder: &Path| all.iter().any(|package| package.folder == folder);
    let mut outside = 0;
    for manifest in manifests_below(&root)? {
        let text = fs::read_to_string(&manifest)?;
        let folder = manifest.strip_prefix(&root)?.parent();
        // The fixture `broken` cannot be parsed, so cargo cannot publish it.
        let is_excepted =
            folder.is_some_and(|folder| is_member(folder) || folder.ends_with("checked/broken"));
        if is_excepted || !text.contains("[package]") {
            continue;
        }
        outside += 1;
        ensure!(
            text.lines().any(|line| line == "publish = false"),
            "{} could be published: write `publish = false` into it",
            manifest.display()
        );
    }
    // The fixtures in `tests/checked` and the fuzzer.
    ensure!(
        outside > 20,
        "only {outside} packages are outside the workspace"
    );
    Ok(())
}

/// Returns every `Cargo.toml` below `folder` that is not in a target directory.
fn manifests_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut manifests = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let (name, path) = (entry.file_name(), entry.path());
        if name == "Cargo.toml" {
            manifests.push(path);
        } else if entry.file_type()?.is_dir()
            && name != "target"
            && !path.join("CACHEDIR.TAG").exists()
            && !name.as_encoded_bytes().starts_with(b".")
        {
            manifests.extend(manifests_below(&path)?);
        }
    }
    Ok(manifests)
}
