//! Events that no emulator sends: implausible deadlines, events that are not JSON or exceed the limit.
//!
//! Each is answered, and the next invocation works.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};
use gatewright_tests::cargo_build::{Profile, build};
use gatewright_tests::scripted_api::{Deadline, Event, Outcome, answers, ends};
use serde_json::{Value, json};

const LIMIT: Duration = Duration::from_secs(30);

/// Returns the answer of the function `faults` to `event`, after checking that it replies to an ordinary event afterwards.
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
fn implausible_deadline_is_replaced_by_declared_timeout() -> Result<()> {
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
fn plausible_deadline_overrides_declared_timeout() -> Result<()> {
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
fn deadline_in_the_past_leaves_time_to_answer() -> Result<()> {
    let event = Event::new(*br#"{"operation":"faults.wait","payload":{"milliseconds":50}}"#);
    let past = Deadline::EpochMillis(epoch_millis()? - 1_000);
    assert_eq!(
        answer_and_recovery(event.with_deadline(past))?.reply()?,
        Value::Null
    );
    Ok(())
}

#[test]
fn event_that_is_not_json_is_an_invalid_payload() -> Result<()> {
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

/// Makes an event of an API Gateway HTTP API (format 2.0) with this body.
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
fn http_request_over_6_mb_gets_status_413() -> Result<()> {
    let reply = answer_and_recovery(post("/echo", &"x".repeat(6_291_456)))?.reply()?;
    assert_eq!(reply["statusCode"], 413, "{reply}");
    assert_eq!(reply["headers"]["content-type"], "application/problem+json");
    Ok(())
}

/// A byte in Latin-1 costs its header; in a body, it costs the request.
#[test]
fn http_request_with_a_header_in_latin_1_is_answered() -> Result<()> {
    let event = |agent: &[u8], body: &[u8]| {
        let parts: [&[u8]; 5] = [
            br#"{"version":"2.0","rawPath":"/echo","headers":{"content-type":"application/json","user-agent":""#,
            agent,
            br#""},"requestContext":{"http":{"method":"POST"}},"body":"\""#,
            body,
            br#"\""}"#,
        ];
        Event::new(parts.concat())
    };
    let reply = answer_and_recovery(event(b"Beno\xeet", b"text"))?.reply()?;
    assert_eq!(reply["statusCode"], 200, "{reply}");
    let reply = answer_and_recovery(event(b"agent", b"Beno\xeet"))?.reply()?;
    assert_eq!(reply["statusCode"], 400, "{reply}");
    Ok(())
}

/// A load balancer sends 1 MB at most:
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html>
#[test]
fn body_over_1_mb_from_a_load_balancer_is_logged() -> Result<()> {
    let body = format!("\"{}\"", "x".repeat(1 << 20));
    let event = json!({
        "httpMethod": "POST", "path": "/echo", "headers": {"content-type": "application/json"}, "body": body,
        "requestContext": {"elb": {"targetGroupArn": "arn"}},
    });
    let faults = build("gatewright-fixture-functions", "faults", Profile::Release)?;
    let ended = ends(
        &faults,
        vec![Event::new(event.to_string().into_bytes())],
        LIMIT,
    )?;
    assert_eq!(ended.outcomes[0].reply()?["statusCode"], 413);
    for text in [
        "RequestTooLarge",
        "Application Load Balancer of 1048576 bytes",
    ] {
        assert!(ended.stderr.contains(text), "{}", ended.stderr);
    }
    Ok(())
}
