//! The context of an invocation, as the Runtime API sends it in headers.

use std::env;
use std::sync::OnceLock;

use serde_json::value::RawValue;

/// What Lambda says about an invocation, beside its event: the headers of the Runtime API.
/// <https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html#runtimes-api-next>
///
/// A header that cannot be read is left out, and a line in the log names it.
///
/// The names are those of `lambda_runtime::Context`. Client context and identity are JSON here, because callers may put any JSON there:
/// [`Invocation::client_context`](crate::Invocation::client_context) and
/// [`Invocation::cognito_identity`](crate::Invocation::cognito_identity) deserialise them.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Context {
    /// The id of the request. Retries of an asynchronous invocation have the same id.
    pub request_id: String,
    /// The moment at which Lambda ends the invocation, in milliseconds since 1970; 0 if it is not known.
    pub deadline: u64,
    /// The ARN of the invoked function, with the alias or version if the caller named one; empty if it is not known.
    pub invoked_function_arn: String,
    /// The X-Ray trace header, `Root=…;Parent=…;Sampled=…`.
    pub xray_trace_id: Option<String>,
    /// The client context that the caller sent, as JSON.
    pub client_context: Option<Box<RawValue>>,
    /// The Cognito identity of the caller, as JSON.
    pub identity: Option<Box<RawValue>>,
    /// The tenant of the invocation, if the function uses tenant isolation.
    pub tenant_id: Option<String>,
    /// The environment variables that describe the function.
    pub env_config: Config,
}

/// The environment variables that describe the function. Variables that are not set are empty.
/// <https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime>
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct Config {
    /// `AWS_LAMBDA_FUNCTION_NAME`
    pub function_name: &'static str,
    /// `AWS_LAMBDA_FUNCTION_VERSION`
    pub version: &'static str,
    /// `AWS_LAMBDA_FUNCTION_MEMORY_SIZE`, in MB; 0 if it is not set.
    pub memory: u32,
    /// `AWS_LAMBDA_LOG_GROUP_NAME`
    pub log_group: &'static str,
    /// `AWS_LAMBDA_LOG_STREAM_NAME`
    pub log_stream: &'static str,
}

impl Config {
    /// Reads the variables once in the life of the process.
    pub(crate) fn of_environment() -> Self {
        static CONFIG: OnceLock<Config> = OnceLock::new();
        let read = |name| match env::var(name) {
            Ok(value) => &*value.leak(),
            Err(_) => "",
        };
        *CONFIG.get_or_init(|| Self {
            function_name: read("AWS_LAMBDA_FUNCTION_NAME"),
            version: read("AWS_LAMBDA_FUNCTION_VERSION"),
            memory: read("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")
                .parse()
                .unwrap_or_default(),
            log_group: read("AWS_LAMBDA_LOG_GROUP_NAME"),
            log_stream: read("AWS_LAMBDA_LOG_STREAM_NAME"),
        })
    }
}
