//! API Gateway REST API, and HTTP API with payload format 1.0, which has the same members.
//!
//! What the trigger has lost: the query string as it was sent. Names and values arrive decoded, so `?a=%2B` and `?a=+` may look the
//! same, and so does the order among different names. The path is still encoded, and is without the stage; behind a custom
//! domain it begins with the base path of the mapping.
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html>

use serde_json::value::RawValue;

use super::context::RequestContext;
use super::response::{Document, Lists};
use super::stage::without_stage;
use super::text::text_of;
use super::{HttpRequest, Method, QueryText, Shape, Trigger, raw_text};
use crate::handler::reply::Response;

pub(super) fn read<'a>(shape: &Shape<'a>, context: &RequestContext<'a>) -> Option<HttpRequest<'a>> {
    let method = raw_text(shape.http_method?)?;
    let path = raw_text(shape.path?)?;
    // Only format 1.0 of an HTTP API says its version, and only there the path begins with the stage.
    let path = match shape.version.and_then(raw_text) {
        Some(_) => without_stage(path, context.stage.and_then(text_of).as_deref()),
        None => path,
    };
    Some(HttpRequest {
        trigger: Trigger::RestApi,
        method: Method::parse(&method),
        path,
        path_is_encoded: true,
        query: QueryText::object(shape.multi_value_query, shape.query, false),
        headers: shape.lists_or_single_headers(),
        cookies: None,
        body: shape.body,
        body_is_base64: shape.is_base64(),
    })
}

/// Every header with the list of its values, cookies included.
pub(super) fn write(response: &Response) -> Box<RawValue> {
    Document {
        multi_value_headers: Some(Lists(response)),
        ..Document::of(response)
    }
    .write()
}
