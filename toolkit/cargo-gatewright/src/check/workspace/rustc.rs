//! What rustc says about the platform.

use crate::cli::Wrong;
use std::env;
use std::process::Command;

/// Conditions of the profile: a function is judged for both, so they stay open.
const OF_PROFILE: [&str; 4] = ["debug_assertions", "panic", "overflow_checks", "ub_checks"];

/// The conditions that rustc sets for a platform, as names and values.
pub(super) fn target_cfg(target: Option<&str>) -> Result<Vec<(String, Option<String>)>, Wrong> {
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

/// The platform of this machine.
pub(super) fn host() -> Result<String, Wrong> {
    let printed = rustc(&["-vV"])?;
    let host = printed.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned)
        .ok_or_else(|| "`rustc -vV` names no host\n  = help: install Rust with rustup".to_owned())
}

fn rustc(args: &[&str]) -> Result<String, Wrong> {
    let program = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let command = format!("rustc {}", args.join(" "));
    let output = Command::new(program).args(args).output().map_err(|error| {
        format!("`{command}` does not start: {error}\n  = help: put rustc on the PATH, or name it in RUSTC")
    })?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(format!(
            "`{command}` failed: {}\n  = help: `rustc --print target-list` lists the platforms",
            said.trim()
        ));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
