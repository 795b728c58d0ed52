//! The functions that are compared: binaries of this workspace, built as one deploys them.

use std::path::PathBuf;

use anyhow::{Context, Result};
use gatewright_tests::cargo_build::{Profile, build};

/// A function, built for release.
#[derive(Clone, Debug)]
pub struct Function {
    /// The binary. The release profile strips it.
    pub path: PathBuf,
}

impl Function {
    /// Builds the package `package`, whose binary has the same name.
    pub fn build(package: &str) -> Result<Self> {
        let path = build(package, package, Profile::Release)?;
        Ok(Self { path })
    }

    /// The size of the stripped binary in bytes.
    pub fn size(&self) -> Result<u64> {
        let metadata = self.path.metadata();
        Ok(metadata
            .with_context(|| format!("no binary at {}", self.path.display()))?
            .len())
    }
}
