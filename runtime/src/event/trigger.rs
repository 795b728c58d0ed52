//! The event formats of the HTTP triggers: reading a request, and writing a response.
//!
//! A handler does not know the trigger of its request. Some triggers discard information before they invoke the function; each
//! `read_*` function says which.

use std::borrow::Cow;

use memchr::memchr;
use serde_json::value::RawValue;

use super::json::{raw_text, text_of};
use super::request::{HttpRequest, Method, Pairs, QueryText, Trigger};
use super::response::{
    Document, MultiValueHeaders, SingleValueHeaders, cookies, status_description,
};
use super::shape::{ContextMembers, Shape};
use crate::handler::reply::Response;

impl Trigger {
    /// Reads the event as a request; `None` if it is not one. The events of authorizers and of WebSocket connections only resemble
    /// requests.
    pub(crate) fn read<'a>(shape: &Shape<'a>) -> Option<HttpRequest<'a>> {
        if shape.is_authorizer() {
            return None;
        }
        let context = ContextMembers::read(shape.request_context);
        if context.has_connection() {
            return None;
        }
        read_alb(shape, &context)
            .or_else(|| read_vpc_lattice(shape, &context))
            .or_else(|| read_http_v2(shape, &context))
            .or_else(|| read_rest(shape, &context))
    }

    /// Writes `response` in the format of this trigger.
    pub(crate) fn write(self, response: &Response) -> Box<RawValue> {
        match self {
            Self::HttpApi | Self::FunctionUrl => write_http_v2(response),
            Self::RestApi => write_rest(response),
            Self::Alb { multi_value } => write_alb(response, multi_value),
            Self::VpcLattice => write_vpc_lattice(response),
            Self::WebSocket => write_websocket(response),
        }
    }
}

/// Reads an API Gateway HTTP API event with payload format 2.0, or a Lambda function URL event, which has the same format.
///
/// An HTTP API decodes the path before it invokes the function, so a `%2F` in a segment cannot be told from a slash. A function
/// URL leaves `rawPath` encoded, as does `cargo lambda watch`, which emulates function URLs. Both join the values of a repeated header
/// with commas, and leave the query string unchanged.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html>
fn read_http_v2<'a>(shape: &Shape<'a>, context: &ContextMembers<'a>) -> Option<HttpRequest<'a>> {
    let path = raw_text(shape.raw_path?)?;
    let method = text_of(context.http_method?)?;
    let domain = context.domain_name.and_then(text_of);
    let is_function_url = context.is_of_function_url();
    let (path, stage) = if is_function_url {
        (path, None)
    } else {
        without_stage_of_http_api(path, context, domain.as_deref())
    };
    let query = shape
        .raw_query_string
        .and_then(raw_text)
        .unwrap_or_default();
    let parameters = shape.query.filter(|raw| raw.get().starts_with('{'));
    Some(HttpRequest {
        trigger: if is_function_url {
            Trigger::FunctionUrl
        } else {
            Trigger::HttpApi
        },
        method: Method::parse(&method),
        method_name: method,
        path,
        path_is_encoded: is_function_url,
        stage,
        query: if query.is_empty() && parameters.is_some() {
            QueryText::object(None, parameters, false)
        } else {
            QueryText::Text(query)
        },
        headers: Pairs::new(None, shape.headers),
        cookies: shape.cookies.map(RawValue::get),
        body: shape.body.map(RawValue::get),
        body_is_base64: shape.is_base64(),
        body_is_damaged: false,
    })
}

/// Writes joined headers and separate cookies.
fn write_http_v2(response: &Response) -> Box<RawValue> {
    Document {
        headers: Some(SingleValueHeaders::WithoutCookies(response)),
        cookies: Some(cookies(response)),
        ..Document::of(response)
    }
    .write()
}

/// Reads an API Gateway REST API event, or an HTTP API event with payload format 1.0, which has the same members.
///
/// The original query string is lost. Names and values arrive decoded, so `?a=%2B` and `?a=+` may look the same, and the order of
/// different names is lost. A REST API leaves the path encoded, an HTTP API decodes it. Behind a custom domain the path begins with
/// the base path of the mapping.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html>
fn read_rest<'a>(shape: &Shape<'a>, context: &ContextMembers<'a>) -> Option<HttpRequest<'a>> {
    let method = raw_text(shape.http_method?)?;
    let path = raw_text(shape.path?)?;
    let domain = context.domain_name.and_then(text_of);
    // Only format 1.0 of an HTTP API has a version.
    let is_http_api = shape.version.and_then(raw_text).is_some();
    let (path, stage) = if is_http_api {
        without_stage_of_http_api(path, context, domain.as_deref())
    } else {
        let stage = stage_of_rest_api(&path, context, domain.as_deref());
        (path, stage)
    };
    Some(HttpRequest {
        trigger: Trigger::RestApi,
        method: Method::parse(&method),
        method_name: method,
        path,
        path_is_encoded: !is_http_api,
        stage,
        query: QueryText::object(shape.multi_value_query, shape.query, false),
        headers: shape.lists_or_single_headers(),
        cookies: None,
        body: shape.body.map(RawValue::get),
        body_is_base64: shape.is_base64(),
        body_is_damaged: false,
    })
}

/// Writes each header, cookies included, with an array of its values.
fn write_rest(response: &Response) -> Box<RawValue> {
    Document {
        multi_value_headers: Some(MultiValueHeaders(response)),
        ..Document::of(response)
    }
    .write()
}

/// Removes the stage from the path of an HTTP API, where a stage other than `$default` is the first segment. Behind a custom domain
/// that depends on the mapping, so the stage is returned instead.
fn without_stage_of_http_api<'a>(
    path: Cow<'a, str>,
    context: &ContextMembers<'a>,
    domain: Option<&str>,
) -> (Cow<'a, str>, Option<Cow<'a, str>>) {
    let stage = context.stage.and_then(text_of);
    if domain.is_some_and(is_custom) {
        return (path, stage.filter(|stage| is_named(stage)));
    }
    (without_stage(path, stage.as_deref()), None)
}

/// Returns the stage of a REST API if the path may contain it. The API's own domain removes it. A custom domain that is mapped
/// without a stage leaves it in the path, where `requestContext.path` is the same path.
fn stage_of_rest_api<'a>(
    path: &str,
    context: &ContextMembers<'a>,
    domain: Option<&str>,
) -> Option<Cow<'a, str>> {
    let stage = context
        .stage
        .and_then(text_of)
        .filter(|stage| is_named(stage))?;
    let full = context.path.and_then(text_of);
    match (full, domain) {
        (Some(full), _) => full == path,
        (None, Some(domain)) => is_custom(domain),
        (None, None) => false,
    }
    .then_some(stage)
}

/// Whether the domain is a custom one, and not `id.execute-api.region.amazonaws.com`.
fn is_custom(domain: &str) -> bool {
    service_of(domain) != Some("execute-api")
}

/// Returns the second label, which names the service in a domain of AWS.
fn service_of(domain: &str) -> Option<&str> {
    let (start, bytes) = (1 + memchr(b'.', domain.as_bytes())?, domain.as_bytes());
    let length = memchr(b'.', &bytes[start..]).unwrap_or(bytes.len() - start);
    domain.get(start..start + length)
}

fn is_named(stage: &str) -> bool {
    !stage.is_empty() && stage != "$default"
}

/// Removes the stage from a path. A stage other than `$default` is the path's first segment.
fn without_stage<'a>(path: Cow<'a, str>, stage: Option<&str>) -> Cow<'a, str> {
    let Some(stage) = stage.filter(|stage| is_named(stage)) else {
        return path;
    };
    let prefixed = path
        .strip_prefix('/')
        .and_then(|path| path.strip_prefix(stage));
    if !prefixed.is_some_and(|rest| rest.is_empty() || rest.starts_with('/')) {
        return path;
    }
    from(path, stage.len() + 1)
}

/// Returns the path from the byte `start` on.
pub(crate) fn from(path: Cow<'_, str>, start: usize) -> Cow<'_, str> {
    match path {
        Cow::Borrowed(path) => Cow::Borrowed(&path[start..]),
        Cow::Owned(path) => Cow::Owned(path[start..].to_owned()),
    }
}

/// Reads an Application Load Balancer event. Multi-value headers are an attribute of its target group.
///
/// Without multi-value headers, all but the last value of a repeated header or query parameter are lost. Path and query arrive
/// encoded, as the client sent them.
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html>
fn read_alb<'a>(shape: &Shape<'a>, context: &ContextMembers<'a>) -> Option<HttpRequest<'a>> {
    if !context.is_of_load_balancer() {
        return None;
    }
    let headers = shape.lists_or_single_headers();
    let method = raw_text(shape.http_method?)?;
    Some(HttpRequest {
        trigger: Trigger::Alb {
            multi_value: headers.has_lists(),
        },
        method: Method::parse(&method),
        method_name: method,
        path: raw_text(shape.path?)?,
        path_is_encoded: true,
        stage: None,
        query: QueryText::object(shape.multi_value_query, shape.query, true),
        headers,
        cookies: None,
        body: shape.body.map(RawValue::get),
        body_is_base64: shape.is_base64(),
        body_is_damaged: false,
    })
}

/// Writes headers in the form of the request's. A load balancer requires a body, which may be empty.
fn write_alb(response: &Response, multi_value: bool) -> Box<RawValue> {
    let mut document = Document {
        status_description: Some(status_description(response.status)),
        ..Document::of(response)
    };
    document.body.get_or_insert_default();
    if multi_value {
        document.multi_value_headers = Some(MultiValueHeaders(response));
    } else {
        document.headers = Some(SingleValueHeaders::WithCookies(response));
    }
    document.write()
}

/// Reads a VPC Lattice event of version 1 or 2, which is an attribute of its target group.
///
/// With version 1, all but the last value of a repeated query parameter are lost. AWS documents neither whether path and query
/// are encoded, nor whether `raw_path` of version 1 ends with the query string. They are taken to be encoded, as a load balancer
/// sends them, and a query string in the path takes precedence over the separate values.
/// <https://docs.aws.amazon.com/vpc-lattice/latest/ug/lambda-functions.html>
fn read_vpc_lattice<'a>(
    shape: &Shape<'a>,
    context: &ContextMembers<'a>,
) -> Option<HttpRequest<'a>> {
    let is_version_2 = context.service_network_arn.and_then(text_of).is_some();
    let (path, query, is_base64) = if is_version_2 {
        (shape.path, shape.query, shape.is_base64_encoded)
    } else {
        let raw_path = shape.lattice_raw_path;
        (
            raw_path,
            shape.lattice_query,
            shape.lattice_is_base64_encoded,
        )
    };
    let method = raw_text(shape.method?)?;
    let (path, query_text) = split_query(raw_text(path?)?);
    Some(HttpRequest {
        trigger: Trigger::VpcLattice,
        method: Method::parse(&method),
        method_name: method,
        path,
        path_is_encoded: true,
        stage: None,
        query: match query_text.filter(|text| !text.is_empty()) {
            Some(text) => QueryText::Text(text),
            None => QueryText::object(None, query, true),
        },
        headers: Pairs::new(None, shape.headers),
        cookies: None,
        body: shape.body.map(RawValue::get),
        body_is_base64: is_base64.is_some_and(|flag| flag.get() == "true"),
        body_is_damaged: false,
    })
}

/// Splits a path at its query string.
fn split_query(path: Cow<'_, str>) -> (Cow<'_, str>, Option<Cow<'_, str>>) {
    match path {
        Cow::Borrowed(path) => match path.split_once('?') {
            Some((path, query)) => (path.into(), Some(query.into())),
            None => (path.into(), None),
        },
        Cow::Owned(path) => match path.split_once('?') {
            Some((path, query)) => (
                Cow::Owned(path.to_owned()),
                Some(Cow::Owned(query.to_owned())),
            ),
            None => (Cow::Owned(path), None),
        },
    }
}

/// Writes one string for each header, which both versions expect.
fn write_vpc_lattice(response: &Response) -> Box<RawValue> {
    Document {
        status_description: Some(status_description(response.status)),
        headers: Some(SingleValueHeaders::WithCookies(response)),
        ..Document::of(response)
    }
    .write()
}

/// Writes one string for each header. A WebSocket API sends those of the reply to `$connect` to the client, such as the subprotocol.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-connect-route-subprotocol.html>
fn write_websocket(response: &Response) -> Box<RawValue> {
    Document {
        headers: Some(SingleValueHeaders::WithCookies(response)),
        ..Document::of(response)
    }
    .write()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stage_is_a_whole_first_segment() {
        for (path, stage, expected) in [
            ("/prod/orders", Some("prod"), "/orders"),
            ("/prod", Some("prod"), ""),
            ("/products", Some("prod"), "/products"),
            ("/orders/prod", Some("prod"), "/orders/prod"),
            ("/$default/x", Some("$default"), "/$default/x"),
            ("/orders", None, "/orders"),
            ("prod", Some("prod"), "prod"),
        ] {
            assert_eq!(without_stage(path.into(), stage), expected, "{path}");
            assert_eq!(
                without_stage(path.to_owned().into(), stage),
                expected,
                "{path}"
            );
        }
    }
}
