//! The error of a command that could not do its work.

use gatewright_discipline::ManifestError;
use std::fmt;

/// An error that ends a command with [exit code 2](CliError::EXIT_CODE): the command line, a manifest or the set-up is wrong.
///
/// Findings are not errors: a command that found something prints it and ends with 1.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct CliError {
    headline: String,
    notes: Vec<String>,
    help: Option<String>,
}

impl CliError {
    /// The exit code of a process that ends with an error.
    pub(crate) const EXIT_CODE: u8 = 2;

    /// An error with a headline in lower case, which names in backticks what the user wrote.
    pub(crate) fn new(headline: impl Into<String>) -> Self {
        Self {
            headline: headline.into(),
            notes: Vec::new(),
            help: None,
        }
    }

    /// Adds what to do about it.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds a fact that explains the headline.
    pub(crate) fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }
}

impl fmt::Display for CliError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.headline)?;
        if let Some(help) = &self.help {
            write!(f, "\n  = help: {help}")?;
        }
        for note in &self.notes {
            write!(f, "\n  = note: {note}")?;
        }
        Ok(())
    }
}

impl std::error::Error for CliError {}

impl From<ManifestError> for CliError {
    fn from(error: ManifestError) -> Self {
        // Its text has the place and the help already.
        Self::new(error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn help_stands_before_notes() {
        let error = CliError::new("there is no package `apo` here")
            .note("the packages are api, jobs")
            .help("did you mean `api`?");
        assert_eq!(
            error.to_string(),
            "there is no package `apo` here\n  = help: did you mean `api`?\n  = note: the packages are api, jobs"
        );
    }
}
