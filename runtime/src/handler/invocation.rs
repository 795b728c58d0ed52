//! What Lambda says about an invocation, beside its event.

use std::fmt;

/// The invocation that a handler serves: its ids, its function, its environment. A handler takes it as a parameter.
///
/// `Invocation::default()` is an empty one, for tests.
#[derive(Clone, Default)]
pub struct Invocation {
    context: lambda_runtime::Context,
    cold_start: bool,
}

impl Invocation {
    pub(crate) fn new(context: &lambda_runtime::Context, cold_start: bool) -> Self {
        Self {
            context: context.clone(),
            cold_start,
        }
    }

    /// The id that Lambda gave this request; retries of an asynchronous invocation carry the same one.
    pub fn request_id(&self) -> &str {
        &self.context.request_id
    }

    /// The ARN under which the function was invoked, with the alias or version if the caller named one.
    pub fn function_arn(&self) -> &str {
        &self.context.invoked_function_arn
    }

    /// The function's name.
    pub fn function_name(&self) -> &str {
        &self.context.env_config.function_name
    }

    /// The X-Ray trace header, `Root=…;Parent=…;Sampled=…`.
    pub fn trace_id(&self) -> Option<&str> {
        self.context.xray_trace_id.as_deref()
    }

    /// The tenant for whom the function runs, when it uses tenant isolation.
    pub fn tenant_id(&self) -> Option<&str> {
        self.context.tenant_id.as_deref()
    }

    /// Whether this is the first invocation that this execution environment serves.
    pub fn is_cold_start(&self) -> bool {
        self.cold_start
    }

    /// All that the runtime knows: client context, Cognito identity, log group and so on.
    pub fn context(&self) -> &lambda_runtime::Context {
        &self.context
    }
}

impl fmt::Debug for Invocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Invocation")
            .field("request_id", &self.request_id())
            .field("function_arn", &self.function_arn())
            .field("cold_start", &self.cold_start)
            .finish_non_exhaustive()
    }
}
