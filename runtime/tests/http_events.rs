//! Requests and replies as the services really send and take them. Expected values come from AWS's documentation or from the reports
//! of users, as the tests say.

use gatewright::prelude::*;
use gatewright::testing::{block_on, invoke, invoke_bytes};
use gatewright::{Body, Gateway, RequestContext, Text};
use http::header::HeaderValue;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
struct Page {
    page: u32,
    #[serde(default)]
    exact: bool,
}

#[derive(Deserialize)]
struct Search {
    name: String,
    #[serde(flatten)]
    page: Page,
}

#[lambda_handler(main = false)]
#[dispatch(base_path("/shop", "/eu/shop"))]
mod shop {
    use super::*;

    #[get("/orders/{id}")]
    pub async fn order(Path(id): Path<String>) -> String {
        format!("order {id}")
    }

    #[get("/files/{name}")]
    pub async fn file(Path(name): Path<String>) -> String {
        name
    }

    #[get("/dev/tools")]
    pub async fn tools() -> &'static str {
        "tools"
    }

    #[get("/headers")]
    pub async fn headers(headers: Headers, cookies: Cookies) -> Json<Value> {
        let agent = headers
            .get("user-agent")
            .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
        Json(json!({"agent": agent, "names": headers.len(), "cookie": cookies.get("s")}))
    }

    #[get("/search")]
    pub async fn search(Query(search): Query<Search>) -> String {
        let Page { page, exact } = search.page;
        format!("{} {page} {exact}", search.name)
    }

    #[get("/query")]
    pub async fn query(
        Query(query): Query<std::collections::BTreeMap<String, Vec<String>>>,
    ) -> Json<Value> {
        Json(json!(query))
    }

    #[get("/number/{number}")]
    pub async fn number(Path(number): Path<f64>) -> String {
        number.to_string()
    }

    #[post("/length")]
    pub async fn length(body: Body) -> String {
        body.len().to_string()
    }

    #[post("/text")]
    pub async fn text(text: Text) -> String {
        text.0
    }

    #[get("/typed/{kind}")]
    pub async fn typed(Path(kind): Path<String>) -> (StatusCode, Headers, Body) {
        let (name, bytes): (&str, &[u8]) = match &*kind {
            "csv" => ("text/csv", b"a,b\n1,2\n"),
            "latin-1" => ("text/csv; charset=iso-8859-1", b"caf\xe9"),
            "svg" => ("image/svg+xml", b"<svg/>"),
            "gzip" => ("text/csv", b"a,b"),
            _ => ("image/png", b"\x89PNG"),
        };
        let mut headers = Headers::default();
        headers.insert("content-type", name.parse().unwrap());
        if kind == "gzip" {
            headers.insert("content-encoding", "gzip".parse().unwrap());
        }
        (StatusCode::OK, headers, Body::from(bytes.to_vec()))
    }

    #[get("/header/{value}")]
    pub async fn header(Path(value): Path<String>) -> (StatusCode, Headers, &'static str) {
        let mut headers = Headers::default();
        let bytes: &[u8] = if value == "latin-1" {
            b"caf\xe9"
        } else {
            "café".as_bytes()
        };
        let value = HeaderValue::from_bytes(bytes).unwrap();
        headers.insert("x-name", value.clone());
        headers.insert("set-cookie", value);
        (StatusCode::OK, headers, "ok")
    }

    #[get("/large/{bytes}")]
    pub async fn large(Path(bytes): Path<usize>) -> String {
        "x".repeat(bytes)
    }

    #[get("/who")]
    pub async fn who(context: RequestContext) -> String {
        format!("{:?} at {:?}", context.source_ip(), context.stage())
    }

    #[websocket("say")]
    pub async fn say(bytes: usize, context: RequestContext) -> String {
        let from = context.connection_id().unwrap_or_default().into_owned();
        if bytes > 0 { "x".repeat(bytes) } else { from }
    }
}

const SHOP: &Gateway = &shop::GATEWAY;

fn reply(event: &Value) -> Value {
    block_on(invoke(SHOP, event.clone())).expect("a reply")
}

/// Status and body of the reply.
fn seen(event: &Value) -> (u64, String) {
    let reply = reply(event);
    let body = reply["body"].as_str().unwrap_or_default().to_owned();
    (reply["statusCode"].as_u64().unwrap(), body)
}

fn ok(body: &str) -> (u64, String) {
    (200, body.to_owned())
}

fn rest(path: &str, full: &str, stage: &str, domain: &str, proxy: &str) -> Value {
    json!({
        "resource": "/{proxy+}", "path": path, "httpMethod": "GET", "pathParameters": {"proxy": proxy},
        "requestContext": {"stage": stage, "path": full, "domainName": domain, "identity": {}},
    })
}

const OWN: &str = "abc123.execute-api.eu-west-1.amazonaws.com";
const CUSTOM: &str = "api.example.com";

/// `path` and `requestContext.path` behind a custom domain and behind the API's own, as captured in
/// <https://github.com/aws/serverless-java-container/issues/112>.
#[test]
fn stage_is_removed_behind_a_custom_domain() {
    for event in [
        rest("/orders/7", "/dev/orders/7", "dev", OWN, "orders/7"),
        rest(
            "/dev/orders/7",
            "/dev/orders/7",
            "dev",
            CUSTOM,
            "dev/orders/7",
        ),
        rest("/orders/7", "/orders/7", "dev", CUSTOM, "orders/7"),
        // Mapped with a base path that is not declared, and without a stage.
        rest(
            "/service/prod/orders/7",
            "/service/prod/orders/7",
            "prod",
            CUSTOM,
            "orders/7",
        ),
        // Mapped with a declared base path, with and without a stage.
        rest(
            "/shop/orders/7",
            "/shop/orders/7",
            "dev",
            CUSTOM,
            "orders/7",
        ),
        rest(
            "/shop/dev/orders/7",
            "/shop/dev/orders/7",
            "dev",
            CUSTOM,
            "orders/7",
        ),
        rest(
            "/eu/shop/orders/7/",
            "/eu/shop/orders/7/",
            "dev",
            CUSTOM,
            "orders/7",
        ),
    ] {
        assert_eq!(seen(&event), ok("order 7"), "{event}");
    }
}

#[test]
fn route_named_like_the_stage_is_found() {
    for event in [
        rest("/dev/tools", "/dev/dev/tools", "dev", OWN, "dev/tools"),
        rest("/dev/tools", "/dev/tools", "dev", CUSTOM, "dev/tools"),
        rest(
            "/dev/dev/tools",
            "/dev/dev/tools",
            "dev",
            CUSTOM,
            "dev/tools",
        ),
    ] {
        assert_eq!(seen(&event), ok("tools"), "{event}");
    }
    // The API's own domain has removed the stage, so this is a path of the API.
    let event = rest(
        "/dev/orders/7",
        "/dev/dev/orders/7",
        "dev",
        OWN,
        "dev/orders/7",
    );
    assert_eq!(seen(&event).0, 404);
}

#[test]
fn http_api_behind_a_custom_domain_routes_as_behind_its_own() {
    for (domain, stage, path) in [
        (OWN, "dev", "/dev/orders/7"),
        (CUSTOM, "dev", "/dev/orders/7"),
        (CUSTOM, "dev", "/orders/7"),
        (CUSTOM, "$default", "/orders/7"),
        (CUSTOM, "$default", "/shop/orders/7"),
        (CUSTOM, "dev", "/shop/dev/orders/7"),
    ] {
        let context = json!({"stage": stage, "domainName": domain, "http": {"method": "GET"}});
        let format_2 = json!({"version": "2.0", "rawPath": path, "rawQueryString": "", "requestContext": context});
        let context = json!({"stage": stage, "domainName": domain, "path": path});
        let format_1 =
            json!({"version": "1.0", "path": path, "httpMethod": "GET", "requestContext": context});
        for event in [format_2, format_1] {
            assert_eq!(seen(&event), ok("order 7"), "{event}");
        }
    }
}

/// A base path is whole segments, and a path without it still matches.
#[test]
fn base_path_is_whole_segments() {
    let path = |path: &str| json!({"httpMethod": "GET", "path": path});
    assert_eq!(seen(&path("/shop/orders/7")), ok("order 7"));
    assert_eq!(seen(&path("/eu/shop/orders/7")), ok("order 7"));
    assert_eq!(seen(&path("/%73hop/orders/7")), ok("order 7"));
    for other in [
        "/shopping/orders/7",
        "/eu/orders/7",
        "/shop",
        "/shop/shop/orders/7",
    ] {
        assert_eq!(seen(&path(other)).0, 404, "{other}");
    }
}

/// Format 1.0 of an HTTP API has the decoded path, a REST API the encoded one.
#[test]
fn path_of_format_1_0_is_decoded_already() {
    let context = json!({"stage": "$default", "path": "/$default/files/100%"});
    let event = json!({"version": "1.0", "path": "/files/100%", "httpMethod": "GET", "requestContext": context});
    assert_eq!(seen(&event), ok("100%"));
    let event =
        json!({"path": "/files/100%25", "httpMethod": "GET", "requestContext": {"stage": "s"}});
    assert_eq!(seen(&event), ok("100%"));
    let event =
        json!({"path": "/files/100%", "httpMethod": "GET", "requestContext": {"stage": "s"}});
    assert_eq!(seen(&event).0, 400);
}

fn raw(template: &str, bytes: &[u8]) -> Vec<u8> {
    let (before, after) = template.split_once('~').unwrap();
    [before.as_bytes(), bytes, after.as_bytes()].concat()
}

fn raw_reply(template: &str) -> Result<Value, gatewright::FunctionError> {
    block_on(invoke_bytes(SHOP, &raw(template, b"Beno\xeet")))
}

/// RFC 9110, 5.5: a recipient treats other octets in field content as opaque data.
#[test]
fn header_that_is_not_utf_8_does_not_fail_the_request() {
    for template in [
        r#"{"version":"2.0","rawPath":"/headers","headers":{"user-agent":"~","a":"1"},"cookies":["s=1"],"requestContext":{"http":{"method":"GET"}}}"#,
        r#"{"path":"/headers","httpMethod":"GET","multiValueHeaders":{"User-Agent":["~"],"Cookie":["s=1"]},"requestContext":{"stage":"s"}}"#,
        r#"{"path":"/headers","httpMethod":"GET","headers":{"user-agent":"~","cookie":"s=1"},"requestContext":{"elb":{}}}"#,
        r#"{"raw_path":"/headers","method":"GET","headers":{"user-agent":"~","cookie":"s=1"}}"#,
    ] {
        let reply = raw_reply(template).expect("a reply");
        assert_eq!(reply["statusCode"], 200, "{template}");
        let body: Value = serde_json::from_str(reply["body"].as_str().unwrap()).unwrap();
        assert_eq!(body["agent"], "Beno\u{fffd}t", "{template}");
        assert_eq!(body["cookie"], "1", "{template}");
    }
}

#[test]
fn query_or_context_that_is_not_utf_8_does_not_fail_it() {
    for template in [
        r#"{"version":"2.0","rawPath":"/query","rawQueryString":"a=~","requestContext":{"http":{"method":"GET"}}}"#,
        r#"{"version":"2.0","rawPath":"/query","rawQueryString":"a=1","requestContext":{"http":{"method":"GET","userAgent":"~"}}}"#,
        r#"{"version":"2.0","rawPath":"/query","rawQueryString":"a=1","cookies":["c=~"],"requestContext":{"http":{"method":"GET"}}}"#,
    ] {
        assert_eq!(
            raw_reply(template).unwrap()["statusCode"],
            200,
            "{template}"
        );
    }
}

/// A body must not be changed.
#[test]
fn body_that_is_not_utf_8_is_rejected() {
    let template = r#"{"version":"2.0","rawPath":"/text","body":"~","requestContext":{"http":{"method":"POST"}}}"#;
    assert_eq!(raw_reply(template).unwrap()["statusCode"], 400);
    let lone = r#"{"version":"2.0","rawPath":"/text","body":"\ud800","requestContext":{"http":{"method":"POST"}}}"#;
    let reply = block_on(invoke_bytes(SHOP, lone.as_bytes())).unwrap();
    assert_eq!(reply["statusCode"], 400);
    let message = r#"{"body":"~","requestContext":{"connectionId":"c","routeKey":"say"}}"#;
    assert_eq!(raw_reply(message).unwrap_err().error_type, "InvalidPayload");
    let operation = r#"{"operation":"shop.x","payload":"~"}"#;
    assert_eq!(
        raw_reply(operation).unwrap_err().error_type,
        "InvalidPayload"
    );
}

#[test]
fn empty_multi_value_members_lose_nothing() {
    let full = json!({"User-Agent": "a", "Cookie": "s=1"});
    for lists in [
        json!({}),
        json!(null),
        json!({"User-Agent": [], "Cookie": null}),
        json!({"User-Agent": [null], "Cookie": []}),
        json!({"Cookie": ["s=1"], "User-Agent": []}),
    ] {
        for context in [json!({"stage": "s"}), json!({"elb": {}})] {
            let event = json!({
                "path": "/headers", "httpMethod": "GET", "headers": full, "multiValueHeaders": lists, "requestContext": context,
            });
            let (status, body) = seen(&event);
            let body: Value = serde_json::from_str(&body).unwrap();
            assert_eq!(
                (status, body),
                (200, json!({"agent": "a", "names": 2, "cookie": "1"})),
                "{event}"
            );
        }
    }
    for lists in [json!({}), json!(null), json!({"a": []})] {
        for version in [json!(null), json!("1.0")] {
            let event = json!({
                "version": version, "path": "/query", "httpMethod": "GET", "queryStringParameters": {"a": "1"},
                "multiValueQueryStringParameters": lists, "requestContext": {"stage": "s"},
            });
            assert_eq!(seen(&event), ok(r#"{"a":["1"]}"#), "{event}");
        }
    }
    let lattice = json!({"raw_path": "/query?", "method": "GET", "headers": {}, "query_string_parameters": {"a": "1"}});
    assert_eq!(seen(&lattice), ok(r#"{"a":["1"]}"#));
    let format_2 = json!({
        "version": "2.0", "rawPath": "/query", "rawQueryString": "", "queryStringParameters": {"a": "1"},
        "requestContext": {"http": {"method": "GET"}},
    });
    assert_eq!(seen(&format_2), ok(r#"{"a":["1"]}"#));
}

fn get(path: &str) -> Value {
    json!({"path": path, "httpMethod": "GET", "requestContext": {"stage": "s"}})
}

/// A REST API decodes base64 only for its `binaryMediaTypes`:
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/lambda-proxy-binary-media.html>
#[test]
fn text_is_not_sent_as_base64() {
    for (kind, body, is_base64) in [
        ("csv", "a,b\n1,2\n", false),
        ("svg", "<svg/>", false),
        // RFC 4648, section 4, of the bytes that the handler returns.
        ("latin-1", "Y2Fm6Q==", true),
        ("gzip", "YSxi", true),
        ("png", "iVBORw==", true),
    ] {
        let reply = reply(&get(&format!("/typed/{kind}")));
        assert_eq!(
            (&reply["body"], &reply["isBase64Encoded"]),
            (&json!(body), &json!(is_base64)),
            "{kind}"
        );
    }
}

#[test]
fn response_header_is_utf_8_or_refused() {
    let sent = reply(&get("/header/utf-8"));
    assert_eq!(sent["statusCode"], 200);
    assert_eq!(sent["multiValueHeaders"]["x-name"], json!(["café"]));
    assert_eq!(sent["multiValueHeaders"]["set-cookie"], json!(["café"]));
    let refused = reply(&get("/header/latin-1"));
    assert_eq!(refused["statusCode"], 500);
    assert_eq!(refused["multiValueHeaders"]["x-name"], Value::Null);
}

/// 1 MB each: <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html>
#[test]
fn limits_of_a_load_balancer_are_ours_first() {
    let alb = |path: String, method: &str, body: String| json!({"path": path, "httpMethod": method, "headers": {}, "body": body, "requestContext": {"elb": {}}});
    let large = |bytes: usize| alb(format!("/large/{bytes}"), "GET", String::new());
    assert_eq!(seen(&large(1_048_000)).0, 200);
    let (status, body) = seen(&large(1_048_576));
    assert_eq!(status, 500, "{body}");
    let post = |bytes: usize| alb("/length".into(), "POST", "x".repeat(bytes));
    assert_eq!(seen(&post(1_048_576)), ok("1048576"));
    let (status, body) = seen(&post(1_048_577));
    assert_eq!(status, 413);
    assert!(body.contains("Application Load Balancer"), "{body}");
    // Other triggers take Lambda's 6 MB.
    assert_eq!(seen(&get("/large/1048577")).0, 200);
}

fn message(body: &str) -> Value {
    json!({"body": body, "requestContext": {"connectionId": "c1", "routeKey": "say", "stage": "s"}})
}

/// 128 KB:
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html>
#[test]
fn message_to_a_websocket_client_has_at_most_128_kb() {
    assert_eq!(seen(&message("131072")).0, 200);
    assert_eq!(seen(&message("131073")).0, 500);
}

#[test]
fn request_context_reaches_routes_and_websockets() {
    let event = json!({
        "version": "2.0", "rawPath": "/who",
        "requestContext": {"stage": "$default", "http": {"method": "GET", "sourceIp": "192.0.2.1"}},
    });
    assert_eq!(seen(&event), ok(r#"Some(192.0.2.1) at Some("$default")"#));
    assert_eq!(seen(&message("0")), ok("c1"));
}

fn query(text: &str) -> Value {
    json!({"version": "2.0", "rawPath": "/search", "rawQueryString": text, "requestContext": {"http": {"method": "GET"}}})
}

#[test]
fn flattened_query_has_numbers_and_booleans() {
    assert_eq!(seen(&query("name=desk&page=2")), ok("desk 2 false"));
    assert_eq!(seen(&query("name=2&page=2&exact=true")), ok("2 2 true"));
    let (status, body) = seen(&query("name=desk&page=many"));
    assert_eq!(status, 400);
    assert!(body.contains("query parameter `page`"), "{body}");
}

#[test]
fn numbers_in_paths_are_finite() {
    assert_eq!(seen(&get("/number/2.5")), ok("2.5"));
    for other in ["NaN", "inf", "-infinity", "1e999"] {
        let (status, body) = seen(&get(&format!("/number/{other}")));
        assert_eq!(status, 400, "{body}");
        assert!(body.contains("path parameter `number`"), "{body}");
    }
}

#[test]
fn manifest_lists_base_paths() {
    let manifest: Value = serde_json::from_str(&shop::MANIFEST.to_json()).unwrap();
    assert_eq!(
        manifest["function"]["base_paths"],
        json!(["/shop", "/eu/shop"])
    );
}
