//! A package's `Cargo.toml`: its settings for the rules, its targets, and its dependencies.
//!
//! `cargo metadata` knows more, but a macro cannot call it, and it fails if dependencies are not available. The file is always
//! there, and only the file has the line numbers that messages name.

mod features;
mod package;
mod settings;

pub use features::{Enabled, Features};
pub use package::{Dependency, Target};
pub use settings::{Allowed, Settings};

use std::error::Error;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::{fmt, fs};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

type Value<'t> = Spanned<DeValue<'t>>;

/// The content of a `Cargo.toml`.
#[derive(Clone, Debug)]
pub struct Manifest {
    /// `[package] name`; `None` in a manifest that only declares a workspace.
    pub name: Option<String>,
    /// `[package.metadata.gatewright]`.
    pub settings: Settings,
    /// The library, if there is one.
    pub library: Option<Target>,
    /// The binaries.
    pub binaries: Vec<Target>,
    /// The dependencies that the package's own code can name: no development or build dependencies.
    pub dependencies: Vec<Dependency>,
    /// `[features]`.
    pub features: Features,
}

impl Manifest {
    /// Reads the `Cargo.toml` at `path`.
    ///
    /// # Errors
    ///
    /// Returns the mistake in the file or in its `[package.metadata.gatewright]`, and the line.
    pub fn read(path: &Path) -> Result<Self, ManifestError> {
        let text = fs::read_to_string(path).map_err(|error| {
            let headline = format!("the manifest cannot be read: {error}");
            ManifestError::of_file(
                path,
                headline,
                "name a `Cargo.toml`: `--manifest-path path/to/Cargo.toml`",
            )
        })?;
        let text = ManifestText {
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
        let (library, binaries) = package::targets(table, folder, name.as_deref());
        Ok(Self {
            settings: Settings::of(table, &text)?,
            library,
            binaries,
            dependencies: package::dependencies(table, folder, &text),
            features: features::table(table),
            name,
        })
    }
}

/// The value at a path of keys.
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

/// A mistake in a manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManifestError {
    /// The manifest.
    pub file: PathBuf,
    /// Line, from 1; `None` if it is about the whole file.
    pub line: Option<usize>,
    /// The mistake.
    pub headline: String,
    /// The edit that corrects it.
    pub help: String,
}

impl ManifestError {
    fn of_file(file: &Path, headline: String, help: impl Into<String>) -> Self {
        Self {
            file: file.to_owned(),
            line: None,
            headline,
            help: help.into(),
        }
    }
}

impl Error for ManifestError {}

/// ```text
/// `[package.metadata.gatewright]` has no key `client`
///   --> Cargo.toml:7
///   = help: did you mean `clients`?
/// ```
impl fmt::Display for ManifestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.headline)?;
        write!(f, "  --> {}", self.file.display())?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        write!(f, "\n  = help: {}", self.help)
    }
}

/// The text of a manifest, for line numbers.
struct ManifestText<'t> {
    file: &'t Path,
    text: &'t str,
}

impl ManifestText<'_> {
    /// The line of a byte, from 1.
    fn line(&self, at: usize) -> usize {
        let before = &self.text.as_bytes()[..at.min(self.text.len())];
        before.split(|byte| *byte == b'\n').count()
    }

    fn error(&self, at: Range<usize>, headline: String, help: impl Into<String>) -> ManifestError {
        ManifestError {
            line: Some(self.line(at.start)),
            ..ManifestError::of_file(self.file, headline, help)
        }
    }
}
