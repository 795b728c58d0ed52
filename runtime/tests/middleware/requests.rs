//! What middleware reads of a request and changes in it, for every trigger.

use gatewright::http::HeaderValue;
use gatewright::prelude::*;
use gatewright::testing::{block_on, invoke};
use gatewright::{IntoResponse, Next, Request, Response};
use serde_json::{Value, json};

/// Answers with what it sees of the request.
pub async fn seen(request: Request, next: Next<'_>) -> Response {
    if request.header("x-seen").is_none() {
        return next.run(request).await;
    }
    let cookies = request
        .headers()
        .get("cookie")
        .map(|cookie| cookie.to_str().unwrap().to_owned());
    let body = match request.body() {
        Ok(body) => String::from_utf8_lossy(&body).into_owned(),
        Err(rejection) => return Problem::from(rejection).into_problem().into_response(),
    };
    Json(json!({
        "method": request.method(), "path": request.path(), "route": request.route(),
        "seen": request.header("X-Seen"), "cookie": cookies, "body": body,
    }))
    .into_response()
}

/// Changes headers and body.
pub async fn changed(mut request: Request, next: Next<'_>) -> Response {
    match request.header("x-change").as_deref() {
        Some("headers") => {
            let headers = request.headers_mut();
            headers.remove("x-removed");
            headers.append("x-added", HeaderValue::from_static("a"));
            headers.append("x-added", HeaderValue::from_static("b"));
        }
        Some("text") => request = request.with_body(r#"{"changed": "ä\n"}"#),
        Some("bytes") => request = request.with_body(vec![0xff, 0x00]),
        Some("empty") => request = request.with_body(""),
        _ => {}
    }
    next.run(request).await
}

#[lambda_handler(main = false)]
#[dispatch(middleware(changed, seen))]
mod echo {
    use super::*;

    #[any("/echo/{name}")]
    pub async fn echo(
        Path(name): Path<String>,
        headers: Headers,
        cookies: Cookies,
        body: Body,
    ) -> Json<Value> {
        let all = |name: &str| -> Vec<String> {
            let values = headers.get_all(name).iter();
            values
                .map(|value| value.to_str().unwrap().to_owned())
                .collect()
        };
        Json(json!({
            "name": name, "added": all("x-added"), "removed": all("x-removed"), "kept": all("x-kept"),
            "cookie": cookies.get("a"), "body": body.to_vec(),
        }))
    }
}

/// The same request through each trigger: `POST /echo/n` with the body `[1]`, cookies and these headers.
fn events(header: &str, value: &str) -> Vec<(&'static str, Value)> {
    let single = json!({"x-removed": "1", "x-kept": "k", "cookie": "a=1; b=2", header: value});
    let lists =
        json!({"x-removed": ["1"], "x-kept": ["k"], "cookie": ["a=1; b=2"], header: [value]});
    vec![
        (
            "http_api",
            json!({
                "version": "2.0", "rawPath": "/echo/n", "rawQueryString": "", "cookies": ["a=1", "b=2"],
                "headers": {"x-removed": "1", "x-kept": "k", header: value}, "body": "[1]",
                "requestContext": {"http": {"method": "POST", "path": "/echo/n"}},
            }),
        ),
        (
            "function_url in base64",
            json!({
                "version": "2.0", "rawPath": "/echo/n", "rawQueryString": "", "cookies": ["a=1", "b=2"],
                "headers": single, "body": "WzFd", "isBase64Encoded": true,
                "requestContext": {"http": {"method": "POST", "path": "/echo/n"}, "domainName": "x.lambda-url.eu-west-1.on.aws"},
            }),
        ),
        (
            "rest_api",
            json!({
                "httpMethod": "POST", "path": "/echo/n", "headers": single, "multiValueHeaders": lists, "body": "[1]",
                "requestContext": {"stage": "prod", "path": "/prod/echo/n"},
            }),
        ),
        (
            "alb",
            json!({
                "httpMethod": "POST", "path": "/echo/n", "headers": single, "body": "[1]", "isBase64Encoded": false,
                "requestContext": {"elb": {"targetGroupArn": "arn:aws:elasticloadbalancing:eu-west-1:1:targetgroup/a/b"}},
            }),
        ),
        (
            "vpc_lattice",
            json!({
                "version": "2.0", "method": "POST", "path": "/echo/n", "headers": lists, "body": "[1]",
                "requestContext": {"serviceNetworkArn": "arn:aws:vpc-lattice:eu-west-1:1:servicenetwork/sn-1"},
            }),
        ),
    ]
}

fn reply(event: Value) -> (u64, Value) {
    let reply = block_on(invoke(&echo::GATEWAY, event)).unwrap();
    let body = reply["body"].as_str().unwrap_or_default();
    let body = serde_json::from_str(body).unwrap_or_else(|_| json!(body));
    (reply["statusCode"].as_u64().unwrap(), body)
}

#[test]
fn middleware_sees_the_same_request_through_every_trigger() {
    let expected = json!({
        "method": "POST", "path": "/echo/n", "route": "/echo/{name}", "seen": "yes", "cookie": "a=1; b=2", "body": "[1]",
    });
    for (trigger, event) in events("x-seen", "yes") {
        assert_eq!(reply(event), (200, expected.clone()), "{trigger}");
    }
}

#[test]
fn handler_sees_the_request_as_it_was() {
    let expected = json!({
        "name": "n", "added": [], "removed": ["1"], "kept": ["k"], "cookie": "1", "body": [b'[', b'1', b']'],
    });
    for (trigger, event) in events("x-other", "1") {
        assert_eq!(reply(event), (200, expected.clone()), "{trigger}");
    }
}

#[test]
fn handler_sees_changed_headers_and_the_other_parts_as_they_were() {
    let expected = json!({
        "name": "n", "added": ["a", "b"], "removed": [], "kept": ["k"], "cookie": "1", "body": [b'[', b'1', b']'],
    });
    for (trigger, event) in events("x-change", "headers") {
        assert_eq!(reply(event), (200, expected.clone()), "{trigger}");
    }
}

#[test]
fn handler_sees_a_changed_body() {
    for (trigger, event) in events("x-change", "text") {
        let (_, body) = reply(event);
        assert_eq!(
            body["body"],
            json!(r#"{"changed": "ä\n"}"#.as_bytes()),
            "{trigger}"
        );
    }
    for (trigger, event) in events("x-change", "bytes") {
        assert_eq!(reply(event).1["body"], json!([0xff, 0]), "{trigger}");
    }
    for (trigger, event) in events("x-change", "empty") {
        assert_eq!(reply(event).1["body"], json!([]), "{trigger}");
    }
}

#[test]
fn method_without_an_attribute_keeps_its_name() {
    let mut event = super::event("PURGE", "/echo/n", json!({"x-seen": "yes"}));
    event["body"] = json!("");
    assert_eq!(reply(event).1["method"], "PURGE");
}

#[test]
fn unreadable_body_is_an_error_for_middleware_too() {
    let mut event = super::event("POST", "/echo/n", json!({"x-seen": "yes"}));
    event["body"] = json!("%%%");
    event["isBase64Encoded"] = json!(true);
    let (status, problem) = reply(event);
    assert_eq!(status, 400);
    assert!(
        problem["detail"].as_str().unwrap().contains("base64"),
        "{problem}"
    );
}

#[test]
fn header_that_is_not_ascii_survives_a_change() {
    let name = "x-kept";
    let mut event = super::event("POST", "/echo/n", json!({"x-change": "headers", name: "k"}));
    event["headers"]["x-name"] = json!("Zoë");
    assert_eq!(reply(event.clone()).0, 200);
    let seen = json!({"x-change": "headers", "x-seen": "Zoë"});
    assert_eq!(
        reply(super::event("POST", "/echo/n", seen)).1["seen"],
        "Zoë"
    );
}

#[test]
fn debug_output_has_no_headers() {
    pub async fn shows(request: Request, _: Next<'_>) -> Response {
        format!("{request:?}").into_response()
    }

    #[lambda_handler(main = false)]
    #[get("/")]
    #[middleware(shows)]
    async fn root() -> &'static str {
        ""
    }

    let event = super::event("GET", "/", json!({"authorization": "secret"}));
    let reply = block_on(invoke(&ROOT, event)).unwrap();
    let shown = reply["body"].as_str().unwrap();
    assert!(
        shown.contains("GET") && !shown.contains("secret"),
        "{shown}"
    );
}
