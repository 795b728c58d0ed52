//! Outside of Lambda.

use std::process::ExitCode;

use crate::gateway::Gateway;

/// A debug build is its own local Lambda.
#[cfg(all(debug_assertions, feature = "local"))]
pub(super) fn run(gateway: &Gateway) -> ExitCode {
    let options = &gateway.options;
    let function = gatewright_local::Function::new(options.name).concurrency(concurrency(gateway));
    gatewright_local::main(
        function
            .timeout(options.timeout())
            .memory_mb(options.memory_mb)
            .streams(
                gateway
                    .streaming
                    .is_some_and(|triggers| triggers.function_url),
            )
            .manifest(gateway.manifest.to_json()),
    )
}

/// How many invocations the environment takes at a time: what `AWS_LAMBDA_MAX_CONCURRENCY` says, for a function that takes several.
#[cfg(all(debug_assertions, feature = "local"))]
fn concurrency(gateway: &Gateway) -> u32 {
    /// On AWS it is a setting of the function.
    const DEFAULT: u32 = 64;

    if !gateway.manifest.interface.is_concurrent() {
        return 1;
    }
    let set = std::env::var("AWS_LAMBDA_MAX_CONCURRENCY").ok();
    set.and_then(|limit| limit.parse().ok()).unwrap_or(DEFAULT)
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
