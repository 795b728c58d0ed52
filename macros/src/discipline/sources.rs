//! The crates whose source is read: the one being compiled, and the workspace crates it depends on.

use std::collections::HashMap;
use std::env;
use std::path::{Path, PathBuf};

use gatewright_discipline::{CfgSet, CrateSource, Manifest, ManifestError};

use super::compilation::Compilation;

/// The runtime crate, as a path dependency. It starts the watchdog thread, which the rules would report.
const OURS: &str = "gatewright";

/// The crates to read, and the package's settings for the rules.
#[derive(Default)]
pub(super) struct Sources {
    pub(super) crates: Vec<CrateSource>,
    pub(super) clients: Vec<String>,
    /// The index in `crates` of each package's library.
    libraries: HashMap<PathBuf, usize>,
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
            sources.follow(Path::new(&folder), 0, &|name| compilation.knows(name))?;
        }
        Ok(sources)
    }

    /// Adds the path dependencies of the package in `folder`. `is_on` says which dependencies are part of the build.
    fn follow(
        &mut self,
        folder: &Path,
        krate: usize,
        is_on: &dyn Fn(&str) -> bool,
    ) -> Result<(), ManifestError> {
        let manifest = Manifest::read(&folder.join("Cargo.toml"))?;
        self.crates[krate].layers = Some(manifest.settings.layers);
        if krate == 0 {
            self.clients.clone_from(&manifest.settings.clients);
            // A package's program refers to the library of the same package by name.
            if let Some(library) = manifest.library.filter(|library| is_on(&library.name)) {
                self.add(folder, krate, library.name)?;
            }
        }
        for dependency in manifest.dependencies {
            // For a crate further down, it is not known whether an optional dependency is enabled.
            let is_on = if krate == 0 {
                is_on(&dependency.name)
            } else {
                !dependency.optional
            };
            if let Some(renamed) = dependency.renamed() {
                self.crates[krate].renamed.push(renamed);
            }
            if let Some(folder) = dependency
                .folder
                .filter(|_| is_on && dependency.package != OURS)
            {
                self.add(&folder, krate, dependency.name)?;
            }
        }
        Ok(())
    }

    /// Adds the library of the package in `folder`, which crate `krate` knows as `name`.
    fn add(&mut self, folder: &Path, krate: usize, name: String) -> Result<(), ManifestError> {
        let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
        if let Some(known) = self.libraries.get(&folder) {
            self.crates[krate].dependencies.push((name, *known));
            return Ok(());
        }
        let Some(library) = Manifest::read(&folder.join("Cargo.toml"))?.library else {
            return Ok(());
        };
        // A procedural macro runs in the compiler, not in the function.
        if library.is_macro {
            return Ok(());
        }
        let index = self.crates.len();
        self.libraries.insert(folder.clone(), index);
        self.crates[krate].dependencies.push((name, index));
        self.crates.push(CrateSource {
            root: library.root,
            cfg: CfgSet::undecided(),
            ..CrateSource::default()
        });
        self.follow(&folder, index, &|_| true)
    }
}
