//! One request matrix through every trigger: methods, bodies, headers, encodings and cookies.
//!
//! The conversions are those of the local Lambda, which its own tests hold to AWS's documentation. The expected values here come from
//! the protocol: RFC 9110 (methods, headers), RFC 3986 (paths), RFC 6265 (cookies) and the URL standard of WHATWG (queries).
//!
//! Differences that AWS makes:
//!
//! | trigger | difference | source |
//! |---|---|---|
//! | HTTP API | the path arrives decoded, so `%2F` is a slash | API Gateway developer guide, "Create AWS Lambda proxy integrations for HTTP APIs" |
//! | load balancer without multi-value headers | the last value of a repeated header, cookies included, and of a query parameter | user guide for Application Load Balancers, "Multi-value headers" |
//! | VPC Lattice 1 | the last value of a repeated query parameter | VPC Lattice user guide, "Multi-value query string parameters" |
//! | VPC Lattice 1 | repeated headers are joined with commas, cookies included, which clients send in one header (RFC 6265, 5.4) | VPC Lattice user guide, "Multi-value headers" |
//! | REST API without binary media types | bytes of a request that are not UTF-8 are lost; a client gets base64 as it is | API Gateway developer guide, "Binary media types for REST APIs" |
//! | load balancer | 1 MB for bodies and replies | user guide for Application Load Balancers, "Limits" |
#![cfg(feature = "local")]

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use gatewright::prelude::*;
use gatewright::testing::{block_on, invoke_bytes};
use gatewright::{Body, FromRequest, Rejection, RequestHeader, RequestRef};
use gatewright_local::http_trigger::RequestMetadata;
use gatewright_local::{PayloadFormat, Trigger};
use http::HeaderMap;
use http::header::{CONTENT_TYPE, HeaderName, HeaderValue, SET_COOKIE};
use http_body_util::BodyExt as _;
use serde_json::{Value, json};

/// The method and the cookies, as a user's extractor sees them.
pub struct Raw {
    method: &'static str,
    cookie: String,
}

impl FromRequest for Raw {
    type Error = Rejection;

    async fn from_request(request: RequestRef<'_>) -> Result<Self, Rejection> {
        let cookie = request.header("Cookie");
        Ok(Self {
            method: request.method(),
            cookie: cookie.unwrap_or_default().into_owned(),
        })
    }
}

/// The cookies, as a typed header.
pub struct CookieLine(String);

impl RequestHeader for CookieLine {
    const NAME: &'static str = "cookie";
}

impl FromStr for CookieLine {
    type Err = Infallible;

    fn from_str(line: &str) -> Result<Self, Infallible> {
        Ok(Self(line.to_owned()))
    }
}

const COOKIES: [&str; 3] = [
    "session=31d4; Path=/; HttpOnly",
    // A date has a comma, so cookies cannot be joined.
    "theme=dark; Expires=Wed, 21 Oct 2026 07:28:00 GMT",
    "empty=",
];

#[lambda_handler(main = false)]
#[dispatch]
mod matrix {
    use super::*;

    /// Returns the body with its content type, and what it has seen of the rest in a header.
    #[any("/echo/{rest+}")]
    pub async fn echo(
        raw: Raw,
        Path(rest): Path<String>,
        Query(query): Query<BTreeMap<String, Vec<String>>>,
        headers: Headers,
        cookies: Cookies,
        line: Option<Header<CookieLine>>,
        body: Body,
    ) -> (StatusCode, Headers, Body) {
        let joined = |name: &str, separator: &str| {
            let values = headers.get_all(name).into_iter();
            let values: Vec<_> = values
                .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
                .collect();
            values.join(separator)
        };
        let cookies: Vec<_> = cookies.iter().collect();
        let seen = json!({
            "method": raw.method,
            "path": rest,
            "query": query,
            "list": items(&joined("x-list", ",")),
            "name": items(&joined("x-name", ",")),
            "cookies": cookies,
            "cookie": [
                joined("cookie", "; "),
                raw.cookie,
                line.map_or_else(String::new, |Header(line)| line.0),
            ],
        });
        let mut reply = HeaderMap::new();
        reply.insert("x-seen", BASE64.encode(seen.to_string()).parse().unwrap());
        reply.append("x-reply", HeaderValue::from_static("a"));
        reply.append("x-reply", HeaderValue::from_static("b, c"));
        for cookie in COOKIES {
            reply.append(SET_COOKIE, HeaderValue::from_static(cookie));
        }
        if let Some(content_type) = headers.get(CONTENT_TYPE) {
            reply.insert(CONTENT_TYPE, content_type.clone());
        }
        (StatusCode::CREATED, Headers(reply), body)
    }

    #[get("/header/{kind}")]
    pub async fn header(Path(kind): Path<String>) -> (StatusCode, Headers, &'static str) {
        let value: &[u8] = match &*kind {
            "latin-1" => b"caf\xe9",
            _ => "café".as_bytes(),
        };
        let mut reply = HeaderMap::new();
        reply.insert("x-name", HeaderValue::from_bytes(value).unwrap());
        (StatusCode::OK, Headers(reply), "ok")
    }

    #[get("/large/{bytes}")]
    pub async fn large(Path(bytes): Path<usize>) -> Vec<u8> {
        vec![0xff; bytes]
    }
}

/// Splits a list at its commas. Repeated headers are one list (RFC 9110, 5.3).
fn items(list: &str) -> Vec<&str> {
    list.split(',')
        .map(str::trim)
        .filter(|item| !item.is_empty())
        .collect()
}

/// Every trigger that the runtime knows, with each format.
fn triggers() -> Vec<(&'static str, Trigger)> {
    let rest_api = |types: &[&str]| Trigger::RestApi {
        streams: false,
        binary_media_types: types.iter().map(|&kind| kind.to_owned()).collect(),
    };
    let (v1, v2) = (PayloadFormat::V1, PayloadFormat::V2);
    vec![
        ("HTTP API 1.0", Trigger::HttpApi { format: v1 }),
        ("HTTP API 2.0", Trigger::HttpApi { format: v2 }),
        ("REST API", rest_api(&["*/*"])),
        (
            "REST API, one type",
            rest_api(&["application/octet-stream"]),
        ),
        ("REST API, text only", rest_api(&[])),
        ("function URL", Trigger::FunctionUrl { streams: false }),
        ("load balancer", Trigger::Alb { multi_value: false }),
        ("load balancer, lists", Trigger::Alb { multi_value: true }),
        ("VPC Lattice 1", Trigger::VpcLattice { format: v1 }),
        ("VPC Lattice 2", Trigger::VpcLattice { format: v2 }),
    ]
}

fn has_last_header_only(trigger: &Trigger) -> bool {
    matches!(trigger, Trigger::Alb { multi_value: false })
}

fn has_last_parameter_only(trigger: &Trigger) -> bool {
    let v1 = PayloadFormat::V1;
    has_last_header_only(trigger) || *trigger == Trigger::VpcLattice { format: v1 }
}

fn is_text_only(trigger: &Trigger) -> bool {
    match trigger {
        Trigger::RestApi {
            binary_media_types, ..
        } => binary_media_types.is_empty(),
        _ => false,
    }
}

fn decodes_path(trigger: &Trigger) -> bool {
    matches!(trigger, Trigger::HttpApi { .. })
}

/// A request as a client sends it.
#[derive(Clone, Debug, Default)]
struct Sent {
    method: &'static str,
    target: String,
    headers: Vec<(&'static str, &'static str)>,
    body: Vec<u8>,
    /// Header names arrive as HTTP/1.1 clients write them.
    capitalised: bool,
}

/// A response as a client receives it.
#[derive(Debug, PartialEq)]
struct Received {
    status: u16,
    content_type: Option<String>,
    reply: Vec<String>,
    cookies: Vec<String>,
    seen: Value,
    body: Vec<u8>,
}

/// Sends the request through a trigger, and returns the response with its headers.
async fn through(trigger: &Trigger, sent: &Sent) -> (Received, HeaderMap) {
    let mut request = http::Request::builder()
        .method(sent.method)
        .uri(&sent.target)
        .header("host", "example.com");
    for (name, value) in &sent.headers {
        request = request.header(*name, *value);
    }
    let (parts, ()) = request.body(()).unwrap().into_parts();
    let metadata =
        RequestMetadata::new(([192, 0, 2, 1], 50_000).into(), ([127, 0, 0, 1], 80).into());
    let mut event = trigger.event(&parts, &sent.body, &metadata).to_vec();
    if sent.capitalised {
        event = capitalised(&event);
    }
    let reply = invoke_bytes(&matrix::GATEWAY, &event).await;
    let reply = reply.expect("a reply");
    let accept = parts
        .headers
        .get("accept")
        .map(|value| value.to_str().unwrap());
    let response = trigger
        .response(reply.to_string().as_bytes(), accept)
        .unwrap_or_else(|malformed| panic!("{trigger:?}: {malformed}: {reply}"));
    let (parts, body) = response.into_parts();
    let body = body.collect().await.unwrap().to_bytes().to_vec();
    let values = |name: HeaderName| -> Vec<String> {
        let values = parts.headers.get_all(name).into_iter();
        values
            .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
            .collect()
    };
    let joined = values(HeaderName::from_static("x-reply")).join(",");
    // A load balancer does not keep the order.
    let mut cookies = values(SET_COOKIE);
    cookies.sort();
    let seen = values(HeaderName::from_static("x-seen")).concat();
    let seen = BASE64.decode(seen).unwrap();
    let received = Received {
        status: parts.status.as_u16(),
        content_type: values(CONTENT_TYPE).into_iter().next(),
        reply: items(&joined).into_iter().map(str::to_owned).collect(),
        cookies,
        seen: serde_json::from_slice(&seen).unwrap_or_default(),
        body,
    };
    (received, parts.headers)
}

/// Capitalises the names of the headers, which are case-insensitive (RFC 9110, 5.1).
fn capitalised(event: &[u8]) -> Vec<u8> {
    let mut event: Value = serde_json::from_slice(event).unwrap();
    for headers in ["headers", "multiValueHeaders"] {
        if let Some(Value::Object(headers)) = event.get_mut(headers) {
            let renamed = std::mem::take(headers).into_iter().map(|(name, value)| {
                let mut upper = true;
                let letters = name.chars().map(|letter| {
                    let cased = if upper {
                        letter.to_ascii_uppercase()
                    } else {
                        letter
                    };
                    upper = letter == '-';
                    cased
                });
                (letters.collect(), value)
            });
            *headers = renamed.collect();
        }
    }
    event.to_string().into_bytes()
}

const BYTES: &str = "application/octet-stream";

/// A body with its content type.
type Payload = (Option<&'static str>, Vec<u8>);

fn bodies() -> Vec<Payload> {
    vec![
        (None, Vec::new()),
        (
            Some("application/json"),
            r#"{"name": "Żółć", "n": [1, null]}"#.into(),
        ),
        (
            Some("text/plain; charset=utf-8"),
            "naïve — 日本語\r\n\0\u{1f980}".into(),
        ),
        (Some(BYTES), vec![0, 0xff, 0xfe, b'{', 0x80]),
        // Text that a trigger sends in base64.
        (
            Some("application/x-www-form-urlencoded"),
            b"a=1&a=%C3%A9+b".to_vec(),
        ),
    ]
}

/// A query parameter with its values.
type Parameter = (&'static str, Vec<&'static str>);

/// A cookie's name and value.
type Pair = (&'static str, &'static str);

/// A query string, and the parameters in it (URL standard of WHATWG, 5.1).
fn queries() -> Vec<(&'static str, Vec<Parameter>)> {
    vec![
        ("", vec![]),
        (
            "?a=1&b=%20&c=x%2By",
            vec![("a", vec!["1"]), ("b", vec![" "]), ("c", vec!["x+y"])],
        ),
        (
            "?q=a+b&q=%2B&q=100%25",
            vec![("q", vec!["a b", "+", "100%"])],
        ),
        (
            "?empty=&flag&e%20k=%C3%A9",
            vec![("empty", vec![""]), ("flag", vec![""]), ("e k", vec!["é"])],
        ),
        ("?&&a=b=c&a=%26%3D", vec![("a", vec!["b=c", "&="])]),
    ]
}

/// Cookie lines, and the cookies in them (RFC 6265, 5.4; HTTP/2 clients send several lines: RFC 9113, 8.2.3).
fn cookies() -> Vec<(Vec<&'static str>, Vec<Pair>)> {
    vec![
        (vec![], vec![]),
        (vec!["a=1"], vec![("a", "1")]),
        (
            vec!["a=1; b=x=y; c=\"q\"; d=; e=é"],
            vec![
                ("a", "1"),
                ("b", "x=y"),
                ("c", "\"q\""),
                ("d", ""),
                ("e", "é"),
            ],
        ),
        (
            vec!["a=1; a=2", "b=3"],
            vec![("a", "1"), ("a", "2"), ("b", "3")],
        ),
    ]
}

const METHODS: [&str; 8] = [
    "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND",
];

/// The value of a header that is sent once, and those of one that is repeated.
const LIST: [&str; 2] = ["one", "two, three"];

#[test]
fn every_trigger_gives_the_same_response() {
    for (name, trigger) in &triggers() {
        for method in METHODS {
            for (content_type, body) in bodies() {
                for (query, parameters) in queries() {
                    for (lines, pairs) in cookies() {
                        for capitalised in [false, method == "POST"] {
                            let mut headers: Vec<_> =
                                LIST.iter().map(|&value| ("x-list", value)).collect();
                            headers.push(("x-name", "v: 1"));
                            headers.extend(lines.iter().map(|&line| ("cookie", line)));
                            headers.extend(content_type.map(|value| ("content-type", value)));
                            headers.push(("accept", "application/octet-stream, */*"));
                            let sent = Sent {
                                method,
                                target: format!("/echo/a%20b+c/%C3%A9%25{query}"),
                                headers,
                                body: body.clone(),
                                capitalised,
                            };
                            let expected =
                                expected(trigger, &sent, content_type, &parameters, &lines, &pairs);
                            let (mut received, _) = block_on(through(trigger, &sent));
                            if content_type.is_none() {
                                received.content_type = None;
                            }
                            assert_eq!(received, expected, "{name}: {sent:?}");
                        }
                    }
                }
            }
        }
    }
}

fn expected(
    trigger: &Trigger,
    sent: &Sent,
    content_type: Option<&str>,
    parameters: &[(&str, Vec<&str>)],
    lines: &[&str],
    pairs: &[(&str, &str)],
) -> Received {
    let query: BTreeMap<&str, Vec<&str>> = parameters
        .iter()
        .map(|(name, values)| {
            let first = if has_last_parameter_only(trigger) {
                values.len() - 1
            } else {
                0
            };
            (*name, values[first..].to_vec())
        })
        .collect();
    let list = if has_last_header_only(trigger) {
        items(LIST[1])
    } else {
        vec!["one", "two", "three"]
    };
    // Cookies of several lines are one list (RFC 9113, 8.2.3).
    let cookie = match trigger {
        Trigger::Alb { multi_value: false } => lines.last().copied().unwrap_or_default().to_owned(),
        Trigger::VpcLattice {
            format: PayloadFormat::V1,
        } => lines.join(", "),
        _ => lines.join("; "),
    };
    let pairs: Vec<(&str, &str)> = match trigger {
        Trigger::Alb { multi_value: false } => {
            let of_last = lines.last().map_or(0, |line| line.split(';').count());
            pairs[pairs.len() - of_last..].to_vec()
        }
        Trigger::VpcLattice {
            format: PayloadFormat::V1,
        } if lines.len() > 1 => vec![("a", "1"), ("a", "2, b=3")],
        _ => pairs.to_vec(),
    };
    let mut cookies = COOKIES.map(str::to_owned).to_vec();
    cookies.sort();
    Received {
        status: 201,
        content_type: content_type.map(str::to_owned),
        reply: ["a", "b", "c"].map(str::to_owned).to_vec(),
        cookies,
        seen: json!({
            "method": if sent.method == "PROPFIND" { "OTHER" } else { sent.method },
            // `+` is a literal in a path (RFC 3986, 3.3).
            "path": "a b+c/é%",
            "query": query,
            "list": list,
            "name": ["v: 1"],
            "cookies": pairs,
            "cookie": [cookie, cookie, cookie],
        }),
        // "The server MUST NOT send content in the response" (RFC 9110, 9.3.2).
        body: match sent.method {
            "HEAD" => Vec::new(),
            _ if is_text_only(trigger) && content_type == Some(BYTES) => {
                let text = String::from_utf8_lossy(&sent.body);
                BASE64.encode(&*text).into_bytes()
            }
            _ => sent.body.clone(),
        },
    }
}

fn get(target: &str) -> Sent {
    Sent {
        method: "GET",
        target: target.to_owned(),
        ..Sent::default()
    }
}

#[test]
fn encoded_slash_is_part_of_a_segment_unless_the_trigger_decodes_it() {
    for (name, trigger) in &triggers() {
        let (received, _) = block_on(through(trigger, &get("/header/a%2Fb")));
        let expected = if decodes_path(trigger) { 404 } else { 200 };
        assert_eq!(received.status, expected, "{name}");
    }
}

#[test]
fn path_that_is_not_utf_8_is_refused() {
    for (name, trigger) in &triggers() {
        for target in ["/echo/%ff", "/echo/%zz", "/echo/100%"] {
            let (received, _) = block_on(through(trigger, &get(target)));
            // An HTTP API leaves what it cannot decode, and then nothing shows that it was encoded.
            let expected = if decodes_path(trigger) { 201 } else { 400 };
            assert_eq!(received.status, expected, "{name}: {target}");
        }
    }
}

/// Events and replies are JSON, so a header must be UTF-8.
#[test]
fn header_that_is_not_utf_8_is_refused() {
    for (name, trigger) in &triggers() {
        let (received, headers) = block_on(through(trigger, &get("/header/utf-8")));
        assert_eq!(received.status, 200, "{name}");
        assert_eq!(headers["x-name"].as_bytes(), "café".as_bytes(), "{name}");
        let (received, headers) = block_on(through(trigger, &get("/header/latin-1")));
        assert_eq!(received.status, 500, "{name}");
        assert_eq!(headers[CONTENT_TYPE], "application/problem+json", "{name}");
        assert_eq!(headers.get("x-name"), None, "{name}");
    }
}

#[test]
fn large_body_arrives_unchanged() {
    let body: Vec<u8> = (0..=255).cycle().take(700_000).collect();
    for (name, trigger) in &triggers() {
        let kinds = [
            (BYTES, body.clone()),
            ("text/plain", "é\"\\\n".repeat(130_000).into_bytes()),
        ];
        for (content_type, body) in kinds {
            if is_text_only(trigger) && content_type == BYTES {
                continue;
            }
            let sent = Sent {
                method: "POST",
                target: "/echo/large".to_owned(),
                headers: vec![
                    ("content-type", content_type),
                    ("accept", "application/octet-stream"),
                ],
                body,
                capitalised: false,
            };
            let (received, _) = block_on(through(trigger, &sent));
            assert_eq!(received.status, 201, "{name} {content_type}");
            assert!(received.body == sent.body, "{name} {content_type}");
        }
    }
}

/// The limit of a load balancer is 1 MB of JSON, of the others 6 MB. Base64 takes 4 bytes for 3.
#[test]
fn reply_over_the_limit_of_its_trigger_is_an_error() {
    const MB: usize = 1024 * 1024;
    for (name, trigger) in &triggers() {
        let limit = match trigger {
            Trigger::Alb { .. } => MB,
            _ => 6 * MB,
        };
        let most = (limit - 1024) / 4 * 3;
        let mut sent = get(&format!("/large/{most}"));
        sent.headers.push(("accept", "application/octet-stream"));
        let (received, _) = block_on(through(trigger, &sent));
        let size = if is_text_only(trigger) {
            most / 3 * 4
        } else {
            most
        };
        assert_eq!(
            (received.status, received.body.len()),
            (200, size),
            "{name}"
        );
        sent.target = format!("/large/{}", limit / 4 * 3);
        let (received, headers) = block_on(through(trigger, &sent));
        assert_eq!(received.status, 500, "{name}");
        assert_eq!(headers[CONTENT_TYPE], "application/problem+json", "{name}");
    }
}

#[test]
fn unknown_paths_and_methods_have_the_same_refusals() {
    for (name, trigger) in &triggers() {
        let (received, _) = block_on(through(trigger, &get("/nothing")));
        assert_eq!(received.status, 404, "{name}");
        let mut sent = get("/large/1");
        sent.method = "DELETE";
        let (received, headers) = block_on(through(trigger, &sent));
        assert_eq!(received.status, 405, "{name}");
        assert_eq!(
            items(headers["allow"].to_str().unwrap()),
            ["GET", "HEAD", "OPTIONS"],
            "{name}"
        );
        sent.method = "OPTIONS";
        let (received, headers) = block_on(through(trigger, &sent));
        assert_eq!((received.status, received.body.len()), (204, 0), "{name}");
        assert_eq!(
            items(headers["allow"].to_str().unwrap()),
            ["GET", "HEAD", "OPTIONS"],
            "{name}"
        );
    }
}
