//! The quotas of the service, each with its source.

use std::time::Duration;

/// Bytes of a synchronous request: the figure in the service's own message, `Request must be smaller than 6291456
/// bytes for the InvokeFunction operation`.
pub const REQUEST: usize = 6 * 1024 * 1024;

/// Bytes of an asynchronous request: 1 MB since January 2026 (botocore's documentation of `Invoke`).
pub const ASYNCHRONOUS_REQUEST: usize = 1024 * 1024;

/// Bytes of a buffered reply: the figure in the service's own message, "Response payload size exceeded maximum
/// allowed payload size (6291556 bytes).", 100 more than a request's.
pub const REPLY: usize = REQUEST + 100;

/// Bytes of a streamed reply (Lambda developer guide, "Response streaming for Lambda functions").
pub const STREAMED_REPLY: usize = 200 * 1024 * 1024;

/// Bytes of the client context before base64 (botocore's documentation of `Invoke`).
pub const CLIENT_CONTEXT: usize = 3583;

/// How long INIT may take (Lambda developer guide, "Understanding the Lambda execution environment lifecycle").
pub const INIT: Duration = Duration::from_secs(10);

/// How long INIT may take on managed instances, at least; a longer timeout counts (Lambda developer guide, "Understanding the Lambda
/// Managed Instances execution environment").
pub const MANAGED_INIT: Duration = Duration::from_secs(130);

/// From SIGTERM to SIGKILL in an environment whose only extensions are internal ones (Lambda developer guide, "Understanding the Lambda
/// execution environment lifecycle").
pub const SHUTDOWN: Duration = Duration::from_millis(500);

/// Bytes of log that `X-Amz-Log-Type: Tail` returns (API reference of `Invoke`).
pub const LOG_TAIL: usize = 4096;

/// How long an HTTP API waits for its integration (API Gateway quotas, "HTTP API quotas").
pub const HTTP_API_INTEGRATION: Duration = Duration::from_secs(30);
