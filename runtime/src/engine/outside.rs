//! Outside of Lambda.

use std::process::ExitCode;

use crate::gateway::Gateway;

/// A debug build is its own local Lambda.
#[cfg(all(debug_assertions, feature = "local"))]
pub(super) fn run(gateway: &Gateway) -> ExitCode {
    let options = &gateway.options;
    let function = gatewright_local::Function::new(options.name);
    gatewright_local::main(
        function
            .timeout(options.timeout())
            .memory_mb(options.memory_mb)
            .manifest(gateway.manifest.to_json()),
    )
}

/// What a release build is, and how to run it.
#[cfg(not(all(debug_assertions, feature = "local")))]
pub(super) fn run(gateway: &Gateway) -> ExitCode {
    let name = gateway.options.name;
    eprintln!(
        "`{name}` is an AWS Lambda function and found no Lambda environment (AWS_LAMBDA_RUNTIME_API is not set): deploy it as `bootstrap`, or run a debug build to serve it locally: cargo run -p {name}"
    );
    ExitCode::from(2)
}
