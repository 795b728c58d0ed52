//! Building the functions under test, as a user builds them.

use std::collections::HashMap;
use std::env;
use std::path::PathBuf;
use std::process::Command;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::command::run;
use crate::target_dir::{target_dir, workspace_root};

/// A release build of everything, with fat LTO on two cores, behind another build that holds the lock.
const LIMIT: Duration = Duration::from_secs(30 * 60);

/// The build profile: a debug build carries the local Lambda, a release build is what one deploys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Profile {
    /// `cargo build`.
    Debug,
    /// `cargo build --release`.
    Release,
    /// The same, with the C library inside: `-C target-feature=+crt-static`, for this machine's target.
    #[cfg(target_env = "gnu")]
    StaticRelease,
}

/// Builds the binary `binary` of the workspace's package `package` by itself, so that no other package's features are mixed
/// in, and returns where it is. It is built once a process; cargo sees to it that it is built once a change.
pub fn build(package: &str, binary: &str, profile: Profile) -> Result<PathBuf> {
    type Built = HashMap<(String, String, Profile), PathBuf>;
    static BUILT: Mutex<Option<Built>> = Mutex::new(None);

    // Held while building: tests that want the same binary at the same time wait here, not each in a cargo of its own.
    let mut built = BUILT.lock().unwrap_or_else(PoisonError::into_inner);
    let built = built.get_or_insert_default();
    let key = (package.to_owned(), binary.to_owned(), profile);
    if let Some(path) = built.get(&key) {
        return Ok(path.clone());
    }
    let path = call_cargo(package, binary, profile)?;
    built.insert(key, path.clone());
    Ok(path)
}

fn call_cargo(package: &str, binary: &str, profile: Profile) -> Result<PathBuf> {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo
        .current_dir(workspace_root())
        .args(["build", "--message-format", "json-render-diagnostics"])
        .args(["--package", package, "--bin", binary])
        .arg("--target-dir")
        .arg(target_dir()?);
    match profile {
        Profile::Debug => {}
        Profile::Release => {
            cargo.arg("--release");
        }
        #[cfg(target_env = "gnu")]
        Profile::StaticRelease => {
            // The target is named, so that the flags do not reach procedural macros, which cannot be linked so.
            let target = format!("{}-unknown-linux-gnu", env::consts::ARCH);
            cargo
                .args(["--release", "--target", &target])
                .arg("--config")
                .arg(format!(
                    "target.{target}.rustflags=[\"-C\",\"target-feature=+crt-static\"]"
                ));
        }
    }
    // What the outer cargo tells this process about its package would make build scripts of the inner build run anew.
    for (name, _) in env::vars_os() {
        let described = name.to_str().is_some_and(|name| {
            [
                "CARGO_PKG_",
                "CARGO_MANIFEST_",
                "CARGO_BIN_",
                "CARGO_CRATE_",
            ]
            .iter()
            .any(|prefix| name.starts_with(prefix))
        });
        if described {
            cargo.env_remove(name);
        }
    }
    let finished = run(&mut cargo, b"", LIMIT)?.expect_success(&format!("building {package}"))?;
    executable_in(&finished.stdout_text(), binary).with_context(|| {
        format!("cargo built {package}, but names no executable of its binary `{binary}`")
    })
}

/// The executable that cargo's messages name for `binary`.
fn executable_in(messages: &str, binary: &str) -> Option<PathBuf> {
    messages
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|message| {
            message["reason"] == "compiler-artifact" && message["target"]["name"] == binary
        })
        .find_map(|message| message["executable"].as_str().map(PathBuf::from))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_executable_is_read_from_the_binarys_own_message() {
        let messages = concat!(
            r#"{"reason":"compiler-artifact","target":{"name":"shop","kind":["lib"]},"executable":null}"#,
            "\n",
            r#"{"reason":"compiler-artifact","target":{"name":"other","kind":["bin"]},"executable":"/t/other"}"#,
            "\n",
            r#"{"reason":"compiler-artifact","target":{"name":"shop","kind":["bin"]},"executable":"/t/shop"}"#,
            "\n",
            r#"{"reason":"build-finished","success":true}"#,
        );
        assert_eq!(
            executable_in(messages, "shop"),
            Some(PathBuf::from("/t/shop"))
        );
        assert_eq!(executable_in(messages, "absent"), None);
    }
}
