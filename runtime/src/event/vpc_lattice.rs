//! VPC Lattice, with version 1 or 2 of its event, which is an attribute of the target group.
//!
//! What the trigger has lost: with version 1, all but the last value of a query parameter that is there several times. AWS
//! documents neither whether the path and the query are encoded nor whether version 1's `raw_path` ends with the query string;
//! they are taken as a load balancer sends them, encoded, and a query string in the path goes before the separate values.
//! <https://docs.aws.amazon.com/vpc-lattice/latest/ug/lambda-functions.html>

use std::borrow::Cow;

use serde_json::value::RawValue;

use super::context::RequestContext;
use super::response::{Document, Texts, status_description};
use super::text::text_of;
use super::{HttpRequest, Method, QueryText, Shape, Trigger, raw_text};
use crate::handler::reply::Response;

pub(super) fn read<'a>(shape: &Shape<'a>, context: &RequestContext<'a>) -> Option<HttpRequest<'a>> {
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
        path,
        path_is_encoded: true,
        query: match query_text {
            Some(text) => QueryText::Text(text),
            None => QueryText::object(None, query, true),
        },
        headers: shape.headers,
        cookies: None,
        body: shape.body,
        body_is_base64: is_base64.is_some_and(|flag| flag.get() == "true"),
    })
}

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

/// One text for each header, as both versions want it.
pub(super) fn write(response: &Response) -> Box<RawValue> {
    Document {
        status_description: Some(status_description(response.status)),
        headers: Some(Texts::WithCookies(response)),
        ..Document::of(response)
    }
    .write()
}
