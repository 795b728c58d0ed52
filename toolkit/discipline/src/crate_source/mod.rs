//! The source of crates: which files they have, what those hold, and where exemptions stand in them.

mod files;
mod keywords;
mod suppressions;

pub(crate) use files::{Content, Files};
pub use keywords::may_break_a_rule;
pub(crate) use suppressions::of_crate as suppressions_of_crate;
pub use suppressions::{Exemption, Suppression};

use crate::cfg::CfgSet;
use crate::layer_order::Layers;
use std::path::{Path, PathBuf};

/// What else is known about a crate that is judged.
#[derive(Clone, Debug, Default)]
pub struct CrateOptions {
    /// Values of `env!("NAME")` in the path of an `include!`, before the process's own: `OUT_DIR`.
    pub env: Vec<(String, String)>,
    /// Paths of functions, beside those that the rules know, that make a client which is to be kept.
    pub clients: Vec<String>,
    /// The layers of the crate's package.
    pub layers: Option<Layers>,
}

/// A crate that is judged together with others.
#[derive(Clone, Debug, Default)]
pub struct CrateSource {
    /// The root file.
    pub root: PathBuf,
    /// The conditions that the crate is compiled under.
    pub cfg: CfgSet,
    /// Values of `env!("NAME")` in the path of an `include!`, before the process's own: `OUT_DIR`.
    pub env: Vec<(String, String)>,
    /// The crates of the list that this one's source can name: by which name (the key in its `Cargo.toml`, with `_` for
    /// `-`), and the index in the list. Of every other crate only what the rules' table says is known.
    pub dependencies: Vec<(String, usize)>,
    /// The layers of its package: [`Settings::layers`](crate::Settings::layers). `None` when its manifest was not read: then
    /// the three of [`Layers::default`] are known, and no other name is called wrong.
    pub layers: Option<Layers>,
}

impl CrateSource {
    pub(crate) fn alone(root: &Path, cfg: &CfgSet, options: &CrateOptions) -> Self {
        Self {
            root: root.to_owned(),
            cfg: cfg.clone(),
            env: options.env.clone(),
            dependencies: Vec::new(),
            layers: options.layers.clone(),
        }
    }
}

/// A file of a crate as messages name it, from the package's folder, where the root is in a folder of its own: `src/a.rs`.
pub(crate) fn in_package(file: &Path, root: &Path) -> String {
    let package = root.parent().and_then(Path::parent);
    let shown = package.and_then(|package| file.strip_prefix(package).ok());
    shown
        .unwrap_or(file)
        .display()
        .to_string()
        .replace('\\', "/")
}
