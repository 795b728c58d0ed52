//! The environment variables of a function.

use std::net::SocketAddr;
use std::process::{Command, Stdio};

/// Gives `command` exactly the environment variables that Lambda sets, with the Runtime API at `runtime_api`.
///
/// Variables of this machine are removed, because benches would count the instructions that they cost. Output is discarded.
pub fn like_lambda(command: &mut Command, runtime_api: SocketAddr) -> &mut Command {
    command
        .env_clear()
        // Inherited, because the profiler is found through it.
        .envs(std::env::var_os("PATH").map(|path| ("PATH", path)))
        .env("AWS_LAMBDA_RUNTIME_API", runtime_api.to_string())
        .env("AWS_LAMBDA_FUNCTION_NAME", "hello")
        .env("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
        .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128")
        .env("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand")
        .env("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/hello")
        .env(
            "AWS_LAMBDA_LOG_STREAM_NAME",
            "2026/01/01/[$LATEST]0123456789abcdef0123456789abcdef",
        )
        .env("AWS_REGION", "us-east-1")
        .env("LANG", "en_US.UTF-8")
        .env("LAMBDA_TASK_ROOT", "/var/task")
        .env("TZ", ":UTC")
        .env("_HANDLER", "bootstrap")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
}
