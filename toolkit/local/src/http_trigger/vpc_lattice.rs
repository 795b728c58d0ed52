//! A VPC Lattice service with a Lambda function as its target.
//!
//! Source: VPC Lattice user guide, "Lambda functions as targets". It does not document whether path and query are encoded; they are left
//! as the client sent them, as a load balancer does.

use super::alb::{SINGLES, complete};
use super::reply::{self, MalformedResponse};
use super::request;
use crate::function::{ACCOUNT, region};
use crate::http_trigger::RequestMetadata;
use bytes::Bytes;
use http_body_util::Full;
use hyper::Response;
use hyper::http::request::Parts;
use serde_json::json;

/// Returns version 1 of the event. The values of a repeated header are joined, and of a query parameter only the last is left.
pub fn event_v1(request: &Parts, body: &[u8], metadata: &RequestMetadata) -> Bytes {
    let headers = request::headers(&request.headers, metadata);
    let (body, is_base64) = text_or_base64(request, body);
    let event = json!({
        "raw_path": request.uri.path(),
        "method": request.method.as_str(),
        "headers": request::joined(headers, ", "),
        "query_string_parameters": request::last(&request::query(request.uri.query())),
        "body": body,
        "is_base64_encoded": is_base64,
    });
    event.to_string().into()
}

/// Returns version 2 of the event, with lists of values.
pub fn event_v2(request: &Parts, body: &[u8], metadata: &RequestMetadata) -> Bytes {
    let region = region();
    let arn = |resource: &str| format!("arn:aws:vpc-lattice:{region}:{ACCOUNT}:{resource}");
    let (body, is_base64) = text_or_base64(request, body);
    let event = json!({
        "version": "2.0",
        "path": request.uri.path(),
        "method": request.method.as_str(),
        "headers": request::headers(&request.headers, metadata),
        "queryStringParameters": request::query(request.uri.query()),
        "body": body,
        "isBase64Encoded": is_base64,
        "requestContext": {
            "serviceNetworkArn": arn("servicenetwork/sn-0bf3f2882e9cc805a"),
            "serviceArn": arn("service/svc-0a40eebed65f8d69c"),
            "targetGroupArn": arn("targetgroup/tg-6d0ecf831eec9f09"),
            "identity": {
                "sourceVpcArn": format!("arn:aws:ec2:{region}:{ACCOUNT}:vpc/vpc-0b8276c84697e7339"),
            },
            "region": region,
            "timeEpoch": metadata.time.as_micros().to_string(),
        },
    });
    event.to_string().into()
}

/// Only the content type decides: a body of a text type is sent as text even with a `content-encoding`, if it is UTF-8.
fn text_or_base64(request: &Parts, body: &[u8]) -> (Option<String>, bool) {
    request::text_if(request::has_text_type(&request.headers), body)
}

/// Converts the function's reply, which "must include the Base64 encoding status, status code, and headers. You can omit the body."
pub fn response(payload: &[u8]) -> Result<Response<Full<Bytes>>, MalformedResponse> {
    let reply = complete(payload, SINGLES)?;
    let status = reply.status()?;
    let headers = reply.single_headers()?;
    let body = reply.decoded_body()?;
    Ok(reply::finished(status, headers, body, None))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{event_of, header, seen};
    use super::*;
    use hyper::Request;

    fn request() -> hyper::http::request::Builder {
        Request::post("/path/to%20resource?&QS1=value1&QS1=value2&q=%2F")
            .header("content-type", "application/xml")
            .header("header1", "value1")
            .header("header1", "value2")
    }

    /// The documented events, and the documentation's repeated header and parameter.
    #[test]
    fn version_1_has_one_value_for_each_name() {
        let event = event_of(request(), b"<a/>", event_v1);
        assert_eq!(event["raw_path"], "/path/to%20resource");
        assert_eq!(event["method"], "POST");
        assert_eq!(event["headers"]["header1"], "value1, value2");
        assert_eq!(
            event["query_string_parameters"],
            json!({ "QS1": "value2", "q": "%2F" })
        );
        assert_eq!(
            (&event["body"], &event["is_base64_encoded"]),
            (&json!("<a/>"), &json!(false))
        );
        assert_eq!(event.get("version"), None);
    }

    #[test]
    fn version_2_has_lists_and_a_context() {
        let event = event_of(request(), b"\xff", event_v2);
        assert_eq!(event["version"], "2.0");
        assert_eq!(event["path"], "/path/to%20resource");
        assert_eq!(event["headers"]["header1"], json!(["value1", "value2"]));
        assert_eq!(
            event["queryStringParameters"],
            json!({ "QS1": ["value1", "value2"], "q": ["%2F"] })
        );
        assert_eq!(
            (&event["body"], &event["isBase64Encoded"]),
            (&json!("/w=="), &json!(true))
        );
        let context = &event["requestContext"];
        assert_eq!(context["timeEpoch"], "1583348638390000");
        assert_eq!(context["region"], region());
        let members: Vec<&str> = context
            .as_object()
            .into_iter()
            .flat_map(|members| members.keys().map(String::as_str))
            .collect();
        assert_eq!(
            members,
            [
                "identity",
                "region",
                "serviceArn",
                "serviceNetworkArn",
                "targetGroupArn",
                "timeEpoch"
            ]
        );
    }

    /// Four types are text, whatever the encoding.
    #[test]
    fn content_type_decides_about_base64() {
        let body = |content_type: &str, encoding: &str| {
            let request = Request::post("/")
                .header("content-type", content_type)
                .header("content-encoding", encoding);
            event_of(request, b"hi", event_v2)["body"].clone()
        };
        assert_eq!(body("application/json", "br"), "hi");
        assert_eq!(body("application/octet-stream", "br"), "aGk=");
    }

    /// The documented reply.
    #[test]
    fn documented_reply_is_a_response() {
        let reply = br#"{"isBase64Encoded":false,"statusCode":200,
            "headers":{"Set-cookie":"cookies","Content-Type":"application/json"},"body":"Hello from Lambda (optional)"}"#;
        let headers = vec![
            header("content-type", "application/json"),
            header("set-cookie", "cookies"),
        ];
        assert_eq!(
            seen(response(reply)),
            Ok((200, headers, "Hello from Lambda (optional)".to_owned()))
        );
        assert_eq!(
            seen(response(br#"{"isBase64Encoded":false,"statusCode":200}"#)),
            Err("`headers` is missing".to_owned())
        );
    }
}
