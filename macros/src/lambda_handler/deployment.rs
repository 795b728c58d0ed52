//! The settings of the function's deployment: properties of `AWS::Serverless::Function`.

use gatewright_tables::{limits, naming};

use crate::report::Message;
use crate::settings::{Property, Takes, refuse_layer, refuse_log_group, refuse_variable};

/// Every setting, in the order of the manifest.
pub(super) const PROPERTIES: &[Property] = &[
    Property::new(
        "architectures",
        "architectures = \"arm64\"",
        &["architecture", "arch", "instruction_set", "cpu"],
        Takes::Word(&["arm64", "x86_64"]),
        "a function has one architecture, and `x86_64` is that of a function without the option",
    ),
    Property::new(
        "layers",
        "layers(\"otel\")",
        &["layer", "extensions"],
        Takes::Texts(limits::LAYERS, refuse_layer),
        "a layer has the name here, and its ARN is a parameter of the template",
    ),
    Property::new(
        "tracing",
        "tracing = \"Active\"",
        &["trace", "tracing_config", "xray", "x_ray"],
        Takes::Word(&["Active", "PassThrough"]),
        "\"Active\" samples invocations itself, \"PassThrough\" follows the caller's decision",
    ),
    Property::new(
        "reserved_concurrent_executions",
        "reserved_concurrent_executions = 5",
        &["reserved_concurrency", "concurrency_limit", "max_instances"],
        Takes::Number(0, Takes::OPEN, "invocations at a time"),
        "0 stops the function; without the option it shares the account's concurrency",
    ),
    Property::new(
        "auto_publish_alias",
        "auto_publish_alias = \"live\"",
        &["alias", "publish", "version_alias"],
        Takes::Text(refuse_alias),
        "an alias has 1 to 128 letters, digits, `-` and `_`, and is not a number",
    ),
    Property::new(
        "provisioned_concurrency_config",
        "provisioned_concurrency_config(provisioned_concurrent_executions = 2)",
        &["provisioned_concurrency", "provisioned"],
        Takes::Map(&[Property::new(
            "provisioned_concurrent_executions",
            "provisioned_concurrent_executions = 2",
            &["executions", "concurrency", "count"],
            Takes::Number(1, Takes::OPEN, "environments"),
            "these environments are initialised before any request, and are billed all the time",
        )
        .required()]),
        "",
    ),
    Property::new(
        "dead_letter_queue",
        "dead_letter_queue(type = \"SQS\", name = \"orders-dlq\")",
        &["dlq", "dead_letter_config", "deadletter", "dead_letter"],
        Takes::Target(&["SQS", "SNS"]),
        "it receives asynchronous invocations that failed",
    ),
    Property::new(
        "event_invoke_config",
        "event_invoke_config(maximum_retry_attempts = 1)",
        &[
            "async_config",
            "async_invoke",
            "destinations",
            "destination_config",
            "maximum_retry_attempts",
            "maximum_event_age_in_seconds",
            "retry_attempts",
            "on_failure",
            "on_success",
        ],
        Takes::Map(&[
            Property::new(
                "maximum_event_age_in_seconds",
                "maximum_event_age_in_seconds = 3600",
                &["max_event_age", "event_age", "maximum_event_age"],
                Takes::Number(limits::EVENT_AGE_S.0, limits::EVENT_AGE_S.1, "seconds"),
                "an asynchronous event that is older is discarded, or sent to `on_failure`",
            ),
            Property::new(
                "maximum_retry_attempts",
                "maximum_retry_attempts = 1",
                &["retries", "retry_attempts", "max_retries"],
                Takes::Number(0, limits::ASYNCHRONOUS_RETRIES_MAX, ""),
                "Lambda retries an asynchronous invocation at most twice, and does so without the option",
            ),
            Property::new(
                "destination_config",
                "destination_config(on_failure(type = \"SQS\", name = \"failed\"))",
                &["destinations", "on_success", "on_failure"],
                Takes::Map(&[
                    Property::new(
                        "on_success",
                        "on_success(type = \"EventBridge\", name = \"orders\")",
                        &["success"],
                        Takes::Target(&["SQS", "SNS", "Lambda", "EventBridge"]),
                        "it receives a record of each asynchronous invocation that succeeded",
                    ),
                    Property::new(
                        "on_failure",
                        "on_failure(type = \"SQS\", name = \"failed\")",
                        &["failure", "on_error"],
                        Takes::Target(&["SQS", "SNS", "Lambda", "EventBridge", "S3"]),
                        "it receives a record of each asynchronous invocation that failed",
                    ),
                ]),
                "",
            ),
        ]),
        "",
    ),
    Property::new(
        "logging_config",
        "logging_config(log_format = \"JSON\", retention_in_days = 14)",
        &[
            "logging",
            "logs",
            "log_retention",
            "retention",
            "retention_in_days",
            "log_group",
            "log_format",
            "log_level",
        ],
        Takes::Map(&[
            Property::new(
                "log_format",
                "log_format = \"JSON\"",
                &["format"],
                Takes::Word(&["JSON", "Text"]),
                "Lambda writes its own messages in this format, and filters levels only in JSON",
            ),
            Property::new(
                "application_log_level",
                "application_log_level = \"INFO\"",
                &["log_level", "level", "app_log_level"],
                Takes::Word(&["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"]),
                "messages of the function below this level are not sent to CloudWatch",
            ),
            Property::new(
                "system_log_level",
                "system_log_level = \"WARN\"",
                &["platform_log_level"],
                Takes::Word(&["DEBUG", "INFO", "WARN"]),
                "messages of Lambda itself below this level are not sent to CloudWatch",
            ),
            Property::new(
                "log_group",
                "log_group = \"/shop\"",
                &["log_group_name", "group"],
                Takes::Text(refuse_log_group),
                "without the option, it is `/aws/lambda/` and the function's name",
            ),
            Property::new(
                "retention_in_days",
                "retention_in_days = 14",
                &["retention", "log_retention", "days"],
                Takes::OneOf(limits::LOG_RETENTION_DAYS),
                "these are the values of CloudWatch Logs; without the option, logs are kept for ever",
            ),
        ]),
        "",
    ),
    Property::new(
        "snap_start",
        "snap_start(apply_on = \"PublishedVersions\")",
        &["snapstart", "snapshot"],
        Takes::Map(&[Property::new(
            "apply_on",
            "apply_on = \"PublishedVersions\"",
            &["on", "versions"],
            Takes::Word(&["PublishedVersions", "None"]),
            "Lambda takes a snapshot of the initialised function when a version is published",
        )
        .required()]),
        "",
    ),
    Property::new(
        "capacity_provider_config",
        "capacity_provider_config(name = \"shared\")",
        &[
            "capacity_provider",
            "managed_instances",
            "lambda_managed_instances",
        ],
        Takes::Map(&[
            Property::new(
                "name",
                "name = \"shared\"",
                &["arn", "capacity_provider_arn", "capacity_provider"],
                Takes::Name(&naming::CAPACITY_PROVIDER),
                "the capacity provider's ARN is a parameter of the template",
            )
            .required(),
            Property::new(
                "per_execution_environment_max_concurrency",
                "per_execution_environment_max_concurrency = 64",
                &["max_concurrency", "concurrency"],
                Takes::Number(
                    1,
                    limits::ENVIRONMENT_CONCURRENCY_MAX,
                    "invocations at a time",
                ),
                "it is the number of invocations that one environment serves at a time",
            ),
            Property::new(
                "execution_environment_memory_gib_per_vcpu",
                "execution_environment_memory_gib_per_vcpu = 2",
                &["memory_per_vcpu", "memory_gib_per_vcpu", "gib_per_vcpu"],
                Takes::OneOf(limits::MANAGED_GIB_PER_VCPU),
                "these are the ratios of memory and vCPUs of Managed Instances",
            ),
        ]),
        "",
    ),
    Property::new(
        "tenancy_config",
        "tenancy_config(tenant_isolation_mode = \"PER_TENANT\")",
        &["tenancy", "tenant_isolation", "tenant_isolation_mode"],
        Takes::Map(&[Property::new(
            "tenant_isolation_mode",
            "tenant_isolation_mode = \"PER_TENANT\"",
            &["mode", "isolation_mode"],
            Takes::Word(&["PER_TENANT"]),
            "each environment serves one tenant",
        )
        .required()]),
        "",
    ),
    Property::new(
        "function_url_config",
        "function_url_config(auth_type = \"AWS_IAM\")",
        &["function_url", "url", "auth_type", "url_config"],
        Takes::Map(&[Property::new(
            "auth_type",
            "auth_type = \"AWS_IAM\"",
            &["auth", "authorization"],
            Takes::Word(&["NONE", "AWS_IAM"]),
            "\"NONE\" lets everyone call the URL, \"AWS_IAM\" only signed requests",
        )
        .required()]),
        "",
    ),
    Property::new(
        ENVIRONMENT,
        "environment(\"STAGE\")",
        &["env", "environment_variables", "variables", "env_vars"],
        Takes::Texts(usize::MAX, refuse_variable),
        "the list has the names of variables that the code reads itself; those of `#[lazy_module(env)]` are known, and values belong to the stage",
    ),
];

/// The option that is not a setting, but a part of the manifest's own list of variables.
pub(super) const ENVIRONMENT: &str = "environment";

/// Refuses the name of an alias (API, `Alias`).
fn refuse_alias(value: &str) -> Option<Message> {
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let is_number = value.chars().all(|c| c.is_ascii_digit());
    if !is_number && value.len() <= limits::ALIAS_CHARS && value.chars().all(fits) {
        return None;
    }
    let near = value.replace(|c| !fits(c), "-");
    let near = near.trim_matches('-');
    let near = match near {
        near if near.is_empty() || near.len() > limits::ALIAS_CHARS => "live".to_owned(),
        near if is_number => format!("v{near}"),
        near => near.to_owned(),
    };
    Some(
        Message::new(format!("an alias cannot be called `{value}`"))
            .help(format!("auto_publish_alias = \"{near}\"")),
    )
}
