//! The AWS SDK for Python as a client.
//!
//! Replies that it accepts are taken to work with every AWS SDK.

use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::answer::Answer;
use crate::command::run;
use crate::tools::Tools;

/// Longer than the script's own limits, so that its error message is shown.
const LIMIT: Duration = Duration::from_secs(90);

/// The result of an invocation through the SDK.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// The function returned a reply or a function error.
    Answered(Answer),
    /// The service rejected the request: the SDK raised a `ClientError`.
    Refused {
        /// The HTTP status.
        status: u64,
        /// The name of the exception, such as `RequestTooLargeException`.
        code: String,
        /// The message of the exception.
        message: String,
    },
}

/// Calls `invoke_with_response_stream` and returns the JSON that `stream.py` describes.
pub fn stream(endpoint: &str, function: &str, event: &[u8]) -> Result<Value> {
    run_script(include_str!("stream.py"), endpoint, function, event)
}

/// Runs a script and returns the JSON that it prints.
fn run_script(script: &str, endpoint: &str, function: &str, event: &[u8]) -> Result<Value> {
    let mut python = Command::new(Tools::get()?.python());
    python
        .args(["-c", script, endpoint, function])
        // The user's AWS profile must not change what the SDK does.
        .env("AWS_CONFIG_FILE", "")
        .env("AWS_SHARED_CREDENTIALS_FILE", "")
        .env_remove("AWS_PROFILE")
        .env("AWS_EC2_METADATA_DISABLED", "true");
    let output = run(&mut python, event, LIMIT)?
        .expect_success("boto3")?
        .stdout_text();
    serde_json::from_str(&output)
        .with_context(|| format!("expected JSON from the script, got {output}"))
}

/// Calls `invoke` on `function` at `endpoint` (`http://host:port`).
pub fn invoke(endpoint: &str, function: &str, event: &[u8]) -> Result<Outcome> {
    let result = run_script(include_str!("invoke.py"), endpoint, function, event)?;
    let text = |name: &str| result[name].as_str().map(str::to_owned);
    if let Some(code) = text("code") {
        return Ok(Outcome::Refused {
            status: result["status"].as_u64().unwrap_or_default(),
            code,
            message: text("message").unwrap_or_default(),
        });
    }
    let payload = text("payload").unwrap_or_default();
    Ok(Outcome::Answered(Answer {
        payload: serde_json::from_str(&payload)
            .with_context(|| format!("expected JSON as the payload, got {payload}"))?,
        function_error: text("function_error"),
    }))
}
