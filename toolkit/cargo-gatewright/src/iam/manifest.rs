//! What a function needs by its annotations: event sources, destinations, logs, tracing and idempotency.
//!
//! The actions are those of "Lambda execution role" and of the page of each event source in the Lambda developer guide.

use super::needs::Needs;
use super::policy::{Name, Resource};
use gatewright_manifest::{Handler, Key, Manifest, Store, Target};
use std::path::PathBuf;

const SQS: &str = "arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:{name}";
const SNS: &str = "arn:${AWS::Partition}:sns:${AWS::Region}:${AWS::AccountId}:{name}";
const LAMBDA: &str =
    "arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:{name}";
const EVENT_BUS: &str =
    "arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:event-bus/{name}";
const BUCKET: &str = "arn:${AWS::Partition}:s3:::{name}";
const OBJECT: &str = "arn:${AWS::Partition}:s3:::{name}/*";
const KINESIS: &str =
    "arn:${AWS::Partition}:kinesis:${AWS::Region}:${AWS::AccountId}:stream/{name}";
const TABLE: &str = "arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/{name}";
const TABLE_STREAM: &str =
    "arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/{name}/stream/*";
const LOG_GROUP: &str =
    "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:{name}:*";
const CLUSTER: &str = "arn:${AWS::Partition}:kafka:${AWS::Region}:${AWS::AccountId}:cluster/{name}";
const BROKER: &str = "arn:${AWS::Partition}:mq:${AWS::Region}:${AWS::AccountId}:broker:{name}";
const SECRET: &str =
    "arn:${AWS::Partition}:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:{name}";

/// The network interfaces of the pollers of Kafka and Amazon MQ, in the function's own permissions.
const VPC: [&str; 6] = [
    "ec2:CreateNetworkInterface",
    "ec2:DeleteNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSecurityGroups",
    "ec2:DescribeSubnets",
    "ec2:DescribeVpcs",
];

/// Adds what the annotations need.
pub(crate) fn add(manifest: &Manifest, needs: &mut Needs) {
    let function = &manifest.function;
    let settings = &function.settings;
    let mut one =
        |action: &str, resource: Resource, what: &str| needs.add(action, resource, what, None);
    let logging = settings.logging_config.as_ref();
    let group = logging
        .and_then(|logging| logging.log_group.clone())
        .unwrap_or_else(|| format!("/aws/lambda/{}", function.name));
    for action in ["logs:CreateLogStream", "logs:PutLogEvents"] {
        let group = Resource::named(LOG_GROUP, "LogGroup", Name::Constant(group.clone()));
        one(action, group, "logs of the function");
    }
    if settings.tracing.as_deref() == Some("Active") {
        for action in ["xray:PutTelemetryRecords", "xray:PutTraceSegments"] {
            one(action, Resource::Any, "tracing = \"Active\"");
        }
    }
    let invocation = settings.event_invoke_config.as_ref();
    let destinations = invocation.and_then(|config| config.destination_config.as_ref());
    let targets = [
        (settings.dead_letter_queue.as_ref(), "dead_letter_queue"),
        (
            destinations.and_then(|one| one.on_success.as_ref()),
            "on_success",
        ),
        (
            destinations.and_then(|one| one.on_failure.as_ref()),
            "on_failure",
        ),
    ];
    for (target, what) in targets {
        if let Some(target) = target {
            destination(target, what, None, needs);
        }
    }
    for handler in &manifest.handlers {
        of_handler(handler, needs);
    }
    idempotency(manifest, needs);
}

/// The place of a handler, whose file is relative to the workspace.
fn place(handler: &Handler) -> Option<(PathBuf, usize)> {
    let line = usize::try_from(handler.line).ok()?;
    (!handler.file.is_empty()).then(|| (PathBuf::from(&handler.file), line))
}

fn of_handler(handler: &Handler, needs: &mut Needs) {
    let destinations = handler.settings.destination_config.as_ref();
    for target in destinations
        .into_iter()
        .filter_map(|one| one.on_failure.as_ref())
    {
        destination(target, "on_failure", place(handler), needs);
    }
    let Key::Source { source, name, env } = &handler.key else {
        return;
    };
    let name = match (name, env) {
        (Some(name), _) => Name::Constant(name.clone()),
        (None, Some(variable)) => Name::Variable(variable.clone()),
        (None, None) => Name::Unknown,
    };
    let what = format!("#[{source}] {}", handler.function);
    let at = place(handler);
    let mut all = |actions: &[&str], resource: &Resource| {
        for action in actions {
            needs.add(action, resource.clone(), &what, at.clone());
        }
    };
    match source.as_str() {
        "sqs" => all(
            &[
                "sqs:DeleteMessage",
                "sqs:GetQueueAttributes",
                "sqs:ReceiveMessage",
            ],
            &Resource::named(SQS, "Queue", name),
        ),
        "kinesis" => all(
            &[
                "kinesis:DescribeStream",
                "kinesis:DescribeStreamSummary",
                "kinesis:GetRecords",
                "kinesis:GetShardIterator",
                "kinesis:ListShards",
            ],
            &Resource::named(KINESIS, "Stream", name),
        ),
        "dynamodb" => {
            all(
                &[
                    "dynamodb:DescribeStream",
                    "dynamodb:GetRecords",
                    "dynamodb:GetShardIterator",
                ],
                &Resource::named(TABLE_STREAM, "Stream", name),
            );
            all(&["dynamodb:ListStreams"], &Resource::Any);
        }
        "kafka" => {
            // The attribute names a topic. The mapping names the cluster.
            let cluster = Resource::named(CLUSTER, "Cluster", Name::Unknown);
            all(
                &[
                    "kafka:DescribeCluster",
                    "kafka:DescribeClusterV2",
                    "kafka:GetBootstrapBrokers",
                ],
                &cluster,
            );
            all(&VPC, &Resource::Any);
        }
        "mq" => {
            all(
                &["mq:DescribeBroker"],
                &Resource::named(BROKER, "Broker", Name::Unknown),
            );
            all(
                &["secretsmanager:GetSecretValue"],
                &Resource::named(SECRET, "BrokerSecret", Name::Unknown),
            );
            all(&VPC, &Resource::Any);
        }
        // The other services invoke the function: its resource policy allows that.
        _ => {}
    }
}

/// What the role needs to send records to a destination: "Adding a destination" in the developer guide.
fn destination(target: &Target, what: &str, place: Option<(PathBuf, usize)>, needs: &mut Needs) {
    let name = Name::Constant(target.name.clone());
    let what = format!("{what} {}", target.name);
    let (action, resource) = match target.kind.as_str() {
        "SQS" => ("sqs:SendMessage", Resource::named(SQS, "Queue", name)),
        "SNS" => ("sns:Publish", Resource::named(SNS, "Topic", name)),
        "Lambda" => (
            "lambda:InvokeFunction",
            Resource::named(LAMBDA, "Function", name),
        ),
        "EventBridge" => (
            "events:PutEvents",
            Resource::named(EVENT_BUS, "EventBus", name),
        ),
        "S3" => {
            let bucket = Resource::named(BUCKET, "Bucket", name.clone());
            needs.add("s3:ListBucket", bucket, &what, place.clone());
            ("s3:PutObject", Resource::named(OBJECT, "Object", name))
        }
        other => {
            let why = format!("its type `{other}` is not known here: add its action by hand");
            needs.miss(&what, &why, place);
            return;
        }
    };
    needs.add(action, resource, &what, place);
}

/// The table of a store that the code does not make itself. One that it makes is found with its name.
fn idempotency(manifest: &Manifest, needs: &mut Needs) {
    let handlers = manifest.handlers.iter();
    for handler in handlers.filter(|one| one.idempotency.is_some()) {
        let store = handler
            .idempotency
            .as_ref()
            .map_or("", |one| one.store.as_str());
        let module = manifest.modules.iter().find(|module| module.name == store);
        if module.and_then(|module| module.store) != Some(Store::DynamoDb) || needs.has_store() {
            continue;
        }
        for action in [
            "dynamodb:DeleteItem",
            "dynamodb:PutItem",
            "dynamodb:UpdateItem",
        ] {
            let table = Resource::named(TABLE, "Table", Name::Unknown);
            let what = format!("#[idempotent] {}", handler.function);
            needs.add(action, table, &what, place(handler));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    /// The actions of a manifest, each with the ARN's last part and what needs it.
    fn lines(manifest: &Value) -> Vec<String> {
        let manifest = Manifest::from_json(&manifest.to_string()).expect("a manifest");
        let mut needs = Needs::default();
        add(&manifest, &mut needs);
        let policy = needs.policy();
        assert_eq!(policy.unresolved, []);
        let of = policy.statements.iter().flat_map(|one| {
            let (arn, _) = super::super::document::Fill::default().arn(&one.resource);
            let last = arn.rsplit("${AWS::AccountId}:").next().map(str::to_owned);
            one.actions
                .iter()
                .map(move |action| format!("{action} {}", last.clone().unwrap_or_default()))
        });
        let mut lines: Vec<String> = of.filter(|line| !line.starts_with("logs:")).collect();
        lines.sort();
        lines
    }

    fn with(handler: &Value) -> Value {
        let mut whole = json!({"function": "f", "module": "m", "file": "src/main.rs", "line": 3});
        for (key, value) in handler.as_object().expect("an object") {
            whole[key] = value.clone();
        }
        json!({"version": 1, "function": {"name": "orders"}, "handlers": [whole]})
    }

    // "Lambda permissions for Amazon SQS", "for Kinesis", "for DynamoDB Streams" in the developer guide.
    #[test]
    fn mapping_needs_to_read_its_source() {
        assert_eq!(
            lines(&with(
                json!({"kind": "source", "source": "sqs", "name": "transfers"})
            )),
            [
                "sqs:DeleteMessage transfers",
                "sqs:GetQueueAttributes transfers",
                "sqs:ReceiveMessage transfers"
            ]
        );
        assert_eq!(
            lines(&with(
                json!({"kind": "source", "source": "kinesis", "env": "CLICKS"})
            )),
            [
                "kinesis:DescribeStream stream/${Clicks}",
                "kinesis:DescribeStreamSummary stream/${Clicks}",
                "kinesis:GetRecords stream/${Clicks}",
                "kinesis:GetShardIterator stream/${Clicks}",
                "kinesis:ListShards stream/${Clicks}",
            ]
        );
        assert_eq!(
            lines(&with(
                json!({"kind": "source", "source": "dynamodb", "name": "Orders"})
            )),
            [
                "dynamodb:DescribeStream table/Orders/stream/*",
                "dynamodb:GetRecords table/Orders/stream/*",
                "dynamodb:GetShardIterator table/Orders/stream/*",
                "dynamodb:ListStreams *",
            ]
        );
        assert_eq!(
            lines(&with(
                json!({"kind": "source", "source": "sns", "name": "t"})
            )),
            Vec::<String>::new(),
            "SNS invokes the function"
        );
    }

    #[test]
    fn destinations_need_an_action_of_their_service() {
        let settings = json!({
            "dead_letter_queue": {"type": "SNS", "name": "dead"},
            "tracing": "Active",
            "event_invoke_config": {"destination_config": {
                "on_success": {"type": "EventBridge", "name": "bus"},
                "on_failure": {"type": "S3", "name": "failed"},
            }},
        });
        let manifest = json!({
            "version": 1,
            "function": {"name": "orders", "settings": settings},
            "handlers": [],
        });
        assert_eq!(
            lines(&manifest),
            [
                "events:PutEvents event-bus/bus",
                "s3:ListBucket arn:${AWS::Partition}:s3:::failed",
                "s3:PutObject arn:${AWS::Partition}:s3:::failed/*",
                "sns:Publish dead",
                "xray:PutTelemetryRecords *",
                "xray:PutTraceSegments *",
            ]
        );
    }

    #[test]
    fn store_outside_the_code_needs_a_table() {
        let mut manifest = with(&json!({
            "kind": "route", "method": "POST", "template": "/",
            "idempotency": {"store": "m::done", "ttl_s": 60},
        }));
        manifest["modules"] = json!([{"name": "m::done", "store": "dynamo_db"}]);
        assert_eq!(
            lines(&manifest),
            [
                "dynamodb:DeleteItem ${DynamodbTableArn}",
                "dynamodb:PutItem ${DynamodbTableArn}",
                "dynamodb:UpdateItem ${DynamodbTableArn}",
            ]
        );
    }
}
