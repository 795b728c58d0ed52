//! Entity tags, preconditions, ranges and compression as middleware.

use std::io::Read;

use flate2::read::GzDecoder;
use gatewright::middleware::{compress, compress_from, etag};
use gatewright::prelude::*;
use gatewright::testing::{TestRequest, TestResponse, block_on, invoke};
use gatewright::{ETag, Next, Request, Response, StreamBody};
use serde_json::{Value, json};

/// Makes the precondition that `etag` sees.
async fn expecting(mut request: Request, next: Next<'_>) -> Response {
    if let Some(tag) = request.headers_mut().remove("x-expected") {
        request.headers_mut().insert("if-match", tag);
    }
    next.run(request).await
}

#[lambda_handler(main = false)]
#[dispatch(middleware(compress, expecting, etag))]
mod shop {
    use super::*;

    #[get("/text")]
    pub async fn text() -> &'static str {
        "0123456789"
    }

    #[get("/umlauts")]
    pub async fn umlauts() -> &'static str {
        "\u{e4}\u{f6}\u{fc}"
    }

    #[get("/version")]
    pub async fn version() -> Response {
        Response::new(StatusCode::OK)
            .with_text("a version")
            .with_etag(&ETag::weak(7))
            .with_header("last-modified", "Sun, 06 Nov 1994 08:49:37 GMT")
            .with_header("cache-control", "max-age=60")
            .with_cookie("a=1")
    }

    #[get("/dated")]
    pub async fn dated() -> ([(&'static str, &'static str); 2], &'static str) {
        (
            [
                ("last-modified", "Sun, 06 Nov 1994 08:49:37 GMT"),
                ("cache-control", "no-store"),
            ],
            "dated",
        )
    }

    #[get("/stream")]
    pub async fn stream() -> StreamBody {
        StreamBody::writing(|mut body| async move {
            body.write("streamed".repeat(1_000)).await;
            Ok(())
        })
    }

    #[get("/missing")]
    pub async fn missing() -> StatusCode {
        StatusCode::NOT_FOUND
    }

    #[put("/text")]
    pub async fn store() -> &'static str {
        "stored"
    }

    #[get("/large")]
    pub async fn large() -> String {
        "large ".repeat(1_000)
    }

    #[get("/typed/{kind}")]
    pub async fn typed(Path(kind): Path<String>) -> Response {
        let response = Response::new(StatusCode::OK).with_bytes(vec![b'a'; 2_000]);
        match &*kind {
            "png" => response.with_header("content-type", "image/png"),
            "svg" => response.with_header("content-type", "image/svg+xml"),
            "final" => response.with_header("cache-control", "private, No-Transform"),
            "encoded" => response.with_header("content-encoding", "br"),
            "random" => Response::new(StatusCode::OK).with_bytes(
                // Every byte once, in an order without repetitions, does not become smaller.
                (0..1_200_u32)
                    .flat_map(|n| n.wrapping_mul(2_654_435_761).to_be_bytes())
                    .collect::<Vec<u8>>(),
            ),
            "error" => response.with_status(StatusCode::CONFLICT),
            _ => response,
        }
    }

    #[get("/tiny")]
    #[middleware(compress_from::<20>)]
    pub async fn tiny() -> String {
        "t".repeat(100)
    }
}

fn send(request: TestRequest) -> TestResponse {
    block_on(request.send(&shop::GATEWAY)).unwrap()
}

fn get(path: &str, headers: &[(&str, &str)]) -> TestResponse {
    let request = TestRequest::new("GET", path);
    let with = |request: TestRequest, (name, value): &(&str, &str)| request.header(name, value);
    send(headers.iter().fold(request, with))
}

#[test]
fn tag_of_the_body_answers_the_next_request() {
    let first = get("/text", &[]);
    let tag = first.header("etag").unwrap().to_owned();
    // SHA-256 of `0123456789` begins with 84d89877f0d4041efb6bf91a16f0248f.
    assert_eq!(tag, "\"hNiYd_DUBB77a_kaFvAkjw\"");
    let other = format!("\"x\", W/{tag}");
    for known in [&*tag, &other, "*"] {
        let response = get("/text", &[("if-none-match", known)]);
        assert_eq!((response.status(), response.text()), (304, ""), "{known}");
        assert_eq!(response.header("etag"), Some(&*tag));
        assert_eq!(response.header("content-type"), None);
    }
    let response = get("/text", &[("if-none-match", "\"x\"")]);
    assert_eq!((response.status(), response.text()), (200, "0123456789"));
    let head = send(TestRequest::new("HEAD", "/text").header("if-none-match", &tag));
    assert_eq!(head.status(), 304);
}

#[test]
fn failed_precondition_is_a_412() {
    let response = get("/text", &[("if-match", "\"x\"")]);
    assert_eq!(
        (response.status(), response.header("content-type")),
        (412, Some("application/problem+json"))
    );
    assert!(
        response.text().contains("`if-match`"),
        "{}",
        response.text()
    );
    let tag = get("/text", &[]).header("etag").unwrap().to_owned();
    assert_eq!(get("/text", &[("if-match", &tag)]).status(), 200);
    let date = "Sun, 06 Nov 1994 08:49:36 GMT";
    assert_eq!(
        get("/dated", &[("if-unmodified-since", date)]).status(),
        412
    );
}

#[test]
fn headers_changed_by_outer_middleware_count() {
    assert_eq!(get("/text", &[("x-expected", "\"x\"")]).status(), 412);
}

/// RFC 9110, 15.4.5.
#[test]
fn not_modified_keeps_headers_of_caches_and_cookies() {
    let response = get("/version", &[("if-none-match", "W/\"7\"")]);
    assert_eq!(response.status(), 304);
    assert_eq!(response.header("cache-control"), Some("max-age=60"));
    assert_eq!(response.header("last-modified"), None);
    assert_eq!(response.cookies(), ["a=1"]);
}

#[test]
fn date_answers_where_there_is_no_tag() {
    assert_eq!(get("/dated", &[]).header("etag"), None);
    let since = |date| get("/dated", &[("if-modified-since", date)]);
    let same = since("Sunday, 06-Nov-94 08:49:37 GMT");
    assert_eq!(
        (same.status(), same.header("last-modified").is_some()),
        (304, true)
    );
    assert_eq!(since("Sun Nov  6 08:49:36 1994").status(), 200);
    assert_eq!(since("yesterday").status(), 200);
}

#[test]
fn other_responses_have_no_tag() {
    for (method, path) in [("GET", "/missing"), ("GET", "/unknown"), ("PUT", "/text")] {
        let request = TestRequest::new(method, path).header("if-none-match", "*");
        let response = send(request);
        assert_eq!(response.header("etag"), None, "{method} {path}");
        assert_ne!(response.status(), 304, "{method} {path}");
    }
    let headers = [
        ("if-none-match", "*"),
        ("range", "bytes=0-1"),
        ("accept-encoding", "gzip"),
    ];
    let stream = get("/stream", &headers);
    assert_eq!((stream.status(), stream.text().len()), (200, 8_000));
    assert_eq!(
        (stream.header("etag"), stream.header("content-encoding")),
        (None, None)
    );
}

/// RFC 9110, 14.2, 14.4 and 15.5.17.
#[test]
fn one_range_is_answered() {
    for (range, status, content_range, body) in [
        ("bytes=0-3", 206, Some("bytes 0-3/10"), "0123"),
        ("bytes=-3", 206, Some("bytes 7-9/10"), "789"),
        ("bytes=8-99", 206, Some("bytes 8-9/10"), "89"),
        ("bytes=0-1,3-4", 200, None, "0123456789"),
        ("bytes=4-3", 200, None, "0123456789"),
        ("pages=1-2", 200, None, "0123456789"),
    ] {
        let response = get("/text", &[("range", range)]);
        assert_eq!(
            (
                response.status(),
                response.header("content-range"),
                response.text()
            ),
            (status, content_range, body),
            "{range}"
        );
        assert_eq!(response.header("accept-ranges"), Some("bytes"), "{range}");
        assert_eq!(
            response.header("content-type"),
            Some("text/plain; charset=utf-8")
        );
    }
    let outside = get("/text", &[("range", "bytes=10-")]);
    assert_eq!(
        (outside.status(), outside.header("content-range")),
        (416, Some("bytes */10"))
    );
    let head = TestRequest::new("HEAD", "/text").header("range", "bytes=0-3");
    assert_eq!(send(head).status(), 200);
}

#[test]
fn range_depends_on_if_range() {
    let tag = get("/text", &[]).header("etag").unwrap().to_owned();
    for (known, status) in [
        (&*tag, 206),
        ("\"x\"", 200),
        ("Sun, 06 Nov 1994 08:49:37 GMT", 200),
    ] {
        let response = get("/text", &[("range", "bytes=0-3"), ("if-range", known)]);
        assert_eq!(response.status(), status, "{known}");
    }
    // A weak tag does not identify bytes.
    let weak = get(
        "/version",
        &[("range", "bytes=0-3"), ("if-range", "W/\"7\"")],
    );
    assert_eq!(weak.status(), 200);
    let dated = [
        ("range", "bytes=0-3"),
        ("if-range", "Sun, 06 Nov 1994 08:49:37 GMT"),
    ];
    assert_eq!(get("/dated", &dated).text(), "date");
    // The client has this version, so it needs no part of it.
    let known = [("range", "bytes=0-3"), ("if-none-match", &*tag)];
    assert_eq!(get("/text", &known).status(), 304);
}

#[test]
fn part_of_a_character_is_sent_as_bytes() {
    let part = get("/umlauts", &[("range", "bytes=1-2")]);
    assert_eq!((part.status(), part.bytes()), (206, &b"\xa4\xc3"[..]));
}

fn unzipped(response: &TestResponse) -> Vec<u8> {
    let mut bytes = Vec::new();
    GzDecoder::new(response.bytes())
        .read_to_end(&mut bytes)
        .unwrap();
    bytes
}

#[test]
fn large_bodies_are_compressed_as_the_client_accepts() {
    let plain = get("/large", &[]);
    assert_eq!(
        (plain.header("content-encoding"), plain.header("vary")),
        (None, Some("accept-encoding"))
    );
    for accepted in [
        "gzip",
        "deflate, GZIP;q=0.5",
        "x-gzip",
        "identity;q=0, gzip",
    ] {
        let response = get("/large", &[("accept-encoding", accepted)]);
        assert_eq!(
            response.header("content-encoding"),
            Some("gzip"),
            "{accepted}"
        );
        assert_eq!(response.header("vary"), Some("accept-encoding"));
        assert_eq!(
            response.header("content-type"),
            Some("text/plain; charset=utf-8")
        );
        assert_eq!(unzipped(&response), plain.bytes(), "{accepted}");
        assert!(response.bytes().len() < plain.bytes().len());
        let (weak, strong) = (
            response.header("etag").unwrap(),
            plain.header("etag").unwrap(),
        );
        assert_eq!(weak, format!("W/{strong}"));
        let again = get(
            "/large",
            &[("accept-encoding", accepted), ("if-none-match", weak)],
        );
        assert_eq!(
            (again.status(), again.header("etag"), again.header("vary")),
            (304, Some(weak), Some("accept-encoding")),
            "{accepted}"
        );
    }
    for accepted in ["", "identity", "gzip;q=0", "zstd", "identity, gzip;q=0.1"] {
        let response = get("/large", &[("accept-encoding", accepted)]);
        assert_eq!(response.bytes(), plain.bytes(), "{accepted}");
    }
    let part = get(
        "/large",
        &[("accept-encoding", "gzip"), ("range", "bytes=0-1999")],
    );
    assert_eq!(
        (part.status(), part.header("content-encoding")),
        (206, None)
    );
}

#[test]
fn some_bodies_are_never_compressed() {
    for (kind, is_compressed) in [
        ("octets", true),
        ("svg", true),
        ("error", true),
        ("png", false),
        ("final", false),
        ("random", false),
    ] {
        let response = get(&format!("/typed/{kind}"), &[("accept-encoding", "gzip")]);
        let encoding = response.header("content-encoding");
        assert_eq!(encoding, is_compressed.then_some("gzip"), "{kind}");
    }
    let encoded = get("/typed/encoded", &[("accept-encoding", "gzip")]);
    assert_eq!(encoded.header("content-encoding"), Some("br"));
    assert_eq!(
        get("/text", &[("accept-encoding", "gzip")]).header("content-encoding"),
        None
    );
    // The client refuses a body that is not encoded.
    let refusing = [("accept-encoding", "gzip, identity;q=0")];
    assert_eq!(
        get("/tiny", &refusing).header("content-encoding"),
        Some("gzip")
    );
    assert_eq!(
        get("/tiny", &[("accept-encoding", "gzip")]).header("content-encoding"),
        Some("gzip")
    );
}

#[cfg(feature = "brotli")]
#[test]
fn brotli_is_preferred_among_equals() {
    let plain = get("/large", &[]);
    for (accepted, coding) in [("gzip, br", "br"), ("br;q=0.9, gzip", "gzip"), ("*", "br")] {
        let response = get("/large", &[("accept-encoding", accepted)]);
        assert_eq!(
            response.header("content-encoding"),
            Some(coding),
            "{accepted}"
        );
        if coding == "br" {
            let mut bytes = Vec::new();
            brotli::BrotliDecompress(&mut response.bytes(), &mut bytes).unwrap();
            assert_eq!(bytes, plain.bytes());
        }
    }
}

/// Compressed text is binary, so every trigger takes it in base64.
#[test]
fn compressed_body_is_base64_behind_every_trigger() {
    let headers = json!({"accept-encoding": "gzip"});
    let lists = json!({"accept-encoding": ["gzip"]});
    for event in [
        json!({"version": "1.0", "httpMethod": "GET", "path": "/large", "headers": headers, "multiValueHeaders": lists, "requestContext": {"stage": "$default"}}),
        json!({"httpMethod": "GET", "path": "/large", "headers": headers, "multiValueHeaders": lists, "requestContext": {"stage": "s"}}),
        json!({"httpMethod": "GET", "path": "/large", "headers": headers, "requestContext": {"elb": {}}}),
        json!({"httpMethod": "GET", "path": "/large", "multiValueHeaders": lists, "requestContext": {"elb": {}}}),
        json!({"raw_path": "/large", "method": "GET", "headers": headers}),
        json!({"version": "2.0", "path": "/large", "method": "GET", "headers": lists, "requestContext": {"serviceNetworkArn": "arn"}}),
    ] {
        let reply: Value = block_on(invoke(&shop::GATEWAY, event.clone())).unwrap();
        assert_eq!(reply["isBase64Encoded"], true, "{event}: {reply}");
        let body = reply["body"].as_str().unwrap();
        // RFC 4648 of the first bytes of gzip (RFC 1952, 2.3.1).
        assert!(body.starts_with("H4sI"), "{event}: {body}");
    }
}
