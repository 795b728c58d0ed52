//! The HTTP trigger as each of the services.

use crate::support::{Answer, TestService};
use gatewright_local::{Options, PayloadFormat, Trigger};
use hyper::Request;
use serde_json::{Value, json};
use std::time::Duration;

fn rest_api(streams: bool) -> Trigger {
    Trigger::RestApi {
        streams,
        binary_media_types: Vec::new(),
    }
}

const ALB: Trigger = Trigger::Alb { multi_value: false };
const FUNCTION_URL: Trigger = Trigger::FunctionUrl { streams: false };
const LATTICE: Trigger = Trigger::VpcLattice {
    format: PayloadFormat::V2,
};

async fn service(trigger: Trigger) -> TestService {
    TestService::with(Duration::from_secs(30), Options::default().trigger(trigger)).await
}

#[tokio::test]
async fn event_is_that_of_the_trigger() {
    let (v1, v2) = (PayloadFormat::V1, PayloadFormat::V2);
    for (trigger, member, expected) in [
        (Trigger::HttpApi { format: v1 }, "/version", json!("1.0")),
        (Trigger::HttpApi { format: v2 }, "/version", json!("2.0")),
        (rest_api(false), "/requestContext/stage", json!("prod")),
        (FUNCTION_URL, "/requestContext/apiId", json!("local")),
        (ALB, "/queryStringParameters/a", json!("2")),
        (
            Trigger::Alb { multi_value: true },
            "/multiValueQueryStringParameters/a",
            json!(["1", "2"]),
        ),
        (
            Trigger::VpcLattice { format: v1 },
            "/query_string_parameters/a",
            json!("2"),
        ),
        (LATTICE, "/queryStringParameters/a", json!(["1", "2"])),
    ] {
        let service = service(trigger.clone()).await;
        let answer = service.send(Request::get("/event?a=1&a=2"), "").await;
        assert_eq!(
            (answer.status, answer.header("content-type")),
            (200, Some("application/json")),
            "{trigger:?}"
        );
        let event = answer.json();
        assert_eq!(
            event.pointer(member),
            Some(&expected),
            "{trigger:?}: {event}"
        );
        service.stop().await;
    }
}

fn message(text: &str) -> Value {
    json!({ "message": text })
}

/// Whether the body is the page of a load balancer with this title.
fn is_page(answer: &Answer, title: &str) -> bool {
    let text = String::from_utf8_lossy(&answer.body);
    text.contains(&format!("<title>{title}</title>"))
}

/// A function error, and a reply without `statusCode`, which only format 2.0 takes.
#[tokio::test]
async fn function_without_a_response_is_answered_as_the_service_does() {
    let service = service(rest_api(false)).await;
    for path in ["/fail", "/slow"] {
        let answer = service.send(Request::get(path), "").await;
        assert_eq!(
            (answer.status, answer.json()),
            (502, message("Internal server error"))
        );
        assert!(answer.header("x-amzn-requestid").is_some());
    }
    service.stop().await;

    let service = self::service(ALB).await;
    for path in ["/fail", "/slow", "/stream"] {
        let answer = service.send(Request::get(path), "").await;
        assert_eq!(
            (answer.status, answer.header("content-type")),
            (502, Some("text/html"))
        );
        assert!(is_page(&answer, "502 Bad Gateway"), "{:?}", answer.body);
    }
    service.stop().await;

    let service = self::service(LATTICE).await;
    let answer = service.send(Request::get("/fail"), "").await;
    assert_eq!(answer.status, 502);
    service.stop().await;

    let service = self::service(FUNCTION_URL).await;
    let answer = service.send(Request::get("/fail"), "").await;
    assert_eq!(
        (answer.status, &answer.body[..]),
        (502, &b"Internal Server Error"[..])
    );
    service.stop().await;
}

#[tokio::test]
async fn integration_timeout_of_a_rest_api_is_a_504() {
    let options = Options::default().trigger(rest_api(false));
    let options = options.integration_limit(Duration::from_millis(200));
    let mut service = TestService::with(Duration::from_secs(30), options).await;
    let answer = service.send(Request::get("/slow"), "").await;
    assert_eq!(
        (answer.status, answer.json()),
        (504, message("Endpoint request timed out"))
    );
    // The invocation continues.
    assert_eq!(service.report().await.what, "GET /slow");
    service.stop().await;
}

/// "The target is a Lambda function and the request body exceeds 1 MB": 413 (user guide, "Troubleshoot your Application Load Balancers").
#[tokio::test]
async fn load_balancer_takes_bodies_of_1_mb() {
    const MB: usize = 1024 * 1024;
    let service = service(ALB).await;
    let request = || Request::post("/event").header("content-type", "text/plain");
    let answer = service.send(request(), vec![b'x'; MB + 1]).await;
    assert_eq!(answer.status, 413);
    assert!(
        is_page(&answer, "413 Request Entity Too Large"),
        "{:?}",
        answer.body
    );
    // The reply repeats the body, so it is over the limit of replies.
    let answer = service.send(request(), vec![b'x'; MB]).await;
    assert_eq!(answer.status, 502);
    let answer = service.send(request(), vec![b'x'; MB - 4096]).await;
    assert_eq!(answer.status, 200);
    service.stop().await;
}

/// "Upgrade requests are rejected with an HTTP 400 code" (user guide, "Lambda functions as targets").
#[tokio::test]
async fn load_balancer_does_not_upgrade() {
    let service = service(ALB).await;
    let request = Request::get("/event").header("upgrade", "websocket");
    assert_eq!(service.send(request, "").await.status, 400);
    service.stop().await;
}

#[tokio::test]
async fn challenge_is_renamed_by_rest_apis_and_function_urls() {
    for (trigger, is_renamed) in [
        (rest_api(false), true),
        (FUNCTION_URL, true),
        (ALB, false),
        (LATTICE, false),
    ] {
        let service = service(trigger.clone()).await;
        let answer = service.send(Request::get("/challenge"), "").await;
        let renamed = "x-amzn-remapped-www-authenticate";
        let expected = if is_renamed {
            (None, Some("Bearer"))
        } else {
            (Some("Bearer"), None)
        };
        assert_eq!(
            (answer.header("www-authenticate"), answer.header(renamed)),
            expected,
            "{trigger:?}"
        );
        assert_eq!(answer.status, 401, "{trigger:?}");
        service.stop().await;
    }
}

#[tokio::test]
async fn status_description_is_the_reason_phrase() {
    let service = service(ALB).await;
    let text = service.raw("GET /challenge").await;
    assert!(text.starts_with("HTTP/1.1 401 Who are you\r\n"), "{text}");
    service.stop().await;
}

#[tokio::test]
async fn rest_api_streams() {
    let service = service(rest_api(true)).await;
    let answer = service.send(Request::get("/stream"), "").await;
    assert_eq!(
        (answer.status, &answer.body[..]),
        (202, &b"piece by piece"[..])
    );
    assert!(answer.header("x-amzn-requestid").is_some());
    service.stop().await;
}
