//! Payloads that are not JSON, payloads with the event around them, and JSON in strings.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use gatewright::payload::{EventBridge, Gzip, S3, Sns, WebSocket};
use gatewright::prelude::*;
use gatewright::testing::{block_on, invoke_as};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::{answer, function_error};

#[derive(Debug, Default, Deserialize)]
struct Options {
    #[serde(default)]
    dry: bool,
}

#[derive(Deserialize)]
struct Chat {
    text: String,
}

#[lambda_handler(main = false)]
#[dispatch]
mod office {
    use super::*;

    #[sns("alarms")]
    async fn alarm(alarm: Sns<Text>) -> String {
        format!("{} {:?}", alarm.0, alarm.subject)
    }

    #[sns("lines")]
    async fn line(line: Text) -> String {
        line.0
    }

    #[sns("packed")]
    async fn packed(packed: Option<Gzip<Text>>) -> Option<String> {
        Some(packed?.0.0)
    }

    #[sns("own")]
    async fn own(notification: std::collections::BTreeMap<String, Value>) -> Value {
        notification["MessageId"].clone()
    }

    #[sns("bytes")]
    async fn bytes(bytes: Sns<Body>) -> Vec<u8> {
        bytes.to_vec()
    }

    #[sns("uploads")]
    async fn upload(notification: Sns<S3>) -> Vec<String> {
        notification
            .iter()
            .map(|object| object.key.clone())
            .collect()
    }

    #[sns("rules")]
    async fn rule(notification: Sns<EventBridge<Options>>) -> String {
        format!("{} {}", notification.id, notification.detail.dry)
    }

    #[schedule("nightly")]
    async fn nightly(options: Options) -> String {
        format!("dry: {}", options.dry)
    }

    #[schedule("weekly")]
    async fn weekly(event: EventBridge<Options>, _: Deadline) -> String {
        format!("{} dry: {}", event.id, event.dry)
    }

    #[schedule("raw")]
    async fn raw(input: Text) -> String {
        input.0
    }

    #[schedule]
    async fn other(event: Event<EventBridge<String>>) -> String {
        event.0.detail
    }

    #[eventbridge(source = "shop")]
    async fn of_shop(event: EventBridge<Value>) -> Value {
        event.detail
    }

    #[s3]
    async fn objects(notification: S3) -> Result<String, Error> {
        let [first, second] = &notification[..] else {
            return Err(Error::msg("expected two objects"));
        };
        let later = (second.is_later_than(first), first.is_later_than(second));
        Ok(format!(
            "{:?} {:?} {} {later:?}",
            first.principal_id, first.source_ip, first.region
        ))
    }

    #[websocket("say")]
    async fn say(message: WebSocket<Chat>) -> String {
        format!(
            "{} at {}/{}: {}",
            message.connection_id, message.domain_name, message.stage, message.text
        )
    }

    #[websocket("shout")]
    async fn shout(message: Event<WebSocket<Text>>) -> String {
        format!("{}: {}", message.connection_id, message.body.to_uppercase())
    }

    #[websocket("$connect")]
    async fn connect(connection: WebSocket) -> String {
        format!(
            "{} {:?} {:?}",
            connection.event_type,
            connection.headers.get("Host"),
            connection.query
        )
    }

    #[websocket("text")]
    async fn text(body: Text) -> String {
        body.0
    }

    #[websocket("bytes")]
    async fn bytes_of_client(body: Body) -> String {
        format!("{:?}", &body[..])
    }

    #[operation]
    async fn square(number: u64) -> u128 {
        u128::from(number).pow(2)
    }

    #[operation]
    async fn forwarded(event: EventBridge<Options>) -> bool {
        event.dry
    }
}

const GATEWAY: &Gateway = &office::GATEWAY;

fn sns(topic: &str, message: &str) -> Value {
    json!({"Records": [{"EventSource": "aws:sns", "EventVersion": "1.0", "EventSubscriptionArn": "a", "Sns": {
        "Type": "Notification", "MessageId": "n", "TopicArn": format!("arn:aws:sns:eu-west-1:111122223333:{topic}"), "Subject": null,
        "Message": message, "Timestamp": "2026-01-01T00:00:00.000Z", "SignatureVersion": "1", "Signature": "x", "SigningCertUrl": "u",
        "UnsubscribeUrl": "u", "MessageAttributes": {},
    }}]})
}

/// The message of AWS's example: <https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html>.
#[test]
fn notification_of_text_is_not_json() {
    assert_eq!(
        answer(GATEWAY, sns("alarms", "Hello from SNS!")),
        Ok(json!("Hello from SNS! None"))
    );
    assert_eq!(answer(GATEWAY, sns("bytes", "hi")), Ok(json!([104, 105])));
}

/// The message of a notification is what was published; the JSON around it is that of SNS.
/// <https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html>
#[test]
fn text_of_a_notification_is_its_message() {
    for message in ["Hello from SNS!", "", r#"{"a":1}"#, "é\n\"😀\""] {
        assert_eq!(answer(GATEWAY, sns("lines", message)), Ok(json!(message)));
    }
    // `printf packed | gzip -n | base64`
    let packed = "H4sIAAAAAAAAAytITM5OTQEAELT2IQYAAAA=";
    assert_eq!(answer(GATEWAY, sns("packed", packed)), Ok(json!("packed")));
    assert_eq!(answer(GATEWAY, sns("own", "x")), Ok(json!("n")));
}

/// The whole event is that of the topic, not that of the message.
#[test]
fn json_in_a_notification_is_typed() {
    let object = json!({"Records": [{"eventSource": "aws:s3", "eventName": "ObjectCreated:Put", "s3": {"bucket": {"name": "b"}, "object": {"key": "a+b"}}}]});
    assert_eq!(
        answer(GATEWAY, sns("uploads", &object.to_string())),
        Ok(json!(["a b"]))
    );
    let event = eventbridge("shop", "Order Placed", &json!({"dry": true}));
    assert_eq!(
        answer(GATEWAY, sns("rules", &event.to_string())),
        Ok(json!("i true"))
    );
}

fn eventbridge(source: &str, kind: &str, detail: &Value) -> Value {
    json!({
        "version": "0", "id": "i", "detail-type": kind, "source": source, "account": "111122223333", "time": "2026-01-01T00:00:00Z",
        "region": "eu-west-1", "resources": [], "detail": detail,
    })
}

fn schedule(name: &str, detail: &Value) -> Value {
    let mut event = eventbridge("aws.scheduler", "Scheduled Event", detail);
    event["resources"] = json!([format!(
        "arn:aws:scheduler:eu-west-1:111122223333:schedule/default/{name}"
    )]);
    event
}

/// EventBridge Scheduler sends `"detail": "{}"`.
#[test]
fn detail_of_a_schedule_is_json_in_a_string() {
    for (detail, dry) in [
        (json!("{}"), false),
        (json!({}), false),
        (json!("{\"dry\": true}"), true),
        (json!({"dry": true}), true),
    ] {
        assert_eq!(
            answer(GATEWAY, schedule("nightly", &detail)),
            Ok(json!(format!("dry: {dry}")))
        );
        assert_eq!(
            answer(GATEWAY, schedule("weekly", &detail)),
            Ok(json!(format!("i dry: {dry}")))
        );
    }
    assert_eq!(
        answer(GATEWAY, schedule("other", &json!("a note"))),
        Ok(json!("a note"))
    );
    // Of another source, a string is a string.
    assert_eq!(
        answer(GATEWAY, eventbridge("shop", "x", &json!("{}"))),
        Ok(json!("{}"))
    );
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html>: the shorter sequencer is padded with
/// zeros on its right.
#[test]
fn object_has_its_sequencer_and_requester() {
    let object = |sequencer: &str| {
        json!({
            "eventVersion": "2.1", "eventSource": "aws:s3", "awsRegion": "us-west-2", "eventTime": "1970-01-01T00:00:00.000Z",
            "eventName": "ObjectCreated:Put", "userIdentity": {"principalId": "AIDAJDPLRKLG7UEXAMPLE"},
            "requestParameters": {"sourceIPAddress": "127.0.0.1"},
            "s3": {
                "s3SchemaVersion": "1.0", "configurationId": "testConfigRule", "bucket": {"name": "amzn-s3-demo-bucket"},
                "object": {"key": "HappyFace.jpg", "size": 1024, "eTag": "d41d8cd98f00b204e9800998ecf8427e", "sequencer": sequencer},
            },
        })
    };
    for (first, second, later) in [
        ("0055AED6DCD90281E5", "0055AED6DCD90281E6", "(true, false)"),
        ("0055AED6DCD90281E5", "0055AED6DCD90281E5", "(false, false)"),
        ("0055", "00550", "(false, false)"),
        ("0055", "005501", "(true, false)"),
    ] {
        let event = json!({"Records": [object(first), object(second)]});
        let expected =
            format!(r#"Some("AIDAJDPLRKLG7UEXAMPLE") Some("127.0.0.1") us-west-2 {later}"#);
        assert_eq!(answer(GATEWAY, event), Ok(json!(expected)));
    }
}

/// Scheduler sends the input of a templated target as a string.
/// <https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-templated.html>
#[test]
fn text_of_a_schedule_is_its_input() {
    for input in ["{}", "plain", "[1]", ""] {
        let mut event = eventbridge("aws.scheduler", "Scheduled Event", &json!(input));
        event["resources"] =
            json!(["arn:aws:scheduler:us-east-1:123456789012:schedule/default/raw"]);
        assert_eq!(answer(GATEWAY, event), Ok(json!(input)));
    }
}

/// Only `source`, `detail-type` and `detail` are written by the sender. The other members are metadata, which the events of tests leave
/// out. <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html>
#[test]
fn metadata_of_an_event_may_be_missing() {
    let event = json!({"detail-type": "x", "source": "shop", "detail": {"a": 1}});
    assert_eq!(answer(GATEWAY, event), Ok(json!({"a": 1})));
    let event = json!({
        "id": null, "detail-type": "x", "source": "shop", "account": null, "time": null, "region": null, "resources": null, "detail": null,
    });
    assert_eq!(answer(GATEWAY, event), Ok(json!(null)));
}

fn websocket(route: &str, body: Option<&str>, is_base64: bool) -> Value {
    json!({
        "headers": {"Host": "abcd1234.execute-api.us-east-1.amazonaws.com"}, "queryStringParameters": {"room": "7"},
        "requestContext": {
            "routeKey": route, "eventType": "MESSAGE", "extendedRequestId": "x=", "messageDirection": "IN", "stage": "prod",
            "connectedAt": 1_583_348_638_390_u64, "requestTimeEpoch": 1_583_348_638_391_u64, "requestId": "r=", "connectionId": "c-1",
            "identity": {"sourceIp": "192.0.2.1"}, "domainName": "abcd1234.execute-api.us-east-1.amazonaws.com", "apiId": "abcd1234",
        },
        "body": body, "isBase64Encoded": is_base64,
    })
}

#[test]
fn typed_body_has_its_connection() {
    for (route, body, expected) in [
        (
            "say",
            Some(r#"{"text":"hello"}"#),
            "c-1 at abcd1234.execute-api.us-east-1.amazonaws.com/prod: hello",
        ),
        ("shout", Some("not JSON"), "c-1: NOT JSON"),
        (
            "$connect",
            None,
            r#"MESSAGE Some("abcd1234.execute-api.us-east-1.amazonaws.com") {"room": "7"}"#,
        ),
        ("text", Some("{ plain"), "{ plain"),
        ("bytes", Some("hi"), "[104, 105]"),
    ] {
        let reply = answer(GATEWAY, websocket(route, body, false)).unwrap();
        assert_eq!(
            (&reply["statusCode"], &reply["body"]),
            (&json!(200), &json!(expected)),
            "{route}"
        );
    }
    let reply = answer(GATEWAY, websocket("say", Some("{"), false)).unwrap();
    assert_eq!(reply["statusCode"], 400);
}

/// A `$connect` event has each header twice, as a value and as a list.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html>
#[test]
fn header_of_a_connection_is_in_either_member() {
    let connected = |member: &str, headers: Value| {
        let mut event = websocket("$connect", None, false);
        event["headers"] = json!({});
        event[member] = headers;
        answer(GATEWAY, event).unwrap()["body"].clone()
    };
    let host = |host: &str| json!(format!(r#"MESSAGE Some("{host}") {{"room": "7"}}"#));
    assert_eq!(
        connected("multiValueHeaders", json!({"Host": ["a", "b"]})),
        host("b")
    );
    assert_eq!(
        connected("headers", json!({"Host": "a", "x": null, "y": 7})),
        host("a")
    );
    assert_eq!(
        connected("multiValueHeaders", json!({})),
        json!(r#"MESSAGE None {"room": "7"}"#)
    );
}

#[test]
fn base64_body_of_a_client_is_decoded() {
    let body = BASE64.encode([255, 0]);
    let reply = answer(GATEWAY, websocket("bytes", Some(&body), true)).unwrap();
    assert_eq!(reply["body"], "[255, 0]");
    let body = BASE64.encode(r#"{"text":"hello"}"#);
    let reply = answer(GATEWAY, websocket("say", Some(&body), true)).unwrap();
    assert_eq!(
        reply["body"],
        "c-1 at abcd1234.execute-api.us-east-1.amazonaws.com/prod: hello"
    );
}

/// The largest `u64`, squared.
#[test]
fn reply_of_any_type_is_read_from_its_bytes() {
    #[derive(Serialize)]
    struct Call {
        operation: &'static str,
        payload: u64,
    }
    let call = Call {
        operation: "office.square",
        payload: u64::MAX,
    };
    let square = 340_282_366_920_938_463_426_481_119_284_349_108_225_u128;
    assert_eq!(block_on(invoke_as(GATEWAY, &call)), Ok(square));
    let raw: Box<RawValue> = block_on(invoke_as(GATEWAY, &call)).unwrap();
    assert_eq!(raw.get(), square.to_string());
    let error = block_on(invoke_as::<u64>(GATEWAY, &call)).unwrap_err();
    assert!(
        error.message.starts_with("the reply is not a `u64`: "),
        "{}",
        error.message
    );
}

#[test]
fn payload_of_an_operation_may_be_an_event() {
    let event = eventbridge("aws.scheduler", "x", &json!("{\"dry\":true}"));
    let call = json!({"operation": "office.forwarded", "payload": event});
    assert_eq!(answer(GATEWAY, call), Ok(json!(true)));
    let (error_type, message) = function_error(
        GATEWAY,
        json!({"operation": "office.forwarded", "payload": {}}),
    );
    assert_eq!(
        (&*error_type, &*message),
        (
            "InvalidPayload",
            "payload: missing field `source` at line 1 column 2"
        )
    );
}
