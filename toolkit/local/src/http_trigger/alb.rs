//! An Application Load Balancer with a Lambda function as its target.
//!
//! Source: user guide for Application Load Balancers, "Lambda functions as targets".

use super::reply::{self, MalformedResponse, Reply};
use super::request;
use crate::function::{ACCOUNT, region};
use crate::http_trigger::RequestMetadata;
use crate::limits;
use crate::quote::excerpt;
use bytes::Bytes;
use http_body_util::Full;
use hyper::ext::ReasonPhrase;
use hyper::http::request::Parts;
use hyper::{Response, StatusCode};
use serde_json::{Value, json};

/// Returns the event of a load balancer for a request. Path and query are those that the client sent. Without multi-value headers, only
/// the last value of each header and query parameter is left.
pub fn event(request: &Parts, body: &[u8], metadata: &RequestMetadata, multi_value: bool) -> Bytes {
    let headers = request::headers(&request.headers, metadata);
    let query = request::query(request.uri.query());
    let (body, is_base64) = request::text_or_base64(&request.headers, body);
    let mut event = json!({
        "requestContext": {
            "elb": {
                "targetGroupArn": format!(
                    "arn:aws:elasticloadbalancing:{}:{ACCOUNT}:targetgroup/local/6d0ecf831eec9f09",
                    region()
                ),
            },
        },
        "httpMethod": request.method.as_str(),
        "path": request.uri.path(),
        "body": body.unwrap_or_default(),
        "isBase64Encoded": is_base64,
    });
    if multi_value {
        event["multiValueHeaders"] = json!(headers);
        event["multiValueQueryStringParameters"] = json!(query);
    } else {
        event["headers"] = json!(request::last(&headers));
        event["queryStringParameters"] = json!(request::last(&query));
    }
    event.to_string().into()
}

/// Converts the function's reply, which "must include the Base64 encoding status, status code, and headers. You can omit the body."
/// The headers are in `multiValueHeaders` if the target group has multi-value headers, otherwise in `headers`.
pub fn response(
    payload: &[u8],
    multi_value: bool,
) -> Result<Response<Full<Bytes>>, MalformedResponse> {
    if payload.len() > limits::ALB_BODY {
        return Err(MalformedResponse(format!(
            "it has {} bytes; a load balancer takes at most {}",
            payload.len(),
            limits::ALB_BODY
        )));
    }
    let reply = complete(payload, if multi_value { LISTS } else { SINGLES })?;
    let status = reply.status()?;
    let headers = if multi_value {
        reply.header_lists()?
    } else {
        reply.single_headers()?
    };
    let reason = reason(&reply, status)?;
    let mut response = reply::finished(status, headers, reply.decoded_body()?, None);
    if let Some(reason) = reason {
        response.extensions_mut().insert(reason);
    }
    Ok(response)
}

const LISTS: &str = "multiValueHeaders";
pub(super) const SINGLES: &str = "headers";

/// Parses a reply that must have all members but the body.
pub(super) fn complete(payload: &[u8], headers: &str) -> Result<Reply, MalformedResponse> {
    let Value::Object(members) = reply::parsed(payload)? else {
        return Reply::parse(payload);
    };
    for required in ["isBase64Encoded", "statusCode", headers] {
        if members.get(required).is_none_or(Value::is_null) {
            return Err(MalformedResponse(format!("`{required}` is missing")));
        }
    }
    // Clients of a load balancer get 502 for it. A body that is not there is fine.
    if members.get("body").is_some_and(Value::is_null) {
        return Err(MalformedResponse(
            "`body` is null; it must be a string, which may be empty".to_owned(),
        ));
    }
    Reply::of(members)
}

/// Returns the reason phrase of `statusDescription`, which "must contain the status code and reason phrase, separated by a single
/// space". HTTP has a phrase of its own for most codes.
fn reason(reply: &Reply, status: StatusCode) -> Result<Option<ReasonPhrase>, MalformedResponse> {
    let Some(description) = &reply.status_description else {
        return Ok(None);
    };
    let wrong = || {
        MalformedResponse(format!(
            "`statusDescription` is `{}`; it must be the status code {status} and a reason phrase, separated by a space",
            excerpt(description),
            status = status.as_str(),
        ))
    };
    let phrase = description.strip_prefix(status.as_str());
    let phrase = phrase.and_then(|rest| rest.strip_prefix(' '));
    let phrase = phrase.ok_or_else(wrong)?;
    if status.canonical_reason() == Some(phrase) {
        return Ok(None);
    }
    ReasonPhrase::try_from(phrase.as_bytes())
        .map(Some)
        .map_err(|_| wrong())
}

#[cfg(test)]
mod tests {
    use super::super::tests::{event_of, header, seen};
    use super::*;
    use hyper::Request;

    fn made(request: hyper::http::request::Builder, body: &[u8], multi_value: bool) -> Value {
        event_of(request, body, |parts, body, metadata| {
            event(parts, body, metadata, multi_value)
        })
    }

    /// The documented event, with the values of its headers.
    #[test]
    fn documented_request_gives_the_documented_event() {
        let request = Request::get("/?a=b")
            .header("accept", "text/html,application/xhtml+xml")
            .header("content-type", "text/plain")
            .header("cookie", "cookies")
            .header("host", "lambda-846800462-us-east-2.elb.amazonaws.com")
            .header(
                "x-amzn-trace-id",
                "Root=1-5bdb40ca-556d8b0c50dc66f0511bf520",
            );
        let arn = format!(
            "arn:aws:elasticloadbalancing:{}:123456789012:targetgroup/local/6d0ecf831eec9f09",
            region()
        );
        assert_eq!(
            made(request, b"request_body", false),
            json!({
                "requestContext": { "elb": { "targetGroupArn": arn } },
                "httpMethod": "GET",
                "path": "/",
                "queryStringParameters": { "a": "b" },
                "headers": {
                    "accept": "text/html,application/xhtml+xml",
                    "content-type": "text/plain",
                    "cookie": "cookies",
                    "host": "lambda-846800462-us-east-2.elb.amazonaws.com",
                    "x-amzn-trace-id": "Root=1-5bdb40ca-556d8b0c50dc66f0511bf520",
                    "x-forwarded-for": "192.0.2.1",
                    "x-forwarded-port": "9000",
                    "x-forwarded-proto": "http"
                },
                "isBase64Encoded": false,
                "body": "request_body"
            })
        );
    }

    /// The documentation's two cookies and two values of `myKey`.
    #[test]
    fn repeated_values_are_lists_or_the_last_one() {
        let request = || {
            Request::get("/?&myKey=val1&myKey=val2&e=a%20b")
                .header("cookie", "name1=value1")
                .header("cookie", "name2=value2")
        };
        let event = made(request(), b"", false);
        assert_eq!(event["headers"]["cookie"], "name2=value2");
        assert_eq!(
            event["queryStringParameters"],
            json!({ "myKey": "val2", "e": "a%20b" })
        );
        assert_eq!(event.get("multiValueHeaders"), None);
        let event = made(request(), b"", true);
        assert_eq!(
            event["multiValueHeaders"]["cookie"],
            json!(["name1=value1", "name2=value2"])
        );
        assert_eq!(
            event["multiValueQueryStringParameters"],
            json!({ "myKey": ["val1", "val2"], "e": ["a%20b"] })
        );
        assert_eq!(event.get("headers"), None);
    }

    #[test]
    fn body_is_base64_by_content_type_and_encoding() {
        for (content_type, encoding, is_base64) in [
            ("text/csv", None, false),
            ("application/json", None, false),
            ("application/javascript", None, false),
            ("application/xml", None, false),
            ("application/x-www-form-urlencoded", None, true),
            ("application/json", Some("gzip"), true),
        ] {
            let mut request = Request::post("/").header("content-type", content_type);
            if let Some(encoding) = encoding {
                request = request.header("content-encoding", encoding);
            }
            let event = made(request, b"hi", false);
            let body = if is_base64 { "aGk=" } else { "hi" };
            assert_eq!(
                (&event["body"], &event["isBase64Encoded"]),
                (&json!(body), &json!(is_base64)),
                "{content_type} {encoding:?}"
            );
        }
        // The event of a health check.
        let event = made(Request::get("/"), b"", false);
        assert_eq!(
            (&event["body"], &event["isBase64Encoded"]),
            (&json!(""), &json!(false))
        );
    }

    /// The documented replies.
    #[test]
    fn documented_replies_are_responses() {
        let reply = br#"{"isBase64Encoded":false,"statusCode":200,"statusDescription":"200 OK",
            "headers":{"Set-cookie":"cookies","Content-Type":"application/json"},"body":"Hello from Lambda (optional)"}"#;
        let headers = vec![
            header("content-type", "application/json"),
            header("set-cookie", "cookies"),
        ];
        assert_eq!(
            seen(response(reply, false)),
            Ok((200, headers, "Hello from Lambda (optional)".to_owned()))
        );
        let reply = br#"{"isBase64Encoded":true,"statusCode":201,"multiValueHeaders":{
            "Set-cookie":["cookie-name=cookie-value;Domain=myweb.com;Secure;HttpOnly","cookie-name=cookie-value;Expires=May 8, 2019"],
            "Content-Type":["application/json"]},"body":"aGk="}"#;
        let headers = vec![
            header("content-type", "application/json"),
            header(
                "set-cookie",
                "cookie-name=cookie-value;Domain=myweb.com;Secure;HttpOnly",
            ),
            header("set-cookie", "cookie-name=cookie-value;Expires=May 8, 2019"),
        ];
        assert_eq!(
            seen(response(reply, true)),
            Ok((201, headers, "hi".to_owned()))
        );
    }

    #[test]
    fn description_is_the_reason_phrase() {
        let reply = |description: &str| {
            let reply = json!({
                "isBase64Encoded": false, "statusCode": 200, "statusDescription": description, "headers": {},
            });
            let response = response(reply.to_string().as_bytes(), false)?;
            let reason = response.extensions().get::<ReasonPhrase>();
            Ok(reason.map(|reason| String::from_utf8_lossy(reason.as_bytes()).into_owned()))
        };
        assert_eq!(reply("200 OK"), Ok(None));
        assert_eq!(reply("200 Very well"), Ok(Some("Very well".to_owned())));
        for wrong in ["OK", "404 OK", "200", "200 a\nb"] {
            let refused: Result<_, MalformedResponse> = reply(wrong);
            let reason = refused.expect_err(wrong).to_string();
            assert!(reason.starts_with("`statusDescription` is `"), "{reason}");
        }
    }

    #[test]
    fn incomplete_reply_has_a_reason() {
        for (reply, multi_value, wrong) in [
            (
                r#"{"isBase64Encoded":false,"statusCode":200,"multiValueHeaders":{}}"#,
                false,
                "`headers` is missing",
            ),
            (
                r#"{"isBase64Encoded":false,"statusCode":200,"headers":{}}"#,
                true,
                "`multiValueHeaders` is missing",
            ),
            (
                r#"{"statusCode":200,"headers":{}}"#,
                false,
                "`isBase64Encoded` is missing",
            ),
            (
                r#"{"isBase64Encoded":false,"headers":{}}"#,
                false,
                "`statusCode` is missing",
            ),
            (
                r#"{"isBase64Encoded":false,"statusCode":200,"headers":{},"body":null}"#,
                false,
                "`body` is null; it must be a string, which may be empty",
            ),
            (
                r#"{"isBase64Encoded":false,"statusCode":200,"multiValueHeaders":{"a":"b"}}"#,
                true,
                "the header `a` of `multiValueHeaders` is \"b\"; it must be a list of strings",
            ),
            (
                "\"text\"",
                false,
                "it is \"text\"; it must be an object with `statusCode`",
            ),
        ] {
            let found = seen(response(reply.as_bytes(), multi_value));
            assert_eq!(found, Err(wrong.to_owned()), "{reply}");
        }
    }

    /// "The maximum size of the response JSON that the Lambda function can send is 1 MB."
    #[test]
    fn reply_has_at_most_1_mb() {
        let reply = |bytes: usize| {
            let start = r#"{"isBase64Encoded":false,"statusCode":200,"headers":{},"body":""#;
            let body = "x".repeat(bytes - start.len() - 2);
            response(format!("{start}{body}\"}}").as_bytes(), false)
        };
        assert!(reply(1024 * 1024).is_ok());
        let refused = reply(1024 * 1024 + 1).expect_err("it is too large");
        assert_eq!(
            refused.to_string(),
            "it has 1048577 bytes; a load balancer takes at most 1048576"
        );
    }
}
