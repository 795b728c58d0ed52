//! The error of a command.

use std::fmt;
use std::path::Path;

/// An error that ends a command with exit code 2: the command line, a file or the port is wrong.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct CliError {
    headline: String,
    help: Option<String>,
    usage: Option<String>,
}

impl CliError {
    /// An error with a headline in lower case, which names in backticks what the user wrote.
    pub(super) fn new(headline: impl Into<String>) -> Self {
        Self {
            headline: headline.into(),
            help: None,
            usage: None,
        }
    }

    /// Adds what to do about it.
    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Puts the place in a file before the headline.
    pub(super) fn at(mut self, file: &Path, line: usize) -> Self {
        self.headline = format!("{}:{line}: {}", file.display(), self.headline);
        self
    }

    /// Adds the usage of the command, for a wrong command line.
    pub(super) fn usage(mut self, usage: impl Into<String>) -> Self {
        self.usage = Some(usage.into());
        self
    }
}

impl fmt::Display for CliError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.headline)?;
        if let Some(help) = &self.help {
            write!(f, "\n  = help: {help}")?;
        }
        if let Some(usage) = &self.usage {
            write!(
                f,
                "\n\nUsage: {usage}\n\nFor more information, try '--help'."
            )?;
        }
        Ok(())
    }
}

impl std::error::Error for CliError {}
