//! Faults of the Runtime API: the function's answers, its exit code, and its state afterwards.

use std::net::{Ipv4Addr, TcpListener};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::Result;
use gatewright_tests::cargo_build::{Profile, build};
use gatewright_tests::command::run;
use gatewright_tests::scripted_api::{Ended, Event, Fault, Outcome, ends, like_lambda};
use serde_json::{Value, json};

const LIMIT: Duration = Duration::from_secs(30);

fn echo(payload: &Value) -> Event {
    let event = json!({"operation": "faults.echo", "payload": payload});
    Event::new(event.to_string().into_bytes())
}

/// Runs the function with three events, of which the second has this fault.
fn with(fault: Fault) -> Result<Ended> {
    let events = vec![
        echo(&json!("before")),
        echo(&json!("during")).with_fault(fault),
        echo(&json!("after")),
    ];
    let faults = build("gatewright-fixture-functions", "faults", Profile::Debug)?;
    ends(&faults, events, LIMIT)
}

fn replies(ended: &Ended) -> Result<Vec<Value>> {
    ended.outcomes.iter().map(Outcome::reply).collect()
}

/// Checks that the function ends with this exit code and message after this number of answers.
#[track_caller]
fn assert_ends(fault: Fault, answered: usize, code: i32, message: &str) {
    let ended = with(fault).expect("a run");
    assert_eq!(ended.outcomes.len(), answered, "{fault:?}: {ended:?}");
    assert_eq!(ended.code, Some(code), "{fault:?}: {ended:?}");
    assert!(ended.stderr.contains(message), "{fault:?}: {ended:?}");
}

#[track_caller]
fn assert_continues(fault: Fault, message: &str) {
    let ended = with(fault).expect("a run");
    assert_eq!(
        replies(&ended).expect("replies"),
        ["before", "during", "after"],
        "{fault:?}"
    );
    assert_eq!(ended.code, None, "{fault:?}: {ended:?}");
    assert!(ended.stderr.contains(message), "{fault:?}: {ended:?}");
}

/// Checks that the event with the fault is not taken for one, and that the function serves the next event.
#[track_caller]
fn assert_skips(fault: Fault, message: &str) {
    let ended = with(fault).expect("a run");
    assert_eq!(
        replies(&ended).expect("replies"),
        ["before", "after"],
        "{fault:?}"
    );
    assert_eq!(ended.code, None, "{fault:?}: {ended:?}");
    assert!(ended.stderr.contains(message), "{fault:?}: {ended:?}");
}

#[test]
fn event_without_most_headers_is_answered() {
    for name in [
        "lambda-runtime-deadline-ms",
        "lambda-runtime-invoked-function-arn",
        "lambda-runtime-trace-id",
        "content-type",
    ] {
        assert_continues(Fault::Without(name), "");
    }
}

/// Without a request id there is nothing that an answer could be sent to.
#[test]
fn event_without_a_request_id_is_skipped() {
    const NAME: &str = "Lambda-Runtime-Aws-Request-Id";
    let message = "the event has no `Lambda-Runtime-Aws-Request-Id` that can be read";
    assert_skips(Fault::Without(NAME), message);
    for value in ["", "a b", "caf\u{e9}", "a\tb"] {
        assert_skips(Fault::With(NAME, value), message);
    }
}

/// The caller of a function chooses the client context, as any JSON.
#[test]
fn malformed_header_costs_only_its_value() {
    const CLIENT: &str = "Lambda-Runtime-Client-Context";
    const IDENTITY: &str = "Lambda-Runtime-Cognito-Identity";
    for (name, value) in [
        (CLIENT, ""),
        (CLIENT, r#"{"custom":{"retries":3}}"#),
        (CLIENT, "[null]"),
        (IDENTITY, ""),
        (IDENTITY, "{}"),
        ("Lambda-Runtime-Trace-Id", "Root=caf\u{e9}"),
        ("Lambda-Runtime-Aws-Tenant-Id", ""),
        ("Lambda-Runtime-Of-The-Future", "?"),
    ] {
        let ended = with(Fault::With(name, value)).expect("a run");
        assert_eq!(ended.stderr.matches("\"WARN\"").count(), 0, "{ended:?}");
        assert_continues(Fault::With(name, value), "");
    }
    for (name, value) in [
        (CLIENT, "no JSON"),
        (CLIENT, "{\"custom\":"),
        (CLIENT, "caf\u{e9}"),
        (IDENTITY, "no JSON"),
        ("Lambda-Runtime-Deadline-Ms", "soon"),
        ("Lambda-Runtime-Deadline-Ms", "-1"),
        ("Lambda-Runtime-Deadline-Ms", "99999999999999999999"),
        ("Lambda-Runtime-Invocation-Id", "a b"),
    ] {
        let message = format!("the header `{name}` cannot be read");
        assert_continues(Fault::With(name, value), &message);
    }
}

#[test]
fn event_with_a_repeated_id_is_answered() {
    assert_continues(Fault::SameId, "");
}

#[test]
fn event_sent_byte_by_byte_is_read_whole() {
    assert_continues(Fault::InPieces(1, Duration::from_micros(300)), "");
}

#[test]
fn large_event_sent_in_pieces_is_read_whole() -> Result<()> {
    let payload = json!("x".repeat(6_000_000));
    let pieces = Fault::InPieces(64 * 1024, Duration::from_millis(1));
    let faults = build("gatewright-fixture-functions", "faults", Profile::Debug)?;
    let ended = ends(&faults, vec![echo(&payload).with_fault(pieces)], LIMIT)?;
    assert_eq!(replies(&ended)?, [payload]);
    assert_eq!(ended.code, None);
    Ok(())
}

#[test]
fn incomplete_event_ends_the_process_before_a_handler_runs() {
    // Within the status line, and within the body, which is at the end of these bytes.
    for bytes in [10, 410] {
        assert_ends(Fault::ResetAfter(bytes), 1, 1, "the function ended: ");
    }
}

/// AWS documents status 500 as "Container error. Non-recoverable state. Runtime should exit promptly."
#[test]
fn container_error_instead_of_an_event_ends_the_process() {
    assert_ends(Fault::NextStatus(500), 1, 1, "it answered with status 500");
}

#[test]
fn refused_request_for_an_event_is_repeated() {
    for status in [403, 404, 502] {
        let message = format!("it answered with status {status}");
        assert_skips(Fault::NextStatus(status), &message);
    }
    // Emulators end a long wait with it.
    assert_skips(Fault::NextStatus(204), "");
}

#[test]
fn refused_reply_is_logged_and_next_event_served() {
    for status in [410, 413, 500] {
        assert_continues(
            Fault::ReplyStatus(status),
            &format!("the Runtime API refused the reply: it answered with status {status}"),
        );
    }
}

#[test]
fn connection_closed_after_a_reply_ends_the_process() {
    assert_ends(Fault::ReplyReset, 2, 1, "the function ended: ");
}

#[test]
fn unreachable_service_ends_the_process_with_a_message() -> Result<()> {
    // The port is free again after this statement, so nothing listens there.
    let unused = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?;
    let faults = build("gatewright-fixture-functions", "faults", Profile::Debug)?;
    let mut command = Command::new(faults);
    like_lambda(&mut command, unused).stderr(Stdio::piped());
    let ended = run(&mut command, b"", LIMIT)?;
    assert_eq!(ended.status.code(), Some(1), "{ended:?}");
    assert!(ended.stderr.contains("the function ended: "), "{ended:?}");
    Ok(())
}

/// After a restart of the service, a new process serves the new service.
#[test]
fn new_process_serves_after_one_has_ended() -> Result<()> {
    assert_ends(Fault::ResetAfter(0), 1, 1, "the function ended: ");
    let faults = build("gatewright-fixture-functions", "faults", Profile::Debug)?;
    let ended = ends(&faults, vec![echo(&json!("again"))], LIMIT)?;
    assert_eq!((replies(&ended)?, ended.code), (vec![json!("again")], None));
    Ok(())
}

#[test]
fn json_nested_too_deeply_is_refused() -> Result<()> {
    let deep = format!("{}{}", "[".repeat(200_000), "]".repeat(200_000));
    let event = format!(r#"{{"operation":"faults.echo","payload":{deep}}}"#);
    let faults = build("gatewright-fixture-functions", "faults", Profile::Debug)?;
    let events = vec![
        Event::new(event.into_bytes()),
        Event::new(deep.into_bytes()),
        echo(&json!("after")),
    ];
    let ended = ends(&faults, events, LIMIT)?;
    assert_eq!(ended.code, None, "{}", ended.stderr);
    let payload = ended.outcomes[0].error()?;
    assert_eq!(payload["errorType"], "InvalidPayload", "{payload}");
    let message = payload["errorMessage"].as_str().unwrap_or_default();
    assert!(message.contains("recursion limit exceeded"), "{message}");
    let whole = ended.outcomes[1].error()?;
    assert_eq!(whole["errorType"], "UnknownEvent", "{whole}");
    assert_eq!(ended.outcomes[2].reply()?, json!("after"));
    Ok(())
}
