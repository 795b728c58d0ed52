//! The compared functions: binaries of this workspace, built for deployment.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use gatewright_tests::cargo_build::{Profile, build};

/// A release build of a function.
#[derive(Clone, Debug)]
pub struct Function {
    /// The binary, stripped by the release profile.
    pub path: PathBuf,
}

impl Function {
    /// Builds the package `package`, whose binary has the same name.
    pub fn build(package: &str) -> Result<Self> {
        let path = build(package, package, Profile::Release)?;
        Ok(Self { path })
    }

    /// Like [`build`](Self::build), with a statically linked C library.
    #[cfg(target_env = "gnu")]
    pub fn build_static(package: &str) -> Result<Self> {
        let path = build(package, package, Profile::StaticRelease)?;
        Ok(Self { path })
    }

    /// Runs the binary as a program with these arguments, and returns its output.
    pub fn output(&self, arguments: &[&str]) -> Result<String> {
        self.output_with(arguments, &[])
    }

    /// Like [`output`](Self::output), with additional environment variables.
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

    /// Returns the size of the stripped binary in bytes.
    pub fn size(&self) -> Result<u64> {
        let metadata = self.path.metadata();
        Ok(metadata
            .with_context(|| format!("no binary at {}", self.path.display()))?
            .len())
    }
}
