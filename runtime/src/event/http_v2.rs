//! API Gateway HTTP API with payload format 2.0, and Lambda function URLs, which share it.
//!
//! The HTTP API has decoded the path before the function sees it, so a `%2F` in a segment cannot be told from a slash there;
//! a function URL leaves `rawPath` encoded. Both keep the query string as it was sent.
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html>

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use http::header::{HeaderMap, SET_COOKIE};
use serde::Deserialize;
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::value::RawValue;

use super::{Door, HttpRequest, Method, Shape, Text, raw_text};
use crate::reply::{Response, ResponseBody};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RequestContext<'a> {
    #[serde(borrow)]
    http: Http<'a>,
    #[serde(borrow)]
    domain_name: Option<Text<'a>>,
    #[serde(borrow)]
    stage: Option<Text<'a>>,
}

#[derive(Deserialize)]
struct Http<'a> {
    #[serde(borrow)]
    method: Text<'a>,
}

pub(super) fn read<'a>(shape: &Shape<'a>) -> Option<HttpRequest<'a>> {
    let context = shape.request_context?;
    let path = raw_text(shape.raw_path?)?;
    let context: RequestContext<'a> = serde_json::from_str(context.get()).ok()?;
    let is_function_url = context
        .domain_name
        .is_some_and(|name| name.0.contains(".lambda-url."));
    Some(HttpRequest {
        door: if is_function_url {
            Door::FunctionUrl
        } else {
            Door::HttpApi
        },
        method: Method::parse(&context.http.method.0),
        path: without_stage(path, context.stage.as_ref().map(|stage| &*stage.0)),
        path_is_encoded: is_function_url,
        query: shape
            .raw_query_string
            .and_then(raw_text)
            .unwrap_or_default(),
        headers: shape.headers,
        cookies: shape.cookies,
        body: shape.body,
        body_is_base64: shape
            .is_base64_encoded
            .is_some_and(|flag| flag.get() == "true"),
    })
}

/// A stage other than `$default` is the path's first segment.
fn without_stage<'a>(path: Cow<'a, str>, stage: Option<&str>) -> Cow<'a, str> {
    let Some(stage) = stage.filter(|stage| !stage.is_empty() && *stage != "$default") else {
        return path;
    };
    let prefixed = path
        .strip_prefix('/')
        .and_then(|path| path.strip_prefix(stage));
    if !prefixed.is_some_and(|rest| rest.is_empty() || rest.starts_with('/')) {
        return path;
    }
    let cut = stage.len() + 1;
    match path {
        Cow::Borrowed(path) => Cow::Borrowed(&path[cut..]),
        Cow::Owned(path) => Cow::Owned(path[cut..].to_owned()),
    }
}

/// The response in format 2.0: joined headers, cookies apart, a body that is text or base64.
struct Document(Response);

impl Serialize for Document {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let response = &self.0;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("statusCode", &response.status.as_u16())?;
        map.serialize_entry("headers", &Headers(response))?;
        let cookies = response
            .headers
            .get_all(SET_COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok());
        let cookies: Vec<&str> = cookies.collect();
        if !cookies.is_empty() {
            map.serialize_entry("cookies", &cookies)?;
        }
        match &response.body {
            ResponseBody::Empty => {}
            ResponseBody::Text(text) => map.serialize_entry("body", text)?,
            ResponseBody::Bytes(bytes) => map.serialize_entry("body", &BASE64.encode(bytes))?,
        }
        map.serialize_entry(
            "isBase64Encoded",
            &matches!(response.body, ResponseBody::Bytes(_)),
        )?;
        map.end()
    }
}

/// Headers as one object, repeated ones joined with commas, without the cookies.
struct Headers<'a>(&'a Response);

impl Serialize for Headers<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let headers: &HeaderMap = &self.0.headers;
        let mut map = serializer.serialize_map(None)?;
        if let Some(content_type) = self.0.content_type() {
            map.serialize_entry("content-type", content_type)?;
        }
        for name in headers.keys().filter(|name| **name != SET_COOKIE) {
            let values: Vec<&str> = headers
                .get_all(name)
                .iter()
                .filter_map(|value| value.to_str().ok())
                .collect();
            map.serialize_entry(name.as_str(), &values.join(","))?;
        }
        map.end()
    }
}

pub(super) fn write(response: Response) -> Box<RawValue> {
    // Strings, numbers and maps with string keys always serialise.
    serde_json::value::to_raw_value(&Document(response)).unwrap_or_default()
}
