//! API Gateway's REST API, with one resource `/{proxy+}` and one stage `prod`.
//!
//! Sources: API Gateway developer guide, "Lambda proxy integrations in API Gateway" and "Binary media types for REST APIs". Cases that
//! they leave open follow captures from live APIs.

use super::reply::{self, MalformedResponse, Reply};
use super::request;
use crate::function::{ACCOUNT, region};
use crate::http_trigger::RequestMetadata;
use crate::timestamp;
use bytes::Bytes;
use http_body_util::Full;
use hyper::header::{HeaderValue, USER_AGENT};
use hyper::http::request::Parts;
use hyper::{HeaderMap, Response};
use serde_json::{Value, json};

const STAGE: &str = "prod";

/// The headers that the gateway writes itself, with the names that it gives them.
const CAPITALISED: [(&str, &str); 5] = [
    ("host", "Host"),
    ("x-amzn-trace-id", "X-Amzn-Trace-Id"),
    ("x-forwarded-for", "X-Forwarded-For"),
    ("x-forwarded-port", "X-Forwarded-Port"),
    ("x-forwarded-proto", "X-Forwarded-Proto"),
];

/// Returns the event of a REST API for a request. Empty maps are `null`, as API Gateway sends them. The path is the one that the client
/// sent, without the stage; names and values of the query are decoded. A body of a binary media type is sent in base64.
pub fn event(
    request: &Parts,
    body: &[u8],
    metadata: &RequestMetadata,
    binary_media_types: &[String],
) -> Bytes {
    let mut headers = request::headers(&request.headers, metadata);
    for (name, capitalised) in CAPITALISED {
        if let Some(values) = headers.remove(name) {
            headers.insert(capitalised.to_owned(), values);
        }
    }
    let media_type = request::media_type(&request.headers);
    let (body, is_base64) = if is_binary(&media_type, binary_media_types) {
        request::text_if(false, body)
    } else {
        // Bytes that are not UTF-8 are lost, as in API Gateway.
        let text = String::from_utf8_lossy(body).into_owned();
        (Some(text).filter(|text| !text.is_empty()), false)
    };
    let query = request::decoded_query(request.uri.query());
    let path = request.uri.path();
    let domain = format!("local.execute-api.{}.amazonaws.com", region());
    let rest = path.strip_prefix('/').filter(|rest| !rest.is_empty());
    let resource = if rest.is_some() { "/{proxy+}" } else { "/" };
    let mut context = request_context(request, metadata, &domain);
    context["path"] = format!("/{STAGE}{path}").into();
    context["resourceId"] = "proxy1".into();
    context["resourcePath"] = resource.into();
    context["stage"] = STAGE.into();
    let event = json!({
        "resource": resource,
        "path": path,
        "httpMethod": request.method.as_str(),
        "headers": or_null(request::last(&headers)),
        "multiValueHeaders": or_null(headers),
        "queryStringParameters": or_null(request::last(&query)),
        "multiValueQueryStringParameters": or_null(query),
        "pathParameters": rest.map(|rest| json!({ "proxy": rest })),
        "stageVariables": null,
        "requestContext": context,
        "body": body,
        "isBase64Encoded": is_base64,
    });
    event.to_string().into()
}

/// Returns the members of `requestContext` that REST APIs and format 1.0 of HTTP APIs have in common.
pub(super) fn request_context(request: &Parts, metadata: &RequestMetadata, domain: &str) -> Value {
    let agent = request::header(&request.headers, USER_AGENT.as_str());
    json!({
        "accountId": ACCOUNT,
        "apiId": "local",
        "domainName": domain,
        "domainPrefix": domain.split(['.', ':']).next(),
        "extendedRequestId": metadata.request_id,
        "httpMethod": request.method.as_str(),
        "identity": {
            "accessKey": null,
            "accountId": null,
            "caller": null,
            "cognitoAuthenticationProvider": null,
            "cognitoAuthenticationType": null,
            "cognitoIdentityId": null,
            "cognitoIdentityPoolId": null,
            "principalOrgId": null,
            "sourceIp": metadata.client.ip().to_string(),
            "user": null,
            "userAgent": agent,
            "userArn": null,
        },
        "protocol": "HTTP/1.1",
        "requestId": metadata.request_id,
        "requestTime": timestamp::common_log(metadata.time),
        "requestTimeEpoch": u64::try_from(metadata.time.as_millis()).unwrap_or(u64::MAX),
    })
}

/// Returns a map as JSON, or `null` if it is empty.
pub(super) fn or_null<M>(map: M) -> Value
where
    M: serde::Serialize,
{
    // Maps of strings cannot fail to serialise.
    match serde_json::to_value(map).unwrap_or_default() {
        Value::Object(members) if members.is_empty() => Value::Null,
        value => value,
    }
}

/// Whether a media type is one of the API's binary types. `*/*` is every type, also that of a body without one.
fn is_binary(media_type: &str, binary_media_types: &[String]) -> bool {
    let mut types = binary_media_types.iter();
    types.any(|binary| binary == "*/*" || binary.eq_ignore_ascii_case(media_type))
}

/// Converts the function's reply, which must be an object with `statusCode`. A body in base64 is decoded only if the first media type of
/// `accept` is one of the API's binary types.
pub fn response(
    payload: &[u8],
    accept: Option<&str>,
    binary_media_types: &[String],
) -> Result<Response<Full<Bytes>>, MalformedResponse> {
    let reply = Reply::parse(payload)?;
    let first = accept.and_then(|accept| accept.split(',').next());
    let first = first.map(request::essence).unwrap_or_default();
    let is_decoded = is_binary(&first, binary_media_types);
    let (status, headers) = (reply.status()?, merged_headers(&reply)?);
    let body = if is_decoded {
        reply.decoded_body()?
    } else {
        reply.text_body()
    };
    let default = HeaderValue::from_static("application/json");
    Ok(reply::finished(status, headers, body, Some(default)))
}

/// Merges `headers` and `multiValueHeaders`. Of a pair that is in both, only the one in `multiValueHeaders` appears (developer guide).
pub(super) fn merged_headers(reply: &Reply) -> Result<HeaderMap, MalformedResponse> {
    let lists = reply.header_lists()?;
    let mut merged = HeaderMap::new();
    for (name, value) in &reply.single_headers()? {
        if !lists.get_all(name).iter().any(|listed| listed == value) {
            merged.append(name, value.clone());
        }
    }
    for (name, value) in &lists {
        merged.append(name, value.clone());
    }
    Ok(merged)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{Seen, event_of, header, seen};
    use super::*;
    use hyper::Request;
    use hyper::http::request::Builder;

    fn made(request: Builder, body: &[u8], binary: &[&str]) -> Value {
        let binary: Vec<String> = binary.iter().map(|&kind| kind.to_owned()).collect();
        event_of(request, body, |parts, body, metadata| {
            event(parts, body, metadata, &binary)
        })
    }

    /// The members of the developer guide's example, "Input format of a Lambda function for proxy integration".
    #[test]
    fn request_gives_the_documented_members() {
        let request = Request::get("/my/path?parameter1=value1&parameter1=value2&parameter2=value")
            .header("Host", "id.execute-api.us-east-1.amazonaws.com")
            .header("User-Agent", "user-agent")
            .header("header1", "value1")
            .header("header1", "value2")
            .header(
                "X-Amzn-Trace-Id",
                "Root=1-5bdb40ca-556d8b0c50dc66f0511bf520",
            );
        let domain = format!("local.execute-api.{}.amazonaws.com", region());
        assert_eq!(
            made(request, b"", &["*/*"]),
            json!({
                "resource": "/{proxy+}",
                "path": "/my/path",
                "httpMethod": "GET",
                "headers": {
                    "Host": "id.execute-api.us-east-1.amazonaws.com",
                    "X-Amzn-Trace-Id": "Root=1-5bdb40ca-556d8b0c50dc66f0511bf520",
                    "X-Forwarded-For": "192.0.2.1",
                    "X-Forwarded-Port": "9000",
                    "X-Forwarded-Proto": "http",
                    "header1": "value2",
                    "user-agent": "user-agent",
                },
                "multiValueHeaders": {
                    "Host": ["id.execute-api.us-east-1.amazonaws.com"],
                    "X-Amzn-Trace-Id": ["Root=1-5bdb40ca-556d8b0c50dc66f0511bf520"],
                    "X-Forwarded-For": ["192.0.2.1"],
                    "X-Forwarded-Port": ["9000"],
                    "X-Forwarded-Proto": ["http"],
                    "header1": ["value1", "value2"],
                    "user-agent": ["user-agent"],
                },
                "queryStringParameters": { "parameter1": "value2", "parameter2": "value" },
                "multiValueQueryStringParameters": { "parameter1": ["value1", "value2"], "parameter2": ["value"] },
                "pathParameters": { "proxy": "my/path" },
                "stageVariables": null,
                "requestContext": {
                    "accountId": "123456789012",
                    "apiId": "local",
                    "domainName": domain,
                    "domainPrefix": "local",
                    "extendedRequestId": "id",
                    "httpMethod": "GET",
                    "identity": {
                        "accessKey": null,
                        "accountId": null,
                        "caller": null,
                        "cognitoAuthenticationProvider": null,
                        "cognitoAuthenticationType": null,
                        "cognitoIdentityId": null,
                        "cognitoIdentityPoolId": null,
                        "principalOrgId": null,
                        "sourceIp": "192.0.2.1",
                        "user": null,
                        "userAgent": "user-agent",
                        "userArn": null,
                    },
                    "path": "/prod/my/path",
                    "protocol": "HTTP/1.1",
                    "requestId": "id",
                    "requestTime": "04/Mar/2020:19:03:58 +0000",
                    "requestTimeEpoch": 1_583_348_638_390_u64,
                    "resourceId": "proxy1",
                    "resourcePath": "/{proxy+}",
                    "stage": "prod",
                },
                "body": null,
                "isBase64Encoded": false,
            })
        );
    }

    /// Captured events of a live API: the path is encoded, the query is decoded.
    #[test]
    fn query_is_decoded_and_path_is_not() {
        let event = made(Request::get("/a%20b%2Fc?q=a%20b&q=%2C&flag"), b"", &[]);
        assert_eq!(event["path"], "/a%20b%2Fc");
        assert_eq!(
            event["multiValueQueryStringParameters"],
            json!({ "q": ["a b", ","], "flag": [""] })
        );
        let root = made(Request::get("/"), b"", &[]);
        assert_eq!(
            (&root["resource"], &root["path"]),
            (&json!("/"), &json!("/"))
        );
        for empty in [
            "pathParameters",
            "queryStringParameters",
            "multiValueQueryStringParameters",
        ] {
            assert_eq!(root[empty], Value::Null, "{empty}");
        }
    }

    /// Developer guide, "Content type conversions in API Gateway": a body of a binary media type arrives in base64, any other as text.
    #[test]
    fn binary_media_types_decide_about_base64() {
        let body = |content_type: &str, body: &[u8], binary: &[&str]| {
            let request = Request::post("/").header("content-type", content_type);
            let event = made(request, body, binary);
            (event["body"].clone(), event["isBase64Encoded"].clone())
        };
        let png = "Image/PNG; a=b";
        assert_eq!(
            body(png, b"hi", &["image/png"]),
            (json!("aGk="), json!(true))
        );
        assert_eq!(
            body("text/plain", b"hi", &["*/*"]),
            (json!("aGk="), json!(true))
        );
        assert_eq!(
            body("image/gif", b"hi", &["image/png"]),
            (json!("hi"), json!(false))
        );
        // The bytes are lost.
        assert_eq!(body(png, b"h\xff", &[]), (json!("h\u{fffd}"), json!(false)));
    }

    fn answered(reply: &Value, accept: Option<&str>, binary: &[&str]) -> Result<Seen, String> {
        let binary: Vec<String> = binary.iter().map(|&kind| kind.to_owned()).collect();
        seen(response(reply.to_string().as_bytes(), accept, &binary))
    }

    /// "API Gateway uses the first `Accept` header from the client to determine if a response should return binary media."
    #[test]
    fn first_accepted_type_decides_about_decoding() {
        let reply = json!({
            "statusCode": 200, "headers": { "Content-Type": "image/png" }, "body": "aGk=", "isBase64Encoded": true,
        });
        for (accept, binary, body) in [
            (Some("image/png,text/html"), &["image/png"][..], "hi"),
            (Some("text/html,image/png"), &["image/png"], "aGk="),
            (Some("text/html"), &["*/*"], "hi"),
            (None, &["*/*"], "hi"),
            (None, &["image/png"], "aGk="),
            (Some("image/png"), &[], "aGk="),
        ] {
            let expected = (
                200,
                vec![header("content-type", "image/png")],
                body.to_owned(),
            );
            assert_eq!(
                answered(&reply, accept, binary),
                Ok(expected),
                "{accept:?} {binary:?}"
            );
        }
    }

    /// "If the same key-value pair is specified in both, only the values from `multiValueHeaders` will appear in the merged list."
    #[test]
    fn both_kinds_of_headers_are_merged() {
        let reply = json!({
            "statusCode": "201",
            "headers": { "a": "1", "b": "2", "set-cookie": "x=1" },
            "multiValueHeaders": { "A": ["1", "3"], "Set-Cookie": ["y=2", "z=3"] },
            "cookies": ["not=one of this format"],
        });
        let headers = vec![
            header("a", "1"),
            header("a", "3"),
            header("b", "2"),
            header("content-type", "application/json"),
            header("set-cookie", "x=1"),
            header("set-cookie", "y=2"),
            header("set-cookie", "z=3"),
        ];
        assert_eq!(
            answered(&reply, None, &[]),
            Ok((201, headers, String::new()))
        );
    }

    #[test]
    fn malformed_reply_has_a_reason() {
        for (reply, wrong) in [
            (
                json!("text"),
                "it is \"text\"; it must be an object with `statusCode`",
            ),
            (json!({ "body": "x" }), "`statusCode` is missing"),
            (
                json!({ "statusCode": 200, "body": {} }),
                "invalid type: map, expected a string",
            ),
            (
                json!({ "statusCode": 200, "multiValueHeaders": { "a": "b" } }),
                "the header `a` of `multiValueHeaders` is \"b\"; it must be a list of strings",
            ),
        ] {
            assert_eq!(
                answered(&reply, None, &[]),
                Err(wrong.to_owned()),
                "{reply}"
            );
        }
    }
}
