//! External tools, installed at first use into `tools` in the target directory.
//!
//! They come from the Python package index, at pinned versions, into a virtual environment of their own: nothing is
//! installed on the machine. A tool that cannot be had is an error that says what was tried; no test is ever skipped.

mod lock;
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
    /// Installs what is missing, or finds it installed. Other tests, in this process and in others, wait meanwhile.
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

    /// A Python that can `import boto3`.
    pub fn python(&self) -> PathBuf {
        self.venv.executable("python")
    }

    /// The `cargo-lambda` command.
    pub fn cargo_lambda(&self) -> Result<PathBuf> {
        existing(self.venv.executable("cargo-lambda"))
    }

    /// The AWS Lambda Runtime Interface Emulator, which is part of the wheel of `aws-sam-cli`.
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
        "{} is not there, although its package is installed ({}); did a new version move it?",
        path.display(),
        pins::all(),
    )
}

/// Wheels carry the emulator as data, without the executable bit.
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
