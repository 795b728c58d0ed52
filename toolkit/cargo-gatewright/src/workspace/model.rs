//! Packages whose source is on this machine, and how they depend on each other.

use crate::report::OfTarget;
use cargo_metadata::{Metadata, PackageId, TargetKind};
use gatewright_discipline::{CfgSet, Target};
use serde_json::json;
use std::path::{Path, PathBuf};

/// The packages that a command works on.
pub(crate) struct Workspace {
    /// The directory that paths in the output are relative to.
    pub(crate) root: PathBuf,
    /// The target directory. `None` when cargo could not read the workspace.
    pub(crate) target: Option<PathBuf>,
    /// The manifest that the command names.
    pub(crate) manifest: PathBuf,
    pub(crate) packages: Vec<Package>,
    /// The packages that the command selects, as indices of `packages`.
    pub(crate) selected: Vec<usize>,
    /// The resolved tree of dependencies. `None` when only manifests were read.
    pub(crate) resolved: Option<Metadata>,
    /// The options of a build, as cargo takes them, with the platform.
    pub(crate) build_options: Vec<String>,
}

/// A package whose source is on this machine.
pub(crate) struct Package {
    pub(crate) id: Option<PackageId>,
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) manifest: PathBuf,
    pub(crate) library: Option<Target>,
    pub(crate) binaries: Vec<Target>,
    /// The edition of its targets. `None` when cargo could not read the package.
    pub(crate) edition: Option<String>,
    pub(crate) dependencies: Vec<Dependency>,
    pub(crate) cfg: CfgSet,
}

/// A crate that a package's own code can name.
pub(crate) struct Dependency {
    /// The name in the package's code.
    pub(crate) name: String,
    pub(crate) package: String,
    /// The index of the package, when its source is on this machine.
    pub(crate) at: Option<usize>,
}

impl Workspace {
    /// A path as the output shows it: with `/`, and relative to the root if it is below the root.
    pub(crate) fn shown(&self, path: &Path) -> String {
        let shown = path.strip_prefix(&self.root).unwrap_or(path);
        shown.display().to_string().replace('\\', "/")
    }

    /// The package that a file belongs to: the one with the longest folder around it.
    fn around(&self, file: &Path) -> Option<&Package> {
        let around = self
            .packages
            .iter()
            .filter(|package| file.starts_with(package.folder()));
        around.max_by_key(|package| package.folder().as_os_str().len())
    }

    /// The name of the package that a file belongs to.
    pub(crate) fn package_of(&self, file: &Path) -> String {
        self.around(file)
            .map_or_else(String::new, |package| package.name.clone())
    }

    /// The target that a file belongs to, in the form of `cargo metadata`: the one with this root, else the library, else the first
    /// program.
    pub(crate) fn target_of(&self, file: &Path) -> OfTarget {
        let Some(package) = self.around(file) else {
            return OfTarget::default();
        };
        let library = package.library.iter().map(|one| ("lib", one));
        let targets = library.chain(package.binaries.iter().map(|one| ("bin", one)));
        let with_root = targets.clone().find(|(_, one)| one.root == file);
        let target = with_root.or_else(|| targets.clone().next());
        let target = target.map(|(kind, target)| {
            let kind = if target.is_macro { "proc-macro" } else { kind };
            json!({
                "kind": [kind],
                "crate_types": [kind],
                "name": target.name,
                "src_path": target.root,
                "edition": package.edition.as_deref().unwrap_or("2015"),
                "doc": true,
                "doctest": kind != "bin",
                "test": true,
            })
        });
        OfTarget {
            package_id: package.spec().to_owned(),
            manifest: package.manifest.display().to_string(),
            target: target.unwrap_or_default(),
        }
    }
}

impl Package {
    /// A package as `cargo metadata` describes it, without its dependencies.
    pub(crate) fn from_metadata(package: &cargo_metadata::Package, cfg: CfgSet) -> Self {
        let target = |target: &cargo_metadata::Target| Target {
            name: target.name.clone(),
            root: target.src_path.clone().into(),
            is_macro: target.is_kind(TargetKind::ProcMacro),
        };
        let binaries = package
            .targets
            .iter()
            .filter(|one| one.is_kind(TargetKind::Bin));
        let libraries = [
            TargetKind::Lib,
            TargetKind::RLib,
            TargetKind::DyLib,
            TargetKind::CDyLib,
            TargetKind::StaticLib,
            TargetKind::ProcMacro,
        ];
        let library = package
            .targets
            .iter()
            .find(|one| libraries.iter().any(|kind| one.is_kind(kind.clone())));
        Self {
            id: Some(package.id.clone()),
            name: package.name.to_string(),
            version: package.version.to_string(),
            manifest: package.manifest_path.clone().into(),
            library: library.map(target),
            binaries: binaries.map(target).collect(),
            edition: Some(package.edition.to_string()),
            dependencies: Vec::new(),
            cfg,
        }
    }

    pub(crate) fn folder(&self) -> &Path {
        self.manifest.parent().unwrap_or(Path::new(""))
    }

    /// The package as cargo's `--package` takes it: the full identifier, or the name when cargo resolved nothing.
    pub(crate) fn spec(&self) -> &str {
        self.id.as_ref().map_or(&self.name, |id| &id.repr)
    }
}
