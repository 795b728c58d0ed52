//! JSON bodies.

use http::StatusCode;
use serde::de::DeserializeOwned;

use super::body::not_base64;
use super::{Extract, FromHttp, How, Kind, Rejection};
use crate::event::HttpRequest;
use crate::handler::reply::Json;

impl<T: DeserializeOwned> Extract<FromHttp> for Json<T> {
    const KIND: Kind = Kind::Body;
    const HOW: How<Self> = How::Now(|incoming| {
        let request = incoming.request()?;
        let body = json_body(request)?;
        // One reader for all that is JSON: the one for bytes would be a second copy of the code that reads `T`.
        let text = std::str::from_utf8(&body)
            .map_err(|error| Rejection::invalid(format!("body: no UTF-8: {error}")))?;
        serde_json::from_str(text)
            .map(Json)
            .map_err(|error| Rejection::invalid(format!("body: {error}")))
    });
}

/// The body's bytes, if its content type says that they are JSON, or says nothing.
fn json_body<'a>(request: &HttpRequest<'a>) -> Result<std::borrow::Cow<'a, [u8]>, Rejection> {
    if let Some(content_type) = request.header("content-type")
        && !is_json(&content_type)
    {
        let detail =
            format!("the body is `{content_type}`, and this route takes `application/json`");
        return Err(Rejection::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "InvalidPayload",
            detail,
        ));
    }
    match request.body() {
        None => Err(Rejection::invalid(
            "body: missing, and this route takes JSON",
        )),
        Some(Err(error)) => Err(not_base64(&error)),
        Some(Ok(body)) => Ok(body),
    }
}

/// `application/json`, or a type with the suffix `+json` (RFC 6839), with any parameters.
fn is_json(content_type: &str) -> bool {
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    let ends_in_json = || {
        let (name, suffix) = essence.split_once('/')?;
        let suffix = suffix.get(suffix.len().checked_sub("+json".len())?..)?;
        Some(name.eq_ignore_ascii_case("application") && suffix.eq_ignore_ascii_case("+json"))
    };
    essence.eq_ignore_ascii_case("application/json") || ends_in_json() == Some(true)
}

#[cfg(test)]
mod tests {
    use super::is_json;

    #[test]
    fn json_is_told_by_type_and_suffix() {
        for json in [
            "application/json",
            "Application/JSON; charset=utf-8",
            "application/merge-patch+json",
        ] {
            assert!(is_json(json), "{json}");
        }
        for other in ["text/plain", "application/jsonp", "text/json+html", ""] {
            assert!(!is_json(other), "{other}");
        }
    }
}
