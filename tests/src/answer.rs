//! What an invocation returned, the same for every emulator and client.

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::http::Response;

/// The answer to one synchronous invocation.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// What the function replied, or the error object of a function error.
    pub payload: Value,
    /// The kind of function error (`X-Amz-Function-Error`), where the emulator tells it.
    pub function_error: Option<String>,
}

impl Answer {
    /// Reads the response of an Invoke API. One that is no answer of the function (a throttle, a refused request) is an error.
    pub(crate) fn from_invoke_api(response: &Response) -> Result<Self> {
        if response.status != 200 {
            bail!(
                "the Invoke API answered with status {}: {}",
                response.status,
                response.text()
            );
        }
        Ok(Self {
            payload: response.json()?,
            function_error: response.header("x-amz-function-error").map(str::to_owned),
        })
    }

    /// The body of an HTTP reply (`{"statusCode": …, "body": "…"}`) as JSON.
    pub fn http_body(&self) -> Result<Value> {
        let body = self.payload["body"]
            .as_str()
            .with_context(|| format!("no HTTP reply: {}", self.payload))?;
        serde_json::from_str(body).with_context(|| format!("the body is no JSON: {body}"))
    }
}

/// The address at which an Invoke API at `endpoint` (`http://host:port`) takes invocations of `function`.
pub(crate) fn invoke_url(endpoint: &str, function: &str) -> String {
    format!("{endpoint}/2015-03-31/functions/{function}/invocations")
}
