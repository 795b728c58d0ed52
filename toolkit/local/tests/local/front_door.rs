//! HTTP in, HTTP out.

use crate::support::{Desk, is_cold};
use gatewright_local::Options;
use hyper::Request;
use serde_json::json;
use std::time::Duration;

#[tokio::test]
async fn a_request_reaches_the_function_as_an_event() {
    let desk = Desk::new().await;
    let request = Request::post("/event?a=1&a=2&b=%20")
        .header("host", "localhost:9000")
        .header("user-agent", "test")
        .header("cookie", "k=v; l=w")
        .header("content-type", "application/json");
    let answer = desk.send(request, "{\"x\":1}").await;
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
        desk.address().port().to_string()
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
    desk.stop().await;
}

#[tokio::test]
async fn each_request_is_reported_in_one_line() {
    let mut desk = Desk::new().await;
    for (path, status, cold) in [
        ("/event?q=1", "200", true),
        ("/elsewhere", "404", false),
        ("/fail", "500", false),
    ] {
        desk.send(Request::get(path), "").await;
        let report = desk.report().await;
        assert_eq!(
            report.what,
            format!("GET {}", path.trim_end_matches("?q=1"))
        );
        assert_eq!(
            (report.status.as_str(), is_cold(report.start)),
            (status, cold)
        );
    }
    desk.stop().await;
}

#[tokio::test]
async fn a_function_error_is_a_500_that_says_nothing_and_the_next_request_works() {
    let desk = Desk::new().await;
    let answer = desk.send(Request::get("/fail"), "").await;
    assert_eq!(
        (answer.status, answer.json()),
        (500, json!({ "message": "Internal Server Error" }))
    );
    let answer = desk
        .send(
            Request::post("/reply").header("content-type", "text/plain"),
            "{\"statusCode\":\"x\"}",
        )
        .await;
    assert_eq!(
        (answer.status, answer.json()),
        (500, json!({ "message": "Internal Server Error" }))
    );
    let answer = desk
        .send(
            Request::post("/reply").header("content-type", "text/plain"),
            "{\"a\": 1}",
        )
        .await;
    assert_eq!((answer.status, &answer.body[..]), (200, &b"{\"a\": 1}"[..]));
    assert_eq!(answer.header("content-type"), Some("application/json"));
    desk.stop().await;
}

#[tokio::test]
async fn head_has_no_body() {
    let desk = Desk::new().await;
    let answer = desk.send(Request::head("/event"), "").await;
    assert_eq!((answer.status, answer.body.len()), (200, 0));
    desk.stop().await;
}

#[tokio::test]
async fn a_streamed_reply_is_a_response() {
    let desk = Desk::new().await;
    let answer = desk.send(Request::get("/stream"), "").await;
    assert_eq!(
        (answer.status, &answer.body[..]),
        (202, &b"piece by piece"[..])
    );
    assert_eq!(answer.header("content-type"), Some("text/plain"));
    desk.stop().await;
}

#[tokio::test]
async fn a_request_over_the_limit_is_a_413_and_starts_nothing() {
    let mut desk = Desk::new().await;
    let message = json!({ "message": "Request Entity Too Large" });
    let answer = desk
        .send(Request::post("/event"), vec![b'x'; 6 * 1024 * 1024 + 1])
        .await;
    assert_eq!((answer.status, answer.json()), (413, message.clone()));
    // Within the limit as bytes, beyond it in base64.
    let answer = desk
        .send(Request::post("/event"), vec![0xff; 5 * 1024 * 1024])
        .await;
    assert_eq!((answer.status, answer.json()), (413, message));
    let answer = desk.send(Request::get("/event"), "").await;
    assert_eq!(answer.status, 200);
    assert!(is_cold(desk.report().await.start));
    desk.stop().await;
}

#[tokio::test]
async fn other_methods_on_the_invoke_address_are_ordinary_requests() {
    let desk = Desk::new().await;
    let answer = desk
        .send(Request::get("/2015-03-31/functions/shop/invocations"), "")
        .await;
    assert_eq!(
        (answer.status, &answer.body[..]),
        (404, &b"no such page"[..])
    );
    desk.stop().await;
}

#[tokio::test]
async fn without_a_free_environment_the_service_is_unavailable() {
    let desk = Desk::with(
        Duration::from_secs(30),
        Options::default().max_environments(0),
    )
    .await;
    let answer = desk.send(Request::get("/event"), "").await;
    assert_eq!(
        (answer.status, answer.json()),
        (503, json!({ "message": "Service Unavailable" }))
    );
    desk.stop().await;
}

#[tokio::test]
async fn the_gateway_stops_waiting_before_a_long_function_does() {
    let options = Options::default().integration_limit(Duration::from_millis(200));
    let mut desk = Desk::with(Duration::from_secs(30), options).await;
    let answer = desk.send(Request::get("/slow"), "").await;
    assert_eq!(
        (answer.status, answer.json()),
        (503, json!({ "message": "Service Unavailable" }))
    );
    // The invocation went on to its end.
    let report = desk.report().await;
    assert_eq!(
        (report.what.as_str(), report.status.as_str()),
        ("GET /slow", "200")
    );
    assert!(report.duration >= Duration::from_secs(1));
    desk.stop().await;
}
