//! The limits of AWS, as of November 2026, each with its source.
//!
//! Everything that checks, enforces or mentions a limit reads it here: the attributes, the runtime, the local Lambda and the
//! commands. A test of the workspace compares the limits with botocore's service models and fails when AWS has moved one.
//!
//! A name ends with its unit: `_S` for seconds, `_MS` for milliseconds, `_MB` for units of 1,048,576 bytes, `_BYTES` for bytes,
//! `_CHARS` for characters. A name without one is a count.
//!
//! "Quotas" is the page <https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html>, "API" the API reference of Lambda,
//! which botocore has as its service model (1.44.8).

/// The month in which the limits were last compared with their sources.
pub const AS_OF: &str = "November 2026";

const KB: usize = 1024;
const MB: usize = 1024 * KB;

// Time.

/// The shortest timeout (API, `Timeout`).
pub const TIMEOUT_MIN_S: u64 = 1;

/// The longest timeout of a function with one invocation at a time: 30 minutes (API, `CreateFunction`: "the maximum allowed value is
/// 1,800 seconds"; botocore 1.44.8, November 2026).
pub const TIMEOUT_MAX_S: u64 = 1_800;

/// The longest timeout on Lambda Managed Instances, for asynchronous invocations and for those of event source mappings other than
/// Amazon MQ and `DocumentDB`: 90 minutes (API, `CreateFunction`).
pub const TIMEOUT_MAX_MANAGED_S: u64 = 5_400;

/// The longest timeout before 2026: 15 minutes. Older AWS documents and cfn-lint (1.58) still name it.
pub const TIMEOUT_MAX_FORMER_S: u64 = 900;

/// The timeout of a function that sets none (API, `CreateFunction`).
pub const TIMEOUT_DEFAULT_S: u64 = 3;

/// The limit of INIT (developer guide, "Understanding the Lambda execution environment lifecycle").
pub const INIT_S: u64 = 10;

/// The limit of INIT on Lambda Managed Instances, unless the timeout is longer (developer guide, "Understanding the Lambda Managed
/// Instances execution environment").
pub const INIT_MANAGED_S: u64 = 130;

/// The limit of INIT before a snapshot, unless the timeout is longer (developer guide, "Understanding the Lambda execution environment
/// lifecycle", on `SnapStart`).
pub const INIT_BEFORE_SNAPSHOT_S: u64 = 130;

/// The limit of the time from the restore of a snapshot to the first `next` (the same page, "Restore phase").
pub const RESTORE_S: u64 = 10;

/// The time from SIGTERM to SIGKILL with internal extensions only (the same page, "Shutdown phase").
pub const SHUTDOWN_MS: u64 = 500;

// Size of the environment.

/// The least memory (API, `MemorySize`). It is also the memory of a function that sets none.
pub const MEMORY_MIN_MB: u32 = 128;

/// The most memory of a function with one invocation at a time (Quotas, "Function memory allocation").
pub const MEMORY_MAX_MB: u32 = 10_240;

/// The most memory on Lambda Managed Instances. The API's maximum of `MemorySize` does not say for whom it is; every other document
/// says 10,240 for functions that are not on Managed Instances.
pub const MEMORY_MAX_MANAGED_MB: u32 = 32_768;

/// The memory that corresponds to one vCPU (developer guide, "Configure Lambda function memory").
pub const MEMORY_PER_VCPU_MB: u32 = 1_769;

/// The least size of `/tmp`, and its size unless set (API, `EphemeralStorage`).
pub const TMP_MIN_MB: u32 = 512;

/// The largest `/tmp` (API, `EphemeralStorage`: "any whole number between 512 and 10,240 MB").
pub const TMP_MAX_MB: u32 = 10_240;

/// The largest `/tmp` of a function with `AcceleratorConfig` (API, `EphemeralStorage`).
pub const TMP_MAX_ACCELERATED_MB: u32 = 32_768;

/// The number of file descriptors of an environment (Quotas, "File descriptors").
pub const FILE_DESCRIPTORS: u32 = 1_024;

/// The most invocations at a time in one environment on Lambda Managed Instances (API, `PerExecutionEnvironmentMaxConcurrency`).
pub const ENVIRONMENT_CONCURRENCY_MAX: u32 = 1_600;

/// The concurrent executions of an account and region, unless raised (Quotas, "Concurrent executions").
pub const ACCOUNT_CONCURRENCY: u32 = 1_000;

/// The environments that a function gains in 10 seconds (developer guide, "Lambda scaling behavior").
pub const SCALING_PER_10_S: u32 = 1_000;

// Configuration.

/// The bytes of all environment variables, names and values (Quotas, "Function environment variables").
pub const ENVIRONMENT_VARIABLES_BYTES: usize = 4 * KB;

/// The bytes of a package that is uploaded as a ZIP archive (Quotas, "Deployment package (.zip file archive) size").
pub const PACKAGE_ZIPPED_BYTES: usize = 50 * MB;

/// The bytes of an unzipped package, with its layers (Quotas, "Deployment package (.zip file archive) size").
pub const PACKAGE_UNZIPPED_BYTES: usize = 250 * MB;

/// The number of layers of a function (Quotas, "Function layers").
pub const LAYERS: usize = 5;

/// The characters of a function's name, without the ARN around it (API, `CreateFunction`: "the name is limited to 64 characters").
pub const FUNCTION_NAME_CHARS: usize = 64;

/// The characters of a function's description (API, `Description`).
pub const DESCRIPTION_CHARS: usize = 256;

/// The characters of an alias' name (API, `Alias`).
pub const ALIAS_CHARS: usize = 128;

/// The least and the longest age of an asynchronous invocation (API, `MaximumEventAgeInSeconds`).
pub const EVENT_AGE_S: (u32, u32) = (60, 21_600);

/// The most retries of an asynchronous invocation (API, `MaximumRetryAttempts`).
pub const ASYNCHRONOUS_RETRIES_MAX: u32 = 2;

/// The GiB of memory for each vCPU on Lambda Managed Instances (API, `ExecutionEnvironmentMemoryGiBPerVCpu`: 2 to 8; developer guide,
/// "Lambda Managed Instances", on the ratios 2:1, 4:1 and 8:1).
pub const MANAGED_GIB_PER_VCPU: &[u32] = &[2, 4, 8];

/// The least memory on Lambda Managed Instances (developer guide, "Best practices for Lambda Managed Instances": "the minimum supported
/// function size is 2GB and 1 vCPU").
pub const MEMORY_MIN_MANAGED_MB: u32 = 2_048;

/// The days that CloudWatch Logs can keep the events of a log group (API reference of CloudWatch Logs, `PutRetentionPolicy`).
pub const LOG_RETENTION_DAYS: &[u32] = &[
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1_096, 1_827, 2_192, 2_557,
    2_922, 3_288, 3_653,
];

/// The largest `/tmp` of a function with SnapStart (developer guide, "Improving startup performance with Lambda SnapStart").
pub const TMP_MAX_SNAP_START_MB: u32 = 512;

/// The origins that the CORS configuration of a function URL allows (API, `AllowOriginsList`).
pub const FUNCTION_URL_CORS_ORIGINS: usize = 100;

/// The methods that the CORS configuration of a function URL allows (API, `AllowMethodsList`).
pub const FUNCTION_URL_CORS_METHODS: usize = 6;

/// The longest `MaxAge` of the CORS configuration of a function URL (API, `MaxAge`).
pub const FUNCTION_URL_CORS_MAX_AGE_S: u64 = 86_400;

// Payloads.

/// The bytes of a synchronous request, from Lambda's message `Request must be smaller than 6291456 bytes for the InvokeFunction
/// operation` (API, `Invoke`: "6 MB for synchronous invocations").
pub const REQUEST_BYTES: usize = 6 * MB;

/// The bytes of an asynchronous request: 1 MB since January 2026, 256 KB before (API, `Invoke`: "1 MB for asynchronous
/// invocations").
pub const ASYNCHRONOUS_REQUEST_BYTES: usize = MB;

/// The bytes of a buffered response, from Lambda's message `Response payload size exceeded maximum allowed payload size (6291556
/// bytes).`: 100 more than a request.
pub const RESPONSE_BYTES: usize = REQUEST_BYTES + 100;

/// The bytes of a streamed response (developer guide, "Response streaming for Lambda functions").
pub const STREAMED_RESPONSE_BYTES: usize = 200 * MB;

/// The bytes of the client context before base64 (API, `Invoke`).
pub const CLIENT_CONTEXT_BYTES: usize = 3_583;

/// The bytes of the log that `X-Amz-Log-Type: Tail` returns (API, `LogResult`: "the last 4 KB of the execution log").
pub const LOG_TAIL_BYTES: usize = 4 * KB;

// HTTP and WebSocket triggers.

/// The integration timeout of an HTTP API, which cannot be raised
/// (<https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html>).
pub const HTTP_API_S: u64 = 30;

/// The integration timeout of a REST API unless raised
/// (<https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html>).
pub const REST_API_S: u64 = 29;

/// The integration timeout of a REST API that streams
/// (<https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode.html>).
pub const REST_API_STREAMING_S: u64 = 900;

/// The integration timeout of a WebSocket API
/// (<https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html>).
pub const WEBSOCKET_S: u64 = 29;

/// The bytes of a request's or a response's payload in API Gateway (the quota pages of HTTP and REST APIs).
pub const API_GATEWAY_PAYLOAD_BYTES: usize = 10 * MB;

/// The audiences of a JWT authorizer of an HTTP API
/// (<https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html>, "Audiences per authorizer").
pub const AUTHORIZER_AUDIENCES: usize = 50;

/// The scopes of a route of an HTTP API (the same page, "Authorization scopes per route").
pub const ROUTE_SCOPES: usize = 10;

/// The bytes of a WebSocket message, in frames of [`WEBSOCKET_FRAME_BYTES`] (the quota page of WebSocket APIs).
pub const WEBSOCKET_MESSAGE_BYTES: usize = 128 * KB;

/// The bytes of one frame of a WebSocket message (the quota page of WebSocket APIs).
pub const WEBSOCKET_FRAME_BYTES: usize = 32 * KB;

/// The bytes of a request's body, and of a response as JSON, through an Application Load Balancer. Beyond them, clients receive 413 or 502
/// (<https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html>).
pub const ALB_BODY_BYTES: usize = MB;

/// The bytes of a request's and of a response's body through VPC Lattice to a Lambda target
/// (<https://docs.aws.amazon.com/vpc-lattice/latest/ug/lambda-functions.html>).
pub const VPC_LATTICE_BODY_BYTES: usize = 6 * MB;

// Event sources.

/// The records of a batch (API, `BatchSize`).
pub const BATCH_MAX: u32 = 10_000;

/// The messages of a batch of a FIFO queue (API, `CreateEventSourceMapping`).
pub const BATCH_MAX_FIFO: u32 = 10;

/// The largest batch that SQS, Kinesis and `DynamoDB` send without a batching window (API, `CreateEventSourceMapping`).
pub const BATCH_WITHOUT_WINDOW: u32 = 10;

/// The messages of a batch of a queue, unless set (API, `CreateEventSourceMapping`).
pub const BATCH_DEFAULT_SQS: u32 = 10;

/// The records of a batch of every other source, unless set (API, `CreateEventSourceMapping`).
pub const BATCH_DEFAULT: u32 = 100;

/// The longest batching window (API, `MaximumBatchingWindowInSeconds`).
pub const BATCH_WINDOW_MAX_S: u64 = 300;

/// The longest tumbling window (API, `TumblingWindowInSeconds`).
pub const TUMBLING_WINDOW_MAX_S: u64 = 900;

/// The most batches of a shard at a time (API, `ParallelizationFactor`).
pub const PARALLELIZATION_FACTOR_MAX: u32 = 10;

/// The least and the most concurrent invocations of an event source mapping (API, `MaximumConcurrency`).
pub const MAPPING_CONCURRENCY: (u32, u32) = (2, 1_000);

/// The least and the greatest minimum of the event pollers of a queue in provisioned mode (API, `ProvisionedPollerConfig` and
/// `MinimumNumberOfPollers`).
pub const SQS_MINIMUM_POLLERS: (u32, u32) = (2, 200);

/// The least and the greatest maximum of the event pollers of a queue in provisioned mode (API, `ProvisionedPollerConfig`: "between 2
/// and 10,000"). SAM's documentation still says 2,000.
pub const SQS_MAXIMUM_POLLERS: (u32, u32) = (2, 10_000);

/// The same minimum of a Kafka topic (API, `MinimumNumberOfPollers`).
pub const KAFKA_MINIMUM_POLLERS: (u32, u32) = (1, 200);

/// The same maximum of a Kafka topic (API, `ProvisionedPollerConfig`: "between 1 and 2,000").
pub const KAFKA_MAXIMUM_POLLERS: (u32, u32) = (1, 2_000);

/// The least and the greatest age at which records of a stream are discarded. The API accepts `-1` for no limit and refuses values
/// between it and 60 (`CloudFormation`, `AWS::Lambda::EventSourceMapping`, `MaximumRecordAgeInSeconds`).
pub const RECORD_AGE_S: (u32, u32) = (60, 604_800);

/// The most retries of a batch of a stream (API, `MaximumRetryAttemptsEventSourceMapping`).
pub const RECORD_RETRIES_MAX: u32 = 10_000;

/// The filters of an event source mapping, if the quota of 5 is raised (developer guide, "Control which events Lambda sends to your
/// function").
pub const FILTERS_MAX: usize = 10;

/// The filters of an event source mapping, unless the quota is raised (the same page).
pub const FILTERS_DEFAULT: usize = 5;

/// The characters of a filter pattern (API, `Pattern`).
pub const FILTER_CHARS: usize = 4_096;

/// The keys of a filter policy
/// (<https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html>).
pub const FILTER_POLICY_KEYS: usize = 5;

/// The combinations of a filter policy's values (the same page).
pub const FILTER_POLICY_COMBINATIONS: usize = 150;

/// The bytes of a filter policy (the same page).
pub const FILTER_POLICY_BYTES: usize = 256 * KB;

/// The least and the greatest age of an event that `EventBridge` retries (API of `EventBridge` and of its Scheduler,
/// `MaximumEventAgeInSeconds`).
pub const DELIVERY_AGE_S: (u32, u32) = (60, 86_400);

/// The most retries of an event by `EventBridge` (the same APIs, `MaximumRetryAttempts`).
pub const DELIVERY_RETRIES_MAX: u32 = 185;

/// The characters of a schedule's expression (the same APIs, `ScheduleExpression`).
pub const SCHEDULE_CHARS: usize = 256;

/// The characters of a schedule's time zone (API of `EventBridge` Scheduler, `ScheduleExpressionTimezone`).
pub const TIME_ZONE_CHARS: usize = 50;

/// The bytes of an object's key, and so of a prefix or suffix
/// (<https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html>).
pub const OBJECT_KEY_BYTES: usize = 1_024;

/// The characters of a filter pattern of a log group (API of CloudWatch Logs, `FilterPattern`).
pub const LOG_PATTERN_CHARS: usize = 1_024;

/// The bytes of an SQS message since August 2025
/// (<https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html>).
pub const SQS_MESSAGE_BYTES: usize = MB;

/// The bytes of a record that a function transforms for Firehose, with the records of its batch
/// (<https://docs.aws.amazon.com/firehose/latest/dev/data-transformation.html>).
pub const FIREHOSE_BATCH_BYTES: usize = 6 * MB;

// Durable functions.

/// The longest execution of a durable function: 366 days (API, `ExecutionTimeout`).
pub const DURABLE_EXECUTION_MAX_S: u64 = 31_622_400;

/// The longest retention of a durable execution's history (API, `RetentionPeriodInDays`).
pub const DURABLE_RETENTION_MAX_DAYS: u32 = 90;

// Logs.

/// The bytes of a log event that every reader of CloudWatch Logs takes. Since April 2025 the service itself takes 1 MB, but
/// subscriptions and queries still have the older limit
/// (<https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html>).
pub const LOG_EVENT_BYTES: usize = 256 * 1_024;

// Metrics.

/// The characters of a metric's name (API of CloudWatch, `MetricName`).
pub const METRIC_NAME_CHARS: usize = 255;

/// The characters of a namespace (API of CloudWatch, `Namespace`).
pub const METRIC_NAMESPACE_CHARS: usize = 255;

/// The dimensions of a metric (API of CloudWatch, `Dimensions`).
pub const METRIC_DIMENSIONS: usize = 30;

/// The characters of a dimension's name in a document of the embedded metric format. The API takes 255
/// (<https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html>).
pub const DIMENSION_NAME_CHARS: usize = 250;

/// The characters of a dimension's value (API of CloudWatch, `DimensionValue`).
pub const DIMENSION_VALUE_CHARS: usize = 1_024;

/// The metrics in a document of the embedded metric format (the same document as for the names).
pub const METRICS_OF_DOCUMENT: usize = 100;

/// The values of a metric in a document of the embedded metric format (the same document).
pub const VALUES_OF_METRIC: usize = 100;
