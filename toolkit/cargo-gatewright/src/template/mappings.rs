//! Event sources that Lambda polls: SQS, Kinesis, `DynamoDB`, Kafka, Amazon MQ.

use super::builder::{
    BROKER, Builder, CLUSTER, Kind, QUEUE, STREAM, Subject, TABLE_STREAM, joined, place, source,
    stem,
};
use super::function::Variables;
use super::node::{Map, Node, map};
use super::sources::Events;
use super::stack::Form;
use gatewright_manifest::{DestinationConfig, Handler, Pollers};

/// The visibility timeout that Lambda's documentation asks for, in timeouts of the function.
/// <https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html>
const VISIBILITY: u64 = 6;

/// An event source that Lambda polls.
struct Mapping<'a> {
    handler: &'a Handler,
    /// The word in ids.
    word: &'static str,
    /// The type of SAM's event.
    sam: &'static str,
    /// The properties that say where records come from, as SAM names them.
    origin: Map,
}

/// Adds the event source mapping of a handler. Returns `false` if its source is not one that Lambda polls.
pub(crate) fn add(
    builder: &mut Builder<'_>,
    subject: Subject<'_>,
    handler: &Handler,
    variables: &Variables,
    events: &mut Events,
) -> bool {
    let Some((attribute, name, env)) = source(handler) else {
        return false;
    };
    let mut origin = Map::new();
    let (word, sam) = match attribute {
        "sqs" => {
            let arn = arn(builder, subject, handler, QUEUE);
            origin.push("Queue", arn);
            visibility(builder, subject, handler);
            ("Queue", "SQS")
        }
        "kinesis" => {
            let arn = arn(builder, subject, handler, STREAM);
            origin.push("Stream", arn);
            ("Stream", "Kinesis")
        }
        "dynamodb" => {
            let arn = arn(builder, subject, handler, TABLE_STREAM);
            origin.push("Stream", arn);
            ("TableStream", "DynamoDB")
        }
        "kafka" => {
            let topic = topic(builder, subject, handler, variables, "Topic", "Kafka topic");
            let cluster = cluster(builder, subject, handler, name.or(env), CLUSTER);
            origin.push("Stream", cluster);
            origin.push("Topics", vec![topic]);
            ("Topic", "MSK")
        }
        "mq" => {
            let queue = topic(
                builder,
                subject,
                handler,
                variables,
                "Queue",
                "Amazon MQ queue",
            );
            let broker = cluster(builder, subject, handler, name.or(env), BROKER);
            let secret = secret(builder, subject, handler, name.or(env));
            origin.push("Broker", broker);
            origin.push("Queues", vec![queue]);
            origin.push(
                "SourceAccessConfigurations",
                vec![map! { "Type" => "BASIC_AUTH", "URI" => secret }.into()],
            );
            ("BrokerQueue", "MQ")
        }
        _ => return false,
    };
    let mapping = Mapping {
        handler,
        word,
        sam,
        origin,
    };
    // SAM's event has no property for the pollers of a queue.
    let beyond_sam = sam == "SQS" && handler.settings.provisioned_poller_config.is_some();
    if builder.form == Form::Sam && !beyond_sam {
        let mut properties = mapping.origin.clone();
        properties.0.extend(settings(builder, subject, &mapping).0);
        events.add(handler, mapping.sam, properties);
    } else {
        plain(builder, subject, &mapping, beyond_sam);
    }
    true
}

/// `AWS::Lambda::EventSourceMapping`.
fn plain(builder: &mut Builder<'_>, subject: Subject<'_>, mapping: &Mapping<'_>, beyond_sam: bool) {
    let mut properties = map! { "FunctionName" => builder.invoked(subject) };
    for entry in &mapping.origin.0 {
        let key = match entry.key.as_str() {
            "Queue" | "Stream" | "Broker" => "EventSourceArn",
            other => other,
        };
        properties.push(key, entry.value.clone());
    }
    properties.0.extend(settings(builder, subject, mapping).0);
    let id = format!(
        "{}{}{}Mapping",
        subject.stem,
        stem(&mapping.handler.function),
        mapping.word
    );
    builder.add(&id, "AWS::Lambda::EventSourceMapping", properties);
    let last = builder.last();
    last.place(place(mapping.handler));
    if beyond_sam && builder.form == Form::Sam {
        builder
            .last()
            .comment("SAM's event `SQS` has no property `ProvisionedPollerConfig`.");
    }
}

/// The settings of a mapping, which SAM and CloudFormation name alike.
fn settings(builder: &mut Builder<'_>, subject: Subject<'_>, mapping: &Mapping<'_>) -> Map {
    let handler = mapping.handler;
    let settings = &handler.settings;
    let mut properties = Map::new();
    properties.maybe("Enabled", settings.enabled);
    properties.maybe("BatchSize", settings.batch_size);
    properties.maybe(
        "MaximumBatchingWindowInSeconds",
        settings.maximum_batching_window_in_seconds,
    );
    if mapping.sam != "SQS" && mapping.sam != "MQ" {
        let given = settings.starting_position.as_deref();
        let entry = properties.push("StartingPosition", given.unwrap_or("TRIM_HORIZON"));
        if given.is_none() {
            let attribute = source(handler).map_or("", |(attribute, ..)| attribute);
            entry.comment(format!(
                "The code names none. `TRIM_HORIZON` begins with the oldest record, `LATEST` with the next one: \
                 `#[{attribute}(…, starting_position = \"…\")]`."
            ));
        }
    }
    if !settings.filter_criteria.is_empty() {
        let filters = settings.filter_criteria.iter();
        let filters: Vec<Node> = filters
            .map(|pattern| map! { "Pattern" => pattern }.into())
            .collect();
        properties.push("FilterCriteria", map! { "Filters" => filters });
    }
    if handler
        .batch
        .is_some_and(|batch| batch.reports_item_failures)
    {
        let types = Node::texts(["ReportBatchItemFailures"]);
        properties.push("FunctionResponseTypes", types);
    }
    if let Some(scaling) = settings.scaling_config {
        let config = map! { "MaximumConcurrency" => scaling.maximum_concurrency };
        properties.push("ScalingConfig", config);
    }
    if let Some(pollers) = settings.provisioned_poller_config {
        properties.push("ProvisionedPollerConfig", provisioned(pollers));
    }
    properties.maybe("ParallelizationFactor", settings.parallelization_factor);
    properties.maybe(
        "BisectBatchOnFunctionError",
        settings.bisect_batch_on_function_error,
    );
    properties.maybe(
        "MaximumRecordAgeInSeconds",
        settings.maximum_record_age_in_seconds,
    );
    properties.maybe("MaximumRetryAttempts", settings.maximum_retry_attempts);
    properties.maybe(
        "TumblingWindowInSeconds",
        settings.tumbling_window_in_seconds,
    );
    if let Some(group) = &settings.consumer_group_id {
        match builder.form {
            Form::Sam => properties.push("ConsumerGroupId", group),
            Form::Plain => {
                let config = map! { "ConsumerGroupId" => group };
                properties.push("AmazonManagedKafkaEventSourceConfig", config)
            }
        };
    }
    if let Some(DestinationConfig {
        on_failure: Some(target),
        ..
    }) = &settings.destination_config
    {
        let arn = builder.target(target);
        let config = map! { "OnFailure" => map! { "Destination" => arn } };
        properties.push("DestinationConfig", config);
    }
    properties
}

fn provisioned(pollers: Pollers) -> Map {
    let mut config = Map::new();
    config.maybe("MinimumPollers", pollers.minimum_pollers);
    config.maybe("MaximumPollers", pollers.maximum_pollers);
    config
}

/// The ARN of the resource that a handler names: as a constant, in a variable, or not at all.
pub(crate) fn arn(
    builder: &mut Builder<'_>,
    subject: Subject<'_>,
    handler: &Handler,
    kind: Kind,
) -> Node {
    match source(handler) {
        Some((_, Some(name), _)) => builder.arn(kind, name),
        Some((_, None, Some(variable))) => {
            let stem = without_ending(&builder.variable_id(subject, variable));
            let id = format!("{}Arn", joined(&stem, kind.word));
            let what = format!(
                "ARN of the {} that {variable} of {} names",
                kind.noun,
                subject.name()
            );
            builder.parameter(&id, &what)
        }
        _ => {
            let id = format!("{}{}Arn", stem(&handler.function), kind.word);
            let what = format!(
                "ARN of the {} of {}::{}",
                kind.noun, handler.module, handler.function
            );
            builder.parameter(&id, &what)
        }
    }
}

/// `OrdersQueueUrl` without `Url`.
fn without_ending(id: &str) -> String {
    let endings = ["Arn", "Url", "Name"];
    let shorter = endings.iter().find_map(|ending| id.strip_suffix(ending));
    shorter
        .filter(|one| !one.is_empty())
        .unwrap_or(id)
        .to_owned()
}

/// The name of a topic or of a broker's queue.
fn topic(
    builder: &mut Builder<'_>,
    subject: Subject<'_>,
    handler: &Handler,
    variables: &Variables,
    word: &str,
    noun: &str,
) -> Node {
    match source(handler) {
        Some((_, Some(name), _)) => name.into(),
        Some((_, None, Some(variable))) if variables.get(variable).is_some() => variables
            .get(variable)
            .cloned()
            .unwrap_or_else(|| "".into()),
        _ => {
            let id = format!("{}{}{word}Name", subject.stem, stem(&handler.function));
            let what = format!(
                "Name of the {noun} of {}::{}",
                handler.module, handler.function
            );
            builder.parameter(&id, &what)
        }
    }
}

/// The ARN of the cluster or broker that has a topic or queue.
fn cluster(
    builder: &mut Builder<'_>,
    subject: Subject<'_>,
    handler: &Handler,
    name: Option<&str>,
    kind: Kind,
) -> Node {
    let name = name.unwrap_or(&handler.function);
    let id = format!("{}{}{}Arn", subject.stem, stem(name), kind.word);
    builder.parameter(&id, &format!("ARN of the {} {name}", kind.noun))
}

/// The ARN of the secret with the broker's user name and password.
fn secret(
    builder: &mut Builder<'_>,
    subject: Subject<'_>,
    handler: &Handler,
    name: Option<&str>,
) -> Node {
    let name = name.unwrap_or(&handler.function);
    let id = format!("{}{}BrokerSecretArn", subject.stem, stem(name));
    let what = format!(
        "ARN of the secret with user name and password of the broker with the queue {name}"
    );
    builder.parameter(&id, &what)
}

/// The visibility timeout is a setting of the queue, which the template refers to.
fn visibility(builder: &mut Builder<'_>, subject: Subject<'_>, handler: &Handler) {
    let Some((_, name, env)) = source(handler) else {
        return;
    };
    let window = handler
        .settings
        .maximum_batching_window_in_seconds
        .unwrap_or(0);
    let timeout = subject.timeout_s();
    let seconds = VISIBILITY * timeout + u64::from(window);
    let queue = match (name, env) {
        (Some(name), _) => format!("the queue `{name}`"),
        (None, Some(variable)) => format!("the queue in `{variable}`"),
        (None, None) => format!("the queue of `{}`", handler.function),
    };
    let plus = if window > 0 {
        format!(", and the batching window of {window} s is added")
    } else {
        String::new()
    };
    builder.remark(
        subject,
        Some(place(handler)),
        format!("{queue} needs a visibility timeout of at least {seconds} s: six times the timeout of {timeout} s{plus}"),
        format!("set `VisibilityTimeout: {seconds}` on the queue, and a redrive policy with a `maxReceiveCount` of at least 5"),
    );
}
