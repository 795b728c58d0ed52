//! A small HTTP client: one request, one response, whatever its status.

use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::Value;
use ureq::Agent;
pub use ureq::http::{HeaderMap, Method};

/// A response is waited for this long: longer than any function under test may run.
const LIMIT: Duration = Duration::from_secs(60);

/// The largest body that is read. Lambda's own limit is 6 MB; a larger one is a finding, and should be seen.
const BODY_LIMIT: u64 = 64 << 20;

/// A response, read to its end.
#[derive(Clone, Debug)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// The header fields, repeated ones included.
    pub headers: HeaderMap,
    /// The body.
    pub body: Vec<u8>,
}

impl Response {
    /// The first value of a header field; `None` when it is absent or no text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The body as text, with what is not UTF-8 replaced.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON; an error shows the whole response.
    pub fn json(&self) -> Result<Value> {
        serde_json::from_slice(&self.body).with_context(|| {
            format!(
                "status {}, and the body is no JSON: {}",
                self.status,
                self.text()
            )
        })
    }
}

/// Sends one request. Redirects are not followed and proxies not used: tests talk to 127.0.0.1 only.
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
        body: body.with_context(|| format!("the response to {shown} breaks off"))?,
    })
}

/// `GET url`.
pub fn get(url: &str) -> Result<Response> {
    request(Method::GET, url, &[], None)
}

/// `POST url` with a body of a content type.
pub fn post(url: &str, content_type: &str, body: &[u8]) -> Result<Response> {
    request(
        Method::POST,
        url,
        &[("content-type", content_type)],
        Some(body),
    )
}
