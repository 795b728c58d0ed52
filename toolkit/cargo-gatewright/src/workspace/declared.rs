//! Packages as their manifests declare them: nothing is resolved, nothing is fetched.
//!
//! Cargo lists the packages of the workspace. If it cannot, the one manifest is read without it. Unknown `cfg` conditions
//! stay open, so that the code of both sides is read.

use super::cargo;
use super::model::{Dependency, Package, Workspace};
use super::options::Options;
use super::select::{is_same, select};
use crate::error::CliError;
use cargo_metadata::{DependencyKind, Metadata};
use gatewright_discipline::{CfgSet, Enabled, Manifest};
use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};

pub(crate) fn load(
    options: &Options,
    manifest: &Path,
    cfg: &[(String, Option<String>)],
) -> Result<Workspace, CliError> {
    let asked = cargo::metadata(manifest, vec!["--offline".to_owned()], true);
    let mut packages = Packages::default();
    match asked {
        Ok(metadata) => {
            packages.of_workspace(options, &metadata, cfg)?;
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
            let selected = select(options, manifest, &packages.all, &members, &defaults)?;
            Ok(Workspace {
                root: metadata.workspace_root.into(),
                target: Some(metadata.target_directory.into()),
                manifest: manifest.to_owned(),
                packages: packages.all,
                selected,
                resolved: None,
                build_options: Vec::new(),
            })
        }
        Err(said) => {
            options.progress(&format!("warning: {said}\nwarning: reading the manifest without cargo: every `cfg(feature)` stays open"));
            let at = packages.of_manifest(manifest)?;
            let selected = select(options, manifest, &packages.all, &[at], &[at])?;
            Ok(Workspace {
                root: manifest.parent().unwrap_or(Path::new("")).to_owned(),
                target: None,
                manifest: manifest.to_owned(),
                packages: packages.all,
                selected,
                resolved: None,
                build_options: Vec::new(),
            })
        }
    }
}

#[derive(Default)]
struct Packages {
    all: Vec<Package>,
}

impl Packages {
    /// Adds the members of a workspace, in cargo's order, and the path dependencies outside it.
    fn of_workspace(
        &mut self,
        options: &Options,
        metadata: &Metadata,
        cfg: &[(String, Option<String>)],
    ) -> Result<(), CliError> {
        for package in &metadata.packages {
            let mut known = CfgSet::of_features(options.enabled_features(&package.features));
            for (name, value) in cfg {
                known.insert(name, value.as_deref());
            }
            self.all.push(Package::from_metadata(package, known));
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
        self.features_of_dependencies(cfg)
    }

    /// Gives each path dependency the features that the packages above it ask for, as cargo does. A member that no other needs keeps those
    /// of the command line.
    fn features_of_dependencies(
        &mut self,
        cfg: &[(String, Option<String>)],
    ) -> Result<(), CliError> {
        let manifests = self
            .all
            .iter()
            .map(|package| Manifest::read(&package.manifest))
            .collect::<Result<Vec<Manifest>, _>>()?;
        let needed: HashSet<usize> = self
            .all
            .iter()
            .flat_map(|package| package.dependencies.iter().filter_map(|one| one.at))
            .collect();
        let mut asked: Vec<BTreeSet<String>> = manifests
            .iter()
            .enumerate()
            .map(|(at, manifest)| {
                let names = manifest.features.keys();
                let is_on = |name: &&String| {
                    !needed.contains(&at) && self.all[at].cfg.is_set("feature", Some(name.as_str()))
                };
                names.filter(is_on).cloned().collect()
            })
            .collect();
        let mut next: Vec<usize> = (0..self.all.len()).collect();
        while let Some(at) = next.pop() {
            let manifest = &manifests[at];
            let enabled = Enabled::of(
                &manifest.features,
                &manifest.dependencies,
                asked[at].clone(),
            );
            for declared in &manifest.dependencies {
                let named = self.all[at]
                    .dependencies
                    .iter()
                    .find(|one| one.package == declared.package);
                let (Some(below), Some(asks)) =
                    (named.and_then(|one| one.at), enabled.asks(declared))
                else {
                    continue;
                };
                let before = asked[below].len();
                asked[below].extend(asks);
                if asked[below].len() > before {
                    next.push(below);
                }
            }
        }
        for at in needed {
            let manifest = &manifests[at];
            let enabled = Enabled::of(
                &manifest.features,
                &manifest.dependencies,
                asked[at].clone(),
            );
            let mut known = CfgSet::of_features(enabled.features);
            for (name, value) in cfg {
                known.insert(name, value.as_deref());
            }
            self.all[at].cfg = known;
        }
        Ok(())
    }

    fn dependency(
        &mut self,
        name: &str,
        package: &str,
        folder: Option<PathBuf>,
    ) -> Result<Dependency, CliError> {
        let name = name.replace('-', "_");
        let at = match folder {
            Some(folder) => Some(self.of_manifest(&folder.join("Cargo.toml"))?),
            None => None,
        };
        // Without a rename, code uses the name of the library, which may differ from the package's.
        let library = at
            .and_then(|at| self.all[at].library.as_ref())
            .filter(|_| name == package.replace('-', "_"));
        Ok(Dependency {
            name: library.map_or_else(|| name.clone(), |library| library.name.replace('-', "_")),
            package: package.to_owned(),
            at,
        })
    }

    /// Returns the package with this manifest, and reads it without cargo if it is new.
    fn of_manifest(&mut self, path: &Path) -> Result<usize, CliError> {
        let known = self
            .all
            .iter()
            .position(|package| is_same(&package.manifest, path));
        if let Some(at) = known {
            return Ok(at);
        }
        let manifest = Manifest::read(path)?;
        let Some(name) = manifest.name else {
            return Err(CliError::new(format!(
                "`{}` has no `[package]`: it is the manifest of a workspace",
                path.display()
            ))
            .help("name the manifest of a package with `--manifest-path`"));
        };
        let at = self.all.len();
        self.all.push(Package {
            id: None,
            name,
            version: String::new(),
            manifest: path.to_owned(),
            library: manifest.library,
            binaries: manifest.binaries,
            edition: None,
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
