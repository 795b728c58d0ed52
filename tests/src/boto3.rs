//! The AWS SDK for Python as a client: what it accepts, every SDK's user gets.

use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::answer::Answer;
use crate::command::run;
use crate::tools::Tools;

/// Longer than the script's own limits, so that its message is seen.
const LIMIT: Duration = Duration::from_secs(90);

/// What the SDK made of an invocation.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// The function answered, with a reply or a function error.
    Answered(Answer),
    /// The service refused the request: the SDK raised a `ClientError`.
    Refused {
        /// The HTTP status.
        status: u64,
        /// The exception's name, as `RequestTooLargeException`.
        code: String,
        /// Its message.
        message: String,
    },
}

/// Calls `invoke_with_response_stream`; the JSON that `stream.py` describes.
pub fn stream(endpoint: &str, function: &str, event: &[u8]) -> Result<Value> {
    told_by(include_str!("stream.py"), endpoint, function, event)
}

/// What a script prints.
fn told_by(script: &str, endpoint: &str, function: &str, event: &[u8]) -> Result<Value> {
    let mut python = Command::new(Tools::get()?.python());
    python
        .args(["-c", script, endpoint, function])
        // A profile of whoever runs the tests must not change what the SDK does.
        .env("AWS_CONFIG_FILE", "")
        .env("AWS_SHARED_CREDENTIALS_FILE", "")
        .env_remove("AWS_PROFILE")
        .env("AWS_EC2_METADATA_DISABLED", "true");
    let told = run(&mut python, event, LIMIT)?
        .expect_success("boto3")?
        .stdout_text();
    serde_json::from_str(&told).with_context(|| format!("the script printed {told}"))
}

/// Calls `invoke` on `function` at `endpoint` (`http://host:port`).
pub fn invoke(endpoint: &str, function: &str, event: &[u8]) -> Result<Outcome> {
    let told = told_by(include_str!("invoke.py"), endpoint, function, event)?;
    let text = |name: &str| told[name].as_str().map(str::to_owned);
    if let Some(code) = text("code") {
        return Ok(Outcome::Refused {
            status: told["status"].as_u64().unwrap_or_default(),
            code,
            message: text("message").unwrap_or_default(),
        });
    }
    let payload = text("payload").unwrap_or_default();
    Ok(Outcome::Answered(Answer {
        payload: serde_json::from_str(&payload)
            .with_context(|| format!("the payload is no JSON: {payload}"))?,
        function_error: text("function_error"),
    }))
}
