//! The entry point of the process. In Lambda it serves events; elsewhere it is a local Lambda or prints instructions.

#[cfg(feature = "concurrent")]
use super::concurrent;
use super::serve;
use super::subscriber::{self, SubscriberResult};
use crate::gateway::Gateway;
#[cfg(all(debug_assertions, feature = "local"))]
use crate::guard::watchdog::was_reexecuted;
#[cfg(all(debug_assertions, feature = "local"))]
use crate::platform::runtime_api::Post;
use std::env;
use std::process::ExitCode;

/// Runs a function. This is the body of the generated `main`.
///
/// In a Lambda environment it serves events until the environment ends. Elsewhere a debug build is its own local Lambda, and a
/// release build prints how to run it.
///
/// The exit code tells Lambda that INIT failed, so `main` must return it:
///
/// ```no_run
/// use gatewright::prelude::*;
///
/// #[lambda_handler(main = false)]
/// async fn hello(name: String) -> String {
///     format!("Hello, {name}!")
/// }
///
/// fn main() -> std::process::ExitCode {
///     gatewright::run(&HELLO)
/// }
/// ```
#[must_use = "the exit code says that the function failed: return it, `fn main() -> std::process::ExitCode { gatewright::run(&…) }`"]
pub fn run(gateway: &'static Gateway) -> ExitCode {
    run_with(gateway, || {})
}

/// Runs a function whose `#[lambda_handler]` names the function that sets the subscriber. A local Lambda is another process, which
/// does not call it.
#[doc(hidden)]
#[must_use]
pub fn run_with_subscriber<R: SubscriberResult>(
    gateway: &'static Gateway,
    set: fn() -> R,
) -> ExitCode {
    run_with(gateway, || subscriber::set(set))
}

/// Runs a function. `set_subscriber` may set the global subscriber of `tracing`, in place of ours.
fn run_with(gateway: &'static Gateway, set_subscriber: impl FnOnce()) -> ExitCode {
    if env::var_os("AWS_LAMBDA_RUNTIME_API").is_none() {
        return run_locally(gateway);
    }
    #[cfg(all(debug_assertions, feature = "local"))]
    tell_local_lambda();
    set_subscriber();
    #[cfg(feature = "tracing")]
    crate::platform::log::install();
    #[cfg(unix)]
    if let Some(shutdown) = gateway.shutdown {
        (shutdown.listen)(shutdown.hook);
    }
    // After the hook has blocked its signals: they end the process on a thread that was started before.
    #[cfg(all(unix, debug_assertions, feature = "local"))]
    super::orphan::watch();
    #[cfg(feature = "concurrent")]
    if let Some(concurrently) = gateway.concurrently
        && let Some(limit) = concurrent::limit()
    {
        return concurrently.serve(gateway, limit);
    }
    serve::serve(gateway)
}

/// Serves a debug build as its own local Lambda.
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

/// Tells the local Lambda that the process has re-executed its binary, so that its log does not say `warm`. Lambda itself is not told.
#[cfg(all(debug_assertions, feature = "local"))]
fn tell_local_lambda() {
    const LIMIT: std::time::Duration = std::time::Duration::from_secs(1);

    if was_reexecuted() && env::var_os("GATEWRIGHT_LOCAL").is_some() {
        let post = Post {
            path: "gatewright/reexecuted",
            headers: &[],
            body: "",
        };
        // Only the log differs without it.
        let _ = post.send(LIMIT);
    }
}

/// Returns how many invocations the environment takes at a time. For a concurrent function, `AWS_LAMBDA_MAX_CONCURRENCY` sets it.
#[cfg(all(debug_assertions, feature = "local"))]
fn concurrency(gateway: &Gateway) -> u32 {
    /// On AWS this is a setting of the function.
    const DEFAULT: u32 = 64;

    if !gateway.manifest.interface.is_concurrent() {
        return 1;
    }
    let set = std::env::var("AWS_LAMBDA_MAX_CONCURRENCY").ok();
    set.and_then(|limit| limit.parse().ok()).unwrap_or(DEFAULT)
}

/// Prints how to run a release build.
#[cfg(not(all(debug_assertions, feature = "local")))]
fn run_locally(gateway: &Gateway) -> ExitCode {
    let name = gateway.options.name;
    eprintln!(
        "`{name}` is an AWS Lambda function and needs a Lambda environment, but AWS_LAMBDA_RUNTIME_API is not set: deploy it as `bootstrap`, or serve it locally with a debug build: cargo run -p {name}"
    );
    ExitCode::from(2)
}
