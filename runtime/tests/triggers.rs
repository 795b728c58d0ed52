//! One gateway behind every trigger: the same request gets the same response, as far as the trigger preserves it.

use gatewright::prelude::*;
use gatewright::testing::{block_on, invoke};
use serde_json::{Value, json};

#[lambda_handler(main = false)]
#[dispatch]
mod echo {
    use super::*;
    use std::collections::BTreeMap;

    #[get("/files/{name}")]
    pub async fn file(
        Path(name): Path<String>,
        Query(query): Query<BTreeMap<String, Vec<String>>>,
    ) -> Json<Value> {
        Json(json!({"name": name, "query": query}))
    }

    #[put("/files/{name}")]
    pub async fn store(
        Path(name): Path<String>,
        Json(body): Json<Value>,
    ) -> (StatusCode, Json<Value>) {
        (StatusCode::CREATED, Json(json!({name: body})))
    }

    #[any("/any")]
    pub async fn any_method() -> StatusCode {
        StatusCode::OK
    }
}

/// The same request from each trigger. `encoded` is the path and `raw` the query as the client sent them; `decoded` is both decoded.
fn events(
    method: &str,
    encoded: &str,
    raw: &str,
    decoded: (&str, &Value),
    body: Option<&str>,
) -> Vec<(&'static str, Value)> {
    let (path, lists) = decoded;
    let raw_lists: Value =
        raw.split('&')
            .filter(|pair| !pair.is_empty())
            .fold(json!({}), |mut lists, pair| {
                let (name, value) = pair.split_once('=').unwrap();
                if lists[name].is_null() {
                    lists[name] = json!([]);
                }
                lists[name].as_array_mut().unwrap().push(json!(value));
                lists
            });
    let host =
        |name: &str| json!({"http": {"method": method}, "domainName": name, "stage": "$default"});
    let elb = json!({"elb": {"targetGroupArn": "arn"}});
    vec![
        (
            "HTTP API",
            json!({"version": "2.0", "rawPath": path, "rawQueryString": raw, "headers": {}, "body": body, "requestContext": host("x.execute-api.us-east-1.amazonaws.com")}),
        ),
        (
            "function URL",
            json!({"version": "2.0", "rawPath": encoded, "rawQueryString": raw, "headers": {}, "body": body, "requestContext": host("x.lambda-url.us-east-1.on.aws")}),
        ),
        (
            "REST API",
            json!({"path": encoded, "httpMethod": method, "multiValueHeaders": {}, "multiValueQueryStringParameters": lists, "body": body, "requestContext": {"stage": "prod"}}),
        ),
        (
            "load balancer",
            json!({"path": encoded, "httpMethod": method, "multiValueHeaders": {}, "multiValueQueryStringParameters": raw_lists, "body": body, "requestContext": elb}),
        ),
        (
            "Lattice 2",
            json!({"version": "2.0", "path": encoded, "method": method, "headers": {}, "queryStringParameters": raw_lists, "body": body, "requestContext": {"serviceNetworkArn": "arn"}}),
        ),
        (
            "Lattice 1",
            json!({"raw_path": format!("{encoded}?{raw}"), "method": method, "headers": {}, "body": body}),
        ),
    ]
}

fn answer(event: &Value) -> (u64, Value) {
    let reply = block_on(invoke(&echo::GATEWAY, event.clone())).expect("an answer");
    let body = reply["body"].as_str().unwrap_or_default();
    let body = serde_json::from_str(body).unwrap_or_else(|_| json!(body));
    (reply["statusCode"].as_u64().unwrap(), body)
}

#[test]
fn path_and_query_are_decoded_once() {
    let lists = json!({"tag": ["a b", "100%25", "c&d"]});
    let raw = "tag=a%20b&tag=100%2525&tag=c%26d";
    for (trigger, event) in events(
        "GET",
        "/files/100%2525%20caf%C3%A9",
        raw,
        ("/files/100%25 café", &lists),
        None,
    ) {
        assert_eq!(
            answer(&event),
            (200, json!({"name": "100%25 café", "query": lists})),
            "{trigger}"
        );
    }
}

/// If the trigger leaves the path encoded, `%2F` is part of a segment. An HTTP API decodes the path, and then no segment matches.
#[test]
fn encoded_slash_stays_in_its_segment() {
    for (trigger, event) in events("GET", "/files/a%2Fb", "", ("/files/a/b", &json!({})), None) {
        let expected = if trigger == "HTTP API" { 404 } else { 200 };
        let (status, body) = answer(&event);
        assert_eq!(status, expected, "{trigger}");
        if status == 200 {
            assert_eq!(body["name"], "a/b", "{trigger}");
        }
    }
}

#[test]
fn invalid_percent_encoding_is_rejected() {
    for (trigger, event) in events("GET", "/files/%zz", "", ("/files/%zz", &json!({})), None) {
        // An HTTP API decodes the path, so the rest is text.
        let expected = if trigger == "HTTP API" { 200 } else { 400 };
        assert_eq!(answer(&event).0, expected, "{trigger}");
    }
}

#[test]
fn every_trigger_delivers_the_body() {
    for (trigger, event) in events(
        "PUT",
        "/files/a",
        "",
        ("/files/a", &json!({})),
        Some("{\"size\":1}"),
    ) {
        assert_eq!(
            answer(&event),
            (201, json!({"a": {"size": 1}})),
            "{trigger}"
        );
    }
}

fn allowed(reply: &Value) -> &str {
    let (one, list) = (
        &reply["headers"]["allow"],
        &reply["multiValueHeaders"]["allow"][0],
    );
    one.as_str().or(list.as_str()).unwrap_or_default()
}

#[test]
fn unknown_method_reply_lists_allowed_methods() {
    for (trigger, event) in events("DELETE", "/files/a", "", ("/files/a", &json!({})), None) {
        let reply = block_on(invoke(&echo::GATEWAY, event)).unwrap();
        assert_eq!(reply["statusCode"], 405, "{trigger}");
        assert_eq!(allowed(&reply), "GET, HEAD, PUT, OPTIONS", "{trigger}");
    }
}

#[test]
fn reply_names_the_method_of_the_request() {
    let long = "X".repeat(33);
    for (method, named) in [
        ("TRACE", "TRACE"),
        ("PROPFIND", "PROPFIND"),
        (&long, &format!("{}…", &long[..32])),
    ] {
        for (path, detail) in [
            ("/files/a", format!("`/files/a` does not allow `{named}`")),
            ("/nothing", format!("no route for `{named} /nothing`")),
        ] {
            for (trigger, event) in events(method, path, "", (path, &json!({})), None) {
                assert_eq!(answer(&event).1["detail"], detail, "{trigger}");
            }
        }
    }
}

#[test]
fn options_reply_lists_allowed_methods() {
    for (trigger, event) in events("OPTIONS", "/files/a", "", ("/files/a", &json!({})), None) {
        let reply = block_on(invoke(&echo::GATEWAY, event)).unwrap();
        assert_eq!(reply["statusCode"], 204, "{trigger}");
        assert_eq!(allowed(&reply), "GET, HEAD, PUT, OPTIONS", "{trigger}");
        assert!(
            reply["body"].as_str().unwrap_or_default().is_empty(),
            "{trigger}"
        );
    }
    let (_, taken) = events("OPTIONS", "/any", "", ("/any", &json!({})), None).remove(0);
    assert_eq!(answer(&taken).0, 200);
    let (_, unknown) = events("OPTIONS", "/nothing", "", ("/nothing", &json!({})), None).remove(0);
    assert_eq!(answer(&unknown).0, 404);
}

#[test]
fn get_route_answers_head_without_body() {
    for (trigger, event) in events("HEAD", "/files/a", "", ("/files/a", &json!({})), None) {
        let reply = block_on(invoke(&echo::GATEWAY, event)).unwrap();
        assert_eq!(reply["statusCode"], 200, "{trigger}");
        let (one, list) = (
            &reply["headers"]["content-type"],
            &reply["multiValueHeaders"]["content-type"][0],
        );
        assert_eq!(
            one.as_str().or(list.as_str()),
            Some("application/json"),
            "{trigger}"
        );
        assert!(
            reply["body"].as_str().unwrap_or_default().is_empty(),
            "{trigger}"
        );
    }
}
