//! Application Load Balancer, with and without multi-value headers, which is an attribute of the target group.
//!
//! What the trigger has lost: without multi-value headers, all but the last value of a header or query parameter that is there
//! several times. Path and query arrive as they were sent, still encoded.
//! <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html>

use serde_json::value::RawValue;

use super::context::RequestContext;
use super::response::{Document, Lists, Texts, status_description};
use super::{HttpRequest, Method, QueryText, Shape, Trigger, raw_text};
use crate::handler::reply::Response;

pub(super) fn read<'a>(shape: &Shape<'a>, context: &RequestContext<'a>) -> Option<HttpRequest<'a>> {
    if !context.is_of_load_balancer() {
        return None;
    }
    Some(HttpRequest {
        trigger: Trigger::Alb {
            multi_value: shape
                .multi_value_headers
                .is_some_and(|headers| headers.get().starts_with('{')),
        },
        method: Method::parse(&raw_text(shape.http_method?)?),
        path: raw_text(shape.path?)?,
        path_is_encoded: true,
        query: QueryText::object(shape.multi_value_query, shape.query, true),
        headers: shape.lists_or_single_headers(),
        cookies: None,
        body: shape.body,
        body_is_base64: shape.is_base64(),
    })
}

/// Headers in the form in which the request had them. The body must not be missing, and is then an empty one.
pub(super) fn write(response: &Response, multi_value: bool) -> Box<RawValue> {
    let mut document = Document {
        status_description: Some(status_description(response.status)),
        ..Document::of(response)
    };
    document.body.get_or_insert_default();
    if multi_value {
        document.multi_value_headers = Some(Lists(response));
    } else {
        document.headers = Some(Texts::WithCookies(response));
    }
    document.write()
}
