//! The lines of a function that logs with `tracing` and has no set-up: fields, levels, formats, and the invocation to which they belong.

use std::collections::BTreeSet;
use std::fs::File;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use gatewright_tests::cargo_build::{Profile, build};
use gatewright_tests::command::run;
use gatewright_tests::process::Process;
use gatewright_tests::scripted_api::{Event, Fault, Outcome, ScriptedApi, like_lambda};
use gatewright_tests::tools::Tools;
use serde_json::{Map, Value, json};

const LIMIT: Duration = Duration::from_secs(60);

type Line = Map<String, Value>;

/// Returns the text of standard error and the outcomes, after these events.
fn log(variables: &[(&str, &str)], events: Vec<Event>) -> Result<(String, Vec<Outcome>)> {
    let binary = build("gatewright-fixture-concurrent", "log-lines", Profile::Debug)?;
    let count = events.len();
    let api = ScriptedApi::start(events)?;
    let mut command = Command::new(binary);
    like_lambda(&mut command, api.address()).envs(variables.iter().copied());
    // The function writes a line before it answers, and a file has no reader that could lag behind.
    let file = tempfile::NamedTempFile::new()?;
    let mut child = command.stderr(File::create(file.path())?).spawn()?;
    let until = Instant::now() + LIMIT;
    // In concurrent mode the function requests another event before it has answered all.
    let outcomes = loop {
        let outcomes = api.wait_until_idle(LIMIT);
        match &outcomes {
            Ok(found) if found.len() < count && Instant::now() < until => {
                thread::sleep(Duration::from_millis(5));
            }
            _ => break outcomes,
        }
    };
    child.kill()?;
    child.wait()?;
    Ok((std::fs::read_to_string(file.path())?, outcomes?))
}

/// Returns the lines, each of which must be a JSON object.
fn lines(variables: &[(&str, &str)], events: &[Value]) -> Result<Vec<Line>> {
    let events = events.iter().map(event).collect();
    parsed(&log(variables, events)?.0)
}

fn event(event: &Value) -> Event {
    Event::new(event.to_string().into_bytes())
}

fn parsed(log: &str) -> Result<Vec<Line>> {
    log.lines()
        .map(|line| {
            serde_json::from_str(line).with_context(|| format!("not a JSON object: {line}"))
        })
        .collect()
}

fn operation(name: &str, payload: &Value) -> Value {
    json!({"operation": format!("lines.{name}"), "payload": payload})
}

fn get(path: &str) -> Value {
    json!({
        "version": "2.0", "rawPath": path, "headers": {},
        "requestContext": {
            "requestId": "JKJaXmPLvHcESHA=",
            "domainName": "abc.execute-api.us-east-1.amazonaws.com", "stage": "$default", "http": {"method": "GET", "path": path},
        },
    })
}

fn batch(bodies: &[&str]) -> Value {
    let records: Vec<Value> = bodies
        .iter()
        .enumerate()
        .map(|(index, body)| {
            json!({
                "messageId": format!("m-{index}"), "receiptHandle": "r", "body": body, "eventSource": "aws:sqs",
                "eventSourceARN": "arn:aws:sqs:us-east-1:123456789012:jobs",
            })
        })
        .collect();
    json!({"Records": records})
}

/// The request id of the script's event with this number.
fn id(number: usize) -> String {
    format!("8476a536-e9f4-11e8-9739-{number:012}")
}

fn messages(lines: &[Line]) -> Vec<&str> {
    lines
        .iter()
        .filter_map(|line| line["message"].as_str())
        .collect()
}

#[test]
fn line_has_the_fields_of_powertools_spans_and_event() -> Result<()> {
    let variables = [("POWERTOOLS_SERVICE_NAME", "orders")];
    let lines = lines(&variables, &[get("/orders/7"), get("/orders/8")])?;
    ensure!(lines.len() == 2, "{lines:?}");
    let mut line = lines[0].clone();
    let timestamp = line.remove("timestamp");
    let timestamp = timestamp
        .as_ref()
        .and_then(Value::as_str)
        .unwrap_or_default();
    ensure!(
        timestamp.len() == 24 && timestamp.ends_with('Z') && timestamp.contains('T'),
        "{timestamp}"
    );
    let location = line.remove("location");
    let location = location
        .as_ref()
        .and_then(Value::as_str)
        .unwrap_or_default();
    ensure!(location.starts_with("log_lines::lines:"), "{location}");
    let arn = line.remove("function_arn");
    ensure!(
        arn.as_ref()
            .and_then(Value::as_str)
            .is_some_and(|arn| arn.starts_with("arn:aws:lambda:")),
        "{arn:?}"
    );
    // The header of the script is `Root=…;…`.
    let trace = line.remove("xray_trace_id");
    ensure!(
        trace
            .as_ref()
            .and_then(Value::as_str)
            .is_some_and(|id| id.starts_with("1-")),
        "{trace:?}"
    );
    let expected = json!({
        "level": "INFO", "message": "order placed", "service": "orders", "cold_start": true, "function_name": "hello",
        "function_memory_size": 128, "function_request_id": id(1), "correlation_id": "JKJaXmPLvHcESHA=",
        "order": 7, "tenant": "acme", "step": "pay",
        "total": 48.9, "items": 3, "gift": true, "customer": "A \"B\"", "debug": "Some(1)",
    });
    assert_eq!(Value::Object(line), expected);
    assert_eq!(lines[1]["cold_start"], false);
    assert_eq!(lines[1]["function_request_id"], id(2));
    Ok(())
}

/// In single mode, tasks and threads need nothing for it.
#[test]
fn request_id_is_on_lines_of_tasks_and_threads() -> Result<()> {
    let events: Vec<Value> = (1..=5)
        .map(|number| operation("without_span", &json!(id(number))))
        .collect();
    let lines = lines(&[], &events)?;
    assert_eq!(lines.len(), 15);
    for line in &lines {
        assert_eq!(line["name"], line["function_request_id"], "{line:?}");
    }
    Ok(())
}

#[test]
fn request_id_is_on_lines_of_concurrent_invocations() -> Result<()> {
    let concurrent = [("AWS_LAMBDA_MAX_CONCURRENCY", "8")];
    let events: Vec<Value> = (1..=40)
        .map(|number| operation("elsewhere", &json!(id(number))))
        .collect();
    let lines = lines(&concurrent, &events)?;
    assert_eq!(lines.len(), 160);
    for line in &lines {
        assert_eq!(line["name"], line["function_request_id"], "{line:?}");
    }
    let cold = lines
        .iter()
        .filter(|line| line["cold_start"] == true)
        .count();
    assert_eq!(cold, 4);
    Ok(())
}

#[test]
fn levels_follow_lambda_powertools_and_rust_log() -> Result<()> {
    const ALL: [&str; 5] = ["an error", "a warning", "an info", "a debug", "a trace"];
    for (variables, count, warnings) in [
        (&[][..], 3, 0),
        // Those of the crates below are not logged.
        (&[("AWS_LAMBDA_LOG_LEVEL", "TRACE")], 5, 0),
        (&[("RUST_LOG", "trace")], 5, 0),
        (&[("AWS_LAMBDA_LOG_LEVEL", "FATAL")], 0, 0),
        (&[("POWERTOOLS_LOG_LEVEL", "WARNING")], 2, 0),
        (
            &[
                ("AWS_LAMBDA_LOG_LEVEL", "INFO"),
                ("POWERTOOLS_LOG_LEVEL", "DEBUG"),
            ],
            3,
            1,
        ),
        (&[("RUST_LOG", "error,log_lines=debug")], 4, 0),
        (&[("RUST_LOG", "off")], 0, 0),
        (&[("AWS_LAMBDA_LOG_LEVEL", "LOUD")], 3, 1),
        (&[("POWERTOOLS_LOGGER_SAMPLE_RATE", "1")], 4, 0),
        (&[("POWERTOOLS_LOGGER_SAMPLE_RATE", "2")], 3, 1),
    ] {
        let events = [
            operation("levels", &Value::Null),
            operation("levels", &Value::Null),
        ];
        let lines = lines(variables, &events)?;
        let messages = messages(&lines);
        let expected = [&ALL[..count], &ALL[..count]].concat();
        assert_eq!(messages[warnings..], expected, "{variables:?}");
        // A fault is said once, in INIT.
        for line in &lines[..warnings] {
            assert_eq!(line["level"], "WARN", "{variables:?}");
            assert!(!line.contains_key("function_request_id"), "{line:?}");
        }
    }
    Ok(())
}

#[test]
fn text_has_the_form_of_lambdas_runtimes() -> Result<()> {
    let events = vec![
        event(&get("/orders/7")),
        event(&operation("fails", &json!("no\npaper"))),
    ];
    let (log, _) = log(&[("AWS_LAMBDA_LOG_FORMAT", "Text")], events)?;
    let lines: Vec<Vec<&str>> = log.lines().map(|line| line.split('\t').collect()).collect();
    ensure!(lines.len() == 2, "{log}");
    for (line, (number, level, message)) in lines.iter().zip([
        (
            1,
            "INFO",
            r#"order placed order=7 tenant="acme" step="pay" total=48.9 items=3 gift=true customer="A \"B\"" debug="Some(1)""#,
        ),
        (2, "ERROR", "no\rpaper exception_name=\"OutOfPaper\""),
    ]) {
        let request = id(number);
        assert_eq!(line[1..], [&*request, level, message], "{log}");
        assert!(line[0].ends_with('Z') && line[0].len() == 24, "{log}");
    }
    Ok(())
}

#[test]
fn lines_for_people_have_colours_unless_no_color_is_set() -> Result<()> {
    for (variables, has_colours) in [
        (&[("GATEWRIGHT_TERMINAL", "true")][..], true),
        (&[("GATEWRIGHT_TERMINAL", "true"), ("NO_COLOR", "1")], false),
    ] {
        let (log, _) = log(variables, vec![event(&operation("levels", &Value::Null))])?;
        assert_eq!(log.contains("\u{1b}["), has_colours, "{log}");
        assert!(log.contains("an error") && !log.contains('{'), "{log}");
    }
    Ok(())
}

#[test]
fn error_is_logged_once_with_its_type_in_both_modes() -> Result<()> {
    for variables in [&[][..], &[("AWS_LAMBDA_MAX_CONCURRENCY", "2")]] {
        let lines = lines(variables, &[operation("fails", &json!("no paper"))])?;
        ensure!(lines.len() == 1, "{lines:?}");
        for (name, value) in [
            ("level", json!("ERROR")),
            ("message", json!("no paper")),
            ("exception_name", json!("OutOfPaper")),
            ("function_request_id", json!(id(1))),
            ("cold_start", json!(true)),
        ] {
            assert_eq!(lines[0].get(name), Some(&value), "{variables:?}: {lines:?}");
        }
    }
    Ok(())
}

#[test]
fn second_subscriber_is_answered_with_what_to_do() -> Result<()> {
    let events = ["sets_a_subscriber", "levels"].map(|name| event(&operation(name, &Value::Null)));
    let (log, outcomes) = log(&[], events.to_vec())?;
    let error = outcomes[0].error()?;
    assert_eq!(error["errorType"], "HandlerPanicked");
    // The caller need not know how the function logs.
    let message = "name your function in `#[lambda_handler(subscriber = …)]`";
    assert_eq!(log.matches(message).count(), 1, "{log}");
    outcomes[1].reply()?;
    assert_eq!(log.matches("an info").count(), 1, "{log}");
    Ok(())
}

/// Each record's handler, and the line about its failure, has the record's id.
#[test]
fn correlation_id_is_that_of_the_event_or_record() -> Result<()> {
    let placed = json!({
        "version": "0", "id": "6a7e8feb-b491-4cf7", "detail-type": "Placed", "source": "shop", "detail": 7, "resources": [],
    });
    for variables in [&[][..], &[("AWS_LAMBDA_MAX_CONCURRENCY", "2")]] {
        let lines = lines(
            variables,
            &[placed.clone(), batch(&[r#""good""#, r#""bad""#])],
        )?;
        let mut found: Vec<(&str, &str)> = lines
            .iter()
            .map(|line| {
                let text = |name: &str| line.get(name).and_then(Value::as_str).unwrap_or("none");
                (text("message"), text("correlation_id"))
            })
            .collect();
        found.sort_unstable();
        assert_eq!(
            found,
            [
                ("job", "m-0"),
                ("job", "m-1"),
                ("placed", "6a7e8feb-b491-4cf7"),
                ("record `m-1`: a bad job", "m-1"),
            ],
            "{variables:?}"
        );
    }
    Ok(())
}

/// CloudWatch Logs splits a longer event, and its parts are not JSON.
#[test]
fn long_line_is_cut_and_stays_json() -> Result<()> {
    const LIMIT: usize = 256 * 1_024;
    for length in [1_000, 60_000, 2_000_000] {
        let events = vec![event(&operation("long", &json!(length)))];
        let (log, outcomes) = log(&[], events)?;
        outcomes[0].reply()?;
        let lines = parsed(&log)?;
        ensure!(lines.len() == 1);
        ensure!(log.len() <= LIMIT, "{} bytes", log.len());
        let is_cut = lines[0].get("truncated") == Some(&json!(true));
        assert_eq!(is_cut, length > 60_000, "{length}");
        for name in ["text", "message"] {
            let text = lines[0][name].as_str().unwrap_or_default();
            ensure!(
                text.starts_with("\"\n\u{e9}\"") && text.len() >= length.min(4_000) - 4,
                "{name}"
            );
        }
    }
    Ok(())
}

#[test]
fn value_that_logs_while_it_is_formatted_is_logged() -> Result<()> {
    let lines = lines(&[], &[operation("nested", &Value::Null)])?;
    assert_eq!(messages(&lines), ["inner", "inner", "outer"]);
    assert_eq!(lines[2]["value"], "chatty");
    Ok(())
}

#[test]
fn event_is_logged_as_json_on_request() -> Result<()> {
    let variables = [("POWERTOOLS_LOGGER_LOG_EVENT", "true")];
    let pretty = Event::new(&b"{\n  \"operation\": \"lines.levels\",\n  \"payload\": null\n}"[..]);
    let lines = parsed(&log(&variables, vec![pretty])?.0)?;
    assert_eq!(
        lines[0]["message"],
        json!({"operation": "lines.levels", "payload": null})
    );
    assert_eq!(lines[0]["function_request_id"], id(1));
    Ok(())
}

/// The reader of standard error has gone away: every write fails with EPIPE.
#[test]
fn closed_standard_error_never_fails_an_invocation() -> Result<()> {
    let binary = build("gatewright-fixture-concurrent", "log-lines", Profile::Debug)?;
    let events = [
        get("/orders/7"),
        operation("fails", &json!("no paper")),
        get("/orders/8"),
    ];
    let api = ScriptedApi::start(events.iter().map(event).collect())?;
    let (reader, writer) = std::io::pipe()?;
    drop(reader);
    let output = tempfile::NamedTempFile::new()?;
    let mut command = Command::new(binary);
    let mut child = like_lambda(&mut command, api.address())
        .stderr(Stdio::from(writer))
        .stdout(File::create(output.path())?)
        .spawn()?;
    let outcomes = api.wait_until_idle(LIMIT);
    child.kill()?;
    child.wait()?;
    let outcomes = outcomes?;
    outcomes[0].reply()?;
    assert_eq!(outcomes[1].error()?["errorType"], "OutOfPaper");
    outcomes[2].reply()?;
    // Said once, where it can still be said.
    let said = std::fs::read_to_string(output.path())?;
    assert_eq!(said.matches("log lines are lost").count(), 1, "{said}");
    Ok(())
}

/// An invocation that the function cannot answer itself is logged with its id by the watchdog's thread and by the loop.
#[test]
fn event_without_a_request_id_ends_nothing_that_logs() -> Result<()> {
    let events = vec![
        event(&operation("levels", &Value::Null)).with_fault(Fault::SameId),
        event(&operation("levels", &Value::Null)),
    ];
    let (log, outcomes) = log(&[], events)?;
    assert_eq!(outcomes.len(), 2);
    assert_eq!(parsed(&log)?.len(), 6);
    Ok(())
}

/// Names and shapes are those that Powertools for Python writes for the same invocation. What differs is listed in `docs::logs`.
#[test]
fn names_and_shapes_are_those_of_powertools() -> Result<()> {
    const SCRIPT: &str = r#"
import json, sys
from dataclasses import dataclass
from aws_lambda_powertools import Logger
from aws_lambda_powertools.logging import correlation_paths

@dataclass
class Context:
    function_name: str = "hello"
    memory_limit_in_mb: int = 128
    invoked_function_arn: str = "arn:aws:lambda:us-east-1:123456789012:function:hello"
    aws_request_id: str = "8476a536-e9f4-11e8-9739-000000000001"

logger = Logger()

@logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_HTTP)
def handler(event, context):
    logger.append_keys(order=7, tenant="acme", step="pay")
    logger.info("order placed", extra={"total": 48.9, "items": 3, "gift": True, "customer": 'A "B"', "debug": "Some(1)"})
    try:
        raise ValueError("no paper")
    except ValueError:
        logger.exception("no paper")

handler(json.load(sys.stdin), Context())
"#;

    let mut python = Command::new(Tools::get()?.python());
    python
        .args(["-c", SCRIPT])
        .env("POWERTOOLS_SERVICE_NAME", "orders")
        .env(
            "_X_AMZN_TRACE_ID",
            "Root=1-58406520-a006649127e371903a2de979;Sampled=0",
        )
        .env("AWS_LAMBDA_FUNCTION_NAME", "hello")
        .env("POWERTOOLS_TRACE_DISABLED", "false");
    let printed = run(&mut python, get("/orders/7").to_string().as_bytes(), LIMIT)?
        .expect_success("Powertools")?
        .stdout_text();
    let theirs = parsed(&printed)?;
    let ours = lines(
        &[("POWERTOOLS_SERVICE_NAME", "orders")],
        &[get("/orders/7"), operation("fails", &json!("no paper"))],
    )?;
    ensure!(theirs.len() == 2 && ours.len() == 2, "{printed}");

    let names = |line: &Line| -> BTreeSet<String> { line.keys().cloned().collect() };
    assert_eq!(names(&ours[0]), names(&theirs[0]), "{printed}");
    for (name, value) in &theirs[0] {
        match &**name {
            // Another program, another time, another trace.
            "location" | "timestamp" | "xray_trace_id" | "function_arn" => {
                assert!(ours[0][name].is_string() && value.is_string(), "{name}");
            }
            _ => assert_eq!(&ours[0][name], value, "{name}"),
        }
    }
    // An error of Rust has a type and a message, and neither a traceback nor a place.
    let only_theirs: Vec<String> = names(&theirs[1])
        .difference(&names(&ours[1]))
        .filter(|name| !theirs[0].contains_key(*name))
        .cloned()
        .collect();
    assert_eq!(only_theirs, ["exception", "stack_trace"], "{printed}");
    assert!(theirs[1].contains_key("exception_name") && ours[1].contains_key("exception_name"));
    Ok(())
}

/// `cargo run` at a terminal: the local Lambda tells the function that its lines are for people.
#[test]
fn piped_output_of_the_local_lambda_is_json() -> Result<()> {
    let binary = build("gatewright-fixture-concurrent", "log-lines", Profile::Debug)?;
    let event = tempfile::NamedTempFile::new()?;
    std::fs::write(event.path(), operation("levels", &Value::Null).to_string())?;
    let mut command = Command::new(binary);
    command.arg("invoke").arg(event.path());
    let mut process = Process::start("the function", &mut command)?;
    let status = process.wait(LIMIT)?;
    let printed = process.printed();
    ensure!(status.success(), "{printed}");
    let line = printed
        .lines()
        .find(|line| line.contains("an info"))
        .context("a line")?;
    let line: Line = serde_json::from_str(line).with_context(|| line.to_owned())?;
    assert_eq!(line["level"], "INFO");
    Ok(())
}

/// Python's `pty` is a terminal. The local Lambda sees it, and the function writes for people.
#[test]
fn terminal_of_the_local_lambda_gets_lines_for_people() -> Result<()> {
    const IN_A_TERMINAL: &str =
        "import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))";

    let binary = build("gatewright-fixture-concurrent", "log-lines", Profile::Debug)?;
    let event = tempfile::NamedTempFile::new()?;
    std::fs::write(event.path(), operation("levels", &Value::Null).to_string())?;
    for (variables, coloured) in [
        (&[][..], "\u{1b}[32mINFO\u{1b}[0m"),
        (&[("NO_COLOR", "1")], " INFO "),
    ] {
        let mut python = Command::new(Tools::get()?.python());
        python
            .args(["-c", IN_A_TERMINAL])
            .arg(&binary)
            .arg("invoke")
            .arg(event.path())
            .env_remove("NO_COLOR")
            .envs(variables.iter().copied());
        let printed = run(&mut python, b"", LIMIT)?
            .expect_success("the function")?
            .stdout_text();
        let line = printed.lines().find(|line| line.contains("an info"));
        let line = line.with_context(|| printed.clone())?;
        assert!(line.contains(coloured) && !line.contains('{'), "{line:?}");
        assert_eq!(
            line.contains('\u{1b}'),
            variables.is_empty(),
            "{variables:?}: {line:?}"
        );
    }
    Ok(())
}
