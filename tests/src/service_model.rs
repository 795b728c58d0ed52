//! The limits in the service models of botocore, the library below the AWS SDK for Python. AWS generates them from its own models.

use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::command::run;
use crate::tools::Tools;

const LIMIT: Duration = Duration::from_secs(90);

/// Returns the limits of `shapes` (`lambda.Timeout`) and the documentation of the members `docs` (`lambda.CreateFunctionRequest.Timeout`),
/// in the form that `service_model.py` describes.
pub fn read(shapes: &[&str], docs: &[&str]) -> Result<Value> {
    let mut python = Command::new(Tools::get()?.python());
    python.args(["-c", include_str!("service_model.py")]);
    let asked = json!({"shapes": shapes, "docs": docs}).to_string();
    let printed = run(&mut python, asked.as_bytes(), LIMIT)?
        .expect_success("botocore")?
        .stdout_text();
    serde_json::from_str(&printed)
        .with_context(|| format!("expected JSON from the script, got {printed}"))
}
