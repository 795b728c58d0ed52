//! The Invoke API.

use crate::support::{Answer, TestService, is_cold};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use gatewright_local::Options;
use hyper::Request;
use hyper::http::request::Builder;
use serde_json::{Value, json};
use std::time::Duration;

fn call() -> Builder {
    Request::post("/2015-03-31/functions/shop/invocations")
}

/// Status, code and document of an error.
fn error(answer: &Answer) -> (u16, Option<&str>, Value) {
    (
        answer.status,
        answer.header("x-amzn-errortype"),
        answer.json(),
    )
}

#[tokio::test]
async fn synchronous_call_returns_the_reply() {
    let mut service = TestService::new().await;
    let answer = service.send(call(), "{\"do\":\"context\"}").await;
    assert_eq!(
        (answer.status, answer.header("x-amz-executed-version")),
        (200, Some("$LATEST"))
    );
    assert_eq!(answer.header("x-amz-function-error"), None);
    assert_eq!(answer.header("x-amz-log-result"), None);
    let headers = &answer.json()["headers"];
    assert_eq!(
        answer.header("x-amzn-requestid"),
        headers["lambda-runtime-aws-request-id"].as_str()
    );
    let report = service.report().await;
    assert_eq!(
        (
            report.what.as_str(),
            report.status.as_str(),
            is_cold(report.start)
        ),
        ("invoke", "ok", true)
    );
    service.stop().await;
}

fn streaming_call() -> Builder {
    Request::post("/2021-11-15/functions/shop/response-streaming-invocations")
}

#[tokio::test]
async fn streaming_call_gets_event_messages() {
    let service = TestService::new().await;
    let answer = service.send(streaming_call(), "{\"do\":\"stream\"}").await;
    assert_eq!(
        (answer.status, answer.header("content-type")),
        (200, Some("application/vnd.amazon.eventstream"))
    );
    let text = String::from_utf8_lossy(&answer.body);
    let at = |part: &str| {
        text.find(part)
            .unwrap_or_else(|| panic!("{part} in {text}"))
    };
    assert!(at("PayloadChunk") < at("piece by piece"));
    assert!(at("piece by piece") < at("InvokeComplete"));
    service.stop().await;
}

#[tokio::test]
async fn asynchronous_streaming_call_is_refused() {
    let service = TestService::new().await;
    let call = streaming_call().header("x-amz-invocation-type", "Event");
    let answer = service.send(call, "{}").await;
    assert_eq!(
        error(&answer),
        (
            400,
            Some("InvalidParameterValueException"),
            json!({
                "Type": "User",
                "message": "X-Amz-Invocation-Type is `Event`; InvokeWithResponseStream takes RequestResponse or DryRun"
            })
        )
    );
    service.stop().await;
}

#[tokio::test]
async fn function_error_is_a_200_with_a_header() {
    let mut service = TestService::new().await;
    let answer = service.send(call(), "{\"do\":\"error\"}").await;
    assert_eq!(
        (answer.status, answer.header("x-amz-function-error")),
        (200, Some("Unhandled"))
    );
    assert_eq!(
        answer.json(),
        json!({ "errorType": "OutOfStock", "errorMessage": "none left" })
    );
    assert_eq!(service.report().await.status, "OutOfStock");
    service.stop().await;
}

#[tokio::test]
async fn empty_body_is_an_empty_object() {
    let service = TestService::new().await;
    assert_eq!(
        service.send(call(), "").await.json(),
        json!({ "count": 1, "told": null })
    );
    service.stop().await;
}

#[tokio::test]
async fn log_tail_is_that_of_one_invocation() {
    let service = TestService::new().await;
    service
        .send(
            call(),
            json!({ "do": "log", "stdout": "before", "stderr": "before" }).to_string(),
        )
        .await;
    let event = json!({ "do": "log", "stdout": "out", "stderr": "x".repeat(5000) }).to_string();
    let answer = service
        .send(call().header("x-amz-log-type", "Tail"), event)
        .await;
    let log = answer
        .header("x-amz-log-result")
        .and_then(|log| STANDARD.decode(log).ok())
        .expect("base64");
    assert_eq!(log.len(), 4096);
    let event = json!({ "do": "log", "stdout": "out", "stderr": "err" }).to_string();
    let answer = service
        .send(call().header("x-amz-log-type", "Tail"), event)
        .await;
    let log = answer
        .header("x-amz-log-result")
        .and_then(|log| STANDARD.decode(log).ok())
        .expect("base64");
    let mut lines: Vec<_> = log.split(|byte| *byte == b'\n').collect();
    // The order between the two streams is not defined.
    lines.sort_unstable();
    assert_eq!(lines, [&b""[..], b"err", b"out"]);
    service.stop().await;
}

#[tokio::test]
async fn context_qualifier_and_trace_reach_the_function() {
    let service = TestService::new().await;
    let request = Request::post("/2015-03-31/functions/shop%3A%24LATEST/invocations")
        .header(
            "x-amz-client-context",
            STANDARD.encode("{\"custom\":{\"a\":1}}"),
        )
        .header(
            "x-amzn-trace-id",
            "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1",
        );
    let answer = service.send(request, "{\"do\":\"context\"}").await.json();
    let headers = &answer["headers"];
    assert_eq!(
        headers["lambda-runtime-client-context"],
        "{\"custom\":{\"a\":1}}"
    );
    assert_eq!(
        headers["lambda-runtime-trace-id"],
        "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1"
    );
    let arn = headers["lambda-runtime-invoked-function-arn"]
        .as_str()
        .unwrap_or_default();
    assert!(arn.ends_with(":function:shop:$LATEST"), "{arn}");
    service.stop().await;
}

#[tokio::test]
async fn asynchronous_call_is_accepted_and_runs() {
    let mut service = TestService::new().await;
    let answer = service
        .send(
            call().header("x-amz-invocation-type", "Event"),
            "{\"do\":\"sleep\",\"ms\":300}",
        )
        .await;
    assert_eq!((answer.status, answer.body.len()), (202, 0));
    let report = service.report().await;
    assert_eq!(
        (report.what.as_str(), report.status.as_str()),
        ("invoke", "ok")
    );
    assert!(report.duration >= Duration::from_millis(300));
    service.stop().await;
}

#[tokio::test]
async fn dry_run_runs_nothing() {
    let service = TestService::new().await;
    let answer = service
        .send(call().header("x-amz-invocation-type", "DryRun"), "{}")
        .await;
    assert_eq!((answer.status, answer.body.len()), (204, 0));
    assert_eq!(service.send(call(), "").await.json()["count"], 1);
    service.stop().await;
}

#[tokio::test]
async fn errors_of_the_call_are_those_of_the_service_model() {
    let service = TestService::new().await;
    let answer = service
        .send(
            Request::post("/2015-03-31/functions/other/invocations"),
            "{}",
        )
        .await;
    let (status, code, document) = error(&answer);
    assert_eq!((status, code), (404, Some("ResourceNotFoundException")));
    assert_eq!(document["Type"], "User");
    let message = document["Message"].as_str().unwrap_or_default();
    assert!(
        message.starts_with("Function not found: arn:aws:lambda:")
            && message.ends_with(":function:other"),
        "{message}"
    );

    let answer = service.send(call(), "{\"a\":}").await;
    let message = "Could not parse request body into json: expected value at line 1 column 6";
    assert_eq!(
        error(&answer),
        (
            400,
            Some("InvalidRequestContentException"),
            json!({ "Type": "User", "message": message })
        )
    );

    let answer = service
        .send(call(), format!("\"{}\"", "x".repeat(6 * 1024 * 1024)))
        .await;
    let message = "Request must be smaller than 6291456 bytes for the InvokeFunction operation";
    assert_eq!(
        error(&answer),
        (
            413,
            Some("RequestTooLargeException"),
            json!({ "Type": "User", "message": message })
        )
    );

    let big = format!("\"{}\"", "x".repeat(1024 * 1024));
    let answer = service
        .send(call().header("x-amz-invocation-type", "Event"), big)
        .await;
    let message = "Request must be smaller than 1048576 bytes for the InvokeFunction operation";
    assert_eq!(answer.json()["message"], message);

    assert_eq!(service.send(call(), "").await.json()["count"], 1);
    service.stop().await;
}

#[tokio::test]
async fn calls_over_the_maximum_wait() {
    let options = Options::default().max_environments(2);
    let service = TestService::with(Duration::from_secs(30), options).await;
    let slow = || service.send(call(), "{\"do\":\"sleep\",\"ms\":300}");
    let answers = tokio::join!(slow(), slow(), slow(), slow(), slow());
    let mut counts: Vec<_> = <[Answer; 5]>::from(answers)
        .map(|answer| (answer.status, answer.json()["count"].as_u64()))
        .into();
    counts.sort_unstable();
    let statuses: Vec<_> = counts.iter().map(|(status, _)| *status).collect();
    assert_eq!(statuses, [200; 5]);
    // Two environments ran all five.
    let firsts = counts.iter().filter(|(_, count)| *count == Some(1));
    assert_eq!(firsts.count(), 2, "{counts:?}");
    service.stop().await;
}

#[tokio::test]
async fn batch_with_failures_is_not_ok_in_the_log() {
    let mut service = TestService::new().await;
    let event =
        |reply: Value| json!({ "do": "echo", "reply": reply, "Records": [{}, {}, {}] }).to_string();
    let failures = json!({ "batchItemFailures": [{ "itemIdentifier": "a" }] });
    service.send(call(), event(failures)).await;
    assert_eq!(service.report().await.status, "1 of 3 failed");
    let none = json!({ "batchItemFailures": [] });
    service.send(call(), event(none)).await;
    assert_eq!(service.report().await.status, "ok");
    service.stop().await;
}

#[tokio::test]
async fn reexecuted_process_is_told_in_the_log() {
    let mut service = TestService::new().await;
    service.send(call(), "{\"do\":\"reexecute\"}").await;
    service.report().await;
    for expected in [true, false] {
        service.send(call(), "{}").await;
        let line = service.report().await.to_string();
        let is_told = line.contains(" ms restarted after a watchdog answer (init ");
        assert_eq!(is_told, expected, "{line}");
    }
    service.stop().await;
}
