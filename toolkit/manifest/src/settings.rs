//! Settings of the deployment. A field has the name of SAM's property in `snake_case`, and its unit and values.

use serde::{Deserialize, Serialize};

/// Settings of the function: properties of `AWS::Serverless::Function`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct FunctionSettings {
    /// `arm64` or `x86_64`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub architectures: Option<String>,
    /// Names of layers. A template takes the ARN of each as a parameter.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub layers: Vec<String>,
    /// `Active` or `PassThrough`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tracing: Option<String>,
    #[expect(missing_docs, reason = "the name of the property says it")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reserved_concurrent_executions: Option<u32>,
    /// The alias that each deployment publishes to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auto_publish_alias: Option<String>,
    /// Environments that are kept initialised. Needs `auto_publish_alias`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provisioned_concurrency_config: Option<ProvisionedConcurrencyConfig>,
    /// The queue or topic of asynchronous invocations that failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dead_letter_queue: Option<Target>,
    /// Retries and destinations of asynchronous invocations.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_invoke_config: Option<EventInvokeConfig>,
    /// The log group and its format.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logging_config: Option<LoggingConfig>,
    #[expect(missing_docs, reason = "the name of the property says it")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub snap_start: Option<SnapStart>,
    /// Lambda Managed Instances.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capacity_provider_config: Option<CapacityProviderConfig>,
    /// Environments of one tenant each.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tenancy_config: Option<TenancyConfig>,
    /// The function URL, if `triggers(function_url)` is there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub function_url_config: Option<FunctionUrlConfig>,
}

/// `ProvisionedConcurrencyConfig`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ProvisionedConcurrencyConfig {
    /// The number of environments.
    pub provisioned_concurrent_executions: u32,
}

/// A queue, topic, event bus, function or bucket that receives records of failed or finished work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Target {
    /// `SQS`, `SNS`, `Lambda`, `EventBridge`, `S3` or `Kafka`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The name of the resource. A template takes its ARN as a parameter.
    pub name: String,
}

/// `EventInvokeConfig`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct EventInvokeConfig {
    /// From 60 to 21,600 seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum_event_age_in_seconds: Option<u32>,
    /// From 0 to 2.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum_retry_attempts: Option<u32>,
    #[expect(missing_docs, reason = "the type says it")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub destination_config: Option<DestinationConfig>,
}

/// `DestinationConfig`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct DestinationConfig {
    /// Receives the records of invocations that succeeded. Event source mappings do not have it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_success: Option<Target>,
    /// Receives the records of invocations or batches that failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_failure: Option<Target>,
}

/// `LoggingConfig`, and the retention of the log group.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct LoggingConfig {
    /// `JSON` or `Text`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log_format: Option<String>,
    /// `TRACE`, `DEBUG`, `INFO`, `WARN`, `ERROR` or `FATAL`. Needs the format `JSON`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub application_log_level: Option<String>,
    /// `DEBUG`, `INFO` or `WARN`. Needs the format `JSON`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub system_log_level: Option<String>,
    /// The name of the log group. `None` stands for `/aws/lambda/NAME`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log_group: Option<String>,
    /// `RetentionInDays` of the log group.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retention_in_days: Option<u32>,
}

/// `SnapStart`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SnapStart {
    /// `PublishedVersions` or `None`.
    pub apply_on: String,
}

/// `CapacityProviderConfig`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct CapacityProviderConfig {
    /// The name of the capacity provider. A template takes its ARN as a parameter.
    pub name: String,
    /// From 1 to 1,600.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub per_execution_environment_max_concurrency: Option<u32>,
    /// 2, 4 or 8 GiB for each vCPU.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub execution_environment_memory_gib_per_vcpu: Option<u32>,
}

/// `TenancyConfig`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TenancyConfig {
    /// `PER_TENANT`.
    pub tenant_isolation_mode: String,
}

/// `FunctionUrlConfig`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FunctionUrlConfig {
    /// `NONE` or `AWS_IAM`.
    pub auth_type: String,
}

/// Settings of an event source: properties of SAM's event source types. Each source takes some of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct SourceSettings {
    /// Whether events are sent. `None` stands for yes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// Records of a batch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub batch_size: Option<u32>,
    /// How long records are collected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum_batching_window_in_seconds: Option<u32>,
    /// Patterns as JSON. A record that matches none of them is not sent.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub filter_criteria: Vec<String>,
    /// Concurrent invocations for a queue.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scaling_config: Option<ScalingConfig>,
    /// Event pollers of a queue or a Kafka topic.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provisioned_poller_config: Option<Pollers>,
    /// `LATEST` or `TRIM_HORIZON`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub starting_position: Option<String>,
    /// Batches of a shard at a time, 1 to 10.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parallelization_factor: Option<u32>,
    /// Whether a failed batch is split in two.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bisect_batch_on_function_error: Option<bool>,
    /// The age from which records of a stream are discarded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum_record_age_in_seconds: Option<u32>,
    /// Retries of a failed batch of a stream.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum_retry_attempts: Option<u32>,
    /// The length of a tumbling window.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tumbling_window_in_seconds: Option<u32>,
    /// Receives what a stream discards.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub destination_config: Option<DestinationConfig>,
    /// The consumer group of a Kafka topic.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub consumer_group_id: Option<String>,
    /// The filter policy of an SNS subscription, as JSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filter_policy: Option<String>,
    /// `MessageAttributes` or `MessageBody`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filter_policy_scope: Option<String>,
    /// The events of a bucket, such as `s3:ObjectCreated:*`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<String>,
    /// The prefix of the keys of a bucket that send events.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
    /// The suffix of these keys.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suffix: Option<String>,
    /// `rate(…)`, `cron(…)` or `at(…)`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schedule_expression: Option<String>,
    /// The time zone of the expression, such as `Europe/Berlin`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schedule_expression_timezone: Option<String>,
    /// Retries of a schedule or a rule.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_policy: Option<RetryPolicy>,
    /// The queue of events that a rule, schedule or subscription could not deliver.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dead_letter_config: Option<Target>,
    /// The event bus of a rule. `None` stands for the default bus.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_bus_name: Option<String>,
    /// The filter pattern of a log subscription.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filter_pattern: Option<String>,
}

/// `ScalingConfig`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ScalingConfig {
    /// From 2 to 1,000.
    pub maximum_concurrency: u32,
}

/// `ProvisionedPollerConfig`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Pollers {
    #[expect(missing_docs, reason = "the name of the property says it")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minimum_pollers: Option<u32>,
    #[expect(missing_docs, reason = "the name of the property says it")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum_pollers: Option<u32>,
}

/// `RetryPolicy`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct RetryPolicy {
    /// From 60 to 86,400 seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum_event_age_in_seconds: Option<u32>,
    /// From 0 to 185.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum_retry_attempts: Option<u32>,
}
