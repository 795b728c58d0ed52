//! The target directory of this workspace, as found from a running test or bench.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// Returns the target directory that the running executable was built into.
///
/// Cargo marks it with the file `CACHEDIR.TAG`, so it is found for every `CARGO_TARGET_DIR`, `build.target-dir` and `--target`.
/// An executable outside its target directory falls back to `CARGO_TARGET_DIR`, then to `target` in the workspace.
pub fn target_dir() -> Result<PathBuf> {
    let executable = env::current_exe().context("could not find the path of the running test")?;
    if let Some(marked) = executable
        .ancestors()
        .find(|directory| directory.join("CACHEDIR.TAG").is_file())
    {
        return Ok(marked.to_path_buf());
    }
    let root = workspace_root();
    // A relative `CARGO_TARGET_DIR` is relative to the directory in which cargo was called, usually the root.
    Ok(root.join(env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into())))
}

/// Returns the folder of the workspace's `Cargo.toml`.
pub fn workspace_root() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().unwrap_or(package).to_path_buf()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn target_directory_holds_the_running_test() {
        let found = target_dir().expect("a target directory");
        let executable = env::current_exe().expect("a path");
        assert!(
            executable.starts_with(&found),
            "{} is not below {}",
            executable.display(),
            found.display()
        );
    }

    #[test]
    fn workspace_root_holds_this_package() {
        let manifest = workspace_root().join("tests").join("Cargo.toml");
        let text = std::fs::read_to_string(manifest).expect("this package's manifest");
        assert!(text.contains("name = \"gatewright-tests\""));
    }
}
