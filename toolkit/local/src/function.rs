//! The function that the service serves.

use std::time::Duration;

/// What the service needs to know of the function it serves.
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
    /// How long an invocation may take before its environment is killed. Default 3 s, as AWS.
    pub timeout: Duration,
    /// `AWS_LAMBDA_FUNCTION_MEMORY_SIZE`, in MB. Told to the function, not enforced. Default 128, as AWS.
    pub memory_mb: u32,
    /// How many invocations an environment takes at a time, `AWS_LAMBDA_MAX_CONCURRENCY`. Default 1; with more, there is one
    /// environment, as on Lambda Managed Instances.
    pub concurrency: u32,
    /// Whether it stands behind a function URL that streams (`InvokeMode: RESPONSE_STREAM`). Otherwise the front door is an HTTP API.
    pub streams: bool,
    /// What the command `manifest` prints: what the function answers, as JSON.
    pub manifest: Option<String>,
}

impl Function {
    /// A function with AWS's defaults: 3 s, 128 MB.
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

    /// Sets the memory that the function is told it has, in MB.
    #[must_use]
    pub fn memory_mb(mut self, memory_mb: u32) -> Self {
        self.memory_mb = memory_mb;
        self
    }

    /// Sets how many invocations an environment takes at a time.
    #[must_use]
    pub fn concurrency(mut self, concurrency: u32) -> Self {
        self.concurrency = concurrency.max(1);
        self
    }

    /// Sets whether it stands behind a function URL that streams.
    #[must_use]
    pub fn streams(mut self, streams: bool) -> Self {
        self.streams = streams;
        self
    }

    /// Sets what the command `manifest` prints.
    #[must_use]
    pub fn manifest(mut self, json: impl Into<String>) -> Self {
        self.manifest = Some(json.into());
        self
    }

    /// The ARN of the unqualified function, in [`region`] and the account number of AWS's documentation.
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

/// The region of the user's environment, where one is set, so that clients in the function talk to the same region as
/// the user's own tools.
pub(crate) fn region() -> String {
    ["AWS_REGION", "AWS_DEFAULT_REGION"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok().filter(|region| !region.is_empty()))
        .unwrap_or_else(|| "us-east-1".to_owned())
}
