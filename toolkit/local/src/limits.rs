//! The quotas of Lambda and API Gateway, each with its source.

use std::time::Duration;

/// Bytes of a synchronous request, from Lambda's message `Request must be smaller than 6291456 bytes for the InvokeFunction
/// operation`.
pub const REQUEST: usize = 6 * 1024 * 1024;

/// Bytes of an asynchronous request: 1 MB since January 2026 (botocore's documentation of `Invoke`).
pub const ASYNCHRONOUS_REQUEST: usize = 1024 * 1024;

/// Bytes of a buffered reply, from Lambda's message "Response payload size exceeded maximum allowed payload size (6291556
/// bytes).": 100 more than a request.
pub const REPLY: usize = REQUEST + 100;

/// Bytes of a streamed reply (Lambda developer guide, "Response streaming for Lambda functions").
pub const STREAMED_REPLY: usize = 200 * 1024 * 1024;

/// Bytes of the client context before base64 (botocore's documentation of `Invoke`).
pub const CLIENT_CONTEXT: usize = 3583;

/// The limit of INIT (Lambda developer guide, "Understanding the Lambda execution environment lifecycle").
pub const INIT: Duration = Duration::from_secs(10);

/// The limit of INIT on managed instances, unless the timeout is longer (Lambda developer guide, "Understanding the Lambda
/// Managed Instances execution environment").
pub const MANAGED_INIT: Duration = Duration::from_secs(130);

/// The time from SIGTERM to SIGKILL in an environment with internal extensions only (Lambda developer guide, "Understanding the Lambda
/// execution environment lifecycle").
pub const SHUTDOWN: Duration = Duration::from_millis(500);

/// The limit of INIT before a snapshot, unless the timeout is longer (the same page, on `SnapStart`).
pub const INIT_BEFORE_SNAPSHOT: Duration = Duration::from_secs(130);

/// The limit of the time from the restore to the first `next` (the same page, "Restore phase").
pub const RESTORE: Duration = Duration::from_secs(10);

/// Bytes of the log that `X-Amz-Log-Type: Tail` returns (API reference of `Invoke`).
pub const LOG_TAIL: usize = 4096;

/// The integration timeout of an HTTP API (API Gateway quotas, "HTTP API quotas").
pub const HTTP_API_INTEGRATION: Duration = Duration::from_secs(30);
