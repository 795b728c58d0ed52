//! The fields of event sources that handlers set, with the defaults of AWS.

use super::compare::Want;
use gatewright_manifest::SourceSettings;
use gatewright_tables::limits;

/// A field, the value in the code, the default of AWS, and the option.
type Row = (&'static str, Option<Want>, Option<Want>, &'static str);

fn number(value: Option<u32>, unit: &'static str) -> Option<Want> {
    value.map(|value| Want::Number(value.into(), unit))
}

fn text(value: Option<&String>) -> Option<Want> {
    value.cloned().map(Want::Text)
}

fn default(number: u64, unit: &'static str) -> Want {
    Want::Number(number, unit)
}

/// A policy or pattern. A text that is not JSON stands for itself.
fn parsed(text: &str) -> serde_json::Value {
    serde_json::from_str(text).unwrap_or_else(|_| text.into())
}

/// Fields of event source mappings.
pub(super) fn of_mapping(kind: &str, settings: &SourceSettings) -> Vec<Row> {
    let is_queue = kind == "sqs";
    let batch = if is_queue {
        limits::BATCH_DEFAULT_SQS
    } else {
        limits::BATCH_DEFAULT
    };
    // Kafka and Amazon MQ wait half a second, which is not a number of seconds.
    let window = (is_queue || matches!(kind, "kinesis" | "dynamodb")).then(|| default(0, "s"));
    let criteria = &settings.filter_criteria;
    let patterns = (!criteria.is_empty())
        .then(|| Want::Json(criteria.iter().map(|one| parsed(one)).collect()));
    let pollers = settings.provisioned_poller_config;
    vec![
        (
            "Enabled",
            settings.enabled.map(Want::Flag),
            Some(Want::Flag(true)),
            "enabled",
        ),
        (
            "BatchSize",
            number(settings.batch_size, ""),
            Some(default(batch.into(), "")),
            "batch_size",
        ),
        (
            "MaximumBatchingWindowInSeconds",
            number(settings.maximum_batching_window_in_seconds, "s"),
            window,
            "maximum_batching_window_in_seconds",
        ),
        ("FilterCriteria", patterns, None, "filter_criteria"),
        (
            "ScalingConfig.MaximumConcurrency",
            number(
                settings.scaling_config.map(|one| one.maximum_concurrency),
                "",
            ),
            None,
            "maximum_concurrency",
        ),
        (
            "ProvisionedPollerConfig.MinimumPollers",
            number(pollers.and_then(|one| one.minimum_pollers), ""),
            None,
            "minimum_pollers",
        ),
        (
            "ProvisionedPollerConfig.MaximumPollers",
            number(pollers.and_then(|one| one.maximum_pollers), ""),
            None,
            "maximum_pollers",
        ),
        (
            "StartingPosition",
            text(settings.starting_position.as_ref()),
            None,
            "starting_position",
        ),
        (
            "ParallelizationFactor",
            number(settings.parallelization_factor, ""),
            Some(default(1, "")),
            "parallelization_factor",
        ),
        (
            "BisectBatchOnFunctionError",
            settings.bisect_batch_on_function_error.map(Want::Flag),
            Some(Want::Flag(false)),
            "bisect_batch_on_function_error",
        ),
        (
            "MaximumRecordAgeInSeconds",
            number(settings.maximum_record_age_in_seconds, "s"),
            None,
            "maximum_record_age_in_seconds",
        ),
        (
            "MaximumRetryAttempts",
            number(settings.maximum_retry_attempts, ""),
            None,
            "maximum_retry_attempts",
        ),
        (
            "TumblingWindowInSeconds",
            number(settings.tumbling_window_in_seconds, "s"),
            Some(default(0, "s")),
            "tumbling_window_in_seconds",
        ),
        (
            "ConsumerGroupId",
            text(settings.consumer_group_id.as_ref()),
            None,
            "consumer_group_id",
        ),
    ]
}

/// Fields of subscriptions and notifications.
pub(super) fn of_delivery(settings: &SourceSettings) -> Vec<Row> {
    let policy = settings.filter_policy.as_deref();
    vec![
        (
            "FilterPolicy",
            policy.map(|policy| Want::Json(parsed(policy))),
            None,
            "filter_policy",
        ),
        (
            "FilterPolicyScope",
            text(settings.filter_policy_scope.as_ref()),
            Some(Want::Text("MessageAttributes".to_owned())),
            "filter_policy_scope",
        ),
        (
            "Events",
            (!settings.events.is_empty()).then(|| Want::Texts(settings.events.clone())),
            None,
            "events",
        ),
        (
            "Filter.prefix",
            text(settings.prefix.as_ref()),
            None,
            "prefix",
        ),
        (
            "Filter.suffix",
            text(settings.suffix.as_ref()),
            None,
            "suffix",
        ),
        (
            "FilterPattern",
            text(settings.filter_pattern.as_ref()),
            Some(Want::Text(String::new())),
            "filter_pattern",
        ),
    ]
}

/// Fields of schedules and rules. The defaults are those of EventBridge.
/// <https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_RetryPolicy.html>
pub(super) fn of_schedule(settings: &SourceSettings) -> Vec<Row> {
    let retry = settings.retry_policy.unwrap_or_default();
    vec![
        (
            "ScheduleExpression",
            text(settings.schedule_expression.as_ref()),
            None,
            "schedule_expression",
        ),
        (
            "ScheduleExpressionTimezone",
            text(settings.schedule_expression_timezone.as_ref()),
            Some(Want::Text("UTC".to_owned())),
            "schedule_expression_timezone",
        ),
        (
            "RetryPolicy.MaximumEventAgeInSeconds",
            number(retry.maximum_event_age_in_seconds, "s"),
            Some(default(86_400, "s")),
            "maximum_event_age_in_seconds",
        ),
        (
            "RetryPolicy.MaximumRetryAttempts",
            number(retry.maximum_retry_attempts, ""),
            Some(default(185, "")),
            "maximum_retry_attempts",
        ),
        (
            "EventBusName",
            settings.event_bus_name.clone().map(Want::Resource),
            Some(Want::Resource("default".to_owned())),
            "event_bus_name",
        ),
    ]
}
