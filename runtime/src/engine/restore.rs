//! The snapshot of `SnapStart`, between INIT and the first event.
//! <https://docs.aws.amazon.com/lambda/latest/dg/snapstart-runtime-hooks.html>

use std::env;

use crate::error::FunctionError;
use crate::lazy::reset_before_snapshot;
use crate::platform::runtime_api::client::Client;

/// Waits until the environment has been restored from its snapshot. Returns at once if it takes none.
pub(super) async fn snapshot() -> Result<(), FunctionError> {
    if env::var_os("AWS_LAMBDA_INITIALIZATION_TYPE").is_none_or(|kind| kind != "snap-start") {
        return Ok(());
    }
    reset_before_snapshot();
    let failed = |reason: &dyn std::fmt::Display| {
        let message =
            format!("the Runtime API failed while the environment was restored: {reason}");
        FunctionError::new("RestoreFailed", message)
    };
    // The connection does not survive the snapshot, so it is not kept.
    let mut client = Client::of_environment().map_err(|error| failed(&error))?;
    match client.get("restore/next").await {
        Ok(None) => Ok(()),
        Ok(Some(refusal)) => Err(failed(&refusal)),
        Err(error) => Err(failed(&error)),
    }
}
