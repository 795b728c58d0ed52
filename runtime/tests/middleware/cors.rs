//! CORS policies. The values are those of the Fetch standard, <https://fetch.spec.whatwg.org/#http-cors-protocol>.
//! `tests/tests/cors.rs` compares them with `tower-http`.

use gatewright::prelude::*;
use gatewright::testing::{block_on, invoke, read_names};
use gatewright::{Next, Request, Response};
use serde_json::{Value, json};

use super::{event, send_with};

pub async fn counted(request: Request, next: Next<'_>) -> Response {
    next.run(request).await.with_header("x-counted", "1")
}

#[lambda_handler(main = false, timeout = "1s", guard = "900ms")]
#[dispatch(
    cors(
        origins("https://app.example.com", "http://localhost:5173"),
        headers("Authorization", "content-type"),
        expose("x-counted"),
        credentials,
        max_age = "1h"
    ),
    middleware(counted)
)]
mod shop {
    use super::*;

    #[get("/orders")]
    pub async fn list() -> Json<Vec<u64>> {
        Json(vec![1])
    }

    #[post("/orders")]
    pub async fn create(Json(order): Json<u64>) -> (StatusCode, Json<u64>) {
        (StatusCode::CREATED, Json(order))
    }

    #[get("/open")]
    #[cors(origins(any), methods(GET, PATCH))]
    pub async fn open() -> ([(&'static str, &'static str); 1], &'static str) {
        ([("vary", "accept")], "open")
    }

    #[get("/panics")]
    pub async fn panics() -> &'static str {
        panic!("in the handler")
    }

    #[options("/options")]
    pub async fn options() -> &'static str {
        "options"
    }
}

const APP: &str = "https://app.example.com";

fn headers_of(reply: &Value) -> Value {
    let headers = reply["headers"].as_object().unwrap();
    let of_cors = headers
        .iter()
        .filter(|(name, _)| name.starts_with("access-control") || *name == "vary");
    of_cors
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

fn preflight(path: &str, origin: &str, method: &str) -> (u64, Value) {
    let headers = json!({"origin": origin, "access-control-request-method": method});
    let reply = send_with(&shop::GATEWAY, "OPTIONS", path, headers);
    assert!(
        reply["headers"].get("x-counted").is_none(),
        "middleware ran: {reply}"
    );
    (reply["statusCode"].as_u64().unwrap(), headers_of(&reply))
}

fn request(method: &str, path: &str, origin: &str) -> (u64, Value) {
    let reply = send_with(&shop::GATEWAY, method, path, json!({"origin": origin}));
    (reply["statusCode"].as_u64().unwrap(), headers_of(&reply))
}

#[test]
fn preflight_has_the_methods_of_the_path() {
    let expected = json!({
        "access-control-allow-origin": APP, "access-control-allow-credentials": "true",
        "access-control-allow-methods": "GET,HEAD,POST",
        "access-control-allow-headers": "authorization,content-type",
        "access-control-max-age": "3600", "vary": "origin",
    });
    assert_eq!(preflight("/orders", APP, "POST"), (200, expected));
}

#[test]
fn preflight_of_another_origin_is_not_allowed() {
    let (status, headers) = preflight("/orders", "https://evil.example", "POST");
    assert_eq!(status, 200);
    assert_eq!(headers.get("access-control-allow-origin"), None);
    assert_eq!(headers["vary"], "origin");
}

#[test]
fn preflight_of_an_unknown_path_allows_the_request_to_see_its_404() {
    let (status, headers) = preflight("/nothing", APP, "PUT");
    assert_eq!(status, 200);
    assert_eq!(headers["access-control-allow-origin"], APP);
    assert_eq!(headers["access-control-allow-methods"], "PUT");
}

#[test]
fn policy_of_a_handler_replaces_that_of_its_module() {
    let expected =
        json!({"access-control-allow-origin": "*", "access-control-allow-methods": "GET,PATCH"});
    assert_eq!(
        preflight("/open", "https://any.example", "GET"),
        (200, expected)
    );
    let expected = json!({"access-control-allow-origin": "*", "vary": "accept"});
    assert_eq!(
        request("GET", "/open", "https://any.example"),
        (200, expected)
    );
}

#[test]
fn every_response_has_the_headers() {
    let expected = json!({
        "access-control-allow-origin": APP, "access-control-allow-credentials": "true",
        "access-control-expose-headers": "x-counted", "vary": "origin",
    });
    for (method, path, status) in [
        ("GET", "/orders", 200),
        ("POST", "/orders", 400),
        ("DELETE", "/orders", 405),
        ("GET", "/nothing", 404),
        ("GET", "/panics", 500),
        ("OPTIONS", "/orders", 204),
        ("OPTIONS", "/options", 200),
    ] {
        assert_eq!(
            request(method, path, APP),
            (status, expected.clone()),
            "{method} {path}"
        );
    }
}

#[test]
fn request_of_another_origin_gets_no_permission() {
    let (_, headers) = request("GET", "/orders", "https://evil.example");
    assert_eq!(headers.get("access-control-allow-origin"), None);
    assert_eq!(headers["vary"], "origin");
    for near in [
        "null",
        "https://app.example.com.evil.example",
        "https://app.example.com/",
        "HTTPS://APP.EXAMPLE.COM",
    ] {
        let (_, headers) = request("GET", "/orders", near);
        assert_eq!(headers.get("access-control-allow-origin"), None, "{near}");
    }
}

#[test]
fn options_without_the_header_of_a_preflight_is_an_ordinary_request() {
    let reply = send_with(&shop::GATEWAY, "OPTIONS", "/orders", json!({"origin": APP}));
    assert_eq!(reply["statusCode"], 204);
    assert_eq!(reply["headers"]["x-counted"], "1");
}

#[lambda_handler(main = false)]
#[dispatch(cors(origins(env = "ALLOWED_ORIGINS")))]
mod configured {
    #[get("/")]
    pub async fn root() -> &'static str {
        "root"
    }
}

#[test]
fn origins_are_read_from_the_environment_once() {
    let of = |value: &'static str| {
        move |name: &str| (name == "ALLOWED_ORIGINS").then(|| value.to_owned())
    };
    let fault = |value| {
        read_names(&configured::GATEWAY, &of(value))
            .unwrap_err()
            .message
    };
    assert!(
        fault("https://app.example.com/").contains("without a path"),
        "{}",
        fault("https://app.example.com/")
    );
    let unset = read_names(&configured::GATEWAY, &|_| None).unwrap_err();
    assert!(
        unset
            .message
            .contains("`ALLOWED_ORIGINS`, which is not set"),
        "{}",
        unset.message
    );
    read_names(
        &configured::GATEWAY,
        &of("https://app.example.com, http://localhost:5173"),
    )
    .unwrap();
    let allowed = |origin: &str| {
        let event = event("GET", "/", json!({"origin": origin}));
        let reply = block_on(invoke(&configured::GATEWAY, event)).unwrap();
        reply["headers"]["access-control-allow-origin"].clone()
    };
    assert_eq!(allowed("http://localhost:5173"), "http://localhost:5173");
    assert_eq!(allowed("https://app.example.com,"), Value::Null);
}

#[lambda_handler(main = false)]
#[dispatch(cors(
    origins(
        env = "PAGES",
        default = "https://app.example.com, http://localhost:5173"
    ),
    credentials
))]
mod with_default {
    #[get("/")]
    pub async fn root() -> &'static str {
        "root"
    }
}

#[lambda_handler(main = false)]
#[dispatch(cors(origins(env = "PAGES", default = "*")))]
mod open_by_default {
    #[get("/")]
    pub async fn root() -> &'static str {
        "root"
    }
}

/// The allowed origin of a response.
fn allowed(gateway: &gatewright::Gateway, origin: &str) -> Value {
    let event = event("GET", "/", json!({"origin": origin}));
    let reply = block_on(invoke(gateway, event)).unwrap();
    assert_eq!(reply["statusCode"], 200);
    reply["headers"]["access-control-allow-origin"].clone()
}

#[test]
fn default_origins_stand_for_an_unset_variable() {
    let of = |value: &'static str| move |_: &str| Some(value.to_owned());
    // A value that is set is not ignored, even where it is wrong.
    let fault = read_names(&with_default::GATEWAY, &of("https://app.example.com/")).unwrap_err();
    assert!(
        fault.message.contains("without a path"),
        "{}",
        fault.message
    );
    let fault = read_names(&with_default::GATEWAY, &of("*")).unwrap_err();
    assert!(
        fault.message.contains("list the origins"),
        "{}",
        fault.message
    );
    read_names(&with_default::GATEWAY, &|_| None).unwrap();
    for origin in ["https://app.example.com", "http://localhost:5173"] {
        assert_eq!(allowed(&with_default::GATEWAY, origin), origin);
    }
    let other = allowed(&with_default::GATEWAY, "https://other.example");
    assert_eq!(other, Value::Null);
    read_names(&open_by_default::GATEWAY, &|_| None).unwrap();
    assert_eq!(
        allowed(&open_by_default::GATEWAY, "https://other.example"),
        "*"
    );
}

#[lambda_handler(main = false)]
#[dispatch(cors(origins(env = "PAGES")))]
mod of_no_origin {
    #[get("/")]
    pub async fn root() -> &'static str {
        "root"
    }
}

#[lambda_handler(main = false)]
#[dispatch(cors(origins(env = "PAGES", default = "")))]
mod of_no_origin_by_default {
    #[get("/")]
    pub async fn root() -> &'static str {
        "root"
    }
}

#[test]
fn empty_value_allows_no_other_origin() {
    read_names(&of_no_origin::GATEWAY, &|_| Some(" ".to_owned())).unwrap();
    read_names(&of_no_origin_by_default::GATEWAY, &|_| None).unwrap();
    for gateway in [&of_no_origin::GATEWAY, &of_no_origin_by_default::GATEWAY] {
        for origin in ["https://app.example.com", "", "*", "null"] {
            assert_eq!(allowed(gateway, origin), Value::Null, "{origin:?}");
        }
    }
}
