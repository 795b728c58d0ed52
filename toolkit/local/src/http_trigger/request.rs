//! The parts of a request that the events of several triggers have.

use crate::http_trigger::RequestMetadata;
use crate::identity;
use crate::uri::decode_query;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hyper::HeaderMap;
use hyper::header::{CONTENT_ENCODING, CONTENT_TYPE};
use std::collections::BTreeMap;

/// Headers or query parameters: each name with all of its values, in their order.
pub(super) type Lists = BTreeMap<String, Vec<String>>;

/// Headers or query parameters with one value for each name.
pub(super) type Singles = BTreeMap<String, String>;

/// Returns the headers with names in lower case. The service's headers replace the client's, but `x-forwarded-for` is appended to.
pub(super) fn headers(headers: &HeaderMap, metadata: &RequestMetadata) -> Lists {
    let mut lists = Lists::new();
    for (name, value) in headers {
        let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
        lists.entry(name.to_string()).or_default().push(value);
    }
    let client = metadata.client.ip().to_string();
    let forwarded = match lists.get("x-forwarded-for") {
        Some(before) => format!("{}, {client}", before.join(",")),
        None => client,
    };
    let mut set = |name: &str, value| lists.insert(name.to_owned(), vec![value]);
    set("x-forwarded-for", forwarded);
    set("x-forwarded-port", metadata.local.port().to_string());
    set("x-forwarded-proto", "http".to_owned());
    let trace = "x-amzn-trace-id".to_owned();
    lists.entry(trace).or_insert_with(|| vec![trace_root()]);
    lists
}

/// Returns the root of a trace. The service adds neither a parent nor a sampling decision.
fn trace_root() -> String {
    let header = identity::trace_header();
    header.split(';').next().unwrap_or_default().to_owned()
}

/// Returns every value of a header, joined by commas.
pub(super) fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(name)
        .iter()
        .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
        .reduce(|joined, value| joined + "," + &value)
}

/// Returns the query parameters as the client sent them.
pub(super) fn query(query: Option<&str>) -> Lists {
    collected(query, str::to_owned)
}

/// Returns the decoded query parameters.
pub(super) fn decoded_query(query: Option<&str>) -> Lists {
    collected(query, decode_query)
}

fn collected(query: Option<&str>, of: impl Fn(&str) -> String) -> Lists {
    let mut lists = Lists::new();
    let pairs = query.unwrap_or_default().split('&');
    for pair in pairs.filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        lists.entry(of(name)).or_default().push(of(value));
    }
    lists
}

/// Joins the values of each name.
pub(super) fn joined(lists: Lists, separator: &str) -> Singles {
    let join = |(name, values): (String, Vec<String>)| (name, values.join(separator));
    lists.into_iter().map(join).collect()
}

/// Keeps the last value of each name.
pub(super) fn last(lists: &Lists) -> Singles {
    let last =
        |(name, values): (&String, &Vec<String>)| Some((name.clone(), values.last()?.clone()));
    lists.iter().filter_map(last).collect()
}

/// Returns the media type of the body without parameters, in lower case.
pub(super) fn media_type(headers: &HeaderMap) -> String {
    let content_type = header(headers, CONTENT_TYPE.as_str()).unwrap_or_default();
    essence(&content_type)
}

/// Returns a media type without its parameters, in lower case.
pub(super) fn essence(media_type: &str) -> String {
    let essence = media_type.split(';').next().unwrap_or_default();
    essence.trim().to_ascii_lowercase()
}

/// Returns a body of a text type as text, any other in base64, and whether it is base64. `None` if it is empty.
///
/// A load balancer documents these types, and base64 for every body with a `content-encoding`. A live HTTP API does the same.
pub(super) fn text_or_base64(headers: &HeaderMap, body: &[u8]) -> (Option<String>, bool) {
    let is_text = has_text_type(headers) && !headers.contains_key(CONTENT_ENCODING);
    text_if(is_text, body)
}

/// Whether the media type is one of text: `text/*`, JSON, XML or JavaScript.
pub(super) fn has_text_type(headers: &HeaderMap) -> bool {
    let media_type = media_type(headers);
    media_type.starts_with("text/")
        || [
            "application/json",
            "application/xml",
            "application/javascript",
        ]
        .contains(&media_type.as_str())
}

/// Returns the body as text if it is, otherwise in base64, and whether it is base64. `None` if it is empty.
pub(super) fn text_if(is_text: bool, body: &[u8]) -> (Option<String>, bool) {
    if body.is_empty() {
        return (None, false);
    }
    match std::str::from_utf8(body) {
        Ok(text) if is_text => (Some(text.to_owned()), false),
        _ => (Some(STANDARD.encode(body)), true),
    }
}
