//! The process: in Lambda it serves, elsewhere it is a local Lambda or says what it is.

#[cfg(feature = "concurrent")]
use super::concurrent;
use super::posted::Buffered;
use super::serve;
use crate::gateway::Gateway;
use std::env;
use std::process::ExitCode;

/// Runs a function: the body of the generated `main`.
///
/// In a Lambda environment it serves until the environment ends. Elsewhere a debug build is its own local Lambda, and a
/// release build says what it is.
pub fn run(gateway: &'static Gateway) -> ExitCode {
    if env::var_os("AWS_LAMBDA_RUNTIME_API").is_none() {
        return run_locally(gateway);
    }
    if let Err(missing) = serve::has_what_it_needs() {
        return missing;
    }
    #[cfg(unix)]
    if let Some(shutdown) = gateway.shutdown {
        (shutdown.listen)(shutdown.hook);
    }
    #[cfg(feature = "concurrent")]
    if let Some(concurrently) = gateway.concurrently
        && concurrent::is_asked_for()
    {
        return concurrently.serve(gateway);
    }
    match gateway.streaming {
        Some(streaming) => (streaming.serve)(gateway),
        None => serve::serve::<Buffered>(gateway),
    }
}

/// A debug build is its own local Lambda.
#[cfg(all(debug_assertions, feature = "local"))]
fn run_locally(gateway: &Gateway) -> ExitCode {
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
fn run_locally(gateway: &Gateway) -> ExitCode {
    let name = gateway.options.name;
    eprintln!(
        "`{name}` is an AWS Lambda function and found no Lambda environment (AWS_LAMBDA_RUNTIME_API is not set): deploy it as `bootstrap`, or run a debug build to serve it locally: cargo run -p {name}"
    );
    ExitCode::from(2)
}
