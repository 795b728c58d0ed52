//! The packages whose source is at hand, and how they depend on each other.

mod declared;
mod features;
mod resolved;
mod rustc;

pub(super) use resolved::normal_dependencies;

use super::Args;
use crate::cli::Wrong;
use cargo_metadata::{Metadata, PackageId};
use gatewright_discipline::{CfgSet, Target};
use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// What `check` works on.
pub(super) struct Workspace {
    /// What paths in the output are relative to.
    pub(super) root: PathBuf,
    /// Where builds go; none when cargo could not be asked.
    pub(super) target: Option<PathBuf>,
    /// The manifest that the command named.
    pub(super) manifest: PathBuf,
    pub(super) packages: Vec<Package>,
    /// The packages that the command means, as indices.
    pub(super) selected: Vec<usize>,
    /// The whole tree of dependencies, where they can be had.
    pub(super) resolved: Option<Metadata>,
}

/// A package whose source is at hand.
pub(super) struct Package {
    pub(super) id: Option<PackageId>,
    pub(super) name: String,
    pub(super) version: String,
    pub(super) manifest: PathBuf,
    pub(super) library: Option<Target>,
    pub(super) binaries: Vec<Target>,
    pub(super) dependencies: Vec<Dependency>,
    pub(super) cfg: CfgSet,
}

/// What a package's own code can name.
pub(super) struct Dependency {
    /// By which name.
    pub(super) name: String,
    pub(super) package: String,
    /// The index of the package, when its source is at hand.
    pub(super) at: Option<usize>,
}

impl Workspace {
    /// Finds out, from cargo or, where the dependencies cannot be had, from the manifests alone.
    pub(super) fn load(args: &Args) -> Result<Self, Wrong> {
        let manifest = manifest(args)?;
        let cfg = rustc::target_cfg(args.target.as_deref())?;
        if args.offline_engine {
            declared::load(args, &manifest, &cfg)
        } else {
            resolved::load(args, &manifest, &cfg)
        }
    }

    /// A path as the output shows it: relative to the root where it lies below, with `/`.
    pub(super) fn shown(&self, path: &Path) -> String {
        let shown = path.strip_prefix(&self.root).unwrap_or(path);
        shown.display().to_string().replace('\\', "/")
    }

    /// The name of the package that a file belongs to: the one with the longest folder around it.
    pub(super) fn package_of(&self, file: &Path) -> String {
        let around = self
            .packages
            .iter()
            .filter(|package| file.starts_with(package.folder()));
        around
            .max_by_key(|package| package.folder().as_os_str().len())
            .map_or_else(String::new, |package| package.name.clone())
    }
}

impl Package {
    pub(super) fn folder(&self) -> &Path {
        self.manifest.parent().unwrap_or(Path::new(""))
    }
}

/// The cargo that started this process, or the one on the path.
pub(super) fn cargo() -> OsString {
    env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

/// The manifest that is meant, as a whole path.
fn manifest(args: &Args) -> Result<PathBuf, Wrong> {
    let given = match &args.manifest_path {
        Some(given) => given.clone(),
        None => {
            let here = env::current_dir()
                .map_err(|error| format!("the current folder cannot be told: {error}"))?;
            let found = here
                .ancestors()
                .map(|folder| folder.join("Cargo.toml"))
                .find(|path| path.is_file());
            found.ok_or_else(|| {
                format!(
                    "there is no `Cargo.toml` in {} or above it\n  = help: change to a package's folder, or name one: \
                     `cargo gatewright check --manifest-path path/to/Cargo.toml`",
                    here.display()
                )
            })?
        }
    };
    let whole = std::path::absolute(&given).and_then(|path| path.metadata().map(|_| path));
    whole.map_err(|error| {
        format!(
            "the manifest {} cannot be read: {error}\n  = help: `--manifest-path` takes the path of a `Cargo.toml`",
            given.display()
        )
    })
}

/// Whether two paths lead to one file, through links and `..`.
fn is_same(one: &Path, other: &Path) -> bool {
    match (one.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        _ => one == other,
    }
}

/// The packages that the command means.
fn select(
    args: &Args,
    manifest: &Path,
    packages: &[Package],
    members: &[usize],
    default_members: &[usize],
) -> Result<Vec<usize>, Wrong> {
    if !args.package.is_empty() {
        let named = args.package.iter().map(|name| {
            let found = members.iter().find(|at| packages[**at].name == *name);
            found.copied().ok_or_else(|| {
                let mut names: Vec<&str> = members
                    .iter()
                    .map(|at| packages[*at].name.as_str())
                    .collect();
                names.sort_unstable();
                format!(
                    "there is no package `{name}` here\n  = help: the packages are {}",
                    names.join(", ")
                )
            })
        });
        return named.collect();
    }
    let own = members
        .iter()
        .find(|at| is_same(&packages[**at].manifest, manifest));
    Ok(match own {
        _ if args.workspace => members.to_vec(),
        Some(own) => vec![*own],
        None => default_members.to_vec(),
    })
}
