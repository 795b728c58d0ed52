//! Questions to rustc about the target platform.

use crate::error::CliError;
use std::env;
use std::path::PathBuf;
use std::process::Command;

/// Conditions of the profile. Functions are checked for both values, so these stay open.
const OF_PROFILE: [&str; 4] = ["debug_assertions", "panic", "overflow_checks", "ub_checks"];

/// Returns the `cfg` conditions that rustc sets for a platform, as names and values.
pub(crate) fn target_cfg(target: Option<&str>) -> Result<Vec<(String, Option<String>)>, CliError> {
    let mut args = vec!["--print", "cfg"];
    if let Some(target) = target {
        args.extend(["--target", target]);
    }
    let printed = rustc(&args)?;
    let conditions = printed.lines().map(|line| match line.split_once('=') {
        Some((name, value)) => (name.to_owned(), Some(value.trim_matches('"').to_owned())),
        None => (line.to_owned(), None),
    });
    Ok(conditions
        .filter(|(name, _)| !OF_PROFILE.contains(&name.as_str()))
        .collect())
}

/// Returns the target triple of this machine.
pub(crate) fn host() -> Result<String, CliError> {
    let printed = rustc(&["-vV"])?;
    let host = printed.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).ok_or_else(|| {
        CliError::new("`rustc -vV` does not print a `host:` line").help("install Rust with rustup")
    })
}

/// Returns the compiler's version as it prints it, such as `rustc 1.95.0 (59807616e 2026-04-14)`.
pub(crate) fn version() -> Result<String, CliError> {
    Ok(rustc(&["--version"])?.trim().to_owned())
}

/// Returns the directory of a target's standard library, which may be missing.
pub(crate) fn target_libdir(target: &str) -> Result<PathBuf, CliError> {
    let printed = rustc(&["--print", "target-libdir", "--target", target])?;
    Ok(printed.trim().into())
}

fn rustc(args: &[&str]) -> Result<String, CliError> {
    let program = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let command = format!("rustc {}", args.join(" "));
    let output = Command::new(program).args(args).output().map_err(|error| {
        CliError::new(format!("could not start `{command}`: {error}"))
            .help("put rustc on the PATH, or name it in RUSTC")
    })?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(
            CliError::new(format!("`{command}` failed: {}", said.trim()))
                .help("`rustc --print target-list` lists the platforms"),
        );
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
