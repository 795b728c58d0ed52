//! The crates whose source is read: the one being compiled, and the workspace crates it depends on.

use std::collections::{BTreeSet, HashMap};
use std::env;
use std::path::{Path, PathBuf};

use gatewright_discipline::{CfgSet, CrateSource, Enabled, Manifest, ManifestError};

use super::compilation::Compilation;

/// The runtime crate, as a path dependency. It starts the watchdog thread, which the rules would report.
const OURS: &str = "gatewright";

/// The crates to read, and the package's settings for the rules.
#[derive(Default)]
pub(super) struct Sources {
    pub(super) crates: Vec<CrateSource>,
    pub(super) clients: Vec<String>,
    /// The packages of `crates`, in the same order.
    packages: Vec<Package>,
    /// The index in `crates` of each package's library.
    libraries: HashMap<PathBuf, usize>,
}

/// A package whose library is read.
struct Package {
    folder: PathBuf,
    manifest: Manifest,
    /// The features that the packages above it ask for.
    asked: BTreeSet<String>,
}

impl Sources {
    /// Reads the crates, the one being compiled first. Without Cargo there is no manifest, and that crate is the only one.
    pub(super) fn of(compilation: &Compilation) -> Result<Self, ManifestError> {
        let mut sources = Self::default();
        sources.crates.push(CrateSource {
            root: compilation.root.clone(),
            cfg: compilation.cfg.clone(),
            ..CrateSource::default()
        });
        if let Some(folder) = env::var_os("CARGO_MANIFEST_DIR") {
            let folder = PathBuf::from(folder);
            let mut manifest = Manifest::read(&folder.join("Cargo.toml"))?;
            sources.clients = std::mem::take(&mut manifest.settings.clients);
            sources.crates[0].layers = Some(std::mem::take(&mut manifest.settings.layers));
            let asked = compilation.features.iter().cloned().collect();
            sources.packages.push(Package {
                folder,
                manifest,
                asked,
            });
            sources.follow(compilation)?;
        }
        Ok(sources)
    }

    /// Adds the path dependencies, and the features that each is asked for, until nothing changes.
    fn follow(&mut self, compilation: &Compilation) -> Result<(), ManifestError> {
        let mut next = vec![0];
        // A package's program refers to the library of the same package by name.
        let Package {
            folder, manifest, ..
        } = &self.packages[0];
        if let Some(library) = manifest
            .library
            .clone()
            .filter(|library| compilation.knows(&library.name))
        {
            let (folder, asked) = (folder.clone(), self.packages[0].asked.clone());
            next.extend(self.add(&folder, 0, library.name, asked)?);
        }
        while let Some(krate) = next.pop() {
            let Package {
                manifest, asked, ..
            } = &self.packages[krate];
            let enabled = Enabled::of(&manifest.features, &manifest.dependencies, asked.clone());
            for dependency in manifest.dependencies.clone() {
                // rustc's command line names the dependencies of the crate that it compiles.
                let asks = match enabled.asks(&dependency) {
                    None if krate == 0 && compilation.knows(&dependency.name) => {
                        Some(dependency.features.iter().cloned().collect())
                    }
                    Some(_) if krate == 0 && !compilation.knows(&dependency.name) => None,
                    asks => asks,
                };
                let Some((folder, asks)) = dependency
                    .folder
                    .zip(asks)
                    .filter(|_| dependency.package != OURS)
                else {
                    continue;
                };
                next.extend(self.add(&folder, krate, dependency.name, asks)?);
            }
        }
        for (krate, package) in self.packages.iter().enumerate() {
            let dependencies = package.manifest.dependencies.iter();
            self.crates[krate].renamed = dependencies
                .filter_map(gatewright_discipline::Dependency::renamed)
                .collect();
        }
        for (krate, package) in self.packages.iter().enumerate().skip(1) {
            let Package {
                manifest, asked, ..
            } = package;
            let enabled = Enabled::of(&manifest.features, &manifest.dependencies, asked.clone());
            self.crates[krate].cfg = CfgSet::of_features(enabled.features);
        }
        Ok(())
    }

    /// Adds the library of the package in `folder`, which crate `krate` knows as `name` and asks for features. Returns its index if its
    /// own dependencies must be looked at.
    fn add(
        &mut self,
        folder: &Path,
        krate: usize,
        name: String,
        asks: BTreeSet<String>,
    ) -> Result<Option<usize>, ManifestError> {
        let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
        if let Some(known) = self.libraries.get(&folder).copied() {
            let named = (name, known);
            if !self.crates[krate].dependencies.contains(&named) {
                self.crates[krate].dependencies.push(named);
            }
            let asked = &mut self.packages[known].asked;
            let before = asked.len();
            asked.extend(asks);
            return Ok((asked.len() > before).then_some(known));
        }
        let mut manifest = Manifest::read(&folder.join("Cargo.toml"))?;
        // A procedural macro runs in the compiler, not in the function.
        let Some(library) = manifest.library.clone().filter(|library| !library.is_macro) else {
            return Ok(None);
        };
        let index = self.crates.len();
        self.libraries.insert(folder.clone(), index);
        self.crates[krate].dependencies.push((name, index));
        let text = folder.display().to_string();
        let package = manifest.name.clone().unwrap_or_default();
        let mut env = vec![
            ("CARGO_MANIFEST_DIR".to_owned(), text),
            ("CARGO_PKG_NAME".to_owned(), package.clone()),
        ];
        // The package of the crate being compiled has the `OUT_DIR` of this process.
        if folder != self.packages[0].folder.canonicalize().unwrap_or_default() {
            env.push(("OUT_DIR".to_owned(), String::new()));
        }
        self.crates.push(CrateSource {
            root: library.root,
            cfg: CfgSet::undecided(),
            env,
            layers: Some(std::mem::take(&mut manifest.settings.layers)),
            ..CrateSource::default()
        });
        self.packages.push(Package {
            folder,
            manifest,
            asked: asks,
        });
        Ok(Some(index))
    }
}
