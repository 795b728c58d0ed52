//! Alarms, behind `--alarms`.

use super::builder::{Builder, Subject, source, stem};
use super::node::{Node, map};
use gatewright_manifest::Target;

/// How much of the timeout the slowest hundredth of the invocations may take, in percent.
const NEAR_TIMEOUT: u64 = 80;

/// An alarm.
struct Alarm {
    id: String,
    description: String,
    namespace: &'static str,
    metric: &'static str,
    /// `Sum`, `Maximum` or `p99`.
    statistic: &'static str,
    dimension: (&'static str, Node),
    threshold: u64,
    /// Whether the threshold itself is fine.
    is_greater: bool,
    periods: u32,
}

/// Adds the alarms of a function.
pub(crate) fn add(builder: &mut Builder<'_>, subject: Subject<'_>) {
    let name = subject.name().to_owned();
    let function = || ("FunctionName", Node::reference(subject.id));
    let of_function = |id: &str, description: String, metric| Alarm {
        id: format!("{}{id}Alarm", subject.stem),
        description,
        namespace: "AWS/Lambda",
        metric,
        statistic: "Sum",
        dimension: function(),
        threshold: 1,
        is_greater: false,
        periods: 1,
    };
    put(
        builder,
        of_function("Errors", format!("Invocations of {name} fail"), "Errors"),
    );
    put(
        builder,
        of_function(
            "Throttles",
            format!("Invocations of {name} are throttled"),
            "Throttles",
        ),
    );
    let timeout = subject.manifest.function.timeout_ms;
    put(
        builder,
        Alarm {
            statistic: "p99",
            threshold: timeout * NEAR_TIMEOUT / 100,
            is_greater: true,
            periods: 3,
            ..of_function(
                "Duration",
                format!(
                    "1 % of the invocations of {name} take more than {NEAR_TIMEOUT} % of the timeout of {timeout} ms"
                ),
                "Duration",
            )
        },
    );
    let is_stream = |attribute: &str| attribute == "kinesis" || attribute == "dynamodb";
    let handlers = subject.manifest.handlers.iter();
    if handlers
        .clone()
        .filter_map(source)
        .any(|(attribute, ..)| is_stream(attribute))
    {
        put(
            builder,
            Alarm {
                statistic: "Maximum",
                threshold: 60_000,
                is_greater: true,
                periods: 5,
                ..of_function(
                    "IteratorAge",
                    format!("{name} is more than a minute behind its stream"),
                    "IteratorAge",
                )
            },
        );
    }
    for target in dead_letter_queues(subject) {
        let arn = builder.target(target);
        let parts = Node::call("Split", vec![":".into(), arn]);
        let queue = Node::call("Select", vec![Node::Number(5), parts]);
        put(
            builder,
            Alarm {
                id: format!("{}{}DepthAlarm", subject.stem, stem(&target.name)),
                description: format!(
                    "The queue {} holds what {name} could not process",
                    target.name
                ),
                namespace: "AWS/SQS",
                metric: "ApproximateNumberOfMessagesVisible",
                statistic: "Maximum",
                dimension: ("QueueName", queue),
                threshold: 1,
                is_greater: false,
                periods: 1,
            },
        );
    }
}

/// The queues that receive what the function could not process.
fn dead_letter_queues(subject: Subject<'_>) -> Vec<&Target> {
    let settings = &subject.manifest.function.settings;
    let mut targets: Vec<&Target> = settings.dead_letter_queue.iter().collect();
    let invoke = settings.event_invoke_config.iter();
    targets.extend(
        invoke
            .filter_map(|config| config.destination_config.as_ref())
            .filter_map(|config| config.on_failure.as_ref()),
    );
    for handler in &subject.manifest.handlers {
        let config = handler.settings.destination_config.as_ref();
        targets.extend(config.and_then(|config| config.on_failure.as_ref()));
        targets.extend(&handler.settings.dead_letter_config);
    }
    let mut queues: Vec<&Target> = Vec::new();
    for target in targets {
        if target.kind == "SQS" && !queues.iter().any(|one| one.name == target.name) {
            queues.push(target);
        }
    }
    queues
}

fn put(builder: &mut Builder<'_>, alarm: Alarm) {
    let (dimension, value) = alarm.dimension;
    let mut properties = map! {
        "AlarmDescription" => alarm.description,
        "Namespace" => alarm.namespace,
        "MetricName" => alarm.metric,
        "Dimensions" => vec![map! { "Name" => dimension, "Value" => value }.into()],
    };
    let statistic = if alarm.statistic.starts_with('p') {
        "ExtendedStatistic"
    } else {
        "Statistic"
    };
    properties.push(statistic, alarm.statistic);
    properties.push("Period", 60_i64);
    properties.push("EvaluationPeriods", alarm.periods);
    properties.push("Threshold", alarm.threshold);
    let operator = if alarm.is_greater {
        "GreaterThanThreshold"
    } else {
        "GreaterThanOrEqualToThreshold"
    };
    properties.push("ComparisonOperator", operator);
    properties.push("TreatMissingData", "notBreaching");
    let actions: Vec<Node> = vec![builder.parameter(
        "AlarmTopicArn",
        "ARN of the SNS topic that the alarms notify",
    )];
    properties.push("AlarmActions", actions);
    builder.add(&alarm.id, "AWS::CloudWatch::Alarm", properties);
}
