//! What no emulator sends: deadlines that cannot be meant, events that are no JSON or over the limit. Each is answered, and
//! the invocation after it works.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};
use gatewright_tests::cargo_build::{Profile, build};
use gatewright_tests::scripted_api::{Deadline, Event, Outcome, answers};
use serde_json::{Value, json};

const LIMIT: Duration = Duration::from_secs(30);

/// What the function `faults` makes of `event`. It has to reply to an ordinary event afterwards.
fn answer_and_recovery(event: Event) -> Result<Outcome> {
    let faults = build("gatewright-fixture-functions", "faults", Profile::Release)?;
    let well = Event::new(*br#"{"operation":"faults.echo","payload":"well"}"#);
    let outcomes = answers(&faults, vec![event, well], LIMIT)?;
    assert_eq!(
        outcomes.get(1).context("two answers")?.reply()?,
        json!("well")
    );
    Ok(outcomes[0].clone())
}

fn remaining(deadline: Deadline) -> Result<u64> {
    let event = Event::new(*br#"{"operation":"faults.remaining"}"#).with_deadline(deadline);
    answer_and_recovery(event)?
        .reply()?
        .as_u64()
        .context("a number")
}

fn epoch_millis() -> Result<u64> {
    Ok(u64::try_from(
        SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis(),
    )?)
}

#[test]
fn a_deadline_that_cannot_be_meant_is_replaced_by_the_declared_timeout() -> Result<()> {
    let year = 365 * 24 * 60 * 60 * 1000;
    let now = epoch_millis()?;
    for moment in [0, 1, 600_000, now - 1, now - year, now + year, u64::MAX] {
        let remaining = remaining(Deadline::EpochMillis(moment))?;
        assert!(
            (1_500..=2_000).contains(&remaining),
            "{remaining} ms with a deadline at {moment}"
        );
    }
    Ok(())
}

#[test]
fn a_plausible_deadline_wins_over_the_declared_timeout() -> Result<()> {
    for seconds in [1, 10, 900] {
        let remaining = remaining(Deadline::After(Duration::from_secs(seconds)))?;
        let given = seconds * 1_000;
        assert!(
            (given - 500..=given).contains(&remaining),
            "{remaining} ms of {given}"
        );
    }
    Ok(())
}

#[test]
fn a_deadline_in_the_past_leaves_time_to_answer() -> Result<()> {
    let event = Event::new(*br#"{"operation":"faults.wait","payload":{"milliseconds":50}}"#);
    let past = Deadline::EpochMillis(epoch_millis()? - 1_000);
    assert_eq!(
        answer_and_recovery(event.with_deadline(past))?.reply()?,
        Value::Null
    );
    Ok(())
}

#[test]
fn bytes_that_are_no_json_are_an_invalid_payload() -> Result<()> {
    for bytes in [
        &b"{"[..],
        b"",
        b"nul",
        b"{\"operation\":\"faults.echo\",\"payload\":\"\xff\"}",
    ] {
        let error = answer_and_recovery(Event::new(bytes))?.error()?;
        assert_eq!(error["errorType"], "InvalidPayload", "{error}");
        let message = error["errorMessage"].as_str().context("a message")?;
        assert!(message.starts_with("the event is not JSON: "), "{message}");
    }
    Ok(())
}

/// An event of API Gateway HTTP v2 with this body.
fn post(path: &str, body: &str) -> Event {
    let event = json!({
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": "",
        "headers": {"content-type": "application/json"},
        "requestContext": {"http": {"method": "POST", "path": path, "protocol": "HTTP/1.1", "sourceIp": "203.0.113.24", "userAgent": "x"}},
        "body": body,
        "isBase64Encoded": false,
    });
    Event::new(event.to_string().into_bytes())
}

#[test]
fn an_http_request_over_6_mb_is_answered_with_413() -> Result<()> {
    let reply = answer_and_recovery(post("/echo", &"x".repeat(6_291_456)))?.reply()?;
    assert_eq!(reply["statusCode"], 413, "{reply}");
    assert_eq!(reply["headers"]["content-type"], "application/problem+json");
    Ok(())
}
