//! Limits of HTTP and WebSocket triggers that are lower than Lambda's own.
//!
//! Read in AWS's documentation in November 2026. The body of a function URL, an API Gateway API or a VPC Lattice service is limited by
//! Lambda's 6 MB: API Gateway takes 10 MB, and VPC Lattice 6 MB.

/// The largest request body that an Application Load Balancer sends to a function, in bytes: 1 MB.
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html>
pub const ALB_REQUEST_BODY: usize = 1 << 20;

/// The largest response JSON that an Application Load Balancer takes from a function, in bytes: 1 MB. Beyond it, clients receive 502.
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html>
pub const ALB_RESPONSE_JSON: usize = 1 << 20;

/// The largest message of a WebSocket API, in bytes: 128 KB, in frames of at most 32 KB. Beyond it, the connection is closed with code
/// 1009.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html>
pub const WEBSOCKET_MESSAGE: usize = 128 << 10;
