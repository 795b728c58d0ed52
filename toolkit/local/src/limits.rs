//! The limits of Lambda and API Gateway that the local Lambda enforces. `gatewright-tables` has their sources.

use gatewright_tables::limits;
use std::time::Duration;

/// Bytes of a synchronous request.
pub const REQUEST: usize = limits::REQUEST_BYTES;

/// Bytes of an asynchronous request.
pub const ASYNCHRONOUS_REQUEST: usize = limits::ASYNCHRONOUS_REQUEST_BYTES;

/// Bytes of a buffered reply.
pub const REPLY: usize = limits::RESPONSE_BYTES;

/// Bytes of a streamed reply.
pub const STREAMED_REPLY: usize = limits::STREAMED_RESPONSE_BYTES;

/// Bytes of the client context before base64.
pub const CLIENT_CONTEXT: usize = limits::CLIENT_CONTEXT_BYTES;

/// The limit of INIT.
pub const INIT: Duration = Duration::from_secs(limits::INIT_S);

/// The limit of INIT on managed instances, unless the timeout is longer.
pub const MANAGED_INIT: Duration = Duration::from_secs(limits::INIT_MANAGED_S);

/// The time from SIGTERM to SIGKILL in an environment with internal extensions only.
pub const SHUTDOWN: Duration = Duration::from_millis(limits::SHUTDOWN_MS);

/// The limit of INIT before a snapshot, unless the timeout is longer.
pub const INIT_BEFORE_SNAPSHOT: Duration = Duration::from_secs(limits::INIT_BEFORE_SNAPSHOT_S);

/// The limit of the time from the restore to the first `next`.
pub const RESTORE: Duration = Duration::from_secs(limits::RESTORE_S);

/// Bytes of the log that `X-Amz-Log-Type: Tail` returns.
pub const LOG_TAIL: usize = limits::LOG_TAIL_BYTES;

/// The integration timeout of an HTTP API.
pub const HTTP_API_INTEGRATION: Duration = Duration::from_secs(limits::HTTP_API_S);

/// The integration timeout of a REST API unless raised.
pub const REST_API_INTEGRATION: Duration = Duration::from_secs(limits::REST_API_S);

/// Bytes of a request's body, and of a reply, through a load balancer.
pub const ALB_BODY: usize = limits::ALB_BODY_BYTES;
