//! A Runtime API that is at fault: what the function does, and in what state it is afterwards.

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

/// An ordinary event, one with which this goes wrong, and another ordinary one.
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

/// The code and message with which the function ends in the middle of an event, after it has answered the one before.
#[track_caller]
fn assert_ends(fault: Fault, answered: usize, code: i32, said: &str) {
    let ended = with(fault).expect("a run");
    assert_eq!(ended.outcomes.len(), answered, "{fault:?}: {ended:?}");
    assert_eq!(ended.code, Some(code), "{fault:?}: {ended:?}");
    assert!(ended.said.contains(said), "{fault:?}: {ended:?}");
}

#[track_caller]
fn assert_goes_on(fault: Fault, said: &str) {
    let ended = with(fault).expect("a run");
    assert_eq!(
        replies(&ended).expect("replies"),
        ["before", "during", "after"],
        "{fault:?}"
    );
    assert_eq!(ended.code, None, "{fault:?}: {ended:?}");
    assert!(ended.said.contains(said), "{fault:?}: {ended:?}");
}

#[test]
fn headers_that_can_be_missed_are_and_those_of_the_contract_end_the_process() {
    for name in [
        "lambda-runtime-invoked-function-arn",
        "lambda-runtime-trace-id",
        "content-type",
    ] {
        assert_goes_on(Fault::Without(name), "");
    }
    for name in [
        "lambda-runtime-deadline-ms",
        "lambda-runtime-aws-request-id",
    ] {
        assert_ends(
            Fault::Without(name),
            1,
            101,
            &format!("missing {name} header"),
        );
    }
}

#[test]
fn an_event_with_the_id_of_the_one_before_is_answered_like_any_other() {
    assert_goes_on(Fault::SameId, "");
}

#[test]
fn a_response_that_comes_byte_by_byte_is_read_whole() {
    assert_goes_on(Fault::InPieces(1, Duration::from_micros(300)), "");
}

#[test]
fn a_huge_body_in_pieces_is_read_whole() -> Result<()> {
    let payload = json!("x".repeat(6_000_000));
    let pieces = Fault::InPieces(64 * 1024, Duration::from_millis(1));
    let faults = build("gatewright-fixture-functions", "faults", Profile::Debug)?;
    let ended = ends(&faults, vec![echo(&payload).with_fault(pieces)], LIMIT)?;
    assert_eq!(replies(&ended)?, [payload]);
    assert_eq!(ended.code, None);
    Ok(())
}

#[test]
fn a_response_that_breaks_off_ends_the_process_and_no_handler_has_run() {
    // In the status line, and in the body: it begins a little before the end.
    for bytes in [10, 410] {
        assert_ends(Fault::ResetAfter(bytes), 1, 1, "the function ended: ");
    }
}

/// The service's own words for 500: "non-recoverable state, the runtime should exit promptly".
#[test]
fn a_status_that_is_no_event_ends_the_process() {
    for status in [403, 500] {
        assert_ends(
            Fault::NextStatus(status),
            1,
            101,
            "missing lambda-runtime-aws-request-id header",
        );
    }
}

#[test]
fn a_reply_that_is_refused_is_logged_and_the_next_event_is_served() {
    for status in [410, 413, 500] {
        assert_goes_on(Fault::ReplyStatus(status), &format!("status={status}"));
    }
}

#[test]
fn a_connection_that_ends_under_a_reply_ends_the_process() {
    assert_ends(Fault::ReplyReset, 2, 1, "the function ended: ");
}

#[test]
fn without_a_service_the_process_ends_and_says_so() -> Result<()> {
    // Free a moment ago, and nobody listens.
    let nobody = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?;
    let faults = build("gatewright-fixture-functions", "faults", Profile::Debug)?;
    let mut command = Command::new(faults);
    like_lambda(&mut command, nobody).stderr(Stdio::piped());
    let ended = run(&mut command, b"", LIMIT)?;
    assert_eq!(ended.status.code(), Some(1), "{ended:?}");
    assert!(ended.stderr.contains("the function ended: "), "{ended:?}");
    Ok(())
}

/// As after a restart of the service: the old process is gone with it, and another one serves the new one.
#[test]
fn another_process_serves_where_one_has_ended() -> Result<()> {
    assert_ends(Fault::ResetAfter(0), 1, 1, "the function ended: ");
    let faults = build("gatewright-fixture-functions", "faults", Profile::Debug)?;
    let ended = ends(&faults, vec![echo(&json!("again"))], LIMIT)?;
    assert_eq!((replies(&ended)?, ended.code), (vec![json!("again")], None));
    Ok(())
}

#[test]
fn json_that_is_too_deep_for_a_stack_is_refused() -> Result<()> {
    let deep = format!("{}{}", "[".repeat(200_000), "]".repeat(200_000));
    let event = format!(r#"{{"operation":"faults.echo","payload":{deep}}}"#);
    let faults = build("gatewright-fixture-functions", "faults", Profile::Debug)?;
    let events = vec![
        Event::new(event.into_bytes()),
        Event::new(deep.into_bytes()),
        echo(&json!("after")),
    ];
    let ended = ends(&faults, events, LIMIT)?;
    assert_eq!(ended.code, None, "{}", ended.said);
    let payload = ended.outcomes[0].error()?;
    assert_eq!(payload["errorType"], "InvalidPayload", "{payload}");
    let message = payload["errorMessage"].as_str().unwrap_or_default();
    assert!(message.contains("recursion limit exceeded"), "{message}");
    let whole = ended.outcomes[1].error()?;
    assert_eq!(whole["errorType"], "UnknownEvent", "{whole}");
    assert_eq!(ended.outcomes[2].reply()?, json!("after"));
    Ok(())
}
