//! The packages that a command works on, which of them are Lambda functions, and calls of cargo.

mod cargo;
mod declared;
mod functions;
mod manifests;
mod model;
mod options;
mod resolved;
pub(crate) mod rustc;
mod select;

pub(crate) use cargo::{Build, normal_dependencies, tree};
pub(crate) use functions::{Function, Skipped, functions, is_platform};
pub(crate) use manifests::{Described, describe};
pub(crate) use model::{Package, Workspace};
pub(crate) use options::Options;

use crate::error::CliError;
use std::env;
use std::path::PathBuf;

/// How much of the dependencies a command needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Resolution {
    /// The whole tree, as cargo resolves it.
    Full,
    /// The manifests on this machine: nothing is resolved, fetched or compiled.
    ManifestsOnly,
}

/// Finds the packages that the options select.
pub(crate) fn load(options: &Options, resolution: Resolution) -> Result<Workspace, CliError> {
    let manifest = manifest(options)?;
    let cfg = rustc::target_cfg(options.target.as_deref())?;
    match resolution {
        Resolution::Full => resolved::load(options, &manifest, &cfg),
        Resolution::ManifestsOnly => declared::load(options, &manifest, &cfg),
    }
}

/// The absolute path of the manifest.
fn manifest(options: &Options) -> Result<PathBuf, CliError> {
    let given = match &options.manifest_path {
        Some(given) => given.clone(),
        None => {
            let here = env::current_dir().map_err(|error| {
                CliError::new(format!("could not read the current directory: {error}"))
            })?;
            let found = here
                .ancestors()
                .map(|folder| folder.join("Cargo.toml"))
                .find(|path| path.is_file());
            found.ok_or_else(|| {
                CliError::new(format!(
                    "could not find `Cargo.toml` in `{}` or any parent directory",
                    here.display()
                ))
                .help("change to the directory of a package, or name its manifest: `--manifest-path path/to/Cargo.toml`")
            })?
        }
    };
    let whole = std::path::absolute(&given).and_then(|path| path.metadata().map(|_| path));
    whole.map_err(|error| {
        CliError::new(format!(
            "could not read the manifest `{}`: {error}",
            given.display()
        ))
        .help("`--manifest-path` takes the path of a `Cargo.toml`")
    })
}
