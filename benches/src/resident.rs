//! The resident memory of a function.

use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};
use gatewright_tests::scripted_api::{Event, ScriptedApi, like_lambda};

use crate::function::Function;

const LIMIT: Duration = Duration::from_secs(20);
const INVOCATIONS: usize = 100;

/// Returns the peak resident memory of the function in bytes.
pub fn after_invocations(event: &[u8], function: &Function) -> Result<u64> {
    let api = ScriptedApi::start(vec![Event::new(event); INVOCATIONS])?;
    let mut child = like_lambda(&mut Command::new(&function.path), api.address()).spawn()?;
    let idle = api.wait_until_idle(LIMIT);
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id()));
    child.kill()?;
    child.wait()?;
    idle?;
    bytes(&status?, "VmHWM:")
}

/// Returns the resident memory of a process in bytes.
pub fn current(id: u32) -> Result<u64> {
    bytes(
        &std::fs::read_to_string(format!("/proc/{id}/status"))?,
        "VmRSS:",
    )
}

/// Parses the figure of a line like `VmHWM: 3088 kB`.
fn bytes(status: &str, name: &str) -> Result<u64> {
    let kilobytes = status
        .lines()
        .find_map(|line| line.strip_prefix(name))
        .and_then(|line| line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok());
    let kilobytes = kilobytes.with_context(|| {
        format!("expected `{name}` in /proc/PID/status\nhelp: run this bench on Linux")
    })?;
    Ok(kilobytes * 1_024)
}
