//! Static assets that are embedded in the function.

use std::io::Read;

use flate2::read::GzDecoder;
use gatewright::middleware::server_timing;
use gatewright::prelude::*;
use gatewright::testing::{TestRequest, TestResponse, block_on, invoke};
use serde_json::{Value, json};

#[dispatch(
    assets("/app", "tests/assets/site", fallback = "index.html", max_age = "1h"),
    middleware(server_timing),
    cors(origins(any))
)]
mod site {
    use super::*;

    #[get("/app/api/{id}")]
    pub async fn api(Path(id): Path<u64>) -> Json<u64> {
        Json(id)
    }
}

/// Without an index or a fallback of its own, so that the handler has the path of the folder.
#[dispatch(assets("/", "tests/assets/site/.well-known"))]
mod root {

    #[get("/")]
    pub async fn home() -> &'static str {
        "home"
    }
}

#[lambda_handler(main = false)]
#[dispatch(interfaces(site, root))]
mod shop {}

/// It owns the unknown paths below its prefix.
#[dispatch(
    prefix = "/api",
    middleware(server_timing),
    cors(origins("https://app.example.com"))
)]
mod api {
    use super::*;

    #[get("/orders")]
    pub async fn orders() -> Json<u64> {
        Json(7)
    }

    #[any("/{path+}")]
    pub async fn unknown() -> Problem {
        Problem::new(StatusCode::NOT_FOUND)
    }
}

#[lambda_handler(main = false)]
#[dispatch(
    interfaces(api),
    assets("/", "tests/assets/site", fallback = "index.html")
)]
mod pages {}

#[test]
fn interface_with_a_route_owns_its_unknown_paths() {
    let send = |method, path| {
        let request = TestRequest::new(method, path).header("origin", "https://app.example.com");
        block_on(request.send(&pages::GATEWAY)).unwrap()
    };
    for method in ["GET", "POST", "DELETE"] {
        let response = send(method, "/api/a/b");
        assert_eq!(response.status(), 404);
        assert!(response.header("server-timing").is_some());
        let allowed = response.header("access-control-allow-origin");
        assert_eq!(allowed, Some("https://app.example.com"));
        let content_type = response.header("content-type");
        assert_eq!(content_type, Some("application/problem+json"));
    }
    assert_eq!(send("GET", "/api/orders").text(), "7");
    let page = send("GET", "/orders");
    assert_eq!((page.status(), page.header("server-timing")), (200, None));
}

fn send(request: TestRequest) -> TestResponse {
    block_on(request.send(&shop::GATEWAY)).unwrap()
}

fn get(path: &str) -> TestResponse {
    send(TestRequest::new("GET", path))
}

fn get_encoded(path: &str, encoding: &str) -> TestResponse {
    send(TestRequest::new("GET", path).header("accept-encoding", encoding))
}

#[test]
fn files_have_their_bytes_and_types() {
    for (path, content_type, bytes) in [
        (
            "/app/app.js",
            "text/javascript; charset=utf-8",
            &include_bytes!("assets/site/app.js")[..],
        ),
        (
            "/app/data.bin",
            "application/octet-stream",
            include_bytes!("assets/site/data.bin"),
        ),
        ("/app/with space.txt", "text/plain; charset=utf-8", b"space"),
        (
            "/app/docs/",
            "text/html; charset=utf-8",
            include_bytes!("assets/site/docs/index.html"),
        ),
        (
            "/app/",
            "text/html; charset=utf-8",
            include_bytes!("assets/site/index.html"),
        ),
        (
            "/security.txt",
            "text/plain; charset=utf-8",
            b"Contact: mailto:security@example.com\n",
        ),
    ] {
        let response = get(path);
        assert_eq!(
            (
                response.status(),
                response.header("content-type"),
                response.bytes()
            ),
            (200, Some(content_type), bytes),
            "{path}"
        );
    }
    assert_eq!(
        get("/app/app.js").header("cache-control"),
        Some("max-age=3600")
    );
    assert_eq!(get("/app/").header("cache-control"), Some("no-cache"));
    assert_eq!(get("/security.txt").header("cache-control"), None);
}

#[test]
fn handlers_take_precedence_over_files() {
    assert_eq!(get("/app/api/7").text(), "7");
    assert_eq!(get("/").text(), "home");
    assert_eq!(send(TestRequest::new("POST", "/app/app.js")).status(), 405);
}

#[test]
fn middleware_and_cors_are_around_files() {
    let response =
        send(TestRequest::new("GET", "/app/app.js").header("origin", "https://a.example"));
    assert_eq!(response.header("access-control-allow-origin"), Some("*"));
    assert!(response.header("server-timing").is_some());
}

/// RFC 9110, 15.4.5.
#[test]
fn known_version_is_not_sent_again() {
    for encoding in ["identity", "gzip"] {
        let first = get_encoded("/app/app.js", encoding);
        let tag = first.header("etag").unwrap();
        assert!(!tag.starts_with("W/"), "{tag}");
        let again = TestRequest::new("GET", "/app/app.js").header("accept-encoding", encoding);
        let response = send(again.header("if-none-match", tag));
        assert_eq!((response.status(), response.bytes().len()), (304, 0));
        assert_eq!(response.header("etag"), Some(tag));
        assert_eq!(response.header("vary"), Some("accept-encoding"));
        assert_eq!(response.header("content-encoding"), None);
        assert_eq!(response.header("content-type"), None);
    }
}

#[test]
fn encoding_is_chosen_and_has_a_tag_of_its_own() {
    let plain = get("/app/app.js");
    assert_eq!(plain.header("content-encoding"), None);
    assert_eq!(plain.header("vary"), Some("accept-encoding"));
    let zipped = get_encoded("/app/app.js", "gzip;q=0.5");
    assert_eq!(zipped.header("content-encoding"), Some("gzip"));
    assert_ne!(zipped.header("etag"), plain.header("etag"));
    let mut text = Vec::new();
    GzDecoder::new(zipped.bytes())
        .read_to_end(&mut text)
        .unwrap();
    assert_eq!(text, plain.bytes());
    assert_eq!(
        get_encoded("/app/app.js", "gzip;q=0").bytes(),
        plain.bytes()
    );
    // It does not become smaller.
    let small = get_encoded("/app/with space.txt", "gzip");
    assert_eq!(
        (small.header("content-encoding"), small.header("vary")),
        (None, None)
    );
}

#[cfg(feature = "brotli")]
#[test]
fn brotli_is_preferred_among_equals() {
    let response = get_encoded("/app/app.js", "gzip, br");
    assert_eq!(response.header("content-encoding"), Some("br"));
    let mut text = Vec::new();
    brotli::BrotliDecompress(&mut response.bytes(), &mut text).unwrap();
    assert_eq!(text, include_bytes!("assets/site/app.js"));
}

#[test]
fn head_has_the_headers_without_the_body() {
    let head = send(TestRequest::new("HEAD", "/app/app.js"));
    let whole = get("/app/app.js");
    assert_eq!((head.status(), head.bytes().len()), (200, 0));
    for name in [
        "etag",
        "content-type",
        "cache-control",
        "vary",
        "accept-ranges",
    ] {
        assert_eq!(head.header(name), whole.header(name), "{name}");
    }
}

#[test]
fn range_is_a_part_of_the_file() {
    let response = send(TestRequest::new("GET", "/app/large.txt").header("range", "bytes=10-14"));
    assert_eq!(
        (
            response.status(),
            response.header("content-range"),
            response.text()
        ),
        (206, Some("bytes 10-14/100"), "01234")
    );
    let response = send(TestRequest::new("GET", "/app/large.txt").header("range", "bytes=100-"));
    assert_eq!(
        (response.status(), response.header("content-range")),
        (416, Some("bytes */100"))
    );
}

/// `ServeDir` of tower-http redirects with 307 too. The location is relative to what the client sees.
#[test]
fn folder_without_slash_is_redirected() {
    for (path, location) in [
        ("/app", "./app/"),
        ("/app/docs", "./docs/"),
        ("/app?code=a%20b&state=c", "./app/?code=a%20b&state=c"),
    ] {
        let response = get(path);
        assert_eq!(
            (response.status(), response.header("location")),
            (307, Some(location)),
            "{path}"
        );
    }
}

#[test]
fn fallback_answers_for_pages_only() {
    let page = get("/app/").text().to_owned();
    for path in ["/app/orders/7", "/app/orders", "/app/a.b/c"] {
        let response = get(path);
        assert_eq!(
            (response.status(), response.text()),
            (200, &*page),
            "{path}"
        );
    }
    for path in ["/app/missing.js", "/missing"] {
        assert_eq!(get(path).status(), 404, "{path}");
    }
}

/// Paths that leave the folder elsewhere, in the forms of the triggers: an HTTP API decodes the path, a function URL does not.
#[test]
fn no_path_leaves_the_folder() {
    let reply = |event: Value| block_on(invoke(&shop::GATEWAY, event)).unwrap();
    for path in [
        "/app/../Cargo.toml",
        "/app/docs/../../../../Cargo.toml",
        "/app/%2e%2e/%2e%2e/Cargo.toml",
        "/app/..%2f..%2fCargo.toml",
        "/app/%252e%252e/Cargo.toml",
        "/app/..\\..\\Cargo.toml",
        "/app//etc/passwd.txt",
        "/app/.env",
        "/app/app.js%00.txt",
        "/app/docs%2findex.htm.l",
    ] {
        for domain in [
            "x.execute-api.eu-west-1.amazonaws.com",
            "x.lambda-url.eu-west-1.on.aws",
        ] {
            let reply = reply(json!({
                "version": "2.0", "rawPath": path, "rawQueryString": "", "headers": {},
                "requestContext": {"domainName": domain, "http": {"method": "GET", "path": path}},
            }));
            assert_eq!(reply["statusCode"], 404, "{path} {domain}: {reply}");
        }
    }
}

/// Text is sent as text, and bytes in base64, through every trigger.
#[test]
fn files_are_the_same_behind_every_trigger() {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;

    let headers = json!({"accept-encoding": "gzip"});
    let lists = json!({"accept-encoding": ["gzip"]});
    for path in ["/app/app.js", "/app/data.bin"] {
        let expected = get_encoded(path, "gzip");
        for event in [
            json!({"version": "1.0", "httpMethod": "GET", "path": path, "headers": headers, "multiValueHeaders": lists, "requestContext": {"stage": "$default"}}),
            json!({"httpMethod": "GET", "path": path, "headers": headers, "multiValueHeaders": lists, "requestContext": {"stage": "s"}}),
            json!({"httpMethod": "GET", "path": path, "headers": headers, "requestContext": {"elb": {}}}),
            json!({"httpMethod": "GET", "path": path, "multiValueHeaders": lists, "requestContext": {"elb": {}}}),
            json!({"raw_path": path, "method": "GET", "headers": headers}),
            json!({"version": "2.0", "path": path, "method": "GET", "headers": lists, "requestContext": {"serviceNetworkArn": "arn"}}),
        ] {
            let reply = block_on(invoke(&shop::GATEWAY, event.clone())).unwrap();
            assert_eq!(reply["statusCode"], 200, "{event}: {reply}");
            assert_eq!(reply["isBase64Encoded"], true, "{event}");
            let bytes = STANDARD.decode(reply["body"].as_str().unwrap()).unwrap();
            assert_eq!(bytes, expected.bytes(), "{event}");
            let single = reply["headers"]["etag"].as_str();
            let etag = single.or_else(|| reply["multiValueHeaders"]["etag"][0].as_str());
            assert_eq!(etag, expected.header("etag"), "{event}");
        }
    }
}

#[test]
fn manifest_has_the_routes() {
    let manifest: Value = serde_json::from_str(&shop::MANIFEST.to_json()).unwrap();
    let routes: Vec<_> = manifest["handlers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|handler| {
            (
                handler["method"].as_str(),
                handler["template"].as_str(),
                handler["function"].as_str(),
            )
        })
        .collect();
    for (path, function) in [
        ("/app", "assets_index"),
        ("/app/{path+}", "assets"),
        ("/{path+}", "assets"),
    ] {
        assert!(
            routes.contains(&(Some("GET"), Some(path), Some(function))),
            "{routes:?}"
        );
    }
}

/// A file that is in the dependency information of the compiler rebuilds the crate when it changes.
#[test]
fn compiler_depends_on_the_files() {
    let program = std::env::current_exe().unwrap();
    let information = std::fs::read_to_string(program.with_extension("d")).unwrap();
    for file in ["app.js", "docs/index.html", ".well-known/security.txt"] {
        let path = format!("tests/assets/site/{file}");
        assert!(information.contains(&path), "{path}: {information}");
    }
    assert!(!information.contains(".env"));
}
