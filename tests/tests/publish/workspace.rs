//! The packages of the workspace, as `cargo metadata` describes them.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result};
use gatewright_tests::cargo_build::cargo;
use gatewright_tests::command::run;
use gatewright_tests::target_dir::workspace_root;
use serde_json::Value;

const LIMIT: Duration = Duration::from_secs(5 * 60);

/// A package of the workspace.
pub(crate) struct Package {
    /// Its entry in `packages` of `cargo metadata`.
    pub(crate) metadata: Value,
    pub(crate) name: String,
    /// Its folder, relative to the root of the workspace.
    pub(crate) folder: PathBuf,
}

impl Package {
    /// Returns whether users get the package from a registry: the runtime, the macros, and each folder of `toolkit`.
    pub(crate) fn is_for_users(&self) -> bool {
        let parent = self.folder.parent().unwrap_or(Path::new(""));
        parent == Path::new("toolkit")
            || [Path::new("runtime"), Path::new("macros")].contains(&self.folder.as_path())
    }

    /// Returns whether the package has a target of `kind`, such as `lib` or `bin`.
    pub(crate) fn has(&self, kind: &str) -> bool {
        let targets = self.metadata["targets"].as_array();
        targets.into_iter().flatten().any(|target| {
            let kinds = target["kind"].as_array();
            kinds.into_iter().flatten().any(|found| found == kind)
        })
    }
}

/// Returns every package of the workspace.
pub(crate) fn packages() -> Result<Vec<Package>> {
    let root = workspace_root();
    let mut metadata = cargo();
    metadata
        .current_dir(&root)
        .args(["metadata", "--no-deps", "--format-version", "1"]);
    let finished = run(&mut metadata, b"", LIMIT)?.expect_success("cargo metadata")?;
    let mut metadata: Value = serde_json::from_slice(&finished.stdout)?;
    // Cargo prints the root without symbolic links.
    let root = root.canonicalize()?;
    let packages = metadata["packages"].as_array_mut();
    let packages = packages.context("`cargo metadata` lists no packages")?;
    packages
        .iter_mut()
        .map(|package| {
            let package = package.take();
            let text = |key: &str| {
                let text = package[key].as_str().map(str::to_owned);
                text.with_context(|| format!("a package without `{key}`"))
            };
            let manifest = PathBuf::from(text("manifest_path")?).canonicalize()?;
            let folder = manifest.parent().unwrap_or(&root);
            Ok(Package {
                name: text("name")?,
                folder: folder.strip_prefix(&root)?.to_path_buf(),
                metadata: package,
            })
        })
        .collect()
}

/// Returns the packages that users get, dependencies first.
pub(crate) fn published() -> Result<Vec<Package>> {
    let mut waiting: Vec<Package> = packages()?
        .into_iter()
        .filter(Package::is_for_users)
        .collect();
    let mut ordered: Vec<Package> = Vec::new();
    while !waiting.is_empty() {
        let is_ready = |package: &Package| {
            let needs = dependencies(package).filter(|dependency| dependency["kind"].is_null());
            let mut needs = needs.filter_map(|dependency| dependency["name"].as_str());
            needs.all(|name| ordered.iter().any(|before| before.name == name))
        };
        let next = waiting.iter().position(is_ready);
        let next = next.context("the packages for users depend on each other in a cycle")?;
        ordered.push(waiting.remove(next));
    }
    Ok(ordered)
}

/// Returns the package's dependencies within the workspace, of every kind.
pub(crate) fn dependencies(package: &Package) -> impl Iterator<Item = &Value> {
    let dependencies = package.metadata["dependencies"].as_array();
    let dependencies = dependencies.into_iter().flatten();
    dependencies.filter(|dependency| dependency["path"].is_string())
}
