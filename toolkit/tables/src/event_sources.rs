//! The one list of event sources.
//!
//! Everything that names them derives from it: the attributes and their documentation, their ids in the tables, the
//! handlers that the rules know, the re-exports, and the table in the documentation.

use crate::naming::{self, ResourceName};
use crate::source_options::{self, SourceOption};

/// One kind of event source: the arguments of its attribute, and the input and output of its handlers.
#[derive(Clone, Copy, Debug)]
pub struct EventSource {
    /// The attribute of its handlers, and the name of its source file and of its documentation page.
    pub attribute: &'static str,
    /// The service, as AWS writes it.
    pub service: &'static str,
    /// The units that the service sends, in the plural.
    pub events: &'static str,
    /// The kind of its handlers.
    pub kind: SourceKind,
    /// The arguments of its attribute.
    pub arguments: Arguments,
    /// The resource whose name the attribute takes: "queue", "topic". Empty where it takes no name.
    pub resource: &'static str,
    /// The part of the event that a payload parameter is read from.
    pub payload: &'static str,
    /// The attribute with likely arguments.
    pub example: &'static str,
    /// The function below it; `NAME` stands for the function's name.
    pub signature: &'static str,
}

impl EventSource {
    /// The options of its attribute that describe the deployment.
    #[must_use]
    pub fn options(&self) -> &'static [SourceOption] {
        OPTIONS[Self::place(self.attribute)]
    }

    /// The place in [`SOURCES`] of the source with this attribute.
    ///
    /// # Panics
    ///
    /// If there is none. In a constant, that is a compile error.
    #[must_use]
    pub const fn place(attribute: &str) -> usize {
        let mut place = 0;
        while place < SOURCES.len() {
            if are_equal(SOURCES[place].attribute.as_bytes(), attribute.as_bytes()) {
                return place;
            }
            place += 1;
        }
        panic!("this attribute is not in the list of event sources")
    }
}

const fn are_equal(left: &[u8], right: &[u8]) -> bool {
    if left.len() != right.len() {
        return false;
    }
    let mut at = 0;
    while at < left.len() {
        if left[at] != right[at] {
            return false;
        }
        at += 1;
    }
    true
}

/// The input and output of the handlers of an event source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SourceKind {
    /// Records; the reply names those that failed.
    Records,
    /// Records of a stream, which may have tumbling windows; the reply names those that failed, and has the state of a window.
    Stream,
    /// Records of a service that cannot be told which of them failed: a failure fails the batch.
    WholeBatch,
    /// Records; the reply has a result for each of them.
    Transformation,
    /// One event; the reply is JSON.
    Event,
    /// One event, or a list of them; the reply is JSON, or a list of the same length.
    Field,
    /// One event; the reply is an HTTP response.
    Response,
}

impl SourceKind {
    /// Whether handlers take records of a batch.
    #[must_use]
    pub const fn takes_records(self) -> bool {
        matches!(
            self,
            Self::Records | Self::Stream | Self::WholeBatch | Self::Transformation
        )
    }
}

/// The arguments of an event source's attribute.
#[derive(Clone, Copy, Debug)]
pub enum Arguments {
    /// Nothing.
    None,
    /// Nothing, or a name. A resource may have its name in an environment variable, `env`.
    Name(ResourceName),
    /// The same, and `concurrency`.
    NameAndConcurrency(ResourceName),
    /// The same, and `concurrency` and `report_batch_item_failures`.
    NameAndBatchOptions(ResourceName),
    /// `source` and `detail_type`, or one of them, or nothing.
    EventPattern,
}

macro_rules! event_sources {
    ($dollar:tt $($attribute:ident $(with $options:ident)? { $($field:ident: $value:expr,)* })*) => {
        /// Every event source, in the order in which an event is matched against them.
        pub const SOURCES: &[EventSource] = &[$(
            EventSource {
                attribute: stringify!($attribute),
                $($field: $value,)*
            },
        )*];

        /// The options of each of [`SOURCES`] that describe the deployment, in the same order. They are apart from the sources, of which
        /// a function's binary holds some.
        const OPTIONS: &[&[SourceOption]] = &[$(
            { let options: &[SourceOption] = &[]; $(let _ = options; let options = source_options::$options;)? options },
        )*];

        /// Calls `$callback!` with the attributes of [`SOURCES`], for code that is written out once for each of them.
        #[macro_export]
        macro_rules! for_each_event_source {
            ($dollar callback:ident) => {
                $dollar callback! { $($attribute)* }
            };
        }
    };
}

event_sources! {
    $
    authorizer {
        service: "Amazon API Gateway",
        events: "questions of API Gateway's authorizers",
        kind: SourceKind::Event,
        arguments: Arguments::None,
        resource: "",
        payload: "the whole event",
        example: "#[authorizer]",
        signature: "pub async fn NAME(request: AuthorizerRequest) -> Result<Policy, Error>",
    }
    websocket {
        service: "Amazon API Gateway WebSocket APIs",
        events: "WebSocket messages",
        kind: SourceKind::Response,
        arguments: Arguments::Name(ResourceName::RouteKey),
        resource: "route key",
        payload: "the body of the message",
        example: r#"#[websocket("$connect")]"#,
        signature: "pub async fn NAME(event: Event<Connection>) -> Result<StatusCode, ApiError>",
    }
    sqs with SQS {
        service: "Amazon SQS",
        events: "SQS messages",
        kind: SourceKind::Records,
        arguments: Arguments::NameAndBatchOptions(ResourceName::Resource(&naming::QUEUE)),
        resource: "queue",
        payload: "the body of the message",
        example: r#"#[sqs("orders", concurrency = 8)]"#,
        signature: "pub async fn NAME(order: Message<Order>) -> Result<(), Error>",
    }
    kinesis with KINESIS {
        service: "Amazon Kinesis Data Streams",
        events: "Kinesis records",
        kind: SourceKind::Stream,
        arguments: Arguments::NameAndBatchOptions(ResourceName::Resource(&naming::STREAM)),
        resource: "stream",
        payload: "the data of the record",
        example: r#"#[kinesis("orders", concurrency = 8)]"#,
        signature: "pub async fn NAME(order: Message<Order>) -> Result<(), Error>",
    }
    dynamodb with DYNAMODB {
        service: "Amazon DynamoDB Streams",
        events: "DynamoDB changes",
        kind: SourceKind::Stream,
        arguments: Arguments::NameAndBatchOptions(ResourceName::Resource(&naming::TABLE)),
        resource: "table",
        payload: "the record",
        example: r#"#[dynamodb("orders", concurrency = 8)]"#,
        signature: "pub async fn NAME(change: DynamoDb<Order>) -> Result<(), Error>",
    }
    kafka with KAFKA {
        service: "Apache Kafka and Amazon MSK",
        events: "Kafka records",
        kind: SourceKind::Records,
        arguments: Arguments::NameAndBatchOptions(ResourceName::Resource(&naming::KAFKA_TOPIC)),
        resource: "topic",
        payload: "the value of the record",
        example: r#"#[kafka("orders", concurrency = 8)]"#,
        signature: "pub async fn NAME(order: Message<Order>) -> Result<(), Error>",
    }
    mq with MQ {
        service: "Amazon MQ",
        events: "Amazon MQ messages",
        kind: SourceKind::WholeBatch,
        arguments: Arguments::NameAndConcurrency(ResourceName::Resource(&naming::BROKER_QUEUE)),
        resource: "queue",
        payload: "the data of the message",
        example: r#"#[mq("orders", concurrency = 8)]"#,
        signature: "pub async fn NAME(order: Message<Order>) -> Result<(), Error>",
    }
    firehose {
        service: "Amazon Data Firehose",
        events: "Firehose records",
        kind: SourceKind::Transformation,
        arguments: Arguments::NameAndConcurrency(ResourceName::Resource(&naming::DELIVERY_STREAM)),
        resource: "Firehose stream",
        payload: "the data of the record",
        example: r#"#[firehose("clicks", concurrency = 8)]"#,
        signature: "pub async fn NAME(click: Message<Click>) -> Result<Transformed, Error>",
    }
    sns with SNS {
        service: "Amazon SNS",
        events: "SNS notifications",
        kind: SourceKind::Event,
        arguments: Arguments::Name(ResourceName::Resource(&naming::TOPIC)),
        resource: "topic",
        payload: "the notification",
        example: r#"#[sns("orders")]"#,
        signature: "pub async fn NAME(notification: Sns<Order>) -> Result<(), Error>",
    }
    s3 with S3 {
        service: "Amazon S3",
        events: "S3 notifications",
        kind: SourceKind::Event,
        arguments: Arguments::Name(ResourceName::Resource(&naming::BUCKET)),
        resource: "bucket",
        payload: "the whole notification",
        example: r#"#[s3("invoices")]"#,
        signature: "pub async fn NAME(notification: S3) -> Result<(), Error>",
    }
    schedule with SCHEDULE {
        service: "Amazon EventBridge rules and Scheduler",
        events: "schedules",
        kind: SourceKind::Event,
        arguments: Arguments::Name(ResourceName::Resource(&naming::RULE)),
        resource: "rule or schedule",
        payload: "`detail` of the event",
        example: r#"#[schedule("nightly")]"#,
        signature: "pub async fn NAME(deadline: Deadline) -> Result<(), Error>",
    }
    eventbridge with EVENTBRIDGE {
        service: "Amazon EventBridge",
        events: "EventBridge events",
        kind: SourceKind::Event,
        arguments: Arguments::EventPattern,
        resource: "",
        payload: "`detail` of the event",
        example: r#"#[eventbridge(source = "shop.orders", detail_type = "OrderPlaced")]"#,
        signature: "pub async fn NAME(order: OrderPlaced) -> Result<(), Error>",
    }
    logs with LOGS {
        service: "Amazon CloudWatch Logs",
        events: "log events",
        kind: SourceKind::Event,
        arguments: Arguments::Name(ResourceName::Resource(&naming::LOG_GROUP)),
        resource: "log group",
        payload: "the log events, decompressed",
        example: r#"#[logs("/aws/lambda/shop")]"#,
        signature: "pub async fn NAME(events: Logs) -> Result<(), Error>",
    }
    cognito {
        service: "Amazon Cognito user pools",
        events: "triggers of Cognito user pools",
        kind: SourceKind::Event,
        arguments: Arguments::Name(ResourceName::CognitoTrigger),
        resource: "trigger",
        payload: "the whole event",
        example: r#"#[cognito("PreSignUp")]"#,
        signature: "pub async fn NAME(event: PreSignUp) -> Result<PreSignUp, Error>",
    }
    appsync {
        service: "AWS AppSync",
        events: "AppSync fields",
        kind: SourceKind::Field,
        arguments: Arguments::Name(ResourceName::Field),
        resource: "field",
        payload: "the arguments of the field",
        example: r#"#[appsync("Query.order")]"#,
        signature: "pub async fn NAME(arguments: OrderArguments) -> Result<Order, Error>",
    }
    event {
        service: "",
        events: "any other JSON",
        kind: SourceKind::Event,
        arguments: Arguments::None,
        resource: "",
        payload: "the whole event",
        example: "#[event]",
        signature: "pub async fn NAME(event: Event<Order>) -> Result<(), Error>",
    }
    fallback {
        service: "",
        events: "all events without a handler",
        kind: SourceKind::Event,
        arguments: Arguments::None,
        resource: "",
        payload: "the whole event",
        example: "#[fallback]",
        signature: "pub async fn NAME(event: Event<Order>) -> Result<(), Error>",
    }
}
