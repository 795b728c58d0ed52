//! A team's own wrapper around the runtime.

/// Runs a handler.
pub fn run<H>(handler: H) {
    lambda_runtime::run(lambda_runtime::service_fn(handler));
}
