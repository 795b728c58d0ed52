//! Failures in INIT: the error that the function reports to the Runtime API, its log and its exit code.

use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use gatewright_tests::cargo_build::{Profile, build};
use gatewright_tests::process::Process;
use gatewright_tests::scripted_api::{Event, ScriptedApi, like_lambda};
use serde_json::{Value, json};

/// Longer than the 10 s that INIT may take.
const LIMIT: Duration = Duration::from_secs(30);

struct Failure {
    error_type: String,
    message: String,
    took: Duration,
    /// The unparsed log.
    log: String,
}

/// Starts the function with this fault, and waits until it ends.
fn failure(fault: &str) -> Result<Failure> {
    failure_of("init-faults", &[("FAULT", fault)])
}

/// Starts a function with these environment variables, and waits until it ends.
fn failure_of(function: &str, variables: &[(&str, &str)]) -> Result<Failure> {
    let binary = build("gatewright-fixture-functions", function, Profile::Release)?;
    let api = ScriptedApi::start(Vec::new())?;
    let mut command = Command::new(binary);
    like_lambda(&mut command, api.address()).envs(variables.iter().copied());
    let started = Instant::now();
    let mut function = Process::start("the function", &mut command)?;
    let document = api.wait_for_init_error(LIMIT)?;
    let took = started.elapsed();
    let status = function.wait(LIMIT)?;
    anyhow::ensure!(
        status.code() == Some(1),
        "expected exit code 1, got {status}"
    );
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

/// Returns the message of the log's line with the error's type, if there is exactly one.
fn logged(failure: &Failure) -> Option<String> {
    let lines = failure.log.lines();
    let mut errors = lines
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|line| line["exception_name"] == *failure.error_type);
    match (errors.next(), errors.next()) {
        (Some(line), None) => Some(line["message"].as_str()?.to_owned()),
        _ => None,
    }
}

#[test]
fn failed_module_report_names_module_and_remedy() -> Result<()> {
    let failure = failure("fails")?;
    assert_eq!(failure.error_type, "InitFailed");
    assert!(
        failure
            .message
            .starts_with("lazy module `init_faults::settings` could not start; "),
        "{}",
        failure.message
    );
    assert!(
        failure.message.contains("remove `start = \"init\"`"),
        "{}",
        failure.message
    );
    assert!(
        logged(&failure).is_some_and(|line| line.starts_with(
            "lazy module `init_faults::settings` could not start: the table is not there; "
        )),
        "{}",
        failure.log
    );
    Ok(())
}

#[test]
fn panicked_module_is_reported_without_its_message() -> Result<()> {
    let failure = failure("panics")?;
    assert_eq!(failure.error_type, "InitPanicked");
    assert_eq!(
        failure.message,
        "a lazy module panicked in INIT; the log has the reason"
    );
    assert!(
        logged(&failure).is_some_and(|line| line.contains("the table is not there")),
        "{}",
        failure.log
    );
    Ok(())
}

fn assert_too_slow(failure: &Failure) {
    assert_eq!(failure.error_type, "InitTimeout");
    assert!(
        failure.message.contains("give the function more memory"),
        "{}",
        failure.message
    );
    // The report is due after 9.5 s, which a unit test checks. A busy machine adds the time to start the process.
    assert!(failure.took > Duration::from_secs(9), "{:?}", failure.took);
    assert!(failure.took < Duration::from_secs(20), "{:?}", failure.took);
    assert!(logged(failure).is_some(), "{}", failure.log);
}

#[test]
fn awaiting_module_is_reported_before_the_init_limit() -> Result<()> {
    assert_too_slow(&failure("awaits")?);
    Ok(())
}

#[test]
fn blocking_module_is_reported_before_the_init_limit() -> Result<()> {
    assert_too_slow(&failure("blocks")?);
    Ok(())
}

#[test]
fn function_serves_after_successful_init() -> Result<()> {
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

#[test]
fn unset_name_of_a_queue_ends_init_with_its_variable() -> Result<()> {
    let failure = failure_of("names", &[("RETURNS_QUEUE", "returns-dev")])?;
    assert_eq!(failure.error_type, "InitFailed");
    assert_eq!(
        failure.message,
        "`order` (`#[sqs(env = \"ORDERS_QUEUE\")]`) needs the environment variable `ORDERS_QUEUE`, which is not set: set it to the name, \
         the ARN or the URL of the queue"
    );
    assert!(logged(&failure).is_some(), "{}", failure.log);
    Ok(())
}

#[test]
fn two_variables_with_one_queue_end_init_with_both_handlers() -> Result<()> {
    let arn = "arn:aws:sqs:eu-west-1:123456789012:orders-dev";
    let variables = [("ORDERS_QUEUE", "orders-dev"), ("RETURNS_QUEUE", arn)];
    let failure = failure_of("names", &variables)?;
    assert_eq!(failure.error_type, "InitFailed");
    for part in ["`order`", "`returned`", "`orders-dev`", "`RETURNS_QUEUE`"] {
        assert!(failure.message.contains(part), "{}", failure.message);
    }
    Ok(())
}

#[test]
fn function_takes_events_of_the_queues_in_its_variables() -> Result<()> {
    let binary = build("gatewright-fixture-functions", "names", Profile::Release)?;
    let record = |id: &str, queue: &str| {
        json!({
            "messageId": id, "body": "7", "eventSource": "aws:sqs",
            "eventSourceARN": format!("arn:aws:sqs:eu-west-1:123456789012:{queue}"),
        })
    };
    let records = [
        record("m-1", "orders-dev"),
        record("m-2", "returns-dev"),
        record("m-3", "orders-prod"),
    ];
    let event = Event::new(json!({"Records": records}).to_string().into_bytes());
    let api = ScriptedApi::start(vec![event])?;
    let mut command = Command::new(binary);
    like_lambda(&mut command, api.address())
        .env("ORDERS_QUEUE", "orders-dev")
        .env(
            "RETURNS_QUEUE",
            "https://sqs.eu-west-1.amazonaws.com/123456789012/returns-dev",
        );
    let mut function = Process::start("the function", &mut command)?;
    let outcomes = api.wait_until_idle(LIMIT)?;
    let failed = json!([{"itemIdentifier": "m-2"}, {"itemIdentifier": "m-3"}]);
    assert_eq!(outcomes[0].reply()?["batchItemFailures"], failed);
    let log = function.end();
    assert!(log.contains("order 7"), "{log}");
    Ok(())
}
