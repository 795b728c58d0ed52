use http::StatusCode;
use http::header::{CACHE_CONTROL, HeaderValue, SET_COOKIE, VARY};
use serde_json::{Value, json};

use crate::event::Trigger;
use crate::handler::reply::{Response, ResponseBody};

fn response() -> Response {
    let mut response = Response::text(StatusCode::CREATED, "text/plain", "hi".to_owned());
    for (name, value) in [
        (CACHE_CONTROL, "no-store"),
        (VARY, "origin"),
        (VARY, "accept"),
        (SET_COOKIE, "a=1"),
        (SET_COOKIE, "b=2; Expires=Thu, 01 Jan 2026 00:00:00 GMT"),
    ] {
        response
            .headers
            .append(name, HeaderValue::from_static(value));
    }
    response
}

fn written(trigger: Trigger, response: &Response) -> Value {
    serde_json::from_str(trigger.write(response).get()).unwrap()
}

const COOKIES: [&str; 2] = ["a=1", "b=2; Expires=Thu, 01 Jan 2026 00:00:00 GMT"];

#[test]
fn format_2_0_joins_headers_and_separates_cookies() {
    let expected = json!({
        "statusCode": 201,
        "headers": {"content-type": "text/plain", "cache-control": "no-store", "vary": "origin,accept"},
        "cookies": COOKIES, "body": "hi", "isBase64Encoded": false,
    });
    for trigger in [Trigger::HttpApi, Trigger::FunctionUrl] {
        assert_eq!(written(trigger, &response()), expected);
    }
}

/// AWS ignores an empty member, and `cargo lambda watch` requires one. The other triggers have no such member.
#[test]
fn format_2_0_has_cookies_even_without_any() {
    for (trigger, cookies) in [
        (Trigger::HttpApi, Some(&json!([]))),
        (Trigger::FunctionUrl, Some(&json!([]))),
        (Trigger::RestApi, None),
        (Trigger::Alb { multi_value: true }, None),
        (Trigger::Alb { multi_value: false }, None),
        (Trigger::VpcLattice, None),
    ] {
        let written = written(trigger, &Response::new(StatusCode::NO_CONTENT));
        assert_eq!(written.get("cookies"), cookies, "{trigger:?}");
    }
}

fn lists() -> Value {
    json!({
        "content-type": ["text/plain"], "cache-control": ["no-store"], "vary": ["origin", "accept"], "set-cookie": COOKIES,
    })
}

#[test]
fn rest_api_gets_arrays_only() {
    assert_eq!(
        written(Trigger::RestApi, &response()),
        json!({"statusCode": 201, "multiValueHeaders": lists(), "body": "hi", "isBase64Encoded": false})
    );
}

#[test]
fn load_balancer_gets_arrays_if_it_sent_arrays() {
    assert_eq!(
        written(Trigger::Alb { multi_value: true }, &response()),
        json!({
            "statusCode": 201, "statusDescription": "201 Created", "multiValueHeaders": lists(), "body": "hi",
            "isBase64Encoded": false,
        })
    );
}

#[test]
fn cookies_differ_in_capitalisation_of_their_name() {
    let headers = json!({
        "content-type": "text/plain", "cache-control": "no-store", "vary": "origin,accept", "set-cookie": COOKIES[0],
        "Set-cookie": COOKIES[1],
    });
    for trigger in [Trigger::Alb { multi_value: false }, Trigger::VpcLattice] {
        assert_eq!(
            written(trigger, &response()),
            json!({
                "statusCode": 201, "statusDescription": "201 Created", "headers": headers, "body": "hi", "isBase64Encoded": false,
            })
        );
    }
}

/// The members of the example in "WebSocket APIs: `$connect` routes that require a subprotocol". Cookies have no member of their own.
#[test]
fn websocket_client_gets_single_headers() {
    assert_eq!(
        written(Trigger::WebSocket, &response()),
        json!({
            "statusCode": 201,
            "headers": {
                "content-type": "text/plain", "cache-control": "no-store", "vary": "origin,accept", "set-cookie": COOKIES[0],
                "Set-cookie": COOKIES[1],
            },
            "body": "hi", "isBase64Encoded": false,
        })
    );
}

#[test]
fn only_a_load_balancer_gets_an_empty_body() {
    let nothing = Response::new(StatusCode::NO_CONTENT);
    for (trigger, body) in [
        (Trigger::HttpApi, None),
        (Trigger::RestApi, None),
        (Trigger::VpcLattice, None),
        (Trigger::Alb { multi_value: true }, Some("")),
        (Trigger::Alb { multi_value: false }, Some("")),
    ] {
        let written = written(trigger, &nothing);
        assert_eq!(
            written.get("body").map(|body| body.as_str().unwrap()),
            body,
            "{trigger:?}"
        );
        assert_eq!(written["isBase64Encoded"], false);
    }
}

#[test]
fn bytes_are_written_as_base64_for_every_trigger() {
    for trigger in [
        Trigger::HttpApi,
        Trigger::FunctionUrl,
        Trigger::RestApi,
        Trigger::Alb { multi_value: false },
        Trigger::VpcLattice,
    ] {
        let response = Response {
            body: ResponseBody::Bytes(b"\x00\xff".as_slice().into()),
            ..Response::new(StatusCode::OK)
        };
        let written = written(trigger, &response);
        assert_eq!(
            (&written["body"], &written["isBase64Encoded"]),
            (&json!("AP8="), &json!(true)),
            "{trigger:?}"
        );
    }
}
