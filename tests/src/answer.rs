//! The result of an invocation, in the same form for every emulator and client.

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::http::Response;

/// The answer to one synchronous invocation.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The function's reply, or the error object of a function error.
    pub payload: Value,
    /// The kind of function error (`X-Amz-Function-Error`), if the emulator reports it.
    pub function_error: Option<String>,
}

impl Answer {
    /// Reads the response of an Invoke API. A response that does not come from the function, such as a throttle, is an error.
    pub(crate) fn from_invoke_api(response: &Response) -> Result<Self> {
        if response.status != 200 {
            bail!(
                "expected status 200 from the Invoke API, got {}: {}",
                response.status,
                response.text()
            );
        }
        Ok(Self {
            payload: response.json()?,
            function_error: response.header("x-amz-function-error").map(str::to_owned),
        })
    }

    /// Parses the body of an HTTP reply (`{"statusCode": …, "body": "…"}`) as JSON.
    pub fn http_body(&self) -> Result<Value> {
        let body = self.payload["body"].as_str().with_context(|| {
            format!("expected an HTTP reply with a `body`, got {}", self.payload)
        })?;
        serde_json::from_str(body).with_context(|| format!("expected JSON as the body, got {body}"))
    }
}

/// Returns the URL of `function` at the Invoke API of `endpoint` (`http://host:port`).
pub(crate) fn invoke_url(endpoint: &str, function: &str) -> String {
    format!("{endpoint}/2015-03-31/functions/{function}/invocations")
}
