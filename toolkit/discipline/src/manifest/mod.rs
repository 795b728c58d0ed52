//! A package's `Cargo.toml`, as far as the rules need it: what it says to them, its targets, its dependencies.
//!
//! Cargo knows all of this better, and `cargo metadata` is asked where it can be. A macro cannot ask it, nor can anybody
//! where dependencies cannot be had; the file itself is always there, and it alone knows the line that a message is about.

mod dependencies;
mod error;
mod layers;
mod settings;
mod targets;

pub use dependencies::Dependency;
pub use error::ManifestError;
pub use settings::{Allowed, Settings};
pub use targets::Target;

use error::Text;
use std::fs;
use std::path::Path;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

type Value<'t> = Spanned<DeValue<'t>>;

/// What a `Cargo.toml` says.
#[derive(Clone, Debug)]
pub struct Manifest {
    /// `[package] name`; none in a manifest that holds a workspace alone.
    pub name: Option<String>,
    /// `[package.metadata.gatewright]`.
    pub settings: Settings,
    /// The library's root, when there is one.
    pub library: Option<Target>,
    /// The roots of the binaries.
    pub binaries: Vec<Target>,
    /// What the package's own code can name: no development or build dependencies.
    pub dependencies: Vec<Dependency>,
}

impl Manifest {
    /// Reads the `Cargo.toml` at `path`.
    ///
    /// The error says what is wrong with the file, or with what it says to Gatewright, and where.
    pub fn read(path: &Path) -> Result<Self, ManifestError> {
        let text = fs::read_to_string(path).map_err(|error| {
            let headline = format!("the manifest cannot be read: {error}");
            ManifestError::of_file(
                path,
                headline,
                "name a `Cargo.toml`: `--manifest-path path/to/Cargo.toml`",
            )
        })?;
        let text = Text {
            file: path,
            text: &text,
        };
        let parsed = DeTable::parse(text.text).map_err(|error| {
            let headline = format!("the manifest is not valid TOML: {}", error.message());
            text.error(
                error.span().unwrap_or_default(),
                headline,
                "see https://doc.rust-lang.org/cargo/reference/manifest.html",
            )
        })?;
        let table = parsed.get_ref();
        let folder = path.parent().unwrap_or(Path::new(""));
        let name = lookup(table, &["package", "name"])
            .and_then(text_of)
            .map(str::to_owned);
        let (library, binaries) = targets::of(table, folder, name.as_deref());
        Ok(Self {
            settings: Settings::of(table, &text)?,
            library,
            binaries,
            dependencies: dependencies::of(table, folder, &text),
            name,
        })
    }
}

/// The value behind a path of keys.
fn lookup<'t, 'i>(table: &'t DeTable<'i>, keys: &[&str]) -> Option<&'t Value<'i>> {
    let (first, rest) = keys.split_first()?;
    let value = table.get(*first)?;
    if rest.is_empty() {
        Some(value)
    } else {
        lookup(value.get_ref().as_table()?, rest)
    }
}

fn text_of<'t>(value: &'t Value<'_>) -> Option<&'t str> {
    value.get_ref().as_str()
}
