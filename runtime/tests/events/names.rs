//! Names of resources in environment variables: `#[sqs(env = "ORDERS_QUEUE")]`.

use gatewright::payload::Logs;
use gatewright::prelude::*;
use gatewright::testing::read_names;
use serde_json::{Value, json};

use super::{answer, function_error};

/// Reads from these pairs instead of the process.
fn read(gateway: &Gateway, variables: &[(&str, &str)]) -> Result<(), (String, String)> {
    let get = |name: &str| {
        let found = variables.iter().find(|(variable, _)| *variable == name);
        found.map(|(_, value)| (*value).to_owned())
    };
    read_names(gateway, &get).map_err(|error| (error.error_type.into_owned(), error.message))
}

/// Fails a message that is meant for another handler.
fn only(handler: &str, meant: &str) -> Result<(), Error> {
    if handler == meant {
        Ok(())
    } else {
        Err(Error::msg(format!("{handler} took a message for {meant}")))
    }
}

/// A message of this queue for this handler.
fn sqs(queue: &str, handler: &str) -> Value {
    json!({"Records": [{
        "messageId": "m0", "body": format!("\"{handler}\""), "eventSource": "aws:sqs",
        "eventSourceARN": format!("arn:aws:sqs:eu-west-1:111122223333:{queue}"),
    }]})
}

macro_rules! gateways {
    ($($module:ident)+) => {$(
        #[lambda_handler(main = false)]
        #[dispatch]
        mod $module {
            use super::*;

            #[sqs("returns")]
            async fn returns(meant: String) -> Result<(), Error> {
                only("returns", &meant)
            }

            #[sqs(env = "ORDERS_QUEUE")]
            async fn orders(meant: String) -> Result<(), Error> {
                only("orders", &meant)
            }

            #[sqs(env = "PARCELS_QUEUE")]
            async fn parcels(meant: String) -> Result<(), Error> {
                only("parcels", &meant)
            }
        }
    )+};
}

gateways! { by_name unset other_value same_as_literal same_as_other late }

#[test]
fn handler_takes_the_queue_that_its_variable_names() {
    let variables = [
        ("ORDERS_QUEUE", "orders-dev"),
        (
            "PARCELS_QUEUE",
            "https://sqs.eu-west-1.amazonaws.com/111122223333/parcels-dev",
        ),
    ];
    assert_eq!(read(&by_name::GATEWAY, &variables), Ok(()));
    let reply = |queue, handler| answer(&by_name::GATEWAY, sqs(queue, handler)).unwrap();
    let all = json!({"batchItemFailures": []});
    assert_eq!(reply("orders-dev", "orders"), all);
    assert_eq!(reply("parcels-dev", "parcels"), all);
    assert_eq!(reply("returns", "returns"), all);
    // Another stage's queue has no handler.
    let failed = json!({"batchItemFailures": [{"itemIdentifier": "m0"}]});
    assert_eq!(reply("orders-prod", "orders"), failed);
    assert_eq!(reply("parcels-dev", "orders"), failed);
}

#[test]
fn unset_variables_are_named_with_handler_and_remedy() {
    let (error_type, message) = read(&unset::GATEWAY, &[("PARCELS_QUEUE", " ")]).unwrap_err();
    assert_eq!(error_type, "InitFailed");
    assert_eq!(
        message,
        "`orders` (`#[sqs(env = \"ORDERS_QUEUE\")]`) needs the environment variable `ORDERS_QUEUE`, which is not set: set it to the \
         name, the ARN or the URL of the queue; `parcels` (`#[sqs(env = \"PARCELS_QUEUE\")]`) expected the name, the ARN or the URL of the \
         queue in the environment variable `PARCELS_QUEUE`, found nothing; SQS allows 1 to 80 letters, digits, `-` and `_`, with `.fifo` at \
         the end of a FIFO queue"
    );
    // An event before INIT gets the same error: the process of the tests has no such variable either.
    let (error_type, message) = function_error(&unset::GATEWAY, sqs("orders-dev", "orders"));
    assert_eq!(error_type, "InitFailed");
    assert!(
        message.contains("`ORDERS_QUEUE`, which is not set"),
        "{message}"
    );
}

#[test]
fn value_that_names_no_queue_is_refused() {
    for (value, found) in [
        ("orders-*", "found a name with '*'"),
        (
            "arn:aws:sns:eu-west-1:111122223333:orders",
            "found an ARN or a URL without the name of a queue",
        ),
        (
            "https://example.com/orders",
            "found an ARN or a URL without the name of a queue",
        ),
        (&"x".repeat(81), "found a name of 81 characters"),
    ] {
        let variables = [("ORDERS_QUEUE", value), ("PARCELS_QUEUE", "parcels")];
        let (_, message) = read(&other_value::GATEWAY, &variables).unwrap_err();
        assert!(message.contains(found), "{message}");
        assert!(!message.contains("PARCELS_QUEUE"), "{message}");
    }
}

#[test]
fn two_handlers_of_one_queue_are_both_named() {
    let variables = [("ORDERS_QUEUE", "returns"), ("PARCELS_QUEUE", "parcels")];
    let (error_type, message) = read(&same_as_literal::GATEWAY, &variables).unwrap_err();
    assert_eq!(error_type, "InitFailed");
    assert_eq!(
        message,
        "`returns` (`#[sqs(\"returns\")]`) and `orders` (`#[sqs(env = \"ORDERS_QUEUE\")]`) take the same queue, `returns`: change the \
         value of `ORDERS_QUEUE`, or remove one of the handlers"
    );
    let arn = "arn:aws:sqs:eu-west-1:111122223333:orders";
    let variables = [("ORDERS_QUEUE", "orders"), ("PARCELS_QUEUE", arn)];
    let (_, message) = read(&same_as_other::GATEWAY, &variables).unwrap_err();
    assert!(
        message.starts_with("`orders` (`#[sqs(env = \"ORDERS_QUEUE\")]`) and `parcels` (`#[sqs(env = \"PARCELS_QUEUE\")]`) take the same queue"),
        "{message}"
    );
}

#[test]
fn names_are_read_once() {
    let first = [("ORDERS_QUEUE", "first"), ("PARCELS_QUEUE", "parcels")];
    assert_eq!(read(&late::GATEWAY, &first), Ok(()));
    assert_eq!(read(&late::GATEWAY, &[("ORDERS_QUEUE", "second")]), Ok(()));
    let reply = answer(&late::GATEWAY, sqs("first", "orders"));
    assert_eq!(reply, Ok(json!({"batchItemFailures": []})));
}

#[lambda_handler(main = false)]
#[dispatch]
mod everything {
    use super::*;

    #[kinesis(env = "STREAM")]
    async fn kinesis(_: Value) -> Result<(), Error> {
        Ok(())
    }

    #[dynamodb(env = "TABLE")]
    async fn dynamodb(_: Value) -> Result<(), Error> {
        Ok(())
    }

    #[kafka(env = "TOPIC")]
    async fn kafka(_: Value) -> Result<(), Error> {
        Ok(())
    }

    #[mq(env = "BROKER_QUEUE")]
    async fn mq(_: Value) -> Result<(), Error> {
        Ok(())
    }

    #[firehose(env = "DELIVERY_STREAM")]
    async fn firehose(_: Value) -> Result<Transformed, Error> {
        Transformed::json(&"firehose")
    }

    #[sns(env = "SNS_TOPIC")]
    async fn sns() -> &'static str {
        "sns"
    }

    #[s3(env = "BUCKET")]
    async fn s3() -> &'static str {
        "s3"
    }

    #[schedule(env = "RULE")]
    async fn schedule() -> &'static str {
        "schedule"
    }

    #[logs(env = "LOG_GROUP")]
    async fn logs(logs: Logs) -> String {
        format!("logs of {}", logs.log_group)
    }

    /// Takes every other topic.
    #[sns]
    async fn other_topic() -> &'static str {
        "other"
    }
}

/// Each value is another form: a name, an ARN or a URL. The events are those of the documentation of each source.
#[test]
fn every_source_of_a_resource_has_names_in_variables() {
    let variables = [
        (
            "STREAM",
            "arn:aws:kinesis:us-east-1:123456789012:stream/clicks",
        ),
        (
            "TABLE",
            "arn:aws:dynamodb:us-east-1:123456789012:table/orders/stream/2015-05-11T21:21:33.291",
        ),
        (
            "TOPIC",
            "arn:aws:kafka:us-east-1:123456789012:topic/shop/fc2f5bdf-fd1b-45ad-85dd-15b4a5a6247e-2/orders",
        ),
        ("BROKER_QUEUE", "orders"),
        (
            "DELIVERY_STREAM",
            "arn:aws:firehose:us-east-1:123456789012:deliverystream/clicks",
        ),
        ("SNS_TOPIC", "arn:aws:sns:us-east-1:123456789012:orders"),
        ("BUCKET", "https://invoices.s3.eu-west-1.amazonaws.com/"),
        (
            "RULE",
            "arn:aws:scheduler:us-east-1:123456789012:schedule/default/nightly",
        ),
        (
            "LOG_GROUP",
            "arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/shop:*",
        ),
    ];
    assert_eq!(read(&everything::GATEWAY, &variables), Ok(()));
    let sns = |topic: &str| {
        json!({"Records": [{"EventSource": "aws:sns", "Sns": {
            "TopicArn": format!("arn:aws:sns:us-east-1:123456789012:{topic}"), "Message": "{}", "MessageId": "n",
        }}]})
    };
    for (event, handler) in [
        (
            json!({"Records": [{
                "eventSource": "aws:kinesis", "eventSourceARN": "arn:aws:kinesis:us-east-1:123456789012:stream/clicks",
                "kinesis": {"sequenceNumber": "1", "partitionKey": "p", "data": "MQ=="},
            }]}),
            r#"{"batchItemFailures":[]}"#,
        ),
        (
            json!({"Records": [{
                "eventSource": "aws:dynamodb",
                "eventSourceARN": "arn:aws:dynamodb:us-east-1:123456789012:table/orders/stream/2020-01-01T00:00:00.000",
                "dynamodb": {"SequenceNumber": "1", "Keys": {}},
            }]}),
            r#"{"batchItemFailures":[]}"#,
        ),
        (
            json!({"eventSource": "aws:kafka", "records": {"orders-0": [
                {"topic": "orders", "partition": 0, "offset": 1, "value": "MQ=="},
            ]}}),
            r#"{"batchItemFailures":[]}"#,
        ),
        (
            json!({"eventSource": "aws:rmq", "rmqMessagesByQueue": {"orders::/": [{"data": "MQ=="}]}}),
            r#"{"batchItemFailures":[]}"#,
        ),
        (sns("orders"), "\"sns\""),
        (sns("returns"), "\"other\""),
        (
            json!({"Records": [{"eventSource": "aws:s3", "s3": {"bucket": {"name": "invoices"}}}]}),
            "\"s3\"",
        ),
        (
            json!({
                "source": "aws.scheduler", "detail-type": "Scheduled Event", "detail": {},
                "resources": ["arn:aws:scheduler:us-east-1:123456789012:schedule/default/nightly"],
            }),
            "\"schedule\"",
        ),
    ] {
        let reply = answer(&everything::GATEWAY, event).map(|reply| reply.to_string());
        assert_eq!(reply.as_deref(), Ok(handler));
    }
    let transformed = answer(
        &everything::GATEWAY,
        json!({
            "deliveryStreamArn": "arn:aws:firehose:us-east-1:123456789012:deliverystream/clicks",
            "records": [{"recordId": "1", "data": "MQ=="}],
        }),
    );
    assert_eq!(transformed.unwrap()["records"][0]["result"], "Ok");
}

#[test]
fn manifest_has_the_variable() {
    let manifest: Value = serde_json::from_str(&by_name::MANIFEST.to_json()).unwrap();
    let handlers = manifest["handlers"].as_array().unwrap();
    let names: Vec<_> = handlers
        .iter()
        .map(|handler| (&handler["source"], &handler["name"], &handler["env"]))
        .collect();
    let (sqs, null) = (&json!("sqs"), &Value::Null);
    assert_eq!(
        names,
        [
            (sqs, &json!("returns"), null),
            (sqs, null, &json!("ORDERS_QUEUE")),
            (sqs, null, &json!("PARCELS_QUEUE")),
        ]
    );
}
