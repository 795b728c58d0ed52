//! The crates whose source is read: the one being compiled, and those of the workspace that it can reach.

use std::collections::HashMap;
use std::env;
use std::path::{Path, PathBuf};

use gatewright_discipline::{CfgSet, CrateSource, Manifest, ManifestError};

use super::compilation::Compilation;

/// Our own runtime, when it is a path dependency: it starts the one watchdog thread that a function needs.
const OURS: &str = "gatewright";

/// What is read, and what the package says to the rules.
#[derive(Default)]
pub(super) struct Sources {
    pub(super) crates: Vec<CrateSource>,
    pub(super) clients: Vec<String>,
    /// Which crate of the list each package's library is.
    libraries: HashMap<PathBuf, usize>,
}

impl Sources {
    /// The crate being compiled first. rustc without cargo has no manifest, and then it is all there is.
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

    /// Adds what the package in `folder` depends on by path. `is_on` tells which of its dependencies are in the build.
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
            // The program of a package sees the library of the same package by its name.
            if let Some(library) = manifest.library.filter(|library| is_on(&library.name)) {
                self.add(folder, krate, library.name)?;
            }
        }
        for dependency in manifest.dependencies {
            // Of a crate further down nobody says here whether an optional dependency is on.
            let is_on = if krate == 0 {
                is_on(&dependency.name)
            } else {
                !dependency.optional
            };
            if let Some(folder) = dependency
                .folder
                .filter(|_| is_on && dependency.package != OURS)
            {
                self.add(&folder, krate, dependency.name)?;
            }
        }
        Ok(())
    }

    /// Adds the library of the package in `folder`, which `krate` knows as `name`.
    fn add(&mut self, folder: &Path, krate: usize, name: String) -> Result<(), ManifestError> {
        let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
        if let Some(known) = self.libraries.get(&folder) {
            self.crates[krate].dependencies.push((name, *known));
            return Ok(());
        }
        let Some(library) = Manifest::read(&folder.join("Cargo.toml"))?.library else {
            return Ok(());
        };
        // A procedural macro runs in the compiler.
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
