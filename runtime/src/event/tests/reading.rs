use serde_json::{Value, json};

use crate::event::{BodyError, HttpRequest, Method, Shape, Trigger};

/// Reads the event as a request, and looks at it.
fn read<T>(event: &Value, look: impl FnOnce(&HttpRequest<'_>) -> T) -> Option<T> {
    let event = event.to_string();
    let shape = Shape::of(&event).unwrap();
    Trigger::read(&shape).as_ref().map(look)
}

fn query(request: &HttpRequest<'_>) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    request
        .query
        .each(|name, value| pairs.push((name.into_owned(), value.into_owned())));
    pairs
}

fn seen(event: &Value) -> Value {
    read(event, |request| {
        let headers = request.header_map().unwrap();
        let headers: Vec<(&str, &str)> = headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.to_str().unwrap()))
            .collect();
        let body = request.body().map(|body| body.unwrap().into_owned());
        json!({
            "trigger": format!("{:?}", request.trigger),
            "method": request.method.as_str(),
            "path": request.path,
            "encoded": [request.path_is_encoded, request.query.is_encoded()],
            "query": query(request),
            "headers": headers,
            "body": body.map(|body| String::from_utf8(body).unwrap()),
        })
    })
    .unwrap_or(Value::Null)
}

#[test]
fn reads_http_api() {
    let event = json!({
        "version": "2.0", "rawPath": "/prod/a b", "rawQueryString": "q=%20&q=2",
        "headers": {"x": "1,2"}, "cookies": ["a=1", "b=2"], "body": "aGk=", "isBase64Encoded": true,
        "queryStringParameters": {"q": " ,2"},
        "requestContext": {"stage": "prod", "domainName": "x.execute-api.eu-central-1.amazonaws.com", "http": {"method": "PUT"}},
    });
    assert_eq!(
        seen(&event),
        json!({
            "trigger": "HttpApi", "method": "PUT", "path": "/a b", "encoded": [false, true],
            "query": [["q", "%20"], ["q", "2"]],
            "headers": [["x", "1,2"], ["cookie", "a=1; b=2"]], "body": "hi",
        })
    );
}

#[test]
fn reads_function_url() {
    let event = json!({
        "version": "2.0", "rawPath": "/a%20b", "rawQueryString": "", "headers": {"cookie": "a=1; b=2"}, "cookies": ["a=1", "b=2"],
        "requestContext": {"stage": "$default", "domainName": "x.lambda-url.eu-central-1.on.aws", "http": {"method": "GET"}},
    });
    assert_eq!(
        seen(&event),
        json!({
            "trigger": "FunctionUrl", "method": "GET", "path": "/a%20b", "encoded": [true, true],
            "query": [], "headers": [["cookie", "a=1; b=2"]], "body": null,
        })
    );
}

/// Cookies of several lines are one list, separated by semicolons (RFC 9113, 8.2.3).
#[test]
fn separate_cookies_take_precedence_over_the_header() {
    let event = json!({
        "version": "2.0", "rawPath": "/", "rawQueryString": "", "headers": {"cookie": "a=1,b=2"}, "cookies": ["a=1", "b=2"],
        "requestContext": {"domainName": "x.lambda-url.eu-central-1.on.aws", "http": {"method": "GET"}},
    });
    assert_eq!(seen(&event)["headers"], json!([["cookie", "a=1; b=2"]]));
}

#[test]
fn cookie_header_has_the_cookies_of_every_line() {
    let context = json!({"domainName": "x.execute-api.eu-central-1.amazonaws.com", "http": {"method": "GET"}});
    for event in [
        json!({"version": "2.0", "rawPath": "/", "headers": {}, "cookies": ["a=1", "b=é"], "requestContext": context}),
        json!({"path": "/", "httpMethod": "GET", "multiValueHeaders": {"Cookie": ["a=1", "b=é"]}}),
        json!({"path": "/", "httpMethod": "GET", "headers": {"cookie": "a=1; b=é"}, "requestContext": {"elb": {}}}),
    ] {
        let found = read(&event, |request| {
            let map = request.header_map().unwrap();
            let lines = map.get_all("cookie").into_iter();
            let lines: Vec<&[u8]> = lines.map(http::HeaderValue::as_bytes).collect();
            let joined = String::from_utf8(lines.join(&b"; "[..])).unwrap();
            (
                request.header("Cookie").map(std::borrow::Cow::into_owned),
                joined,
            )
        });
        let expected = "a=1; b=é".to_owned();
        assert_eq!(found, Some((Some(expected.clone()), expected)), "{event}");
    }
    let without = json!({"path": "/", "httpMethod": "GET", "headers": {}});
    let found = read(&without, |request| request.header("cookie").is_none());
    assert_eq!(found, Some(true));
}

/// Its path is encoded, as in the event that version 1.9.2 sent for `GET /lambda-url/f/a%20b`, shortened. Emulators of HTTP APIs have
/// an API.
#[test]
fn cargo_lambda_watch_is_a_function_url() {
    for (api, trigger) in [
        (json!(null), "FunctionUrl"),
        (json!("1234567890"), "HttpApi"),
    ] {
        let event = json!({
            "type": null, "methodArn": null, "httpMethod": "GET", "version": "2.0", "rawPath": "/a%20b", "rawQueryString": null,
            "cookies": null, "headers": {"host": "127.0.0.1:9000"}, "queryStringParameters": {}, "isBase64Encoded": false,
            "requestContext": {
                "accountId": null, "stage": "$default", "apiId": api, "domainName": "localhost", "domainPrefix": "f",
                "http": {"method": "GET", "path": "/a%20b", "sourceIp": "127.0.0.1", "userAgent": "cargo-lambda"},
            },
        });
        assert_eq!(seen(&event)["trigger"], trigger);
    }
}

#[test]
fn reads_rest_api() {
    let event = json!({
        "resource": "/{proxy+}", "path": "/a%20b", "httpMethod": "POST",
        "headers": {"X": "2"}, "multiValueHeaders": {"X": ["1", "2"]},
        "queryStringParameters": {"q": "2"}, "multiValueQueryStringParameters": {"q": ["1", "a+b"]},
        "requestContext": {"path": "/prod/a%20b", "stage": "prod"}, "body": "hi", "isBase64Encoded": false,
    });
    assert_eq!(
        seen(&event),
        json!({
            "trigger": "RestApi", "method": "POST", "path": "/a%20b", "encoded": [true, false],
            "query": [["q", "1"], ["q", "a+b"]], "headers": [["x", "1"], ["x", "2"]], "body": "hi",
        })
    );
}

/// The console's test button sends `null` for empty fields.
#[test]
fn reads_rest_api_without_headers_and_query() {
    let event = json!({
        "resource": "/x", "path": "/x", "httpMethod": "GET", "headers": null, "multiValueHeaders": null,
        "queryStringParameters": null, "multiValueQueryStringParameters": null, "body": null,
        "requestContext": {"stage": "test-invoke-stage"},
    });
    assert_eq!(
        seen(&event),
        json!({
            "trigger": "RestApi", "method": "GET", "path": "/x", "encoded": [true, false], "query": [], "headers": [], "body": null,
        })
    );
}

#[test]
fn removes_the_stage_of_http_api_format_1_0() {
    let event = json!({
        "version": "1.0", "path": "/prod/x", "httpMethod": "GET", "headers": {"a": "1"}, "multiValueHeaders": {"a": ["1"]},
        "requestContext": {"path": "/prod/x", "stage": "prod"},
    });
    assert_eq!(seen(&event)["path"], "/x");
}

#[test]
fn reads_load_balancer_with_single_values() {
    let event = json!({
        "requestContext": {"elb": {"targetGroupArn": "arn:…"}}, "httpMethod": "GET", "path": "/a%2Fb",
        "queryStringParameters": {"q": "a%20b+c"}, "headers": {"x": "2"}, "body": "", "isBase64Encoded": false,
    });
    assert_eq!(
        seen(&event),
        json!({
            "trigger": "Alb { multi_value: false }", "method": "GET", "path": "/a%2Fb", "encoded": [true, true],
            "query": [["q", "a%20b+c"]], "headers": [["x", "2"]], "body": null,
        })
    );
}

#[test]
fn reads_load_balancer_with_multi_value_headers() {
    let event = json!({
        "requestContext": {"elb": {"targetGroupArn": "arn:…"}}, "httpMethod": "GET", "path": "/",
        "multiValueQueryStringParameters": {"q": ["1", "%32"]}, "multiValueHeaders": {"x": ["1", "2"]}, "body": "",
    });
    assert_eq!(
        seen(&event),
        json!({
            "trigger": "Alb { multi_value: true }", "method": "GET", "path": "/", "encoded": [true, true],
            "query": [["q", "1"], ["q", "%32"]], "headers": [["x", "1"], ["x", "2"]], "body": null,
        })
    );
}

#[test]
fn reads_vpc_lattice_version_1() {
    let event = json!({
        "raw_path": "/x", "method": "POST", "headers": {"a": "1, 2"}, "query_string_parameters": {"q": "1"},
        "body": "aGk=", "is_base64_encoded": true,
    });
    let expected = json!({
        "trigger": "VpcLattice", "method": "POST", "path": "/x", "encoded": [true, true],
        "query": [["q", "1"]], "headers": [["a", "1, 2"]], "body": "hi",
    });
    assert_eq!(seen(&event), expected);
}

#[test]
fn reads_vpc_lattice_version_1_with_query_in_path() {
    let event = json!({"raw_path": "/x?q=1&q=2", "method": "GET", "headers": {}, "query_string_parameters": {"q": "2"}});
    let seen = seen(&event);
    assert_eq!(
        (&seen["path"], &seen["query"]),
        (&json!("/x"), &json!([["q", "1"], ["q", "2"]]))
    );
}

#[test]
fn reads_vpc_lattice_version_2() {
    let event = json!({
        "version": "2.0", "path": "/x", "method": "GET", "headers": {"a": ["1", "2"]}, "queryStringParameters": {"q": ["1", "2"]},
        "body": null, "isBase64Encoded": false, "requestContext": {"serviceNetworkArn": "arn:…", "region": "eu-central-1"},
    });
    let expected = json!({
        "trigger": "VpcLattice", "method": "GET", "path": "/x", "encoded": [true, true],
        "query": [["q", "1"], ["q", "2"]], "headers": [["a", "1"], ["a", "2"]], "body": null,
    });
    assert_eq!(seen(&event), expected);
}

#[test]
fn similar_events_are_not_requests() {
    for event in [
        // Authorizers of REST, HTTP and WebSocket APIs.
        json!({"type": "REQUEST", "methodArn": "arn:…", "path": "/x", "httpMethod": "GET", "requestContext": {"stage": "s"}}),
        json!({"type": "REQUEST", "routeArn": "arn:…", "rawPath": "/x", "version": "2.0", "requestContext": {"http": {"method": "GET"}}}),
        // A WebSocket connection.
        json!({"path": "/x", "httpMethod": "GET", "requestContext": {"connectionId": "c", "stage": "s"}}),
        // Other types under the same names.
        json!({"path": {"a": 1}, "httpMethod": "GET"}),
        json!({"path": "/x", "httpMethod": ["GET"]}),
        json!({"path": "/x", "method": "GET"}),
        json!({"rawPath": "/x", "requestContext": {"http": "GET"}}),
        json!({"rawPath": "/x", "requestContext": "GET"}),
        json!({"raw_path": 7, "method": "GET"}),
        json!({"requestContext": {"elb": {}}, "path": 1}),
        json!({"version": "2.0"}),
    ] {
        assert_eq!(seen(&event), Value::Null, "{event}");
    }
}

#[test]
fn values_of_other_types_are_ignored_but_a_body_is_not() {
    let event = json!({
        "path": "/x", "httpMethod": "BREW", "headers": [1], "multiValueHeaders": "x", "queryStringParameters": 7,
        "multiValueQueryStringParameters": {"a": [1], "b": {"c": "d"}}, "body": {"a": 1}, "isBase64Encoded": "yes",
    });
    let found = read(&event, |request| {
        (
            request.method,
            request.header_map().unwrap().len(),
            query(request).len(),
            matches!(request.body(), Some(Err(BodyError::NotString))),
        )
    });
    assert_eq!(found, Some((Method::Other, 0, 0, true)));
}
