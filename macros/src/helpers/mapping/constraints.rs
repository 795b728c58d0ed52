//! Constraints between the options of an event source, and between them and its name.

use gatewright_tables::{EventSource, OptionValues, limits};
use syn::LitStr;

use super::pattern::Pattern;
use crate::report::{Errors, Message};
use crate::settings::Settings;

const BATCH_SIZE: &str = "batch_size";
const WINDOW: &str = "maximum_batching_window_in_seconds";

/// Reports settings that no service takes together, or not with the source's name. Each of them is valid alone.
pub(in super::super) fn check(
    source: &'static EventSource,
    name: Option<&LitStr>,
    settings: &Settings,
    errors: &mut Errors,
) {
    let is_fifo = name.is_some_and(|name| name.value().ends_with(".fifo"));
    if source.attribute == "sqs" && is_fifo {
        fifo(settings, errors);
    } else {
        batch_without_window(source, settings, errors);
    }
    scaling_and_pollers(settings, errors);
    pollers(settings, errors);
    parallel_windows(settings, errors);
    retries_of_kafka(source, settings, errors);
    record_fields(source, settings, errors);
    scope(settings, errors);
    time_zone(settings, errors);
}

/// "For FIFO queues the max is 10", and "not supported" of the batching window (API, `CreateEventSourceMapping`).
fn fifo(settings: &Settings, errors: &mut Errors) {
    let most = limits::BATCH_MAX_FIFO;
    if let Some(size) = settings.get(BATCH_SIZE)
        && settings.number(BATCH_SIZE) > Some(most)
    {
        errors.push(
            Message::new(format!(
                "`{BATCH_SIZE}` of a FIFO queue must be 1 to {most}"
            ))
            .help(format!("{BATCH_SIZE} = {most}"))
            .note(format!(
                "Lambda receives at most {most} messages of a FIFO queue at a time"
            ))
            .at(&size.value_at),
        );
    }
    if let Some(window) = settings.get(WINDOW)
        && settings.number(WINDOW) > Some(0)
    {
        errors.push(
            Message::new("a FIFO queue cannot have a batching window")
                .help(format!("remove `{WINDOW}`"))
                .note("Lambda supports the window for standard queues only")
                .at(&window.written),
        );
    }
}

/// "For Kinesis, DynamoDB, and Amazon SQS event sources, when you set BatchSize to a value greater than 10, you must set
/// MaximumBatchingWindowInSeconds to at least 1" (API, `CreateEventSourceMapping`).
fn batch_without_window(source: &EventSource, settings: &Settings, errors: &mut Errors) {
    let most = limits::BATCH_WITHOUT_WINDOW;
    let needs_window = matches!(source.attribute, "sqs" | "kinesis" | "dynamodb");
    let (Some(size), Some(number)) = (settings.get(BATCH_SIZE), settings.number(BATCH_SIZE)) else {
        return;
    };
    if !needs_window || number <= most || settings.number(WINDOW) > Some(0) {
        return;
    }
    errors.push(
        Message::new(format!(
            "`{BATCH_SIZE}` over {most} needs `{WINDOW}` of at least 1"
        ))
        .help(format!("{BATCH_SIZE} = {number}, {WINDOW} = 1"))
        .note(format!(
            "Lambda refuses a larger batch of {} without a batching window",
            source.service
        ))
        .at(&size.written),
    );
}

fn scaling_and_pollers(settings: &Settings, errors: &mut Errors) {
    let pair = (
        settings.get("scaling_config"),
        settings.get("provisioned_poller_config"),
    );
    if let (Some(_), Some(pollers)) = pair {
        errors.push(
            Message::new(
                "`provisioned_poller_config` and `scaling_config` cannot be used together",
            )
            .help("remove one of them; `maximum_pollers` limits the concurrency as well")
            .note("the pollers of provisioned mode decide how many invocations run at a time, 10 for each poller")
            .at(&pollers.written),
        );
    }
}

fn pollers(settings: &Settings, errors: &mut Errors) {
    let of = |name: &str| settings.number(&format!("provisioned_poller_config.{name}"));
    let (Some(least), Some(most)) = (of("minimum_pollers"), of("maximum_pollers")) else {
        return;
    };
    if let Some(setting) = settings.get("provisioned_poller_config.minimum_pollers")
        && least > most
    {
        errors.push(
            Message::new(format!(
                "`minimum_pollers` must be at most `maximum_pollers`, which is {most}"
            ))
            .help(format!(
                "minimum_pollers = {most}, maximum_pollers = {least}"
            ))
            .note("Lambda scales the event pollers between these numbers")
            .at(&setting.value_at),
        );
    }
}

fn parallel_windows(settings: &Settings, errors: &mut Errors) {
    if let Some(factor) = settings.get("parallelization_factor")
        && settings.number("parallelization_factor") > Some(1)
        && settings.get("tumbling_window_in_seconds").is_some()
    {
        errors.push(
            Message::new("`parallelization_factor` must be 1 with a tumbling window")
                .help("parallelization_factor = 1")
                .note("a window passes the state of a shard from one invocation to the next, so they cannot run at the same time")
                .at(&factor.value_at),
        );
    }
}

/// "Select provisioned mode to configure error handling controls" (developer guide, "Configuring error handling controls for Kafka event
/// sources").
fn retries_of_kafka(source: &EventSource, settings: &Settings, errors: &mut Errors) {
    if source.attribute != "kafka" || settings.get("provisioned_poller_config").is_some() {
        return;
    }
    let names = [
        "bisect_batch_on_function_error",
        "maximum_record_age_in_seconds",
        "maximum_retry_attempts",
    ];
    for setting in names.iter().filter_map(|name| settings.get(name)) {
        errors.push(
            Message::new(format!(
                "`{}` of a Kafka topic needs `provisioned_poller_config`",
                setting.name
            ))
            .help(format!(
                "{}, provisioned_poller_config(minimum_pollers = 1)",
                setting.written
            ))
            .note("Lambda retries records of Kafka until they expire unless the mapping is in provisioned mode")
            .at(&setting.written),
        );
    }
}

/// Checks that the patterns name fields that a record has. A pattern with another one matches nothing, and Lambda discards the records.
fn record_fields(source: &'static EventSource, settings: &Settings, errors: &mut Errors) {
    let fields = source
        .options()
        .iter()
        .find_map(|option| match option.values {
            OptionValues::FilterCriteria(fields) => Some(fields),
            _ => None,
        });
    let Some(fields) = fields else {
        return;
    };
    for text in settings.texts("filter_criteria") {
        let Ok(pattern) = Pattern::read("filter_criteria", &text.value()) else {
            continue;
        };
        let found = pattern.fields();
        let Some(unknown) = found.iter().find(|field| !fields.contains(field)) else {
            continue;
        };
        let payload = fields.first().copied().unwrap_or_default();
        let none_known = found.iter().all(|field| !fields.contains(field));
        let can_wrap = matches!(payload, "body" | "data" | "value");
        let message = Message::new(format!(
            "a record of {} has no field `{unknown}`",
            source.service
        ));
        let message = if none_known && can_wrap {
            message.help(format!("r#\"{}\"#", pattern.within(payload)))
        } else {
            message
        };
        let all: Vec<_> = fields.iter().map(|field| format!("`{field}`")).collect();
        errors.push(
            message
                .note(format!(
                    "Lambda discards records that match no pattern; their fields are {}",
                    all.join(", ")
                ))
                .at(text),
        );
    }
}

/// A policy for the attributes of a message has no fields of fields.
fn scope(settings: &Settings, errors: &mut Errors) {
    let scope = settings.text("filter_policy_scope");
    if let (Some(setting), None) = (
        settings.get("filter_policy_scope"),
        settings.get("filter_policy"),
    ) {
        errors.push(
            Message::new("`filter_policy_scope` needs `filter_policy`")
                .help(format!(
                    "filter_policy = r#\"{{\"event\": [\"placed\"]}}\"#, {}",
                    setting.written
                ))
                .note("the scope says which part of a message the policy is for")
                .at(&setting.written),
        );
    }
    let policy = settings
        .text("filter_policy")
        .and_then(|text| Pattern::read("filter_policy", &text).ok());
    if let (Some(policy), Some(setting)) = (policy, settings.get("filter_policy"))
        && policy.is_nested()
        && scope.as_deref() != Some("MessageBody")
    {
        errors.push(
            Message::new(
                "`filter_policy` has a field of a field, but message attributes have none",
            )
            .help("add the scope: filter_policy_scope = \"MessageBody\"")
            .note("a policy is for the attributes of messages unless its scope is the body")
            .at(&setting.value_at),
        );
    }
}

fn time_zone(settings: &Settings, errors: &mut Errors) {
    if let (Some(zone), None) = (
        settings.get("schedule_expression_timezone"),
        settings.get("schedule_expression"),
    ) {
        errors.push(
            Message::new("`schedule_expression_timezone` needs `schedule_expression`")
                .help(format!(
                    "schedule_expression = \"cron(0 12 * * ? *)\", {}",
                    zone.written
                ))
                .note("the zone is that of the times in the expression")
                .at(&zone.written),
        );
    }
}
