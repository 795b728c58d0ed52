//! The event sources that invoke a function: events of SAM, event source mappings, subscriptions, notifications, rules.

use super::functions::is_named;
use super::model::{Field, Fields, Function, Resource, Source, Template, Value, add};
use super::text::{Piece, Text};
use super::tree::{At, Found, Node};

/// The properties of event source mappings, with one name in SAM and CloudFormation.
const MAPPING: &[&str] = &[
    "Enabled",
    "BatchSize",
    "MaximumBatchingWindowInSeconds",
    "ScalingConfig.MaximumConcurrency",
    "ProvisionedPollerConfig.MinimumPollers",
    "ProvisionedPollerConfig.MaximumPollers",
    "StartingPosition",
    "ParallelizationFactor",
    "BisectBatchOnFunctionError",
    "MaximumRecordAgeInSeconds",
    "MaximumRetryAttempts",
    "TumblingWindowInSeconds",
    "DestinationConfig.OnFailure.Type",
    "DestinationConfig.OnFailure.Destination",
    "ConsumerGroupId",
    "FunctionResponseTypes",
];

/// The property of a route of a WebSocket API whose replies reach the client.
pub(super) const ROUTE_RESPONSE: &str = "RouteResponseSelectionExpression";

pub(super) fn sources(template: &Template<'_>, function: &Function<'_>) -> Vec<Source> {
    let mut sources = Vec::new();
    if function.is_sam
        && let Some(events) = function.resource.properties.child("Events")
    {
        for event in events.entries() {
            let kind = event.value.child("Type").and_then(Node::text).unwrap_or("");
            let empty = Node {
                at: event.value.at,
                kind: super::tree::Kind::Null,
            };
            let properties = event.value.child("Properties").unwrap_or(&empty);
            sources.extend(of_event(template, &event.key, event.at, kind, properties));
        }
    }
    for resource in &template.resources {
        of_resource(template, function, resource, &mut sources);
    }
    sources
}

/// Whether a value is the function: its ARN, name, alias or version.
pub(super) fn is_function(template: &Template<'_>, function: &Function<'_>, text: &Text) -> bool {
    if super::model::refers_to(text, function.resource.id)
        || is_named(template, &function.resource, text)
    {
        return true;
    }
    // An alias or a version stands for its function.
    text.pieces.iter().any(|piece| {
        let Piece::Name { id, .. } = piece else {
            return false;
        };
        template.resource(id).is_some_and(|resource| {
            matches!(resource.kind, "AWS::Lambda::Alias" | "AWS::Lambda::Version")
                && template
                    .text(resource.properties, "FunctionName")
                    .is_some_and(|text| {
                        super::model::refers_to(&text, function.resource.id)
                            || is_named(template, &function.resource, &text)
                    })
        })
    })
}

fn of_event(
    template: &Template<'_>,
    label: &str,
    at: At,
    kind: &str,
    properties: &Node,
) -> Vec<Source> {
    let text = |path: &str| template.text(properties, path);
    let mut fields = Fields::new();
    let (kind, names): (&'static str, Vec<Text>) = match kind {
        "SQS" => ("sqs", text("Queue").into_iter().collect()),
        "Kinesis" => ("kinesis", text("Stream").into_iter().collect()),
        "DynamoDB" => ("dynamodb", text("Stream").into_iter().collect()),
        "MSK" | "SelfManagedKafka" => ("kafka", texts(template, properties, "Topics")),
        "MQ" => ("mq", texts(template, properties, "Queues")),
        "SNS" => {
            subscription(template, properties, &mut fields);
            ("sns", text("Topic").into_iter().collect())
        }
        "S3" => {
            notification(
                template,
                properties,
                "Events",
                "Filter.S3Key.Rules",
                &mut fields,
            );
            ("s3", text("Bucket").into_iter().collect())
        }
        "Schedule" | "ScheduleV2" => {
            schedule(template, properties, &mut fields);
            ("schedule", text("Name").into_iter().collect())
        }
        "EventBridgeRule" | "CloudWatchEvent" => {
            rule(template, properties, &mut fields);
            let pattern = properties
                .child("Pattern")
                .or_else(|| properties.child("EventPattern"));
            (
                "eventbridge",
                pattern.map_or_else(Vec::new, |pattern| pattern_names(template, pattern)),
            )
        }
        "CloudWatchLogs" => {
            add(
                &mut fields,
                "FilterPattern",
                template.field(properties, "FilterPattern"),
            );
            ("logs", text("LogGroupName").into_iter().collect())
        }
        "Cognito" => ("cognito", texts(template, properties, "Trigger")),
        _ => return Vec::new(),
    };
    if matches!(kind, "sqs" | "kinesis" | "dynamodb" | "kafka" | "mq") {
        mapping(template, properties, &mut fields);
    }
    let source = Source {
        kind,
        label: label.to_owned(),
        at,
        names,
        fields,
        principal: None,
    };
    // Topics, broker queues and triggers are handlers of their own.
    if matches!(kind, "kafka" | "mq" | "cognito") && source.names.len() > 1 {
        return each_name(&source);
    }
    vec![source]
}

fn each_name(source: &Source) -> Vec<Source> {
    let one = |name: &Text| Source {
        kind: source.kind,
        label: source.label.clone(),
        at: source.at,
        names: vec![name.clone()],
        fields: source.fields.clone(),
        principal: source.principal,
    };
    source.names.iter().map(one).collect()
}

fn texts(template: &Template<'_>, node: &Node, path: &str) -> Vec<Text> {
    let items = node.child(path).map_or_else(Vec::new, Node::items);
    items
        .into_iter()
        .map(|item| template.names.text(item))
        .collect()
}

fn mapping(template: &Template<'_>, properties: &Node, fields: &mut Fields) {
    for path in MAPPING {
        add(fields, path, template.field(properties, path));
    }
    for kafka in [
        "AmazonManagedKafkaEventSourceConfig",
        "SelfManagedKafkaEventSourceConfig",
    ] {
        let path = format!("{kafka}.ConsumerGroupId");
        add(fields, "ConsumerGroupId", template.field(properties, &path));
    }
    add(fields, "FilterCriteria", filters(properties));
}

/// The patterns of `FilterCriteria` as a list of JSON.
fn filters(properties: &Node) -> Option<Field> {
    let unknown = |at| {
        Some(Field {
            at,
            value: Value::Unknown,
        })
    };
    let list = match properties.path("FilterCriteria.Filters") {
        Found::Absent => return None,
        Found::Unknown(at) => return unknown(at),
        Found::Here(list) => list,
    };
    let mut patterns = Vec::new();
    for filter in list.items() {
        match filter.get("Pattern") {
            Found::Here(pattern) => match pattern.text() {
                Some(text) => {
                    patterns.push(serde_json::from_str(text).unwrap_or_else(|_| text.into()));
                }
                None => return unknown(pattern.at),
            },
            _ => return unknown(filter.at),
        }
    }
    Some(Field {
        at: list.at,
        value: Value::Json(serde_json::Value::Array(patterns)),
    })
}

/// A value that is JSON in a text, or written out.
fn json_field(template: &Template<'_>, properties: &Node, path: &str) -> Option<Field> {
    let field = template.field(properties, path)?;
    let value = match &field.value {
        Value::Text(text) => text.known().map_or(Value::Unknown, |text| {
            Value::Json(serde_json::from_str(&text).unwrap_or_else(|_| text.into()))
        }),
        other => other.clone(),
    };
    Some(Field { value, ..field })
}

fn subscription(template: &Template<'_>, properties: &Node, fields: &mut Fields) {
    add(
        fields,
        "FilterPolicy",
        json_field(template, properties, "FilterPolicy"),
    );
    for (name, path) in [
        ("FilterPolicyScope", "FilterPolicyScope"),
        ("DeadLetterConfig.Arn", "RedrivePolicy.deadLetterTargetArn"),
    ] {
        add(fields, name, template.field(properties, path));
    }
}

fn notification(
    template: &Template<'_>,
    node: &Node,
    events: &str,
    rules: &str,
    fields: &mut Fields,
) {
    if let Some(mut field) = template.field(node, events) {
        if let Value::Text(text) = field.value {
            field.value = Value::List(vec![text]);
        }
        add(fields, "Events", Some(field));
    }
    for rule in node.child(rules).map_or_else(Vec::new, Node::items) {
        match rule.child("Name").and_then(Node::text) {
            Some(name) if name.eq_ignore_ascii_case("prefix") => {
                add(fields, "Filter.prefix", template.field(rule, "Value"));
            }
            Some(name) if name.eq_ignore_ascii_case("suffix") => {
                add(fields, "Filter.suffix", template.field(rule, "Value"));
            }
            _ => {}
        }
    }
}

/// Fields of rules and schedules, in the spellings of SAM and CloudFormation.
fn schedule(template: &Template<'_>, properties: &Node, fields: &mut Fields) {
    for (name, path) in [
        ("ScheduleExpression", "Schedule"),
        ("ScheduleExpression", "ScheduleExpression"),
        ("ScheduleExpressionTimezone", "ScheduleExpressionTimezone"),
    ] {
        add(fields, name, template.field(properties, path));
    }
    rule(template, properties, fields);
}

fn rule(template: &Template<'_>, properties: &Node, fields: &mut Fields) {
    for (name, path) in [
        ("EventBusName", "EventBusName"),
        ("Enabled", "Enabled"),
        ("Enabled", "State"),
        (
            "RetryPolicy.MaximumEventAgeInSeconds",
            "RetryPolicy.MaximumEventAgeInSeconds",
        ),
        (
            "RetryPolicy.MaximumRetryAttempts",
            "RetryPolicy.MaximumRetryAttempts",
        ),
        ("DeadLetterConfig.Arn", "DeadLetterConfig.Arn"),
        ("Input", "Input"),
    ] {
        add(fields, name, template.field(properties, path));
    }
    // SAM makes a queue: its logical id is the name.
    if let Some(config) = properties.child("DeadLetterConfig")
        && config.child("Arn").is_none()
    {
        let queue = match config.child("QueueLogicalId").and_then(Node::text) {
            Some(id) => Text {
                at: config.at,
                pieces: vec![Piece::Name {
                    id: id.to_owned(),
                    attribute: None,
                }],
                is_derived: true,
            },
            None => unknown(config.at),
        };
        let field = Field {
            at: config.at,
            value: Value::Text(queue),
        };
        add(fields, "DeadLetterConfig.Arn", Some(field));
    }
}

fn unknown(at: At) -> Text {
    Text {
        at,
        pieces: vec![Piece::Unknown],
        is_derived: false,
    }
}

/// The names `source / detail-type` that a pattern selects, as the attribute `#[eventbridge]` puts them together.
fn pattern_names(template: &Template<'_>, pattern: &Node) -> Vec<Text> {
    let part = |key: &str| match pattern.get(key) {
        Found::Absent => vec![Text::literal(pattern.at, "*")],
        Found::Unknown(at) => vec![Text {
            at,
            pieces: vec![Piece::Unknown],
            is_derived: false,
        }],
        Found::Here(list) => list
            .items()
            .into_iter()
            .map(|item| {
                if item.intrinsic().is_none() && item.text().is_none() {
                    // A comparison such as `prefix`.
                    Text {
                        at: item.at,
                        pieces: vec![Piece::Unknown],
                        is_derived: false,
                    }
                } else {
                    template.names.text(item)
                }
            })
            .collect(),
    };
    let mut names = Vec::new();
    let details = part("detail-type");
    for source in part("source") {
        for detail in &details {
            let mut name = Text::literal(source.at, "");
            name.is_derived = source.is_derived || detail.is_derived;
            name.pieces = match (source.known(), detail.known()) {
                (Some(source), Some(detail)) => vec![Piece::Known(format!("{source} / {detail}"))],
                _ => vec![Piece::Unknown],
            };
            if source.known().as_deref() == Some("*") {
                name.at = detail.at;
            }
            names.push(name);
        }
    }
    names
}

/// A source that a resource declares.
fn declared(
    resource: &Resource<'_>,
    kind: &'static str,
    names: Vec<Text>,
    fields: Fields,
    principal: Option<&'static str>,
) -> Source {
    Source {
        kind,
        label: resource.id.to_owned(),
        at: resource.at,
        names,
        fields,
        principal,
    }
}

#[expect(clippy::too_many_lines, reason = "a table of resource types")]
fn of_resource(
    template: &Template<'_>,
    function: &Function<'_>,
    resource: &Resource<'_>,
    sources: &mut Vec<Source>,
) {
    let properties = resource.properties;
    let ours = |node: &Node, path: &str| is_at(template, function, node, path);
    match resource.kind {
        "AWS::Lambda::EventSourceMapping" if ours(properties, "FunctionName") => {
            let mut fields = Fields::new();
            mapping(template, properties, &mut fields);
            let (kind, names) = mapped(template, properties);
            let source = declared(resource, kind, names, fields, None);
            if matches!(kind, "kafka" | "mq") && source.names.len() > 1 {
                sources.extend(each_name(&source));
            } else {
                sources.push(source);
            }
        }
        "AWS::SNS::Subscription"
            if is_lambda(template, properties) && ours(properties, "Endpoint") =>
        {
            let mut fields = Fields::new();
            subscription(template, properties, &mut fields);
            let names = template.text(properties, "TopicArn").into_iter().collect();
            sources.push(declared(resource, "sns", names, fields, Some("sns")));
        }
        "AWS::SNS::Topic" => {
            let list = properties
                .child("Subscription")
                .map_or_else(Vec::new, Node::items);
            for one in list
                .into_iter()
                .filter(|one| is_lambda(template, one) && ours(one, "Endpoint"))
            {
                let source = declared(
                    resource,
                    "sns",
                    vec![itself(resource)],
                    Fields::new(),
                    Some("sns"),
                );
                sources.push(Source {
                    at: one.at,
                    ..source
                });
            }
        }
        "AWS::S3::Bucket" => {
            let list = properties
                .child("NotificationConfiguration.LambdaConfigurations")
                .map_or_else(Vec::new, Node::items);
            for one in list.into_iter().filter(|one| ours(one, "Function")) {
                let mut fields = Fields::new();
                notification(template, one, "Event", "Filter.S3Key.Rules", &mut fields);
                let source = declared(resource, "s3", vec![itself(resource)], fields, Some("s3"));
                sources.push(Source {
                    at: one.at,
                    ..source
                });
            }
        }
        "AWS::Events::Rule" => of_rule(template, function, resource, sources),
        "AWS::Scheduler::Schedule" if ours(properties, "Target.Arn") => {
            let mut fields = Fields::new();
            schedule(template, properties, &mut fields);
            if let Some(target) = properties.child("Target") {
                rule(template, target, &mut fields);
            }
            sources.push(declared(
                resource,
                "schedule",
                vec![itself(resource)],
                fields,
                None,
            ));
        }
        "AWS::Logs::SubscriptionFilter" if ours(properties, "DestinationArn") => {
            let mut fields = Fields::new();
            add(
                &mut fields,
                "FilterPattern",
                template.field(properties, "FilterPattern"),
            );
            let names = template
                .text(properties, "LogGroupName")
                .into_iter()
                .collect();
            sources.push(declared(resource, "logs", names, fields, Some("logs")));
        }
        "AWS::Cognito::UserPool" => {
            for entry in properties
                .child("LambdaConfig")
                .map_or(&[][..], Node::entries)
            {
                let is_ours = is_function(template, function, &template.names.text(&entry.value))
                    || ours(&entry.value, "LambdaArn");
                if is_ours {
                    let names = vec![Text::literal(entry.at, entry.key.clone())];
                    let source = declared(
                        resource,
                        "cognito",
                        names,
                        Fields::new(),
                        Some("cognito-idp"),
                    );
                    sources.push(Source {
                        at: entry.at,
                        ..source
                    });
                }
            }
        }
        "AWS::KinesisFirehose::DeliveryStream" if mentions(template, function, properties) => {
            sources.push(declared(
                resource,
                "firehose",
                vec![itself(resource)],
                Fields::new(),
                None,
            ));
        }
        "AWS::ApiGatewayV2::Route" => {
            if let Some((key, _)) = super::routes::websocket(template, function, resource) {
                let mut fields = Fields::new();
                let field = template.field(resource.properties, ROUTE_RESPONSE);
                add(&mut fields, ROUTE_RESPONSE, field);
                sources.push(declared(
                    resource,
                    "websocket",
                    vec![key],
                    fields,
                    Some("apigateway"),
                ));
            }
        }
        "AWS::AppSync::Resolver" => sources.extend(of_resolver(template, function, resource)),
        _ => {}
    }
}

/// Whether a member refers to the function.
fn is_at(template: &Template<'_>, function: &Function<'_>, node: &Node, path: &str) -> bool {
    template
        .text(node, path)
        .is_some_and(|text| is_function(template, function, &text))
}

/// A rule has an expression, a pattern or both.
fn of_rule(
    template: &Template<'_>,
    function: &Function<'_>,
    resource: &Resource<'_>,
    sources: &mut Vec<Source>,
) {
    let properties = resource.properties;
    let targets = properties
        .child("Targets")
        .map_or_else(Vec::new, Node::items);
    for target in targets
        .into_iter()
        .filter(|target| is_at(template, function, target, "Arn"))
    {
        let mut fields = Fields::new();
        rule(template, properties, &mut fields);
        rule(template, target, &mut fields);
        if let Some(expression) = template.field(properties, "ScheduleExpression") {
            fields.insert("ScheduleExpression".to_owned(), expression);
            let names = vec![itself(resource)];
            sources.push(declared(
                resource,
                "schedule",
                names,
                fields.clone(),
                Some("events"),
            ));
        }
        if let Some(pattern) = properties.child("EventPattern") {
            let names = pattern_names(template, pattern);
            sources.push(declared(
                resource,
                "eventbridge",
                names,
                fields,
                Some("events"),
            ));
        }
    }
}

/// A resolver of AppSync refers to a data source, and that one to the function.
fn of_resolver(
    template: &Template<'_>,
    function: &Function<'_>,
    resource: &Resource<'_>,
) -> Option<Source> {
    let properties = resource.properties;
    let name = template.text(properties, "DataSourceName")?;
    let source = name.pieces.iter().find_map(|piece| match piece {
        Piece::Name { id, .. } => template.resource(id),
        _ => None,
    })?;
    if !is_at(
        template,
        function,
        source.properties,
        "LambdaConfig.LambdaFunctionArn",
    ) {
        return None;
    }
    let known = |path| template.known(properties, path);
    let field = format!("{}.{}", known("TypeName")?, known("FieldName")?);
    let names = vec![Text::literal(resource.at, field)];
    Some(declared(resource, "appsync", names, Fields::new(), None))
}

/// Whether a subscription invokes a function, as far as its protocol is known.
fn is_lambda(template: &Template<'_>, node: &Node) -> bool {
    template
        .known(node, "Protocol")
        .is_none_or(|protocol| protocol == "lambda")
}

/// A reference to the resource, which its name is compared with.
fn itself(resource: &Resource<'_>) -> Text {
    Text {
        at: resource.at,
        pieces: vec![Piece::Name {
            id: resource.id.to_owned(),
            attribute: None,
        }],
        is_derived: false,
    }
}

/// Whether the function is anywhere in the value.
fn mentions(template: &Template<'_>, function: &Function<'_>, node: &Node) -> bool {
    if node.intrinsic().is_some() || node.text().is_some() {
        return is_function(template, function, &template.names.text(node));
    }
    let items = node.entries().iter().map(|entry| &*entry.value);
    items
        .chain(match &node.kind {
            super::tree::Kind::List(_) => node.items(),
            _ => Vec::new(),
        })
        .any(|value| mentions(template, function, value))
}

/// The service and the names of an event source mapping.
fn mapped(template: &Template<'_>, properties: &Node) -> (&'static str, Vec<Text>) {
    let topics = texts(template, properties, "Topics");
    if !topics.is_empty() {
        return ("kafka", topics);
    }
    let queues = texts(template, properties, "Queues");
    if !queues.is_empty() {
        return ("mq", queues);
    }
    let Some(arn) = template.text(properties, "EventSourceArn") else {
        return ("", Vec::new());
    };
    let service = |name: &str| match name {
        "sqs" => Some("sqs"),
        "kinesis" => Some("kinesis"),
        "dynamodb" => Some("dynamodb"),
        _ => None,
    };
    let shown = arn.shown();
    let of_arn = shown.split(':').nth(2).and_then(service);
    let of_resource = arn
        .name()
        .and_then(|(id, _)| template.resource(id))
        .and_then(|one| match one.kind {
            "AWS::SQS::Queue" => Some("sqs"),
            "AWS::Kinesis::Stream" => Some("kinesis"),
            "AWS::DynamoDB::Table" | "AWS::DynamoDB::GlobalTable" => Some("dynamodb"),
            _ => None,
        });
    // A parameter: a stream has a starting position, a queue does not.
    let of_properties = || match properties.get("StartingPosition") {
        Found::Absent => "sqs",
        _ if shown.to_lowercase().contains("table") || shown.to_lowercase().contains("dynamo") => {
            "dynamodb"
        }
        _ if shown.to_lowercase().contains("kinesis") => "kinesis",
        _ => "",
    };
    let kind = of_arn.or(of_resource).unwrap_or_else(of_properties);
    (kind, vec![arn])
}
