//! The table of limits, compared with AWS's service models and with the rest of the source.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use gatewright_tables::naming::{self, COGNITO_TRIGGERS};
use gatewright_tables::{
    BUCKET_EVENTS, Naming, OptionValues, SOURCES, SourceOption, limits, metrics,
};
use gatewright_tests::service_model;
use serde_json::Value;

/// A shape of a service model with the limits that we have: the names of our constants, minimum and maximum.
const SHAPES: &[(&str, &str, Option<u64>, Option<u64>)] = &[
    (
        "lambda.Timeout",
        "TIMEOUT_MIN_S, TIMEOUT_MAX_MANAGED_S",
        Some(limits::TIMEOUT_MIN_S),
        Some(limits::TIMEOUT_MAX_MANAGED_S),
    ),
    (
        "lambda.MemorySize",
        "MEMORY_MIN_MB, MEMORY_MAX_MANAGED_MB",
        Some(limits::MEMORY_MIN_MB as u64),
        Some(limits::MEMORY_MAX_MANAGED_MB as u64),
    ),
    (
        "lambda.EphemeralStorageSize",
        "TMP_MIN_MB, TMP_MAX_ACCELERATED_MB",
        Some(limits::TMP_MIN_MB as u64),
        Some(limits::TMP_MAX_ACCELERATED_MB as u64),
    ),
    (
        "lambda.PerExecutionEnvironmentMaxConcurrency",
        "ENVIRONMENT_CONCURRENCY_MAX",
        Some(1),
        Some(limits::ENVIRONMENT_CONCURRENCY_MAX as u64),
    ),
    (
        "lambda.MaximumEventAgeInSeconds",
        "EVENT_AGE_S",
        Some(limits::EVENT_AGE_S.0 as u64),
        Some(limits::EVENT_AGE_S.1 as u64),
    ),
    (
        "lambda.MaximumRetryAttempts",
        "ASYNCHRONOUS_RETRIES_MAX",
        Some(0),
        Some(limits::ASYNCHRONOUS_RETRIES_MAX as u64),
    ),
    (
        "lambda.Alias",
        "ALIAS_CHARS",
        Some(1),
        Some(limits::ALIAS_CHARS as u64),
    ),
    (
        "lambda.ExecutionEnvironmentMemoryGiBPerVCpu",
        "MANAGED_GIB_PER_VCPU",
        Some(limits::MANAGED_GIB_PER_VCPU[0] as u64),
        Some(limits::MANAGED_GIB_PER_VCPU[2] as u64),
    ),
    (
        "lambda.BatchSize",
        "BATCH_MAX",
        Some(1),
        Some(limits::BATCH_MAX as u64),
    ),
    (
        "lambda.MaximumBatchingWindowInSeconds",
        "BATCH_WINDOW_MAX_S",
        Some(0),
        Some(limits::BATCH_WINDOW_MAX_S),
    ),
    (
        "lambda.TumblingWindowInSeconds",
        "TUMBLING_WINDOW_MAX_S",
        Some(0),
        Some(limits::TUMBLING_WINDOW_MAX_S),
    ),
    (
        "lambda.ParallelizationFactor",
        "PARALLELIZATION_FACTOR_MAX",
        Some(1),
        Some(limits::PARALLELIZATION_FACTOR_MAX as u64),
    ),
    (
        "lambda.MaximumConcurrency",
        "MAPPING_CONCURRENCY",
        Some(limits::MAPPING_CONCURRENCY.0 as u64),
        Some(limits::MAPPING_CONCURRENCY.1 as u64),
    ),
    (
        "lambda.MaximumRecordAgeInSeconds",
        "RECORD_AGE_S",
        None,
        Some(limits::RECORD_AGE_S.1 as u64),
    ),
    (
        "lambda.MaximumRetryAttemptsEventSourceMapping",
        "RECORD_RETRIES_MAX",
        None,
        Some(limits::RECORD_RETRIES_MAX as u64),
    ),
    (
        "lambda.MinimumNumberOfPollers",
        "SQS_MINIMUM_POLLERS, KAFKA_MINIMUM_POLLERS",
        Some(limits::KAFKA_MINIMUM_POLLERS.0 as u64),
        Some(limits::SQS_MINIMUM_POLLERS.1 as u64),
    ),
    (
        "lambda.MaximumNumberOfPollers",
        "SQS_MAXIMUM_POLLERS, KAFKA_MAXIMUM_POLLERS",
        Some(limits::KAFKA_MAXIMUM_POLLERS.0 as u64),
        Some(limits::SQS_MAXIMUM_POLLERS.1 as u64),
    ),
    (
        "lambda.Pattern",
        "FILTER_CHARS",
        Some(0),
        Some(limits::FILTER_CHARS as u64),
    ),
    (
        "events.MaximumEventAgeInSeconds",
        "DELIVERY_AGE_S",
        Some(limits::DELIVERY_AGE_S.0 as u64),
        Some(limits::DELIVERY_AGE_S.1 as u64),
    ),
    (
        "scheduler.MaximumEventAgeInSeconds",
        "DELIVERY_AGE_S",
        Some(limits::DELIVERY_AGE_S.0 as u64),
        Some(limits::DELIVERY_AGE_S.1 as u64),
    ),
    (
        "events.MaximumRetryAttempts",
        "DELIVERY_RETRIES_MAX",
        Some(0),
        Some(limits::DELIVERY_RETRIES_MAX as u64),
    ),
    (
        "scheduler.MaximumRetryAttempts",
        "DELIVERY_RETRIES_MAX",
        Some(0),
        Some(limits::DELIVERY_RETRIES_MAX as u64),
    ),
    (
        "scheduler.ScheduleExpression",
        "SCHEDULE_CHARS",
        Some(1),
        Some(limits::SCHEDULE_CHARS as u64),
    ),
    (
        "scheduler.ScheduleExpressionTimezone",
        "TIME_ZONE_CHARS",
        Some(1),
        Some(limits::TIME_ZONE_CHARS as u64),
    ),
    (
        "logs.FilterPattern",
        "LOG_PATTERN_CHARS",
        Some(0),
        Some(limits::LOG_PATTERN_CHARS as u64),
    ),
    (
        "cloudwatch.MetricName",
        "METRIC_NAME_CHARS",
        Some(1),
        Some(limits::METRIC_NAME_CHARS as u64),
    ),
    (
        "cloudwatch.Namespace",
        "METRIC_NAMESPACE_CHARS",
        Some(1),
        Some(limits::METRIC_NAMESPACE_CHARS as u64),
    ),
    (
        "cloudwatch.Dimensions",
        "METRIC_DIMENSIONS",
        None,
        Some(limits::METRIC_DIMENSIONS as u64),
    ),
    (
        "cloudwatch.DimensionValue",
        "DIMENSION_VALUE_CHARS",
        Some(1),
        Some(limits::DIMENSION_VALUE_CHARS as u64),
    ),
    (
        "lambda.Description",
        "DESCRIPTION_CHARS",
        Some(0),
        Some(limits::DESCRIPTION_CHARS as u64),
    ),
    (
        "lambda.AllowOriginsList",
        "FUNCTION_URL_CORS_ORIGINS",
        Some(0),
        Some(limits::FUNCTION_URL_CORS_ORIGINS as u64),
    ),
    (
        "lambda.AllowMethodsList",
        "FUNCTION_URL_CORS_METHODS",
        Some(0),
        Some(limits::FUNCTION_URL_CORS_METHODS as u64),
    ),
    (
        "lambda.MaxAge",
        "FUNCTION_URL_CORS_MAX_AGE_S",
        Some(0),
        Some(limits::FUNCTION_URL_CORS_MAX_AGE_S),
    ),
    (
        "lambda.ExecutionTimeout",
        "DURABLE_EXECUTION_MAX_S",
        Some(1),
        Some(limits::DURABLE_EXECUTION_MAX_S),
    ),
    (
        "lambda.RetentionPeriodInDays",
        "DURABLE_RETENTION_MAX_DAYS",
        Some(1),
        Some(limits::DURABLE_RETENTION_MAX_DAYS as u64),
    ),
];

/// Shapes of names with our rules.
const NAMES: &[(&str, &str, &Naming)] = &[
    ("kinesis.StreamName", "STREAM", &naming::STREAM),
    (
        "firehose.DeliveryStreamName",
        "DELIVERY_STREAM",
        &naming::DELIVERY_STREAM,
    ),
    ("dynamodb.TableName", "TABLE", &naming::TABLE),
    ("logs.LogGroupName", "LOG_GROUP", &naming::LOG_GROUP),
    ("events.RuleName", "RULE", &naming::RULE),
    ("scheduler.Name", "RULE", &naming::RULE),
    ("lambda.Topic", "KAFKA_TOPIC", &naming::KAFKA_TOPIC),
    ("lambda.URI", "CONSUMER_GROUP", &naming::CONSUMER_GROUP),
    ("lambda.LayerName", "LAYER", &naming::LAYER),
    (
        "lambda.CapacityProviderName",
        "CAPACITY_PROVIDER",
        &naming::CAPACITY_PROVIDER,
    ),
    ("events.EventBusName", "EVENT_BUS", &naming::EVENT_BUS),
];

/// A member of a service model, and a limit in the words of its documentation.
#[expect(clippy::too_many_lines, reason = "one table")]
fn documented() -> Vec<(&'static str, &'static str, String)> {
    let (max, managed) = (
        thousands(limits::TIMEOUT_MAX_S),
        thousands(limits::TIMEOUT_MAX_MANAGED_S),
    );
    let timeout = "lambda.CreateFunctionRequest.Timeout";
    let storage = "lambda.CreateFunctionRequest.EphemeralStorage";
    let batch = "lambda.CreateEventSourceMappingRequest.BatchSize";
    vec![
        (
            timeout,
            "TIMEOUT_MAX_S",
            format!("the maximum allowed value is {max} seconds"),
        ),
        (
            timeout,
            "TIMEOUT_DEFAULT_S",
            format!("The default is {} seconds", limits::TIMEOUT_DEFAULT_S),
        ),
        (
            timeout,
            "TIMEOUT_MAX_MANAGED_S",
            format!("support a maximum allowed value of {managed} seconds"),
        ),
        (
            storage,
            "TMP_MIN_MB, TMP_MAX_MB",
            format!(
                "between {} and {} MB",
                limits::TMP_MIN_MB,
                thousands(limits::TMP_MAX_MB.into())
            ),
        ),
        (
            storage,
            "TMP_MAX_ACCELERATED_MB",
            format!(
                "AcceleratorConfig, the maximum is {} MB",
                thousands(limits::TMP_MAX_ACCELERATED_MB.into())
            ),
        ),
        (
            "lambda.CreateFunctionRequest.MemorySize",
            "MEMORY_MIN_MB",
            format!("The default value is {} MB", limits::MEMORY_MIN_MB),
        ),
        (
            "lambda.CreateFunctionRequest.FunctionName",
            "FUNCTION_NAME_CHARS",
            format!("limited to {} characters", limits::FUNCTION_NAME_CHARS),
        ),
        (
            "lambda.InvocationRequest.Payload",
            "REQUEST_BYTES, ASYNCHRONOUS_REQUEST_BYTES",
            format!(
                "{} MB for synchronous invocations and {} MB for asynchronous invocations",
                limits::REQUEST_BYTES >> 20,
                limits::ASYNCHRONOUS_REQUEST_BYTES >> 20
            ),
        ),
        (
            "lambda.InvocationRequest.ClientContext",
            "CLIENT_CONTEXT_BYTES",
            format!(
                "Up to {} bytes",
                thousands(limits::CLIENT_CONTEXT_BYTES as u64)
            ),
        ),
        (
            "lambda.InvocationResponse.LogResult",
            "LOG_TAIL_BYTES",
            format!("The last {} KB", limits::LOG_TAIL_BYTES >> 10),
        ),
        (
            batch,
            "BATCH_MAX, BATCH_MAX_FIFO",
            format!(
                "Default {}. For standard queues the max is {}. For FIFO queues the max is {}.",
                limits::BATCH_DEFAULT_SQS,
                thousands(limits::BATCH_MAX.into()),
                limits::BATCH_MAX_FIFO
            ),
        ),
        (
            batch,
            "BATCH_DEFAULT",
            format!(
                "Default {}. Max {}.",
                limits::BATCH_DEFAULT,
                thousands(limits::BATCH_MAX.into())
            ),
        ),
        (
            "lambda.CreateEventSourceMappingRequest.MaximumBatchingWindowInSeconds",
            "BATCH_WITHOUT_WINDOW",
            format!(
                "when you set BatchSize to a value greater than {}, you must set MaximumBatchingWindowInSeconds to at least 1",
                limits::BATCH_WITHOUT_WINDOW
            ),
        ),
        (
            "lambda.ProvisionedPollerConfig.MaximumPollers",
            "SQS_MAXIMUM_POLLERS",
            format!(
                "For Amazon SQS event source mappings, the accepted range is between {} and {}",
                limits::SQS_MAXIMUM_POLLERS.0,
                thousands(limits::SQS_MAXIMUM_POLLERS.1.into())
            ),
        ),
        (
            "lambda.ProvisionedPollerConfig.MaximumPollers",
            "KAFKA_MAXIMUM_POLLERS",
            format!(
                "the accepted range is between {} and {}",
                limits::KAFKA_MAXIMUM_POLLERS.0,
                thousands(limits::KAFKA_MAXIMUM_POLLERS.1.into())
            ),
        ),
        (
            "lambda.ProvisionedPollerConfig.MinimumPollers",
            "SQS_MINIMUM_POLLERS",
            format!(
                "default is 2, and minimum {} required",
                limits::SQS_MINIMUM_POLLERS.0
            ),
        ),
        (
            "logs.PutRetentionPolicyRequest.retentionInDays",
            "LOG_RETENTION_DAYS",
            format!("Possible values are: {}.", retention_days()),
        ),
        (
            "sqs.CreateQueueRequest.QueueName",
            "naming::QUEUE",
            format!(
                "A queue name can have up to {} characters",
                naming::QUEUE.length.1
            ),
        ),
        (
            "sns.CreateTopicInput.Name",
            "naming::TOPIC",
            format!(
                "must be between {} and {} characters long",
                naming::TOPIC.length.0,
                naming::TOPIC.length.1
            ),
        ),
    ]
}

fn retention_days() -> String {
    let days = limits::LOG_RETENTION_DAYS.iter().map(u32::to_string);
    let days: Vec<_> = days.collect();
    let (last, rest) = days.split_last().expect("days");
    format!("{}, and {last}", rest.join(", "))
}

/// As AWS's documents write numbers: `1,800`.
fn thousands(number: u64) -> String {
    match number {
        0..1_000 => number.to_string(),
        _ => format!("{},{:03}", thousands(number / 1_000), number % 1_000),
    }
}

/// The name that `triggerSource` has for a trigger in the configuration of a user pool.
fn trigger_source(configured: &str) -> Option<&str> {
    match configured {
        "KMSKeyID" => None,
        "PreTokenGeneration" | "PreTokenGenerationConfig" => Some("TokenGeneration"),
        other => Some(other),
    }
}

#[test]
fn units_of_metrics_are_those_of_the_service_model() -> Result<()> {
    let model = service_model::read(&["cloudwatch.StandardUnit"], &[])?;
    let theirs = &model["shapes"]["cloudwatch.StandardUnit"]["enum"];
    let theirs: BTreeSet<_> = theirs
        .as_array()
        .context("an enum")?
        .iter()
        .filter_map(Value::as_str)
        .collect();
    let ours: BTreeSet<_> = metrics::UNITS
        .iter()
        .map(|(_, spelling)| *spelling)
        .collect();
    assert_eq!(ours, theirs);
    Ok(())
}

#[test]
fn limits_are_those_of_the_service_models() -> Result<()> {
    let documented = documented();
    let shapes: Vec<_> = SHAPES
        .iter()
        .map(|row| row.0)
        .chain(NAMES.iter().map(|row| row.0))
        .collect();
    let docs: Vec<_> = documented.iter().map(|row| row.0).collect();
    let model = service_model::read(&shapes, &docs)?;
    let mut moved = Vec::new();
    for (shape, constants, min, max) in SHAPES {
        let found = &model["shapes"][shape];
        if (found["min"].as_u64(), found["max"].as_u64()) != (*min, *max) {
            moved.push(format!(
                "{shape}: the table has {min:?} to {max:?} ({constants}), the model {found}"
            ));
        }
    }
    for (shape, constant, naming) in NAMES {
        let found = &model["shapes"][shape];
        let (min, max) = naming.length;
        // Letters and digits are allowed everywhere.
        let mut ours: Vec<char> = naming.punctuation.unwrap_or_default().chars().collect();
        ours.sort_unstable();
        let ours: String = ours.into_iter().collect();
        let same =
            (found["min"].as_u64(), found["max"].as_u64()) == (Some(min as u64), Some(max as u64));
        if !same || found["punctuation"] != *ours {
            moved.push(format!(
                "{shape}: naming::{constant} has {min} to {max} and {ours:?}, the model {found}"
            ));
        }
    }
    for (member, constants, words) in &documented {
        let text = model["docs"][member].as_str().unwrap_or_default();
        if !text.contains(words.as_str()) {
            moved.push(format!(
                "{member}: expected {words:?} ({constants}), found {text:?}"
            ));
        }
    }
    let configured = model["cognito"]
        .as_array()
        .context("the triggers of Cognito")?;
    for trigger in configured
        .iter()
        .filter_map(Value::as_str)
        .filter_map(trigger_source)
    {
        if !COGNITO_TRIGGERS.iter().any(|(name, _)| *name == trigger) {
            moved.push(format!(
                "cognito-idp.LambdaConfigType: COGNITO_TRIGGERS lacks {trigger}"
            ));
        }
    }
    assert!(
        moved.is_empty(),
        "AWS has moved limits (botocore {}): change `toolkit/tables/src/limits.rs` or `naming.rs`, with source and date\n{}",
        model["version"],
        moved.join("\n")
    );
    Ok(())
}

/// An option and those within it.
fn flat(options: &'static [SourceOption]) -> Vec<&'static SourceOption> {
    let within = |option: &'static SourceOption| match option.values {
        OptionValues::Object(inner) => flat(inner),
        _ => Vec::new(),
    };
    options
        .iter()
        .flat_map(|option| [vec![option], within(option)].concat())
        .collect()
}

/// Ranges may be narrower than in the model, which has one for several sources.
#[test]
fn options_of_sources_fit_the_service_models() -> Result<()> {
    let options: Vec<_> = SOURCES
        .iter()
        .flat_map(|source| flat(source.options()))
        .filter(|option| !option.shape.is_empty())
        .collect();
    let shapes: Vec<_> = options.iter().map(|option| option.shape).collect();
    let model = service_model::read(&shapes, &[])?;
    let mut wrong = Vec::new();
    for option in options {
        let found = &model["shapes"][option.shape];
        let fits = match option.values {
            OptionValues::Number(min, max, _) => {
                found["min"]
                    .as_i64()
                    .is_some_and(|least| least <= min.into())
                    && found["max"]
                        .as_u64()
                        .is_some_and(|most| u64::from(max) <= most)
            }
            OptionValues::Word(words) => found["enum"]
                .as_array()
                .is_some_and(|known| words.iter().all(|word| known.contains(&(*word).into()))),
            OptionValues::BucketEvents => {
                let mut ours = BUCKET_EVENTS.to_vec();
                let mut theirs: Vec<_> = found["enum"]
                    .as_array()
                    .context("the events of S3")?
                    .iter()
                    .filter_map(Value::as_str)
                    .collect();
                ours.sort_unstable();
                theirs.sort_unstable();
                ours == theirs
            }
            OptionValues::Name(naming) => found["max"].as_u64() == Some(naming.length.1 as u64),
            _ => true,
        };
        if !fits {
            wrong.push(format!("{} ({}): {found}", option.name, option.shape));
        }
    }
    assert!(
        wrong.is_empty(),
        "AWS has moved limits: change `toolkit/tables/src/limits.rs` or `source_options.rs`\n{}",
        wrong.join("\n")
    );
    Ok(())
}

/// Numbers that only the table has, as they may be written.
const LITERALS: &[&str] = &[
    "6_291_556",
    "6291556",
    "6_291_456",
    "6291456",
    "10_240",
    "10240",
    "32_768",
    "32768",
    "1_800",
    "5_400",
    "3_583",
    "3583",
    "86_400)",
    "6 * 1024 * 1024",
    "200 * 1024 * 1024",
    "250 * 1024 * 1024",
    "50 * 1024 * 1024",
    "29_000",
    "30_000",
    "from_secs(130)",
    "1_600",
    "31_622_400",
];

#[test]
fn no_other_file_has_a_limit_of_aws() -> Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut found = Vec::new();
    let mut files = Vec::new();
    for folder in ["macros/src", "runtime/src", "toolkit"] {
        rust_files(&root.join(folder), &mut files)?;
    }
    assert!(files.len() > 200, "found {} files only", files.len());
    for file in files {
        let text = fs::read_to_string(&file)?;
        // Expected values of tests come from outside.
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for (index, line) in code.lines().enumerate() {
            let line = line.split("//").next().unwrap_or_default();
            // Every other part is outside of quotes; texts are compared with the table by tests of their own.
            let written: String = line.split('"').step_by(2).collect();
            if let Some(literal) = LITERALS.iter().find(|literal| written.contains(**literal)) {
                found.push(format!("{}:{}: {literal}", file.display(), index + 1));
            }
        }
    }
    assert!(
        found.is_empty(),
        "use `gatewright_tables::limits` here:\n{}",
        found.join("\n")
    );
    Ok(())
}

fn rust_files(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if path.is_dir() && !matches!(&*name, "tests" | "tables" | "target") {
            rust_files(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") && name != "tests.rs"
        {
            files.push(path);
        }
    }
    Ok(())
}
