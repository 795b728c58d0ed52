//! Streamed responses as the Runtime API receives them, from a release build.

use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use gatewright_tests::cargo_build::{Profile, build};
use gatewright_tests::process::Process;
use gatewright_tests::scripted_api::like_lambda;
use gatewright_tests::stream_service::{Posted, StreamService, Then};
use serde_json::{Value, json};

const LIMIT: Duration = Duration::from_secs(60);
const TIME: Duration = Duration::from_secs(3);

fn request(path: &str) -> Vec<u8> {
    let domain = "abc.lambda-url.us-east-1.on.aws";
    json!({
        "version": "2.0",
        "rawPath": path,
        "headers": {},
        "requestContext": {"domainName": domain, "http": {"method": "GET", "path": path}, "stage": "$default"},
    })
    .to_string()
    .into_bytes()
}

/// Makes a request from a REST API or, with a version, from an HTTP API with payload format 1.0.
fn rest(path: &str, version: Option<&str>) -> Vec<u8> {
    let mut event = json!({
        "resource": "/{proxy+}",
        "path": path,
        "httpMethod": "GET",
        "headers": {},
        "multiValueHeaders": {},
        "requestContext": {"stage": "prod", "path": path, "httpMethod": "GET"},
        "isBase64Encoded": false,
    });
    if let Some(version) = version {
        event["version"] = version.into();
    }
    event.to_string().into_bytes()
}

struct Run {
    posted: Vec<Posted>,
    log: String,
}

/// Returns the responses to these requests, after checking that one more request succeeds.
fn run(requests: &[(&str, Then, Duration)]) -> Result<Run> {
    let events = requests
        .iter()
        .map(|(path, then, time)| (request(path), *then, *time));
    run_events(events.collect())
}

fn run_events(mut events: Vec<(Vec<u8>, Then, Duration)>) -> Result<Run> {
    let binary = build("gatewright-fixture-functions", "streams", Profile::Release)?;
    events.push((request("/plain"), Then::Take, TIME));
    let times = events.len() + 1;
    let service = StreamService::start(events)?;
    let mut command = Command::new(binary);
    let mut function =
        Process::start("the function", like_lambda(&mut command, service.address()))?;
    let mut posted = service.posted(times, LIMIT)?;
    // A service that accepts a response early has read it later than the next one.
    posted.sort_by_key(|posted| posted.head.first().cloned());
    let last = posted
        .pop()
        .context("expected a response to the last request")?;
    assert!(
        last.is_complete() && last.body.ends_with(b"[1,2]"),
        "{last:?}"
    );
    Ok(Run {
        posted,
        log: function.end(),
    })
}

fn prelude_and_body(posted: &Posted) -> Result<(Value, &[u8])> {
    let end = posted.body.windows(8).position(|bytes| bytes == [0; 8]);
    let end = end.context("expected eight NUL bytes after the prelude")?;
    let prelude = serde_json::from_slice(&posted.body[..end])?;
    Ok((prelude, &posted.body[end + 8..]))
}

/// See <https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html#runtimes-custom-response-streaming>.
#[test]
fn streamed_response_has_documented_headers_and_prelude() -> Result<()> {
    let run = run(&[
        ("/ticks/1", Then::Take, TIME),
        ("/nowhere", Then::Take, TIME),
    ])?;
    let ticks = &run.posted[0];
    assert_eq!(
        ticks.head[0],
        "POST /2018-06-01/runtime/invocation/id-1/response HTTP/1.1"
    );
    for (name, value) in [
        ("Lambda-Runtime-Function-Response-Mode", "streaming"),
        ("Transfer-Encoding", "chunked"),
        (
            "Content-Type",
            "application/vnd.awslambda.http-integration-response",
        ),
        ("Lambda-Runtime-Invocation-Id", "run-1"),
    ] {
        assert_eq!(ticks.header(name), Some(value), "{:?}", ticks.head);
    }
    assert!(ticks.is_complete(), "{ticks:?}");
    let (prelude, body) = prelude_and_body(ticks)?;
    assert_eq!(
        prelude,
        json!({"statusCode": 201, "headers": {"content-type": "text/event-stream"}, "cookies": ["a=1", "b=2"]})
    );
    assert_eq!(body, b"tick 0\n");
    // A problem document has the same form.
    let (prelude, body) = prelude_and_body(&run.posted[1])?;
    assert_eq!(
        prelude,
        json!({"statusCode": 404, "headers": {"content-type": "application/problem+json"}, "cookies": []})
    );
    assert_eq!(serde_json::from_slice::<Value>(body)?["status"], 404);
    Ok(())
}

#[test]
fn rest_api_streams_but_http_api_format_1_does_not() -> Result<()> {
    let events = [None, Some("1.0")].map(|version| (rest("/ticks/1", version), Then::Take, TIME));
    let run = run_events(events.into())?;
    let (prelude, body) = prelude_and_body(&run.posted[0])?;
    let headers = json!({"content-type": ["text/event-stream"], "set-cookie": ["a=1", "b=2"]});
    assert_eq!(
        prelude,
        json!({"statusCode": 201, "multiValueHeaders": headers})
    );
    assert_eq!(body, b"tick 0\n");

    let whole = &run.posted[1];
    assert_eq!(whole.header("Lambda-Runtime-Function-Response-Mode"), None);
    assert_eq!(
        serde_json::from_slice::<Value>(&whole.body)?,
        json!({"statusCode": 201, "multiValueHeaders": headers, "body": "tick 0\n", "isBase64Encoded": false})
    );
    Ok(())
}

/// Returns the error type and document in the trailers.
fn error_of(posted: &Posted) -> Result<(&str, Value)> {
    let error_type = posted.trailer("Lambda-Runtime-Function-Error-Type");
    let body = posted.trailer("Lambda-Runtime-Function-Error-Body");
    let body = STANDARD.decode(
        body.with_context(|| format!("expected an error in the trailers of {posted:?}"))?,
    )?;
    Ok((
        error_type.context("expected an error type in the trailers")?,
        serde_json::from_slice(&body)?,
    ))
}

#[test]
fn error_that_breaks_a_stream_is_in_the_trailers() -> Result<()> {
    let requests = ["/fails", "/panics", "/waits", "/computes"]
        .map(|path| (path, Then::Take, Duration::from_secs(1)));
    let run = run(&requests)?;
    let waits = "`waits` (streaming the reply) was still running";
    let computes = "`computes` (streaming the reply) was still running";
    let panicked = "the handler panicked; the log has the reason";
    for (posted, (error_type, message, logged)) in run.posted.iter().zip([
        ("OutOfPaper", "the tray is empty", "the tray is empty"),
        ("HandlerPanicked", panicked, "no more"),
        ("DeadlineExceeded", waits, waits),
        ("DeadlineExceeded", computes, computes),
    ]) {
        let (sent_type, document) = error_of(posted)?;
        assert_eq!(
            (sent_type, &document["errorType"]),
            (error_type, &json!(error_type))
        );
        let sent_message = document["errorMessage"].as_str().unwrap_or_default();
        assert!(sent_message.starts_with(message), "{document}");
        assert!(prelude_and_body(posted)?.1 == b"begun\n", "{posted:?}");
        let line = format!("\"message\":\"{logged}");
        assert_eq!(run.log.matches(&line).count(), 1, "{}", run.log);
    }
    Ok(())
}

#[test]
fn streamed_response_is_limited_to_200_mb() -> Result<()> {
    let run = run(&[
        ("/megabytes/199", Then::Take, LIMIT),
        ("/megabytes/201", Then::Take, LIMIT),
    ])?;
    let first = &run.posted[0];
    assert!(
        first.is_complete(),
        "{} bytes, trailers {:?}\n{}",
        first.length,
        first.trailers,
        run.log
    );
    assert_eq!(error_of(&run.posted[1])?.0, "ResponseTooLarge");
    assert!(run.posted[1].length <= 200 * 1024 * 1024);
    assert!(
        run.log
            .contains("the streamed response exceeds Lambda's limit of 209715200 bytes"),
        "{}",
        run.log
    );
    Ok(())
}

#[test]
fn stream_is_dropped_when_the_service_stops_reading() -> Result<()> {
    // Not part of the measured time.
    build("gatewright-fixture-functions", "streams", Profile::Release)?;
    let began = Instant::now();
    let run = run(&[
        ("/waits", Then::CloseAfter(3), LIMIT),
        ("/waits", Then::RefuseAfter(3, 413), LIMIT),
        ("/megabytes/199", Then::CloseAfter(3), LIMIT),
        ("/megabytes/199", Then::RefuseAfter(3, 503), LIMIT),
    ])?;
    // If they were not dropped, the streams would take a minute.
    assert!(began.elapsed() < Duration::from_secs(30));
    assert!(
        run.log
            .contains("it closed the connection without an answer; the rest was dropped"),
        "{}",
        run.log
    );
    assert!(
        run.log
            .contains("it answered with status 413: {}; the rest was dropped"),
        "{}",
        run.log
    );
    assert_eq!(
        run.log.matches("Runtime.StreamError").count(),
        4,
        "{}",
        run.log
    );
    Ok(())
}

/// As `cargo lambda watch` does.
#[test]
fn stream_goes_on_after_an_early_success() -> Result<()> {
    let run = run(&[("/ticks/3", Then::AcceptAfter(3), TIME)])?;
    assert!(run.posted[0].is_complete(), "{:?}", run.posted);
    assert_eq!(
        prelude_and_body(&run.posted[0])?.1,
        b"tick 0\ntick 1\ntick 2\n"
    );
    assert!(!run.log.contains("Runtime.StreamError"), "{}", run.log);
    Ok(())
}

/// No trailer can be sent in the middle of a chunk.
#[test]
fn stalled_service_is_waited_for_until_the_guard_is_due() -> Result<()> {
    let stall = Then::StallAfterOne(Duration::from_millis(1_500));
    let run = run(&[("/megabytes/199", stall, Duration::from_secs(1))])?;
    assert!(
        run.log
            .contains("`megabytes` (streaming the reply) was still running"),
        "{}",
        run.log
    );
    Ok(())
}

#[test]
fn watchdog_answers_or_breaks_off_a_begun_response() -> Result<()> {
    let run = run(&[
        ("/blocks", Then::Take, Duration::from_secs(1)),
        ("/blocks-at-once", Then::Take, Duration::from_secs(1)),
    ])?;
    assert_eq!(run.posted.len(), 2, "{:?}", run.posted);
    assert_eq!(prelude_and_body(&run.posted[0])?.1, b"begun\n");
    assert_eq!(error_of(&run.posted[0])?.0, "DeadlineExceeded");
    let overrun = &run.posted[1];
    assert!(overrun.is_complete());
    assert_eq!(
        overrun.header("Lambda-Runtime-Invocation-Id"),
        Some("run-2")
    );
    assert_eq!(prelude_and_body(overrun)?.0["statusCode"], 504);
    assert!(
        run.log.contains("the watchdog aborted its reply"),
        "{}",
        run.log
    );
    Ok(())
}
