//! Builds the functions under test as a user does.

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

/// Enough for a complete release build with fat LTO on two cores, while another build holds the lock.
const LIMIT: Duration = Duration::from_secs(30 * 60);

/// The build profile. A debug build contains the local Lambda; a release build is what users deploy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Profile {
    /// `cargo build`.
    Debug,
    /// `cargo build --release`.
    Release,
    /// A release build with a statically linked C library (`-C target-feature=+crt-static`), for this machine's target.
    #[cfg(target_env = "gnu")]
    StaticRelease,
}

/// Builds the binary `binary` of the workspace's package `package`, and returns its path.
///
/// Each package is built alone, so that features of other packages are not unified into it. All of its binaries are built in one
/// call of cargo, which links several at a time. A process calls cargo once for each package.
pub fn build(package: &str, binary: &str, profile: Profile) -> Result<PathBuf> {
    type Executables = HashMap<String, PathBuf>;
    type Built = HashMap<(String, Profile), Executables>;
    static BUILT: Mutex<Option<Built>> = Mutex::new(None);

    // Locked during the build, so that concurrent tests share one build instead of waiting in several cargo processes.
    let mut built = BUILT.lock().unwrap_or_else(PoisonError::into_inner);
    let built = built.get_or_insert_default();
    let key = (package.to_owned(), profile);
    if !built.contains_key(&key) {
        built.insert(key.clone(), call_cargo(package, profile)?);
    }
    let executable = built.get(&key).and_then(|built| built.get(binary));
    executable.cloned().with_context(|| {
        format!("cargo built `{package}` but reported no executable for its binary `{binary}`")
    })
}

/// Returns a command that calls cargo, without the variables of the cargo that runs this test. They would make the build scripts of
/// the inner build run again, and describe another package.
pub fn cargo() -> Command {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    for (name, _) in env::vars_os() {
        let is_of_outer_cargo = name.to_str().is_some_and(|name| {
            [
                "CARGO_PKG_",
                "CARGO_MANIFEST_",
                "CARGO_BIN_",
                "CARGO_CRATE_",
            ]
            .iter()
            .any(|prefix| name.starts_with(prefix))
        });
        if is_of_outer_cargo {
            cargo.env_remove(name);
        }
    }
    cargo
}

fn call_cargo(package: &str, profile: Profile) -> Result<HashMap<String, PathBuf>> {
    let mut cargo = cargo();
    cargo
        .current_dir(workspace_root())
        .args(["build", "--message-format", "json-render-diagnostics"])
        .args(["--package", package, "--bins"])
        .arg("--target-dir")
        .arg(target_dir()?);
    match profile {
        Profile::Debug => {}
        Profile::Release => {
            cargo.arg("--release");
        }
        #[cfg(target_env = "gnu")]
        Profile::StaticRelease => {
            // With an explicit target, the flags do not apply to procedural macros, which cannot be linked statically.
            let target = format!("{}-unknown-linux-gnu", env::consts::ARCH);
            cargo
                .args(["--release", "--target", &target])
                .arg("--config")
                .arg(format!(
                    "target.{target}.rustflags=[\"-C\",\"target-feature=+crt-static\"]"
                ));
        }
    }
    let finished = run(&mut cargo, b"", LIMIT)?.expect_success(&format!("building {package}"))?;
    Ok(executables_in(&finished.stdout_text()))
}

/// Finds the executables in cargo's JSON messages, by the names of their binaries.
fn executables_in(messages: &str) -> HashMap<String, PathBuf> {
    messages
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|message| message["reason"] == "compiler-artifact")
        .filter_map(|message| {
            let name = message["target"]["name"].as_str()?;
            let executable = message["executable"].as_str()?;
            Some((name.to_owned(), PathBuf::from(executable)))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn executables_come_from_the_messages_of_their_binaries() {
        let messages = concat!(
            r#"{"reason":"compiler-artifact","target":{"name":"shop","kind":["lib"]},"executable":null}"#,
            "\n",
            r#"{"reason":"compiler-artifact","target":{"name":"other","kind":["bin"]},"executable":"/t/other"}"#,
            "\n",
            r#"{"reason":"compiler-artifact","target":{"name":"shop","kind":["bin"]},"executable":"/t/shop"}"#,
            "\n",
            r#"{"reason":"build-finished","success":true}"#,
        );
        let found =
            ["other", "shop"].map(|name| (name.to_owned(), PathBuf::from(format!("/t/{name}"))));
        assert_eq!(executables_in(messages), HashMap::from(found));
    }
}
