//! API Gateway HTTP API with payload format 2.0, and Lambda function URLs, which share it.
//!
//! What the triggers have lost: the HTTP API has decoded the path before the function sees it, so a `%2F` in a segment cannot be told
//! from a slash there; a function URL leaves `rawPath` encoded. Both join the values of a repeated header with commas, and keep the
//! query string as it was sent.
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html>

use serde_json::value::RawValue;

use super::context::RequestContext;
use super::response::{Document, Texts, cookies};
use super::stage::without_stage;
use super::text::text_of;
use super::{HttpRequest, Method, QueryText, Shape, Trigger, raw_text};
use crate::handler::reply::Response;

pub(super) fn read<'a>(shape: &Shape<'a>, context: &RequestContext<'a>) -> Option<HttpRequest<'a>> {
    let path = raw_text(shape.raw_path?)?;
    let method = text_of(context.http_method?)?;
    let is_function_url = context
        .domain_name
        .and_then(text_of)
        .is_some_and(|name| name.contains(".lambda-url."));
    Some(HttpRequest {
        trigger: if is_function_url {
            Trigger::FunctionUrl
        } else {
            Trigger::HttpApi
        },
        method: Method::parse(&method),
        path: without_stage(path, context.stage.and_then(text_of).as_deref()),
        path_is_encoded: is_function_url,
        query: QueryText::Text(
            shape
                .raw_query_string
                .and_then(raw_text)
                .unwrap_or_default(),
        ),
        headers: shape.headers,
        cookies: shape.cookies,
        body: shape.body,
        body_is_base64: shape.is_base64(),
    })
}

/// Joined headers, cookies apart.
pub(super) fn write(response: &Response) -> Box<RawValue> {
    Document {
        headers: Some(Texts::WithoutCookies(response)),
        cookies: cookies(response),
        ..Document::of(response)
    }
    .write()
}
