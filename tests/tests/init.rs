//! INIT that goes wrong: what the function tells the service, and what its process ends with.

use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use gatewright_tests::cargo_build::{Profile, build};
use gatewright_tests::process::Process;
use gatewright_tests::scripted_api::{Event, ScriptedApi, like_lambda};
use serde_json::Value;

/// More than INIT may take, which is 10 s.
const LIMIT: Duration = Duration::from_secs(30);

struct Failure {
    error_type: String,
    message: String,
    took: Duration,
    /// What the log says, as it says it.
    log: String,
}

/// Starts the function with this fault, and waits until it has ended.
fn failure(fault: &str) -> Result<Failure> {
    let binary = build(
        "gatewright-fixture-functions",
        "init-faults",
        Profile::Release,
    )?;
    let api = ScriptedApi::start(Vec::new())?;
    let mut command = Command::new(binary);
    like_lambda(&mut command, api.address()).env("FAULT", fault);
    let started = Instant::now();
    let mut function = Process::start("the function", &mut command)?;
    let document = api.wait_for_init_error(LIMIT)?;
    let took = started.elapsed();
    let status = function.wait(LIMIT)?;
    anyhow::ensure!(status.code() == Some(1), "it ended with {status}");
    let text = |name: &str| {
        document[name]
            .as_str()
            .map(str::to_owned)
            .with_context(|| document.to_string())
    };
    Ok(Failure {
        error_type: text("errorType")?,
        message: text("errorMessage")?,
        took,
        log: function.printed(),
    })
}

/// Whether the log has one line of this type.
fn is_logged(failure: &Failure) -> bool {
    let lines = failure.log.lines();
    let errors = lines.filter_map(|line| serde_json::from_str::<Value>(line).ok());
    errors
        .filter(|line| line["errorType"] == *failure.error_type)
        .count()
        == 1
}

#[test]
fn a_module_that_fails_is_named_with_its_error_and_what_to_do() -> Result<()> {
    let failure = failure("fails")?;
    assert_eq!(failure.error_type, "InitFailed");
    assert!(
        failure.message.starts_with(
            "lazy module `init_faults::settings` could not start: the table is not there; "
        ),
        "{}",
        failure.message
    );
    assert!(
        failure.message.contains("leave out `start = \"init\"`"),
        "{}",
        failure.message
    );
    assert!(is_logged(&failure), "{}", failure.log);
    Ok(())
}

#[test]
fn a_module_that_panics_is_reported() -> Result<()> {
    let failure = failure("panics")?;
    assert_eq!(failure.error_type, "InitPanicked");
    assert!(
        failure.message.contains("the table is not there"),
        "{}",
        failure.message
    );
    assert!(is_logged(&failure), "{}", failure.log);
    Ok(())
}

fn assert_too_slow(failure: &Failure) {
    assert_eq!(failure.error_type, "InitTimeout");
    assert!(
        failure.message.contains("give the function more memory"),
        "{}",
        failure.message
    );
    assert!(failure.took < Duration::from_secs(10), "{:?}", failure.took);
    assert!(failure.took > Duration::from_secs(9), "{:?}", failure.took);
    assert!(is_logged(failure), "{}", failure.log);
}

#[test]
fn a_module_that_awaits_for_too_long_is_reported_before_the_limit_of_init() -> Result<()> {
    assert_too_slow(&failure("awaits")?);
    Ok(())
}

#[test]
fn a_module_that_blocks_for_too_long_is_reported_before_the_limit_of_init() -> Result<()> {
    assert_too_slow(&failure("blocks")?);
    Ok(())
}

#[test]
fn a_function_whose_init_goes_well_serves() -> Result<()> {
    let binary = build(
        "gatewright-fixture-functions",
        "init-faults",
        Profile::Release,
    )?;
    let api = ScriptedApi::start(vec![Event::new(*b"null")])?;
    let mut command = Command::new(binary);
    like_lambda(&mut command, api.address()).env("FAULT", "none");
    let _function = Process::start("the function", &mut command)?;
    let outcomes = api.wait_until_idle(LIMIT)?;
    assert_eq!(outcomes[0].reply()?, Value::from("none"));
    Ok(())
}
