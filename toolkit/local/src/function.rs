//! The settings of a function.

use std::time::Duration;

/// A function and its settings.
///
/// ```
/// use std::time::Duration;
/// let shop = gatewright_local::Function::new("shop").timeout(Duration::from_secs(29)).memory_mb(1769);
/// # assert_eq!(shop.name, "shop");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Function {
    /// The name in the Invoke API, the ARN and `AWS_LAMBDA_FUNCTION_NAME`.
    pub name: String,
    /// The timeout of an invocation, after which its environment is killed. Default 3 s, as in AWS.
    pub timeout: Duration,
    /// `AWS_LAMBDA_FUNCTION_MEMORY_SIZE`, in MB. Not enforced. Default 128, as in AWS.
    pub memory_mb: u32,
    /// The number of invocations that an environment runs at a time, `AWS_LAMBDA_MAX_CONCURRENCY`. Default 1. With more, there is one
    /// environment, as on Lambda Managed Instances.
    pub concurrency: u32,
    /// Whether the HTTP trigger is a function URL that streams (`InvokeMode: RESPONSE_STREAM`). Otherwise it is an HTTP API.
    pub streams: bool,
    /// The JSON that the command `manifest` prints: operations, routes and event sources.
    pub manifest: Option<String>,
}

impl Function {
    /// Creates a function with AWS's defaults: 3 s, 128 MB.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            timeout: Duration::from_secs(3),
            memory_mb: 128,
            concurrency: 1,
            streams: false,
            manifest: None,
        }
    }

    /// Sets the timeout of an invocation.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Sets the memory size in MB. It is not enforced.
    #[must_use]
    pub fn memory_mb(mut self, memory_mb: u32) -> Self {
        self.memory_mb = memory_mb;
        self
    }

    /// Sets the number of invocations that an environment runs at a time.
    #[must_use]
    pub fn concurrency(mut self, concurrency: u32) -> Self {
        self.concurrency = concurrency.max(1);
        self
    }

    /// Sets whether the HTTP trigger is a function URL that streams.
    #[must_use]
    pub fn streams(mut self, streams: bool) -> Self {
        self.streams = streams;
        self
    }

    /// Sets the JSON that the command `manifest` prints.
    #[must_use]
    pub fn manifest(mut self, json: impl Into<String>) -> Self {
        self.manifest = Some(json.into());
        self
    }

    /// Returns the ARN of the unqualified function, with [`region`] and [`ACCOUNT`].
    pub(crate) fn arn(&self) -> String {
        format!(
            "arn:aws:lambda:{}:{ACCOUNT}:function:{}",
            region(),
            self.name
        )
    }
}

/// The account number that AWS's documentation uses.
pub(crate) const ACCOUNT: &str = "123456789012";

/// Returns the region of the user's environment, so that the function's clients use the same region as the user's other tools.
/// Without one it is `us-east-1`.
pub(crate) fn region() -> String {
    ["AWS_REGION", "AWS_DEFAULT_REGION"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok().filter(|region| !region.is_empty()))
        .unwrap_or_else(|| "us-east-1".to_owned())
}
