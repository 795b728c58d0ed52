//! A function error is logged once, whatever logger the user has set up, in both modes.

use std::process::Command;
use std::time::Duration;

use anyhow::{Result, ensure};
use gatewright_tests::cargo_build::{Profile, build};
use gatewright_tests::process::Process;
use gatewright_tests::scripted_api::{Event, ScriptedApi, like_lambda};
use serde_json::{Value, json};

const LIMIT: Duration = Duration::from_secs(60);

/// The loggers of the function `logs`. `filtered` takes nothing but the function's own events.
const LOGGERS: [&str; 5] = ["none", "tracing", "json", "filtered", "log"];

fn operation(name: &str, message: &str) -> Value {
    json!({"operation": format!("logs.{name}"), "payload": message})
}

fn get(path: &str) -> Value {
    json!({
        "version": "2.0", "rawPath": path, "headers": {},
        "requestContext": {
            "domainName": "abc.execute-api.us-east-1.amazonaws.com", "stage": "$default", "http": {"method": "GET", "path": path},
        },
    })
}

fn message(body: &str) -> Value {
    json!({"Records": [{
        "messageId": "m-1", "receiptHandle": "r-1", "body": body, "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:us-east-1:123456789012:jobs",
    }]})
}

/// Returns the whole output of the function after these events. A line is written before its event is answered.
fn log_of(logger: &str, concurrency: Option<&str>, events: &[Value]) -> Result<String> {
    let binary = build("gatewright-fixture-concurrent", "logs", Profile::Debug)?;
    let count = events.len();
    let events = events
        .iter()
        .map(|event| Event::new(event.to_string().into_bytes()));
    let api = ScriptedApi::start(events.collect())?;
    let mut command = Command::new(binary);
    like_lambda(&mut command, api.address())
        .env("LOGS", logger)
        .envs(concurrency.map(|limit| ("AWS_LAMBDA_MAX_CONCURRENCY", limit)));
    let mut function = Process::start("the function", &mut command)?;
    api.wait_until_answered(count, LIMIT)?;
    Ok(function.end())
}

#[test]
fn function_error_is_logged_once_whatever_the_logger() -> Result<()> {
    let events = [
        operation("fails", "no paper for an operation"),
        get("/fails/no-paper-for-a-request"),
        get("/breaks-off/no-paper-for-a-stream"),
        message(r#""no paper for a message""#),
        json!({"nothing": "that the function knows"}),
    ];
    let texts = [
        "no paper for an operation",
        "no-paper-for-a-request",
        "no-paper-for-a-stream",
        "no paper for a message",
        "UnknownEvent",
    ];
    for logger in LOGGERS {
        for concurrency in [None, Some("4")] {
            let log = log_of(logger, concurrency, &events)?;
            for text in texts {
                let count = log.matches(text).count();
                ensure!(
                    count == 1,
                    "expected `{text}` once with the logger `{logger}` and concurrency {concurrency:?}, found it {count} times in\n{log}"
                );
            }
        }
    }
    Ok(())
}

/// A panic has Rust's own message with the place in the source, and one log line.
#[test]
fn panic_is_logged_once_beside_the_message_of_its_hook() -> Result<()> {
    for logger in LOGGERS {
        let log = log_of(logger, None, &[operation("panics", "no ink")])?;
        let lines: Vec<_> = log.lines().filter(|line| line.contains("no ink")).collect();
        let of_hook = lines.iter().filter(|line| **line == "no ink").count();
        ensure!(lines.len() == 2 && of_hook == 1, "{logger}: {log}");
        ensure!(
            log.matches("HandlerPanicked").count() == 1,
            "{logger}: {log}"
        );
    }
    Ok(())
}

/// The user's subscriber takes the error if its filter lets it pass. Otherwise the error is a JSON line on standard error.
#[test]
fn subscriber_takes_the_error_unless_its_filter_drops_it() -> Result<()> {
    for (logger, is_taken) in [
        ("none", false),
        ("tracing", true),
        ("json", true),
        ("filtered", false),
        // `tracing` has no events for a logger of the crate `log`.
        ("log", false),
    ] {
        let log = log_of(logger, None, &[operation("fails", "no paper")])?;
        // Only our line has the name of the service.
        let is_ours = |line: &&str| line.contains("OutOfPaper") && line.contains(r#""service":"#);
        let is_theirs =
            |line: &&str| line.contains("OutOfPaper") && !line.contains(r#""service":"#);
        let count = |which: &dyn Fn(&&str) -> bool| log.lines().filter(|line| which(line)).count();
        let expected = if is_taken { (0, 1) } else { (1, 0) };
        ensure!(
            (count(&is_ours), count(&is_theirs)) == expected,
            "{logger}: {log}"
        );
    }
    Ok(())
}

/// A function of `subscriber` that fails does not keep the function from its work, and no line is lost.
#[test]
fn subscriber_of_the_attribute_replaces_ours() -> Result<()> {
    let binary = build(
        "gatewright-fixture-concurrent",
        "subscriber",
        Profile::Debug,
    )?;
    for (subscriber, is_theirs, said) in [
        ("once", true, None),
        (
            "twice",
            true,
            Some("`subscriber` in `#[lambda_handler]` failed: "),
        ),
        ("fails", false, Some("failed: no subscriber; ")),
        ("panics", false, Some("failed: it panicked; ")),
    ] {
        let events =
            [json!("Ada"), json!("")].map(|event| Event::new(event.to_string().into_bytes()));
        let api = ScriptedApi::start(events.to_vec())?;
        let mut command = Command::new(&binary);
        like_lambda(&mut command, api.address()).env("SUBSCRIBER", subscriber);
        let mut function = Process::start("the function", &mut command)?;
        let outcomes = api.wait_until_idle(LIMIT)?;
        assert_eq!(outcomes[0].reply()?, "Hello, Ada!", "{subscriber}");
        assert_eq!(outcomes[1].error()?["errorType"], "NoName", "{subscriber}");
        let log = function.end();
        assert_eq!(
            log.matches("nobody to greet").count(),
            1,
            "{subscriber}: {log}"
        );
        // `tracing-subscriber` nests the fields of an event, and the spans.
        assert_eq!(
            log.contains(r#""fields":{"message":"greeting""#),
            is_theirs,
            "{subscriber}: {log}"
        );
        assert_eq!(
            log.contains(r#""name":"invocation""#),
            is_theirs,
            "{subscriber}: {log}"
        );
        assert_eq!(
            log.contains(r#""message":"greeting","service""#),
            !is_theirs,
            "{subscriber}: {log}"
        );
        assert_eq!(
            log.matches("failed: ").count(),
            usize::from(said.is_some()),
            "{subscriber}: {log}"
        );
        assert!(
            said.is_none_or(|said| log.contains(said)),
            "{subscriber}: {log}"
        );
    }
    Ok(())
}
