//! The context of an invocation.

use std::fmt;

/// The context of an invocation: its ids, its function, its execution environment. Every handler may take it as a parameter.
///
/// `Invocation::default()` is an empty one, for tests.
///
/// ```
/// use gatewright::prelude::*;
///
/// #[lambda_handler(main = false)]
/// async fn hello(name: String, invocation: Invocation) -> String {
///     format!("Hello, {name}! (request {})", invocation.request_id())
/// }
///
/// # fn main() {
/// let reply = gatewright::testing::block_on(hello("Ada".to_owned(), Invocation::default()));
/// assert_eq!(reply, "Hello, Ada! (request )");
/// # }
/// ```
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

    /// The id of the request. Retries of an asynchronous invocation have the same id.
    pub fn request_id(&self) -> &str {
        &self.context.request_id
    }

    /// The ARN of the invoked function, with the alias or version if the caller named one.
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

    /// The tenant of the invocation, if the function uses tenant isolation.
    pub fn tenant_id(&self) -> Option<&str> {
        self.context.tenant_id.as_deref()
    }

    /// Whether this is the first invocation of this execution environment.
    pub fn is_cold_start(&self) -> bool {
        self.cold_start
    }

    /// The whole context: client context, Cognito identity, log group and so on.
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
