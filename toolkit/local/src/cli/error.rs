//! The error of a command.

use std::fmt;

/// An error that ends a command with exit code 2: the command line, a file or the port is wrong.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct CliError {
    headline: String,
    help: Option<String>,
}

impl CliError {
    /// An error with a headline in lower case, which names in backticks what the user wrote.
    pub(super) fn new(headline: impl Into<String>) -> Self {
        Self {
            headline: headline.into(),
            help: None,
        }
    }

    /// Adds what to do about it.
    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl fmt::Display for CliError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.headline)?;
        match &self.help {
            Some(help) => write!(f, "\n  = help: {help}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for CliError {}
