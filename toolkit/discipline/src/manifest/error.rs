//! A mistake in a `Cargo.toml`, with its place.

use std::error::Error;
use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// What is wrong with a manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManifestError {
    /// The manifest.
    pub file: PathBuf,
    /// Line, from 1; none when the file as a whole is meant.
    pub line: Option<usize>,
    /// What is wrong.
    pub headline: String,
    /// What to write instead.
    pub help: String,
}

impl ManifestError {
    pub(super) fn of_file(file: &Path, headline: String, help: impl Into<String>) -> Self {
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

/// A manifest's text, to tell lines by.
pub(super) struct Text<'t> {
    pub(super) file: &'t Path,
    pub(super) text: &'t str,
}

impl Text<'_> {
    /// The line that a byte is in, from 1.
    pub(super) fn line(&self, at: usize) -> usize {
        let before = &self.text.as_bytes()[..at.min(self.text.len())];
        before.split(|byte| *byte == b'\n').count()
    }

    pub(super) fn error(
        &self,
        at: Range<usize>,
        headline: String,
        help: impl Into<String>,
    ) -> ManifestError {
        ManifestError {
            line: Some(self.line(at.start)),
            ..ManifestError::of_file(self.file, headline, help)
        }
    }
}
