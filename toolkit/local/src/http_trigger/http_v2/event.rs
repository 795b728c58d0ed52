//! HTTP requests as events.

use crate::function::{ACCOUNT, region};
use crate::http_trigger::request::{self, Singles, header, text_or_base64};
use crate::uri::decode_path;
use crate::{identity, timestamp};
use bytes::Bytes;
use hyper::HeaderMap;
use hyper::header::{COOKIE, HOST, USER_AGENT};
use hyper::http::request::Parts;
use serde::Serialize;
use std::net::SocketAddr;

/// The data of an HTTP request that is not in the request itself.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RequestMetadata {
    /// The gateway's id of the request.
    pub request_id: String,
    /// The address of the client.
    pub client: SocketAddr,
    /// The address that the client connected to.
    pub local: SocketAddr,
    /// The time of the request, since the epoch.
    pub time: std::time::Duration,
}

impl RequestMetadata {
    /// Creates the metadata of a request that is received now, with a new id.
    pub fn new(client: SocketAddr, local: SocketAddr) -> Self {
        Self {
            request_id: identity::request_id(),
            client,
            local,
            time: identity::epoch(),
        }
    }
}

/// Returns the event of an HTTP API for a request. Empty maps, lists and bodies are left out, as API Gateway does.
pub fn event(request: &Parts, body: &[u8], metadata: &RequestMetadata) -> Bytes {
    let domain = header(&request.headers, HOST.as_str()).unwrap_or_default();
    let path = decode_path(request.uri.path());
    let headers = headers(&request.headers, metadata);
    serialised(request, body, metadata, &domain, &path, headers)
}

/// Returns the event of a function URL for a request. Unlike that of an HTTP API, it has another domain, the path as the client sent
/// it, and the cookies in the headers too.
pub fn function_url_event(request: &Parts, body: &[u8], metadata: &RequestMetadata) -> Bytes {
    let domain = format!("local.lambda-url.{}.on.aws", region());
    let mut headers = headers(&request.headers, metadata);
    if let Some(cookies) = header(&request.headers, COOKIE.as_str()) {
        headers.insert(COOKIE.to_string(), cookies);
    }
    let path = request.uri.path();
    serialised(request, body, metadata, &domain, path, headers)
}

fn serialised(
    request: &Parts,
    body: &[u8],
    metadata: &RequestMetadata,
    domain: &str,
    raw_path: &str,
    headers: Singles,
) -> Bytes {
    let path = decode_path(request.uri.path());
    let query = request.uri.query().unwrap_or_default();
    let (body, is_base64_encoded) = text_or_base64(&request.headers, body);
    let event = Event {
        version: "2.0",
        route_key: "$default",
        raw_path,
        raw_query_string: query,
        cookies: cookies(&request.headers),
        headers,
        query_string_parameters: request::joined(request::decoded_query(request.uri.query()), ","),
        request_context: RequestContext {
            account_id: ACCOUNT,
            api_id: "local",
            domain_prefix: domain.split(['.', ':']).next().unwrap_or_default(),
            domain_name: domain,
            http: Http {
                method: request.method.as_str(),
                path: &path,
                protocol: "HTTP/1.1",
                source_ip: metadata.client.ip().to_string(),
                user_agent: header(&request.headers, USER_AGENT.as_str()).unwrap_or_default(),
            },
            request_id: &metadata.request_id,
            route_key: "$default",
            stage: "$default",
            time: timestamp::common_log(metadata.time),
            time_epoch: u64::try_from(metadata.time.as_millis()).unwrap_or(u64::MAX),
        },
        body,
        is_base64_encoded,
    };
    // Strings, numbers and maps with string keys cannot fail to serialise.
    serde_json::to_vec(&event).unwrap_or_default().into()
}

/// The fields in the order of the documentation's example.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Event<'a> {
    version: &'static str,
    route_key: &'static str,
    raw_path: &'a str,
    raw_query_string: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    cookies: Vec<String>,
    headers: Singles,
    #[serde(skip_serializing_if = "Singles::is_empty")]
    query_string_parameters: Singles,
    request_context: RequestContext<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<String>,
    is_base64_encoded: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RequestContext<'a> {
    account_id: &'static str,
    api_id: &'static str,
    domain_name: &'a str,
    domain_prefix: &'a str,
    http: Http<'a>,
    request_id: &'a str,
    route_key: &'static str,
    stage: &'static str,
    time: String,
    time_epoch: u64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Http<'a> {
    method: &'a str,
    path: &'a str,
    protocol: &'static str,
    source_ip: String,
    user_agent: String,
}

/// Returns the headers with repeated values joined by commas, without cookies.
fn headers(headers: &HeaderMap, metadata: &RequestMetadata) -> Singles {
    let mut lists = request::headers(headers, metadata);
    lists.remove(COOKIE.as_str());
    request::joined(lists, ",")
}

fn cookies(headers: &HeaderMap) -> Vec<String> {
    headers
        .get_all(COOKIE)
        .iter()
        .flat_map(|line| {
            String::from_utf8_lossy(line.as_bytes())
                .split(';')
                .map(str::trim)
                .map(str::to_owned)
                .collect::<Vec<_>>()
        })
        .filter(|cookie| !cookie.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use hyper::Request;
    use serde_json::{Value, json};
    use std::time::Duration;

    fn event_of(request: hyper::http::request::Builder, body: &[u8]) -> Value {
        made_by(event, request, body)
    }

    fn made_by(
        event: fn(&Parts, &[u8], &RequestMetadata) -> Bytes,
        request: hyper::http::request::Builder,
        body: &[u8],
    ) -> Value {
        let (parts, ()) = request
            .body(())
            .unwrap_or_else(|error| panic!("{error}"))
            .into_parts();
        let metadata = RequestMetadata {
            request_id: "id".to_owned(),
            client: ([192, 0, 2, 1], 50_000).into(),
            local: ([127, 0, 0, 1], 9000).into(),
            time: Duration::from_millis(1_583_348_638_390),
        };
        serde_json::from_slice(&event(&parts, body, &metadata))
            .unwrap_or_else(|error| panic!("{error}"))
    }

    /// The example of the developer guide, without the parts of an authoriser and of a configured route. Its `time` and `timeEpoch` are
    /// a week apart; the test uses the latter.
    #[test]
    fn documented_request_gives_the_documented_event() {
        let request =
            Request::post("/my/path?parameter1=value1&parameter1=value2&parameter2=value")
                .header("Host", "id.execute-api.us-east-1.amazonaws.com")
                .header("User-Agent", "agent")
                .header("Cookie", "cookie1; cookie2")
                .header("Header1", "value1")
                .header("Header2", "value1")
                .header("Header2", "value2")
                .header("Content-Type", "text/plain")
                .header(
                    "X-Amzn-Trace-Id",
                    "Root=1-67891233-abcdef012345678912345678",
                );
        assert_eq!(
            event_of(request, b"Hello from Lambda"),
            json!({
                "version": "2.0",
                "routeKey": "$default",
                "rawPath": "/my/path",
                "rawQueryString": "parameter1=value1&parameter1=value2&parameter2=value",
                "cookies": ["cookie1", "cookie2"],
                "headers": {
                    "content-type": "text/plain",
                    "header1": "value1",
                    "header2": "value1,value2",
                    "host": "id.execute-api.us-east-1.amazonaws.com",
                    "user-agent": "agent",
                    "x-amzn-trace-id": "Root=1-67891233-abcdef012345678912345678",
                    "x-forwarded-for": "192.0.2.1",
                    "x-forwarded-port": "9000",
                    "x-forwarded-proto": "http"
                },
                "queryStringParameters": { "parameter1": "value1,value2", "parameter2": "value" },
                "requestContext": {
                    "accountId": "123456789012",
                    "apiId": "local",
                    "domainName": "id.execute-api.us-east-1.amazonaws.com",
                    "domainPrefix": "id",
                    "http": {
                        "method": "POST",
                        "path": "/my/path",
                        "protocol": "HTTP/1.1",
                        "sourceIp": "192.0.2.1",
                        "userAgent": "agent"
                    },
                    "requestId": "id",
                    "routeKey": "$default",
                    "stage": "$default",
                    "time": "04/Mar/2020:19:03:58 +0000",
                    "timeEpoch": 1_583_348_638_390_u64
                },
                "body": "Hello from Lambda",
                "isBase64Encoded": false
            })
        );
    }

    /// The expected values are captured from a live function URL.
    #[test]
    fn function_url_keeps_encoded_path_and_cookie_header() {
        let request = Request::get("/space%20value%2Fx?q=a%20b")
            .header("Host", "127.0.0.1:9000")
            .header("Cookie", "a=1; b=2");
        let event = made_by(function_url_event, request, b"");
        assert_eq!(event["rawPath"], "/space%20value%2Fx");
        let context = &event["requestContext"];
        assert_eq!(context["http"]["path"], "/space value/x");
        let domain = format!("local.lambda-url.{}.on.aws", region());
        assert_eq!(context["domainName"], domain);
        assert_eq!(event["cookies"], json!(["a=1", "b=2"]));
        assert_eq!(event["headers"]["cookie"], "a=1; b=2");
    }

    #[test]
    fn path_is_decoded_and_raw_query_is_not() {
        let event = event_of(
            Request::get("/capture/space%20value%2Fx?q=a%20b+c&q=%2C&flag"),
            b"",
        );
        assert_eq!(event["rawPath"], "/capture/space value/x");
        assert_eq!(
            event["requestContext"]["http"]["path"],
            "/capture/space value/x"
        );
        assert_eq!(event["rawQueryString"], "q=a%20b+c&q=%2C&flag");
        assert_eq!(
            event["queryStringParameters"],
            json!({ "q": "a b c,,", "flag": "" })
        );
    }

    #[test]
    fn every_value_of_a_repeated_name_is_joined() {
        // About as long as hyper allows.
        let count = 16_000;
        let query = vec!["a=b"; count].join("&");
        let event = event_of(Request::get(format!("/?{query}")), b"");
        let joined = vec!["b"; count].join(",");
        assert_eq!(event["queryStringParameters"], json!({ "a": joined }));
    }

    #[test]
    fn empty_fields_are_left_out() {
        let event = event_of(Request::get("/"), b"");
        for absent in [
            "cookies",
            "queryStringParameters",
            "body",
            "pathParameters",
            "stageVariables",
        ] {
            assert_eq!(event.get(absent), None, "{absent}");
        }
        assert_eq!(event["rawQueryString"], "");
        assert_eq!(event["isBase64Encoded"], false);
    }

    #[test]
    fn only_text_types_are_sent_as_text() {
        let body_of = |content_type: Option<&str>, body: &[u8]| {
            let mut request = Request::post("/");
            if let Some(content_type) = content_type {
                request = request.header("content-type", content_type);
            }
            let event = event_of(request, body);
            (event["body"].clone(), event["isBase64Encoded"].clone())
        };
        for textual in [
            "application/json",
            "Application/JSON; charset=utf-8",
            "text/csv",
            "application/xml",
            "application/javascript",
        ] {
            assert_eq!(
                body_of(Some(textual), b"{}"),
                (json!("{}"), json!(false)),
                "{textual}"
            );
        }
        for binary in [
            Some("application/octet-stream"),
            Some("application/x-www-form-urlencoded"),
            Some("multipart/form-data"),
            None,
        ] {
            assert_eq!(
                body_of(binary, b"{}"),
                (json!("e30="), json!(true)),
                "{binary:?}"
            );
        }
        assert_eq!(
            body_of(Some("text/plain"), b"\xff\xfe"),
            (json!("//4="), json!(true))
        );
    }

    #[test]
    fn compressed_body_is_binary() {
        let request = Request::post("/")
            .header("content-type", "text/plain")
            .header("content-encoding", "gzip");
        assert_eq!(event_of(request, b"abc")["isBase64Encoded"], true);
    }
}
