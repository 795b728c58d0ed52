//! Packages as their manifests declare them: nothing is resolved, nothing is fetched.
//!
//! Cargo is asked which packages the workspace has; where it cannot tell, the one manifest is read without it. Conditions that are
//! not known stay open, so that the code behind either side is read.

use super::{Args, Dependency, Package, Workspace, features, is_same, resolved, select};
use crate::cli::Wrong;
use cargo_metadata::{DependencyKind, Metadata};
use gatewright_discipline::{CfgSet, Manifest};
use std::path::{Path, PathBuf};

pub(super) fn load(
    args: &Args,
    manifest: &Path,
    cfg: &[(String, Option<String>)],
) -> Result<Workspace, Wrong> {
    let asked = resolved::ask(manifest, vec!["--offline".to_owned()], true);
    let mut packages = Packages::default();
    match asked {
        Ok(metadata) => {
            packages.of_workspace(args, &metadata, cfg)?;
            let members: Vec<usize> = (0..metadata.packages.len()).collect();
            let default_members = metadata.workspace_default_packages();
            let defaults: Vec<usize> = members
                .iter()
                .copied()
                .filter(|at| {
                    let id = &metadata.packages[*at].id;
                    default_members.iter().any(|package| package.id == *id)
                })
                .collect();
            let selected = select(args, manifest, &packages.all, &members, &defaults)?;
            Ok(Workspace {
                root: metadata.workspace_root.into(),
                target: Some(metadata.target_directory.into()),
                manifest: manifest.to_owned(),
                packages: packages.all,
                selected,
                resolved: None,
            })
        }
        Err(said) => {
            args.progress(&format!("warning: {said}\nwarning: the manifest is read without cargo, and tests of features stay open"));
            let at = packages.of_manifest(manifest)?;
            let selected = select(args, manifest, &packages.all, &[at], &[at])?;
            Ok(Workspace {
                root: manifest.parent().unwrap_or(Path::new("")).to_owned(),
                target: None,
                manifest: manifest.to_owned(),
                packages: packages.all,
                selected,
                resolved: None,
            })
        }
    }
}

#[derive(Default)]
struct Packages {
    all: Vec<Package>,
}

impl Packages {
    /// The members of a workspace, in cargo's order, and the path dependencies outside of it.
    fn of_workspace(
        &mut self,
        args: &Args,
        metadata: &Metadata,
        cfg: &[(String, Option<String>)],
    ) -> Result<(), Wrong> {
        for package in &metadata.packages {
            let mut known = CfgSet::of_features(features::enabled(args, &package.features));
            for (name, value) in cfg {
                known.insert(name, value.as_deref());
            }
            self.all.push(resolved::described(package, known));
        }
        for (at, package) in metadata.packages.iter().enumerate() {
            let normal = package
                .dependencies
                .iter()
                .filter(|one| one.kind == DependencyKind::Normal);
            for dependency in normal {
                let name = dependency.rename.as_ref().unwrap_or(&dependency.name);
                let folder = dependency.path.as_ref().map(PathBuf::from);
                let found = self.dependency(name, &dependency.name, folder)?;
                self.all[at].dependencies.push(found);
            }
        }
        Ok(())
    }

    fn dependency(
        &mut self,
        name: &str,
        package: &str,
        folder: Option<PathBuf>,
    ) -> Result<Dependency, Wrong> {
        let name = name.replace('-', "_");
        let at = match folder {
            Some(folder) => Some(self.of_manifest(&folder.join("Cargo.toml"))?),
            None => None,
        };
        // Unless it is renamed, a dependency goes by the name of its library, which need not be the package's.
        let library = at
            .and_then(|at| self.all[at].library.as_ref())
            .filter(|_| name == package.replace('-', "_"));
        Ok(Dependency {
            name: library.map_or_else(|| name.clone(), |library| library.name.replace('-', "_")),
            package: package.to_owned(),
            at,
        })
    }

    /// The package with this manifest, read without cargo unless it is known already.
    fn of_manifest(&mut self, path: &Path) -> Result<usize, Wrong> {
        let known = self
            .all
            .iter()
            .position(|package| is_same(&package.manifest, path));
        if let Some(at) = known {
            return Ok(at);
        }
        let manifest = Manifest::read(path).map_err(|error| error.to_string())?;
        let Some(name) = manifest.name else {
            return Err(format!(
                "{} is no package's manifest\n  = help: name a package's with `--manifest-path`",
                path.display()
            ));
        };
        let at = self.all.len();
        self.all.push(Package {
            id: None,
            name,
            version: String::new(),
            manifest: path.to_owned(),
            library: manifest.library,
            binaries: manifest.binaries,
            dependencies: Vec::new(),
            cfg: CfgSet::undecided(),
        });
        for one in manifest.dependencies {
            let found = self.dependency(&one.name, &one.package, one.folder)?;
            self.all[at].dependencies.push(found);
        }
        Ok(at)
    }
}
