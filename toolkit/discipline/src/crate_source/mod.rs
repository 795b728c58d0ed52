//! The source of crates: their files, what the files contain, and the places of exemptions.

mod files;
mod keywords;
mod out_dir;
mod suppressions;

pub(crate) use files::{Content, Files, Included};
pub use keywords::may_break_a_rule;
pub(crate) use suppressions::of_crate as suppressions_of_crate;
pub use suppressions::{Exemption, Suppression};

use crate::cfg::CfgSet;
use crate::layer_order::Layers;
use std::path::{Path, PathBuf};

/// Further facts about a crate that is judged.
#[derive(Clone, Debug, Default)]
pub struct CrateOptions {
    /// Values of `env!("NAME")` in the path of an `include!`, such as `OUT_DIR`. They take precedence over the process
    /// environment.
    pub env: Vec<(String, String)>,
    /// Paths of functions that build a client, in addition to those that the rules know.
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
    /// Values of `env!("NAME")` in the path of an `include!`, such as `OUT_DIR`. They take precedence over the process
    /// environment.
    pub env: Vec<(String, String)>,
    /// The crates of the list that the source can name: the name (the key in `Cargo.toml`, with `_` for `-`), and the index in
    /// the list. Of other crates, only the table of the rules is known.
    pub dependencies: Vec<(String, usize)>,
    /// The renamed dependencies: the name in the source, and the name of the crate. `pool = { package = "rayon" }` is
    /// `("pool", "rayon")`.
    pub renamed: Vec<(String, String)>,
    /// The layers of the package: [`Settings::layers`](crate::Settings::layers). `None` if the manifest was not read. Then the
    /// layers of [`Layers::default`] are known, and other names are not reported as unknown.
    pub layers: Option<Layers>,
}

impl CrateSource {
    pub(crate) fn alone(root: &Path, cfg: &CfgSet, options: &CrateOptions) -> Self {
        Self {
            root: root.to_owned(),
            cfg: cfg.clone(),
            env: options.env.clone(),
            dependencies: Vec::new(),
            renamed: Vec::new(),
            layers: options.layers.clone(),
        }
    }
}

/// A file as messages name it, relative to the package's folder: `src/a.rs`.
pub(crate) fn in_package(file: &Path, root: &Path) -> String {
    let package = root.parent().and_then(Path::parent);
    let shown = package.and_then(|package| file.strip_prefix(package).ok());
    shown
        .unwrap_or(file)
        .display()
        .to_string()
        .replace('\\', "/")
}
