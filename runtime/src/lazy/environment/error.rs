//! What is wrong with the environment.

use std::fmt;

/// Environment variables that are missing or malformed, all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnvironmentError {
    pub(super) faults: Vec<String>,
}

impl fmt::Display for EnvironmentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.faults.as_slice() {
            [fault] => write!(f, "an environment variable is wrong: {fault}"),
            faults => write!(
                f,
                "{} environment variables are wrong: {}",
                faults.len(),
                faults.join("; ")
            ),
        }
    }
}

impl std::error::Error for EnvironmentError {}
