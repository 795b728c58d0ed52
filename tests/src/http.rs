//! A small HTTP client: one request and one response, of any status.

use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::Value;
use ureq::Agent;
pub use ureq::http::{HeaderMap, Method};

/// The timeout of a request, longer than any function under test may run.
const LIMIT: Duration = Duration::from_secs(60);

/// The largest body that is read. It exceeds Lambda's limit of 6 MB, so that a test can see a body that is too large.
const BODY_LIMIT: u64 = 64 << 20;

/// A complete response.
#[derive(Clone, Debug)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// The header fields, including repeated ones.
    pub headers: HeaderMap,
    /// The body.
    pub body: Vec<u8>,
}

impl Response {
    /// Returns the first value of a header field, or `None` if it is absent or not text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Returns the body as text, with invalid UTF-8 replaced.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// Parses the body as JSON. The error shows the whole response.
    pub fn json(&self) -> Result<Value> {
        serde_json::from_slice(&self.body).with_context(|| {
            format!(
                "expected JSON as the body of a response with status {}, got {}",
                self.status,
                self.text()
            )
        })
    }
}

/// Sends one request. Redirects are not followed and proxies are not used, because tests only connect to 127.0.0.1.
pub fn request(
    method: Method,
    url: &str,
    headers: &[(&str, &str)],
    body: Option<&[u8]>,
) -> Result<Response> {
    let shown = format!("{method} {url}");
    let agent: Agent = Agent::config_builder()
        .http_status_as_error(false)
        .allow_non_standard_methods(true)
        .max_redirects(0)
        .proxy(None)
        .timeout_global(Some(LIMIT))
        .build()
        .into();
    let mut request = ureq::http::Request::builder().method(method).uri(url);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = match body {
        Some(body) => agent.run(request.body(body)?),
        None => agent.run(request.body(())?),
    };
    let response = response.with_context(|| format!("no response to {shown}"))?;
    let (parts, mut body) = response.into_parts();
    let body = body.with_config().limit(BODY_LIMIT).read_to_vec();
    Ok(Response {
        status: parts.status.as_u16(),
        headers: parts.headers,
        body: body.with_context(|| format!("the response to {shown} is incomplete"))?,
    })
}

/// Sends `GET url`.
pub fn get(url: &str) -> Result<Response> {
    request(Method::GET, url, &[], None)
}

/// Sends `POST url` with a body of a content type.
pub fn post(url: &str, content_type: &str, body: &[u8]) -> Result<Response> {
    request(
        Method::POST,
        url,
        &[("content-type", content_type)],
        Some(body),
    )
}
