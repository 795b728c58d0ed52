//! The HTTP trigger.

use crate::support::{TestService, is_cold};
use gatewright_local::Options;
use hyper::Request;
use serde_json::json;
use std::time::Duration;

#[tokio::test]
async fn request_becomes_an_event() {
    let service = TestService::new().await;
    let request = Request::post("/event?a=1&a=2&b=%20")
        .header("host", "localhost:9000")
        .header("user-agent", "test")
        .header("cookie", "k=v; l=w")
        .header("content-type", "application/json");
    let answer = service.send(request, "{\"x\":1}").await;
    assert_eq!(
        (answer.status, answer.header("content-type")),
        (200, Some("application/json"))
    );
    let event = answer.json();
    assert_eq!(event["rawPath"], "/event");
    assert_eq!(event["rawQueryString"], "a=1&a=2&b=%20");
    assert_eq!(
        event["queryStringParameters"],
        json!({ "a": "1,2", "b": " " })
    );
    assert_eq!(event["cookies"], json!(["k=v", "l=w"]));
    assert_eq!(event["headers"]["content-length"], "7");
    assert_eq!(
        event["headers"]["x-forwarded-port"],
        service.address().port().to_string()
    );
    assert_eq!(event["headers"].get("cookie"), None);
    assert_eq!(event["requestContext"]["http"]["sourceIp"], "127.0.0.1");
    assert_eq!(event["requestContext"]["http"]["userAgent"], "test");
    assert_eq!(event["requestContext"]["domainName"], "localhost:9000");
    assert_eq!(
        (&event["body"], &event["isBase64Encoded"]),
        (&json!("{\"x\":1}"), &json!(false))
    );
    assert_eq!(
        answer.header("apigw-requestid"),
        event["requestContext"]["requestId"].as_str()
    );
    service.stop().await;
}

#[tokio::test]
async fn each_request_is_reported_in_one_line() {
    let mut service = TestService::new().await;
    for (path, status, cold) in [
        ("/event?q=1", "200", true),
        ("/elsewhere", "404", false),
        ("/fail", "500", false),
    ] {
        service.send(Request::get(path), "").await;
        let report = service.report().await;
        assert_eq!(
            report.what,
            format!("GET {}", path.trim_end_matches("?q=1"))
        );
        assert_eq!(
            (report.status.as_str(), is_cold(report.start)),
            (status, cold)
        );
    }
    service.stop().await;
}

#[tokio::test]
async fn function_error_is_a_500_without_details() {
    let service = TestService::new().await;
    let answer = service.send(Request::get("/fail"), "").await;
    assert_eq!(
        (answer.status, answer.json()),
        (500, json!({ "message": "Internal Server Error" }))
    );
    let answer = service
        .send(
            Request::post("/reply").header("content-type", "text/plain"),
            "{\"statusCode\":\"x\"}",
        )
        .await;
    assert_eq!(
        (answer.status, answer.json()),
        (500, json!({ "message": "Internal Server Error" }))
    );
    let answer = service
        .send(
            Request::post("/reply").header("content-type", "text/plain"),
            "{\"a\": 1}",
        )
        .await;
    assert_eq!((answer.status, &answer.body[..]), (200, &b"{\"a\": 1}"[..]));
    assert_eq!(answer.header("content-type"), Some("application/json"));
    service.stop().await;
}

#[tokio::test]
async fn head_has_no_body() {
    let service = TestService::new().await;
    let answer = service.send(Request::head("/event"), "").await;
    assert_eq!((answer.status, answer.body.len()), (200, 0));
    service.stop().await;
}

#[tokio::test]
async fn streamed_reply_is_a_response() {
    let service = TestService::new().await;
    let answer = service.send(Request::get("/stream"), "").await;
    assert_eq!(
        (answer.status, &answer.body[..]),
        (202, &b"piece by piece"[..])
    );
    assert_eq!(answer.header("content-type"), Some("text/plain"));
    service.stop().await;
}

#[tokio::test]
async fn request_over_the_limit_is_a_413_and_starts_nothing() {
    let mut service = TestService::new().await;
    let message = json!({ "message": "Request Entity Too Large" });
    let answer = service
        .send(Request::post("/event"), vec![b'x'; 6 * 1024 * 1024 + 1])
        .await;
    assert_eq!((answer.status, answer.json()), (413, message.clone()));
    // Within the limit as bytes, over it in base64.
    let answer = service
        .send(Request::post("/event"), vec![0xff; 5 * 1024 * 1024])
        .await;
    assert_eq!((answer.status, answer.json()), (413, message));
    let answer = service.send(Request::get("/event"), "").await;
    assert_eq!(answer.status, 200);
    assert!(is_cold(service.report().await.start));
    service.stop().await;
}

#[tokio::test]
async fn other_methods_of_the_invoke_path_are_http_requests() {
    let service = TestService::new().await;
    let answer = service
        .send(Request::get("/2015-03-31/functions/shop/invocations"), "")
        .await;
    assert_eq!(
        (answer.status, &answer.body[..]),
        (404, &b"no such page"[..])
    );
    service.stop().await;
}

#[tokio::test]
async fn request_without_free_environment_waits() {
    // Each takes a second. The integration timeout counts from the start of the invocation, so no wait is a 503.
    let options = Options::default().max_environments(1);
    let options = options.integration_limit(Duration::from_millis(2_500));
    let service = TestService::with(Duration::from_secs(30), options).await;
    let slow = || service.send(Request::get("/slow"), "");
    let (a, b, c, d) = tokio::join!(slow(), slow(), slow(), slow());
    for answer in [a, b, c, d] {
        assert_eq!((answer.status, &answer.body[..]), (200, &b"slow"[..]));
    }
    service.stop().await;
}

#[tokio::test]
async fn method_of_the_log_is_the_real_one() {
    let mut service = TestService::new().await;
    for method in ["TRACE", "PROPFIND", "OPTIONS", "get"] {
        let request = Request::builder().method(method).uri("/event");
        assert_eq!(service.send(request, "").await.status, 200);
        assert_eq!(service.report().await.what, format!("{method} /event"));
    }
    service.stop().await;
}

#[tokio::test]
async fn integration_timeout_does_not_end_the_invocation() {
    let options = Options::default().integration_limit(Duration::from_millis(200));
    let mut service = TestService::with(Duration::from_secs(30), options).await;
    let answer = service.send(Request::get("/slow"), "").await;
    assert_eq!(
        (answer.status, answer.json()),
        (503, json!({ "message": "Service Unavailable" }))
    );
    // The invocation ran to its end.
    let report = service.report().await;
    assert_eq!(
        (report.what.as_str(), report.status.as_str()),
        ("GET /slow", "200")
    );
    assert!(report.duration >= Duration::from_secs(1));
    service.stop().await;
}
