//! The options of the event sources' attributes that describe the deployment.
//!
//! The attributes read and check them, the manifest holds them, and the documentation lists them. An option is a property of SAM's event
//! source types in `snake_case`. A test of the workspace compares the ranges with botocore's service models.

use crate::limits;
use crate::naming::{self, Naming};

/// An option of an event source's attribute that describes the deployment.
#[derive(Clone, Copy, Debug)]
pub struct SourceOption {
    /// Its name: the property in `snake_case`.
    pub name: &'static str,
    /// The property of SAM's event source type, or of the CloudFormation resource where SAM's type does not have it.
    pub property: &'static str,
    /// The shape with its values in AWS's service models, such as `lambda.BatchSize`. Empty where the documentation alone has them.
    pub shape: &'static str,
    /// The option with likely values.
    pub form: &'static str,
    /// Names that others use for it, in AWS's templates and in similar frameworks.
    pub also: &'static [&'static str],
    /// Its values.
    pub values: OptionValues,
    /// What AWS says about the values, for messages. Empty if the values say it all.
    pub note: &'static str,
}

/// The values of an option.
#[derive(Clone, Copy, Debug)]
pub enum OptionValues {
    /// `true` or `false`.
    Switch,
    /// A number from the first to the second, and its unit in the plural.
    Number(u32, u32, &'static str),
    /// One of these words.
    Word(&'static [&'static str]),
    /// A name.
    Name(&'static Naming),
    /// `type` and `name` of a resource, which is of one of these types.
    Target(&'static [&'static str]),
    /// A list of options in parentheses.
    Object(&'static [SourceOption]),
    /// Filter patterns of an event source mapping. A record has these fields; the payload is the first.
    FilterCriteria(&'static [&'static str]),
    /// A filter policy of SNS.
    FilterPolicy,
    /// A list of the events of a bucket.
    BucketEvents,
    /// The beginning or the end of an object's key.
    KeyPart,
    /// `rate(…)`, `cron(…)` or `at(…)`.
    Schedule,
    /// The name of a time zone.
    TimeZone,
    /// A filter pattern of CloudWatch Logs.
    LogPattern,
}

const fn switch(
    name: &'static str,
    property: &'static str,
    shape: &'static str,
    form: &'static str,
    also: &'static [&'static str],
) -> SourceOption {
    SourceOption {
        name,
        property,
        shape,
        form,
        also,
        values: OptionValues::Switch,
        note: "",
    }
}

const fn number(
    names: [&'static str; 4],
    also: &'static [&'static str],
    (min, max): (u32, u32),
    unit: &'static str,
    note: &'static str,
) -> SourceOption {
    let [name, property, shape, form] = names;
    SourceOption {
        name,
        property,
        shape,
        form,
        also,
        values: OptionValues::Number(min, max, unit),
        note,
    }
}

/// `enabled`, of every event source mapping, rule and schedule.
const ENABLED: SourceOption = switch(
    "enabled",
    "Enabled",
    "lambda.Enabled",
    "enabled = false",
    &["disabled", "active", "state", "enable"],
);

/// `State` of a rule and of a schedule is `ENABLED` or `DISABLED`.
const STATE: SourceOption = SourceOption {
    property: "State",
    shape: "",
    ..ENABLED
};

const BATCH_SIZE: SourceOption = number(
    [
        "batch_size",
        "BatchSize",
        "lambda.BatchSize",
        "batch_size = 10",
    ],
    &[
        "batch",
        "size",
        "max_batch_size",
        "maximum_batch_size",
        "records",
    ],
    (1, limits::BATCH_MAX),
    "records",
    "a batch also ends at 6 MB, the size of an event",
);

const BATCHING_WINDOW: SourceOption = number(
    [
        "maximum_batching_window_in_seconds",
        "MaximumBatchingWindowInSeconds",
        "lambda.MaximumBatchingWindowInSeconds",
        "maximum_batching_window_in_seconds = 5",
    ],
    &[
        "window",
        "batch_window",
        "batching_window",
        "max_batching_window",
        "maximum_batching_window",
        "batch_window_in_seconds",
    ],
    (0, limits::BATCH_WINDOW_MAX_S as u32),
    "seconds",
    "Lambda collects records for at most 5 minutes",
);

const fn filter_criteria(form: &'static str, fields: &'static [&'static str]) -> SourceOption {
    SourceOption {
        name: "filter_criteria",
        property: "FilterCriteria",
        shape: "lambda.Pattern",
        form,
        also: &[
            "filter",
            "filters",
            "pattern",
            "patterns",
            "filter_pattern",
            "filter_patterns",
            "event_filter",
        ],
        values: OptionValues::FilterCriteria(fields),
        note: "",
    }
}

const SCALING_CONFIG: SourceOption = SourceOption {
    name: "scaling_config",
    property: "ScalingConfig",
    shape: "lambda.ScalingConfig",
    form: "scaling_config(maximum_concurrency = 10)",
    also: &[
        "maximum_concurrency",
        "scaling",
        "reserved_concurrency",
        "max_concurrent_invocations",
    ],
    values: OptionValues::Object(&[number(
        [
            "maximum_concurrency",
            "MaximumConcurrency",
            "lambda.MaximumConcurrency",
            "maximum_concurrency = 10",
        ],
        &["concurrency", "max_concurrency", "maximum"],
        limits::MAPPING_CONCURRENCY,
        "invocations",
        "a mapping has 2 to 1000 concurrent invocations; to limit a function to 1, reserve its concurrency",
    )]),
    note: "",
};

const MIN_POLLERS_ALSO: &[&str] = &["minimum", "min", "min_pollers"];
const MAX_POLLERS_ALSO: &[&str] = &["maximum", "max", "max_pollers"];
const POLLERS_ALSO: &[&str] = &["pollers", "provisioned_pollers", "provisioned_mode"];

const SQS_POLLERS: SourceOption = SourceOption {
    name: "provisioned_poller_config",
    property: "ProvisionedPollerConfig",
    shape: "lambda.ProvisionedPollerConfig",
    form: "provisioned_poller_config(minimum_pollers = 2, maximum_pollers = 20)",
    also: POLLERS_ALSO,
    values: OptionValues::Object(&[
        number(
            [
                "minimum_pollers",
                "MinimumPollers",
                "lambda.MinimumNumberOfPollers",
                "minimum_pollers = 2",
            ],
            MIN_POLLERS_ALSO,
            limits::SQS_MINIMUM_POLLERS,
            "event pollers",
            "a queue has at least 2 event pollers in provisioned mode, and at most 200 of them are always ready",
        ),
        number(
            [
                "maximum_pollers",
                "MaximumPollers",
                "lambda.MaximumNumberOfPollers",
                "maximum_pollers = 20",
            ],
            MAX_POLLERS_ALSO,
            limits::SQS_MAXIMUM_POLLERS,
            "event pollers",
            "a queue has 2 to 10000 event pollers in provisioned mode",
        ),
    ]),
    note: "",
};

const KAFKA_POLLERS: SourceOption = SourceOption {
    form: "provisioned_poller_config(minimum_pollers = 1, maximum_pollers = 20)",
    values: OptionValues::Object(&[
        number(
            [
                "minimum_pollers",
                "MinimumPollers",
                "lambda.MinimumNumberOfPollers",
                "minimum_pollers = 1",
            ],
            MIN_POLLERS_ALSO,
            limits::KAFKA_MINIMUM_POLLERS,
            "event pollers",
            "at most 200 event pollers of a topic are always ready",
        ),
        number(
            [
                "maximum_pollers",
                "MaximumPollers",
                "lambda.MaximumNumberOfPollers",
                "maximum_pollers = 20",
            ],
            MAX_POLLERS_ALSO,
            limits::KAFKA_MAXIMUM_POLLERS,
            "event pollers",
            "a topic has 1 to 2000 event pollers in provisioned mode",
        ),
    ]),
    ..SQS_POLLERS
};

const STARTING_POSITION: SourceOption = SourceOption {
    name: "starting_position",
    property: "StartingPosition",
    shape: "lambda.EventSourcePosition",
    form: "starting_position = \"LATEST\"",
    also: &["position", "start", "starting_point", "start_position"],
    values: OptionValues::Word(&["LATEST", "TRIM_HORIZON"]),
    note: "\"LATEST\" reads new records only, \"TRIM_HORIZON\" all records; \"AT_TIMESTAMP\" needs a time, which does not belong in the code",
};

const PARALLELIZATION_FACTOR: SourceOption = number(
    [
        "parallelization_factor",
        "ParallelizationFactor",
        "lambda.ParallelizationFactor",
        "parallelization_factor = 2",
    ],
    &[
        "parallelisation_factor",
        "parallelization",
        "batches_per_shard",
    ],
    (1, limits::PARALLELIZATION_FACTOR_MAX),
    "batches of a shard at a time",
    "Lambda processes at most 10 batches of a shard at a time",
);

const BISECT: SourceOption = switch(
    "bisect_batch_on_function_error",
    "BisectBatchOnFunctionError",
    "lambda.BisectBatchOnFunctionError",
    "bisect_batch_on_function_error = true",
    &[
        "bisect",
        "bisect_batch",
        "bisect_on_error",
        "bisect_batch_on_error",
        "split_batch_on_error",
    ],
);

const RECORD_AGE: SourceOption = number(
    [
        "maximum_record_age_in_seconds",
        "MaximumRecordAgeInSeconds",
        "lambda.MaximumRecordAgeInSeconds",
        "maximum_record_age_in_seconds = 3600",
    ],
    &[
        "record_age",
        "max_record_age",
        "maximum_record_age",
        "max_age",
    ],
    limits::RECORD_AGE_S,
    "seconds",
    "Lambda accepts a minute to 7 days; without the option, records are retried until they expire",
);

const RETRY_ATTEMPTS: SourceOption = number(
    [
        "maximum_retry_attempts",
        "MaximumRetryAttempts",
        "lambda.MaximumRetryAttemptsEventSourceMapping",
        "maximum_retry_attempts = 3",
    ],
    &[
        "retries",
        "retry_attempts",
        "max_retries",
        "maximum_retries",
        "retry_policy",
    ],
    (0, limits::RECORD_RETRIES_MAX),
    "retries",
    "Lambda accepts 0 to 10000 retries; without the option, records are retried until they expire",
);

const TUMBLING_WINDOW: SourceOption = number(
    [
        "tumbling_window_in_seconds",
        "TumblingWindowInSeconds",
        "lambda.TumblingWindowInSeconds",
        "tumbling_window_in_seconds = 60",
    ],
    &["tumbling_window", "tumbling"],
    (1, limits::TUMBLING_WINDOW_MAX_S as u32),
    "seconds",
    "a tumbling window lasts at most 15 minutes; without the option there is none",
);

const ON_FAILURE_ALSO: &[&str] = &[
    "on_failure",
    "dlq",
    "destination",
    "dead_letter_config",
    "dead_letter_queue",
    "failure_destination",
];

const fn on_failure(form: &'static str, types: &'static [&'static str]) -> SourceOption {
    SourceOption {
        name: "on_failure",
        property: "OnFailure",
        shape: "lambda.OnFailure",
        form,
        also: &["failure", "onfailure", "on_error"],
        values: OptionValues::Target(types),
        note: "",
    }
}

const fn destination_config(inner: &'static [SourceOption]) -> SourceOption {
    SourceOption {
        name: "destination_config",
        property: "DestinationConfig",
        shape: "lambda.DestinationConfig",
        form: "destination_config(on_failure(type = \"SQS\", name = \"failed\"))",
        also: ON_FAILURE_ALSO,
        values: OptionValues::Object(inner),
        note: "",
    }
}

const STREAM_DESTINATION: SourceOption = destination_config(&[on_failure(
    "on_failure(type = \"SQS\", name = \"failed\")",
    &["SQS", "SNS", "S3"],
)]);

const KAFKA_DESTINATION: SourceOption = destination_config(&[on_failure(
    "on_failure(type = \"SQS\", name = \"failed\")",
    &["SQS", "SNS", "S3", "Kafka"],
)]);

const CONSUMER_GROUP: SourceOption = SourceOption {
    name: "consumer_group_id",
    property: "ConsumerGroupId",
    shape: "lambda.URI",
    form: "consumer_group_id = \"shop-orders\"",
    also: &["consumer_group", "group", "group_id"],
    values: OptionValues::Name(&naming::CONSUMER_GROUP),
    note: "",
};

const FILTER_POLICY: SourceOption = SourceOption {
    name: "filter_policy",
    property: "FilterPolicy",
    shape: "",
    form: "filter_policy = r#\"{\"event\": [\"placed\"]}\"#",
    also: &["filter", "filters", "pattern", "filter_criteria", "policy"],
    values: OptionValues::FilterPolicy,
    note: "",
};

const FILTER_POLICY_SCOPE: SourceOption = SourceOption {
    name: "filter_policy_scope",
    property: "FilterPolicyScope",
    shape: "",
    form: "filter_policy_scope = \"MessageBody\"",
    also: &["scope", "filter_scope"],
    values: OptionValues::Word(&["MessageBody", "MessageAttributes"]),
    note: "a policy without a scope is for the attributes of messages",
};

/// The queue of a rule, a schedule or a subscription. It is a standard queue.
const DEAD_LETTER_CONFIG: SourceOption = SourceOption {
    name: "dead_letter_config",
    property: "DeadLetterConfig",
    shape: "",
    form: "dead_letter_config(type = \"SQS\", name = \"orders-failed\")",
    also: &[
        "dlq",
        "dead_letter_queue",
        "dead_letter",
        "on_failure",
        "redrive_policy",
        "destination_config",
    ],
    values: OptionValues::Target(&["SQS"]),
    note: "",
};

/// SAM names the property of a subscription as SNS does.
const REDRIVE_POLICY: SourceOption = SourceOption {
    property: "RedrivePolicy",
    ..DEAD_LETTER_CONFIG
};

const RETRY_POLICY: SourceOption = SourceOption {
    name: "retry_policy",
    property: "RetryPolicy",
    shape: "events.RetryPolicy",
    form: "retry_policy(maximum_event_age_in_seconds = 3600, maximum_retry_attempts = 3)",
    also: &[
        "retries",
        "retry",
        "maximum_retry_attempts",
        "maximum_event_age_in_seconds",
    ],
    values: OptionValues::Object(&[
        number(
            [
                "maximum_event_age_in_seconds",
                "MaximumEventAgeInSeconds",
                "events.MaximumEventAgeInSeconds",
                "maximum_event_age_in_seconds = 3600",
            ],
            &["event_age", "max_age", "maximum_event_age", "max_event_age"],
            limits::DELIVERY_AGE_S,
            "seconds",
            "EventBridge retries an event for a minute to 24 hours",
        ),
        number(
            [
                "maximum_retry_attempts",
                "MaximumRetryAttempts",
                "events.MaximumRetryAttempts",
                "maximum_retry_attempts = 3",
            ],
            &["retries", "attempts", "max_retries", "retry_attempts"],
            (0, limits::DELIVERY_RETRIES_MAX),
            "retries",
            "EventBridge retries an event at most 185 times",
        ),
    ]),
    note: "",
};

/// The options of `#[sqs]`.
pub(crate) const SQS: &[SourceOption] = &[
    ENABLED,
    BATCH_SIZE,
    BATCHING_WINDOW,
    filter_criteria(
        "filter_criteria(r#\"{\"body\": {\"status\": [\"paid\"]}}\"#)",
        &[
            "body",
            "messageAttributes",
            "attributes",
            "messageId",
            "receiptHandle",
            "md5OfBody",
            "md5OfMessageAttributes",
            "eventSource",
            "eventSourceARN",
            "awsRegion",
        ],
    ),
    SCALING_CONFIG,
    SQS_POLLERS,
];

/// The options of `#[kinesis]`.
pub(crate) const KINESIS: &[SourceOption] = &[
    ENABLED,
    BATCH_SIZE,
    BATCHING_WINDOW,
    filter_criteria(
        "filter_criteria(r#\"{\"data\": {\"status\": [\"paid\"]}}\"#)",
        &[
            "data",
            "partitionKey",
            "sequenceNumber",
            "kinesisSchemaVersion",
            "approximateArrivalTimestamp",
            "eventID",
            "eventName",
            "eventSource",
            "eventSourceARN",
            "eventVersion",
            "invokeIdentityArn",
            "awsRegion",
        ],
    ),
    STARTING_POSITION,
    PARALLELIZATION_FACTOR,
    BISECT,
    RECORD_AGE,
    RETRY_ATTEMPTS,
    TUMBLING_WINDOW,
    STREAM_DESTINATION,
];

/// The options of `#[dynamodb]`.
pub(crate) const DYNAMODB: &[SourceOption] = &[
    ENABLED,
    BATCH_SIZE,
    BATCHING_WINDOW,
    filter_criteria(
        "filter_criteria(r#\"{\"eventName\": [\"INSERT\"]}\"#)",
        &[
            "dynamodb",
            "eventName",
            "eventID",
            "eventSource",
            "eventSourceARN",
            "eventVersion",
            "awsRegion",
            "userIdentity",
        ],
    ),
    STARTING_POSITION,
    PARALLELIZATION_FACTOR,
    BISECT,
    RECORD_AGE,
    RETRY_ATTEMPTS,
    TUMBLING_WINDOW,
    STREAM_DESTINATION,
];

/// The options of `#[kafka]`.
pub(crate) const KAFKA: &[SourceOption] = &[
    ENABLED,
    BATCH_SIZE,
    BATCHING_WINDOW,
    filter_criteria(
        "filter_criteria(r#\"{\"value\": {\"status\": [\"paid\"]}}\"#)",
        &[
            "value",
            "key",
            "topic",
            "partition",
            "offset",
            "timestamp",
            "timestampType",
            "headers",
        ],
    ),
    STARTING_POSITION,
    CONSUMER_GROUP,
    KAFKA_POLLERS,
    BISECT,
    RECORD_AGE,
    RETRY_ATTEMPTS,
    KAFKA_DESTINATION,
];

/// The options of `#[mq]`.
pub(crate) const MQ: &[SourceOption] = &[
    ENABLED,
    BATCH_SIZE,
    BATCHING_WINDOW,
    filter_criteria(
        "filter_criteria(r#\"{\"data\": {\"status\": [\"paid\"]}}\"#)",
        &[
            "data",
            "properties",
            "basicProperties",
            "messageID",
            "messageType",
            "deliveryMode",
            "replyTo",
            "type",
            "expiration",
            "priority",
            "correlationId",
            "redelivered",
            "destination",
            "timestamp",
            "brokerInTime",
            "brokerOutTime",
            "connectionId",
        ],
    ),
];

/// The options of `#[sns]`.
pub(crate) const SNS: &[SourceOption] = &[FILTER_POLICY, FILTER_POLICY_SCOPE, REDRIVE_POLICY];

/// The options of `#[s3]`.
pub(crate) const S3: &[SourceOption] = &[
    SourceOption {
        name: "events",
        property: "Events",
        shape: "s3.Event",
        form: "events(\"s3:ObjectCreated:*\")",
        also: &["event", "event_types", "event_names", "notifications"],
        values: OptionValues::BucketEvents,
        note: "",
    },
    SourceOption {
        name: "prefix",
        property: "Filter.S3Key.Rules",
        shape: "",
        form: "prefix = \"in/\"",
        also: &["key_prefix", "folder", "path", "filter_prefix"],
        values: OptionValues::KeyPart,
        note: "",
    },
    SourceOption {
        name: "suffix",
        property: "Filter.S3Key.Rules",
        shape: "",
        form: "suffix = \".csv\"",
        also: &["key_suffix", "extension", "filter_suffix"],
        values: OptionValues::KeyPart,
        note: "",
    },
];

/// The options of `#[schedule]`.
pub(crate) const SCHEDULE: &[SourceOption] = &[
    STATE,
    SourceOption {
        name: "schedule_expression",
        property: "ScheduleExpression",
        shape: "scheduler.ScheduleExpression",
        form: "schedule_expression = \"rate(1 day)\"",
        also: &["cron", "rate", "at", "expression", "schedule", "every"],
        values: OptionValues::Schedule,
        note: "",
    },
    SourceOption {
        name: "schedule_expression_timezone",
        property: "ScheduleExpressionTimezone",
        shape: "scheduler.ScheduleExpressionTimezone",
        form: "schedule_expression_timezone = \"Europe/Berlin\"",
        also: &[
            "timezone",
            "time_zone",
            "tz",
            "schedule_timezone",
            "schedule_expression_time_zone",
        ],
        values: OptionValues::TimeZone,
        note: "",
    },
    RETRY_POLICY,
    DEAD_LETTER_CONFIG,
];

/// The options of `#[eventbridge]`.
pub(crate) const EVENTBRIDGE: &[SourceOption] = &[
    STATE,
    SourceOption {
        name: "event_bus_name",
        property: "EventBusName",
        shape: "events.EventBusName",
        form: "event_bus_name = \"orders\"",
        also: &["bus", "event_bus", "bus_name", "eventbus"],
        values: OptionValues::Name(&naming::EVENT_BUS),
        note: "",
    },
    RETRY_POLICY,
    DEAD_LETTER_CONFIG,
];

/// The options of `#[logs]`.
pub(crate) const LOGS: &[SourceOption] = &[SourceOption {
    name: "filter_pattern",
    property: "FilterPattern",
    shape: "logs.FilterPattern",
    form: "filter_pattern = \"ERROR\"",
    also: &["filter", "filters", "pattern", "filter_criteria"],
    values: OptionValues::LogPattern,
    note: "",
}];

/// The events of a bucket that S3 can send, November 2026 (S3 API, `Event`; botocore 1.44.8).
pub const BUCKET_EVENTS: &[&str] = &[
    "s3:ObjectCreated:*",
    "s3:ObjectCreated:Put",
    "s3:ObjectCreated:Post",
    "s3:ObjectCreated:Copy",
    "s3:ObjectCreated:CompleteMultipartUpload",
    "s3:ObjectRemoved:*",
    "s3:ObjectRemoved:Delete",
    "s3:ObjectRemoved:DeleteMarkerCreated",
    "s3:ObjectRestore:*",
    "s3:ObjectRestore:Post",
    "s3:ObjectRestore:Completed",
    "s3:ObjectRestore:Delete",
    "s3:ReducedRedundancyLostObject",
    "s3:Replication:*",
    "s3:Replication:OperationFailedReplication",
    "s3:Replication:OperationNotTracked",
    "s3:Replication:OperationMissedThreshold",
    "s3:Replication:OperationReplicatedAfterThreshold",
    "s3:LifecycleTransition",
    "s3:LifecycleExpiration:*",
    "s3:LifecycleExpiration:Delete",
    "s3:LifecycleExpiration:DeleteMarkerCreated",
    "s3:IntelligentTiering",
    "s3:ObjectTagging:*",
    "s3:ObjectTagging:Put",
    "s3:ObjectTagging:Delete",
    "s3:ObjectAcl:Put",
    "s3:ObjectAnnotation:*",
    "s3:ObjectAnnotation:Put",
    "s3:ObjectAnnotation:Delete",
    "s3:ObjectRetention:Put",
];
