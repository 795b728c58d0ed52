//! Lazy modules around a snapshot: a debug build, whose local Lambda makes its environments as `SnapStart` does.

use std::path::Path;

use anyhow::{Context, Result};
use gatewright_tests::cargo_build::{Profile, build};
use gatewright_tests::command::{Finished, run};
use gatewright_tests::local::outside_lambda;
use serde_json::Value;

const LIMIT: std::time::Duration = std::time::Duration::from_secs(60);

/// Runs `snap-start invoke arguments…` once, with this fault.
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

/// What the values and the handler said, in their order, without what else is in the log.
fn said(finished: &Finished) -> Vec<&str> {
    let lines = finished.stderr.lines().map(str::trim);
    lines
        .filter(|line| *line == "served" || line.ends_with(" made") || line.ends_with(" dropped"))
        .collect()
}

/// The last line of the log: the report of the invocation.
fn report(finished: &Finished) -> Result<&str> {
    finished.stderr.lines().last().context("no report")
}

fn error_type(finished: &Finished) -> Result<String> {
    let document: Value = serde_json::from_slice(&finished.stdout)?;
    let error_type = document["errorType"].as_str();
    Ok(error_type.with_context(|| document.to_string())?.to_owned())
}

#[test]
fn what_is_reset_goes_before_the_snapshot_with_what_needs_it_and_is_made_anew_by_the_first_request()
-> Result<()> {
    let finished = invoke(&["--snap-start"], "none")?;
    assert_eq!(finished.status.code(), Some(0), "{finished:?}");
    assert_eq!(
        finished.stdout, b"\"connection statements model\"\n",
        "{finished:?}"
    );
    let said = said(&finished);
    let at = |line: &str| said.iter().position(|said| *said == line);
    let count = |line: &str| said.iter().filter(|said| **said == line).count();
    // In INIT all are made; the connection goes when nothing holds it any more.
    assert_eq!(count("connection made"), 2, "{said:?}");
    assert_eq!(count("statements made"), 2, "{said:?}");
    assert_eq!(count("model made"), 1, "{said:?}");
    assert_eq!(
        said[3..],
        [
            "statements dropped",
            "connection dropped",
            "connection made",
            "statements made",
            "served"
        ],
        "{said:?}"
    );
    assert!(at("model made") < Some(3), "{said:?}");
    let report = report(&finished)?;
    assert!(report.starts_with("invoke ok "), "{report}");
    assert!(report.contains(" restored (init "), "{report}");
    Ok(())
}

#[test]
fn without_a_snapshot_all_is_kept() -> Result<()> {
    let finished = invoke(&[], "none")?;
    assert_eq!(finished.status.code(), Some(0), "{finished:?}");
    let mut said = said(&finished);
    assert_eq!(said.pop(), Some("served"), "{said:?}");
    said.sort_unstable();
    assert_eq!(said, ["connection made", "model made", "statements made"]);
    assert!(report(&finished)?.contains(" cold (init "), "{finished:?}");
    Ok(())
}

#[test]
fn a_module_that_fails_before_the_snapshot_fails_init() -> Result<()> {
    let finished = invoke(&["--snap-start"], "first")?;
    assert_eq!(finished.status.code(), Some(1), "{finished:?}");
    assert_eq!(error_type(&finished)?, "InitFailed");
    assert!(!said(&finished).contains(&"served"), "{finished:?}");
    Ok(())
}

#[test]
fn a_module_that_fails_after_the_restore_fails_the_request_that_needs_it() -> Result<()> {
    let finished = invoke(&["--snap-start"], "again")?;
    assert_eq!(finished.status.code(), Some(1), "{finished:?}");
    assert_eq!(error_type(&finished)?, "InitFailed");
    let said = said(&finished);
    assert_eq!(
        said[3..],
        ["statements dropped", "connection dropped"],
        "{said:?}"
    );
    assert!(
        report(&finished)?.contains(" restored (init "),
        "{finished:?}"
    );
    Ok(())
}
