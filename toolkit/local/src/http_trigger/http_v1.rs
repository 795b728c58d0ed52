//! API Gateway's HTTP API with payload format 1.0, which has the members of a REST API.
//!
//! Source: API Gateway developer guide, "Create AWS Lambda proxy integrations for HTTP APIs". Cases that it leaves open follow captures
//! from live APIs.

use super::http_v2::TEXT;
use super::reply::{self, MalformedResponse, Reply};
use super::request;
use super::rest_api::{merged_headers, or_null, request_context};
use crate::http_trigger::RequestMetadata;
use crate::uri::decode_path;
use bytes::Bytes;
use http_body_util::Full;
use hyper::Response;
use hyper::header::HOST;
use hyper::http::request::Parts;
use serde_json::json;

/// Returns the event of an HTTP API with payload format 1.0. Unlike a REST API, it decodes the path, and the content type decides whether
/// the body is text.
pub fn event(request: &Parts, body: &[u8], metadata: &RequestMetadata) -> Bytes {
    let domain = request::header(&request.headers, HOST.as_str()).unwrap_or_default();
    let headers = request::headers(&request.headers, metadata);
    let query = request::decoded_query(request.uri.query());
    let (body, is_base64) = request::text_or_base64(&request.headers, body);
    let path = decode_path(request.uri.path());
    let mut context = request_context(request, metadata, &domain);
    context["path"] = path.as_str().into();
    context["resourceId"] = "$default".into();
    context["resourcePath"] = "$default".into();
    context["stage"] = "$default".into();
    let event = json!({
        "version": "1.0",
        "resource": "$default",
        "path": path,
        "httpMethod": request.method.as_str(),
        "headers": request::last(&headers),
        "multiValueHeaders": headers,
        "queryStringParameters": or_null(request::last(&query)),
        "multiValueQueryStringParameters": or_null(query),
        "pathParameters": null,
        "stageVariables": null,
        "requestContext": context,
        "body": body,
        "isBase64Encoded": is_base64,
    });
    event.to_string().into()
}

/// Converts the function's reply, which must be an object with `statusCode`: an HTTP API infers responses only in format 2.0.
pub fn response(payload: &[u8]) -> Result<Response<Full<Bytes>>, MalformedResponse> {
    let reply = Reply::parse(payload)?;
    let status = reply.status()?;
    let headers = merged_headers(&reply)?;
    Ok(reply::finished(
        status,
        headers,
        reply.decoded_body()?,
        Some(TEXT),
    ))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{event_of, seen};
    use super::*;
    use hyper::Request;
    use serde_json::Value;

    fn made(request: hyper::http::request::Builder, body: &[u8]) -> Value {
        event_of(request, body, event)
    }

    /// The developer guide's example of format 1.0, without the parts of an authorizer and of a configured route.
    #[test]
    fn documented_request_gives_the_documented_event() {
        let request = Request::get("/my/path?parameter1=value1&parameter1=value2&parameter2=value")
            .header("host", "id.execute-api.us-east-1.amazonaws.com")
            .header("user-agent", "user-agent")
            .header("header1", "value1")
            .header("header2", "value1")
            .header("header2", "value2")
            .header("content-type", "text/plain");
        let event = made(request, b"Hello from Lambda!");
        assert_eq!(event["version"], "1.0");
        assert_eq!(
            (&event["path"], &event["httpMethod"]),
            (&json!("/my/path"), &json!("GET"))
        );
        assert_eq!(event["headers"]["header2"], "value2");
        assert_eq!(
            event["multiValueHeaders"]["header2"],
            json!(["value1", "value2"])
        );
        assert_eq!(
            event["queryStringParameters"],
            json!({ "parameter1": "value2", "parameter2": "value" })
        );
        assert_eq!(
            event["multiValueQueryStringParameters"],
            json!({ "parameter1": ["value1", "value2"], "parameter2": ["value"] })
        );
        let context = &event["requestContext"];
        assert_eq!(
            context["domainName"],
            "id.execute-api.us-east-1.amazonaws.com"
        );
        assert_eq!(
            (&context["domainPrefix"], &context["stage"]),
            (&json!("id"), &json!("$default"))
        );
        assert_eq!(context["identity"]["sourceIp"], "192.0.2.1");
        assert_eq!(context["identity"]["userAgent"], "user-agent");
        assert_eq!(context["requestTime"], "04/Mar/2020:19:03:58 +0000");
        assert_eq!(event["pathParameters"], Value::Null);
        assert_eq!(
            (&event["body"], &event["isBase64Encoded"]),
            (&json!("Hello from Lambda!"), &json!(false))
        );
    }

    /// Captured events show the decoded path; see `runtime/src/docs/triggers.md`.
    #[test]
    fn path_is_decoded() {
        let event = made(Request::get("/files/100%25%20a"), b"");
        assert_eq!(event["path"], "/files/100% a");
        assert_eq!(event["requestContext"]["path"], "/files/100% a");
    }

    #[test]
    fn reply_is_not_inferred() {
        assert_eq!(
            seen(response(b"\"Hello\"")),
            Err("it is \"Hello\"; it must be an object with `statusCode`".to_owned())
        );
        assert_eq!(
            seen(response(b"{\"body\":\"x\"}")),
            Err("`statusCode` is missing".to_owned())
        );
    }
}
