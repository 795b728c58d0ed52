//! Lazy modules before and after a snapshot, in a debug build whose local Lambda emulates `SnapStart`.

use std::path::Path;

use anyhow::{Context, Result};
use gatewright_tests::cargo_build::{Profile, build};
use gatewright_tests::command::{Finished, run};
use gatewright_tests::local::outside_lambda;
use serde_json::Value;

const LIMIT: std::time::Duration = std::time::Duration::from_secs(60);

/// Runs `snap-start invoke - arguments…` with this fault.
fn invoke(arguments: &[&str], fault: &str) -> Result<Finished> {
    let binary = build("gatewright-fixture-functions", "snap-start", Profile::Debug)?;
    let folder = tempfile::tempdir()?;
    let mut command = outside_lambda(&binary);
    command
        .args(["invoke", "-"])
        .args(arguments)
        .env("FAULT", fault)
        .env("CONNECTED", Path::new(folder.path()).join("connected"));
    run(&mut command, b"null", LIMIT)
}

/// Returns the log lines of the values and the handler in their order.
fn lifecycle(finished: &Finished) -> Vec<&str> {
    let lines = finished.stderr.lines().map(str::trim);
    lines
        .filter(|line| *line == "served" || line.ends_with(" made") || line.ends_with(" dropped"))
        .collect()
}

/// Returns the last line of the log, which is the report of the invocation.
fn report(finished: &Finished) -> Result<&str> {
    finished
        .stderr
        .lines()
        .last()
        .context("expected a report in the log")
}

fn error_type(finished: &Finished) -> Result<String> {
    let document: Value = serde_json::from_slice(&finished.stdout)?;
    let error_type = document["errorType"].as_str();
    Ok(error_type.with_context(|| document.to_string())?.to_owned())
}

#[test]
fn reset_module_and_its_dependents_are_made_again() -> Result<()> {
    let finished = invoke(&["--snap-start"], "none")?;
    assert_eq!(finished.status.code(), Some(0), "{finished:?}");
    assert_eq!(
        finished.stdout, b"\"connection statements model\"\n",
        "{finished:?}"
    );
    let lines = lifecycle(&finished);
    let at = |line: &str| lines.iter().position(|found| *found == line);
    let count = |line: &str| lines.iter().filter(|found| **found == line).count();
    // INIT makes all three. The connection is dropped after the last value that holds it.
    assert_eq!(count("connection made"), 2, "{lines:?}");
    assert_eq!(count("statements made"), 2, "{lines:?}");
    assert_eq!(count("model made"), 1, "{lines:?}");
    assert_eq!(
        lines[3..],
        [
            "statements dropped",
            "connection dropped",
            "connection made",
            "statements made",
            "served"
        ],
        "{lines:?}"
    );
    assert!(at("model made") < Some(3), "{lines:?}");
    let report = report(&finished)?;
    assert!(report.starts_with("invoke ok "), "{report}");
    assert!(report.contains(" restored (init "), "{report}");
    Ok(())
}

#[test]
fn all_modules_are_kept_without_a_snapshot() -> Result<()> {
    let finished = invoke(&[], "none")?;
    assert_eq!(finished.status.code(), Some(0), "{finished:?}");
    let mut lines = lifecycle(&finished);
    assert_eq!(lines.pop(), Some("served"), "{lines:?}");
    lines.sort_unstable();
    assert_eq!(lines, ["connection made", "model made", "statements made"]);
    assert!(report(&finished)?.contains(" cold (init "), "{finished:?}");
    Ok(())
}

#[test]
fn module_failure_before_the_snapshot_fails_init() -> Result<()> {
    let finished = invoke(&["--snap-start"], "first")?;
    assert_eq!(finished.status.code(), Some(1), "{finished:?}");
    assert_eq!(error_type(&finished)?, "InitFailed");
    assert!(!lifecycle(&finished).contains(&"served"), "{finished:?}");
    Ok(())
}

#[test]
fn module_failure_after_the_restore_fails_the_request() -> Result<()> {
    let finished = invoke(&["--snap-start"], "again")?;
    assert_eq!(finished.status.code(), Some(1), "{finished:?}");
    assert_eq!(error_type(&finished)?, "InitFailed");
    let lines = lifecycle(&finished);
    assert_eq!(
        lines[3..],
        ["statements dropped", "connection dropped"],
        "{lines:?}"
    );
    assert!(
        report(&finished)?.contains(" restored (init "),
        "{finished:?}"
    );
    Ok(())
}
