//! The functions that are compared: binaries of this workspace, built as one deploys them.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, ensure};
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

    /// As [`build`](Self::build), with the C library linked into it.
    #[cfg(target_env = "gnu")]
    pub fn build_static(package: &str) -> Result<Self> {
        let path = build(package, package, Profile::StaticRelease)?;
        Ok(Self { path })
    }

    /// What it prints when it is run with these arguments, as a program.
    pub fn output(&self, arguments: &[&str]) -> Result<String> {
        self.output_with(arguments, &[])
    }

    /// The same, with more environment variables.
    pub fn output_with(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Result<String> {
        let mut command = Command::new(&self.path);
        let ran = command
            .args(arguments)
            .envs(variables.iter().copied())
            .output()?;
        let errors = String::from_utf8_lossy(&ran.stderr);
        ensure!(ran.status.success(), "{}: {errors}", self.path.display());
        Ok(String::from_utf8(ran.stdout)?)
    }

    /// The size of the stripped binary in bytes.
    pub fn size(&self) -> Result<u64> {
        let metadata = self.path.metadata();
        Ok(metadata
            .with_context(|| format!("no binary at {}", self.path.display()))?
            .len())
    }
}
