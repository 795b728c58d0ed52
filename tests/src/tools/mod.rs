//! External tools, installed on first use into `tools` in the target directory.
//!
//! They come from the Python package index and from npm at pinned versions. They are installed into folders of their own, so nothing
//! else on the machine changes. A tool that cannot be installed is an error that shows the command; no test is ever skipped.

mod lock;
mod node;
mod pins;
mod venv;

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use anyhow::{Result, anyhow, bail};

use crate::target_dir::target_dir;
use venv::Venv;

/// The installed tools.
#[derive(Debug)]
pub struct Tools {
    venv: Venv,
}

impl Tools {
    /// Returns the tools, and installs them if needed. Other tests, in this and in other processes, wait meanwhile.
    pub fn get() -> Result<&'static Self> {
        static TOOLS: OnceLock<Result<Tools, String>> = OnceLock::new();
        TOOLS
            .get_or_init(|| Self::provide().map_err(|error| format!("{error:?}")))
            .as_ref()
            .map_err(|message| anyhow!("{message}"))
    }

    fn provide() -> Result<Self> {
        let folder = target_dir()?.join("tools");
        std::fs::create_dir_all(&folder)?;
        let _held = lock::hold(&folder.join("lock"))?;
        let venv = Venv::provide(&folder.join("python"))?;
        Ok(Self { venv })
    }

    /// Returns the path of a Python that can import boto3 and moto.
    pub fn python(&self) -> PathBuf {
        self.venv.executable("python")
    }

    /// Returns the path of a command of the Python packages, such as `cfn-lint`.
    pub fn command(&self, name: &str) -> Result<PathBuf> {
        existing(self.venv.executable(name))
    }

    /// Returns the folder `node_modules` with `@redocly/cli`, `aws-cdk-lib` and `constructs`. It is installed when a test first needs it.
    pub fn node_modules(&self) -> Result<PathBuf> {
        static NODE: OnceLock<Result<PathBuf, String>> = OnceLock::new();
        let provide = || {
            let tools = target_dir()?.join("tools");
            let _held = lock::hold(&tools.join("lock"))?;
            let folder = tools.join("node");
            node::provide(&folder)?;
            Ok(folder.join("node_modules"))
        };
        NODE.get_or_init(|| provide().map_err(|error: anyhow::Error| format!("{error:?}")))
            .clone()
            .map_err(|message| anyhow!("{message}"))
    }

    /// Returns the path of the `cargo-lambda` command.
    pub fn cargo_lambda(&self) -> Result<PathBuf> {
        existing(self.venv.executable("cargo-lambda"))
    }

    /// Returns the path of the AWS Lambda Runtime Interface Emulator, which is part of the wheel of `aws-sam-cli`.
    #[cfg(target_os = "linux")]
    pub fn rie(&self) -> Result<PathBuf> {
        let architecture = match std::env::consts::ARCH {
            "x86_64" => "x86_64",
            "aarch64" => "arm64",
            other => bail!(
                "aws-sam-cli ships the Runtime Interface Emulator for x86_64 and arm64, not for {other}"
            ),
        };
        let rapid = self
            .venv
            .packages()?
            .join("samcli")
            .join("local")
            .join("rapid");
        let emulator = existing(rapid.join(format!("aws-lambda-rie-{architecture}")))?;
        make_executable(&emulator)?;
        Ok(emulator)
    }
}

fn existing(path: PathBuf) -> Result<PathBuf> {
    if path.is_file() {
        return Ok(path);
    }
    bail!(
        "expected the file {}, but the installed packages do not contain it ({})\n\
         help: if a new version moved the file, update its path in `tests/src/tools/mod.rs`",
        path.display(),
        pins::all(),
    )
}

/// Sets the executable bit, which the wheel of the emulator lacks.
#[cfg(target_os = "linux")]
fn make_executable(file: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;

    let mut permissions = file.metadata()?.permissions();
    if permissions.mode() & 0o111 != 0o111 {
        permissions.set_mode(permissions.mode() | 0o111);
        std::fs::set_permissions(file, permissions)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::Tools;

    #[test]
    fn judges_of_documents_are_installed() {
        let tools = Tools::get().expect("Python packages");
        for command in ["cfn-lint", "openapi-spec-validator", "schemathesis"] {
            tools.command(command).expect("a command");
        }
        let modules = tools.node_modules().expect("npm packages");
        for package in ["@redocly/cli", "aws-cdk-lib"] {
            assert!(modules.join(package).is_dir(), "{package}");
        }
    }
}
