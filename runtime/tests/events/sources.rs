//! Events with one handler and one reply.

use super::{answer, function_error};
use gatewright::payload::{EventBridge, S3, Sns};
use gatewright::prelude::*;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
struct Order {
    id: u32,
}

#[lambda_handler(main = false)]
#[dispatch]
mod office {
    use super::*;

    #[sns("orders")]
    async fn order(order: Sns<Order>) -> String {
        format!("{} {:?} {:?}", order.id, order.subject, order.attributes)
    }

    #[sns]
    async fn note(note: Sns<Value>, _: Deadline) -> Result<String, Error> {
        Ok(format!("note {} from {}", *note, note.topic_arn))
    }

    #[s3("invoices")]
    async fn invoice(notification: S3) -> Vec<String> {
        notification
            .iter()
            .map(|object| format!("{} {}", object.event_name, object.key))
            .collect()
    }

    #[eventbridge(source = "shop", detail_type = "Order Placed")]
    async fn placed(order: Order) -> String {
        format!("placed {}", order.id)
    }

    #[eventbridge(source = "shop")]
    async fn of_shop(event: Event<EventBridge<Order>>) -> String {
        format!("of the shop: {} {}", event.detail_type, event.id)
    }

    #[eventbridge(detail_type = "Order Placed")]
    async fn any_placed(order: Order) -> String {
        format!("placed anywhere {}", order.id)
    }

    #[eventbridge]
    async fn of_bus(event: Event<EventBridge>) -> String {
        format!("on the bus: {}", event.source)
    }

    #[schedule("nightly")]
    async fn nightly() -> &'static str {
        "nightly"
    }

    #[authorizer]
    async fn decide(question: Question) -> Value {
        json!({"isAuthorized": question.token == "let me in"})
    }

    #[cognito("PreSignUp")]
    async fn sign_up(mut event: Value) -> Value {
        event["response"]["autoConfirmUser"] = true.into();
        event
    }

    #[cognito("PreSignUp_ExternalProvider")]
    async fn sign_up_elsewhere() -> Result<(), Error> {
        Err(Error::msg("not from there"))
    }

    #[appsync("Query.order")]
    async fn find(arguments: Order) -> Value {
        json!({"id": arguments.id})
    }
}

#[derive(Deserialize)]
struct Question {
    #[serde(rename = "authorizationToken")]
    token: String,
}

const GATEWAY: &Gateway = &office::GATEWAY;

fn sns(topic: &str, message: &str) -> Value {
    json!({"Records": [{
        "EventVersion": "1.0", "EventSubscriptionArn": format!("arn:aws:sns:us-east-1:123456789012:{topic}:21be56ed"), "EventSource": "aws:sns",
        "Sns": {
            "SignatureVersion": "1", "Timestamp": "2019-01-02T12:45:07.000Z", "Signature": "tcc6faL2yUC6dgZdmrwh1Y4cGa/ebXEkAi6RibDsvpi+tE/1+82j...65r==",
            "MessageId": "95df01b4-ee98-5cb9-9903-4c221d41eb5e", "Message": message, "Type": "Notification",
            "MessageAttributes": {"kind": {"Type": "String", "Value": "retail"}},
            "TopicArn": format!("arn:aws:sns:us-east-1:123456789012:{topic}"), "Subject": "TestInvoke"
        }
    }]})
}

#[test]
fn topic_reaches_its_handler() {
    assert_eq!(
        answer(GATEWAY, sns("orders", r#"{"id":7}"#)),
        Ok(json!(r#"7 Some("TestInvoke") {"kind": "retail"}"#))
    );
    assert_eq!(
        answer(GATEWAY, sns("gossip", "[1]")),
        Ok(json!(
            "note [1] from arn:aws:sns:us-east-1:123456789012:gossip"
        ))
    );
}

#[test]
fn unparsable_notification_names_the_place() {
    assert_eq!(
        function_error(GATEWAY, sns("orders", "seven")),
        (
            "InvalidPayload".to_owned(),
            "payload: `Message`: expected value at line 1 column 1".to_owned()
        )
    );
}

#[test]
fn several_notifications_have_one_reply() {
    let mut event = sns("gossip", "[1]");
    let other = sns("elsewhere", "[2]")["Records"][0].take();
    event["Records"].as_array_mut().unwrap().push(other);
    assert_eq!(
        answer(GATEWAY, event),
        Ok(json!([
            "note [1] from arn:aws:sns:us-east-1:123456789012:gossip",
            "note [2] from arn:aws:sns:us-east-1:123456789012:elsewhere",
        ]))
    );
}

fn s3(bucket: &str) -> Value {
    json!({"Records": [{
        "eventVersion": "2.1", "eventSource": "aws:s3", "awsRegion": "us-east-2", "eventTime": "2019-09-03T19:37:27.192Z", "eventName": "ObjectRemoved:Delete",
        "s3": {"s3SchemaVersion": "1.0", "bucket": {"name": bucket, "arn": format!("arn:aws:s3:::{bucket}")}, "object": {"key": "%C3%BC.pdf", "sequencer": "0C0F6F405D6ED209E1"}}
    }]})
}

#[test]
fn bucket_reaches_its_handler() {
    assert_eq!(
        answer(GATEWAY, s3("invoices")),
        Ok(json!(["ObjectRemoved:Delete ü.pdf"]))
    );
    assert_eq!(
        function_error(GATEWAY, s3("letters")),
        (
            "UnknownEvent".to_owned(),
            "no `#[s3]` handler takes `letters`".to_owned()
        )
    );
}

fn eventbridge(source: &str, detail_type: &str) -> Value {
    json!({
        "version": "0", "id": "e-1", "detail-type": detail_type, "source": source, "account": "111122223333",
        "time": "2017-12-22T18:43:48Z", "region": "us-west-1", "resources": [], "detail": {"id": 7}
    })
}

#[test]
fn most_specific_eventbridge_handler_wins() {
    for (source, detail_type, reply) in [
        ("shop", "Order Placed", "placed 7"),
        (
            "shop",
            "Order Cancelled",
            "of the shop: Order Cancelled e-1",
        ),
        ("market", "Order Placed", "placed anywhere 7"),
        ("market", "Order Cancelled", "on the bus: market"),
    ] {
        assert_eq!(
            answer(GATEWAY, eventbridge(source, detail_type)),
            Ok(json!(reply))
        );
    }
}

#[test]
fn rules_and_scheduler_reach_schedule_handler() {
    for (source, arn, detail) in [
        (
            "aws.events",
            "arn:aws:events:us-east-1:123456789012:rule/nightly",
            json!({}),
        ),
        (
            "aws.scheduler",
            "arn:aws:scheduler:us-east-1:123456789012:schedule/default/nightly",
            json!("{}"),
        ),
    ] {
        let mut event = eventbridge(source, "Scheduled Event");
        event["resources"] = json!([arn]);
        event["detail"] = detail;
        assert_eq!(answer(GATEWAY, event), Ok(json!("nightly")));
    }
}

#[test]
fn unknown_schedule_is_an_eventbridge_event() {
    let mut event = eventbridge("aws.events", "Scheduled Event");
    event["resources"] = json!(["arn:aws:events:us-east-1:123456789012:rule/weekly"]);
    event["detail"] = json!({});
    assert_eq!(answer(GATEWAY, event), Ok(json!("on the bus: aws.events")));
}

#[test]
fn direct_and_template_resolvers_reach_handler() {
    let direct = json!({
        "arguments": {"id": 7}, "identity": null, "source": null, "request": {"headers": {}}, "prev": null, "stash": {},
        "info": {"fieldName": "order", "parentTypeName": "Query", "variables": {}, "selectionSetList": ["id"], "selectionSetGraphQL": "{\n  id\n}"}
    });
    let template = json!({"typeName": "Query", "fieldName": "order", "arguments": {"id": 7}});
    for event in [direct, template] {
        assert_eq!(answer(GATEWAY, event), Ok(json!({"id": 7})));
    }
}

#[test]
fn authorizer_takes_event_and_returns_decision() {
    let question = |token: &str| {
        json!({
            "type": "TOKEN",
            "authorizationToken": token,
            "methodArn": "arn:aws:execute-api:us-east-1:123456789012:abcdef123/test/GET/request",
        })
    };
    for (token, is_authorized) in [("let me in", true), ("please", false)] {
        assert_eq!(
            answer(GATEWAY, question(token)),
            Ok(json!({"isAuthorized": is_authorized}))
        );
    }
}

#[test]
fn cognito_occasion_takes_precedence_over_kind() {
    let event = |source: &str| {
        json!({
            "version": "1", "triggerSource": source, "region": "us-east-1", "userPoolId": "us-east-1_abc", "userName": "ada",
            "request": {"userAttributes": {}}, "response": {"autoConfirmUser": false},
        })
    };
    for source in ["PreSignUp_SignUp", "PreSignUp_AdminCreateUser"] {
        let reply = answer(GATEWAY, event(source)).unwrap();
        assert_eq!(
            (&reply["userName"], &reply["response"]),
            (&json!("ada"), &json!({"autoConfirmUser": true}))
        );
    }
    assert_eq!(
        function_error(GATEWAY, event("PreSignUp_ExternalProvider")),
        ("Error".to_owned(), "not from there".to_owned())
    );
    assert_eq!(
        function_error(GATEWAY, event("PostConfirmation_ConfirmSignUp")),
        (
            "UnknownEvent".to_owned(),
            "no `#[cognito]` handler takes `PostConfirmation_ConfirmSignUp`".to_owned()
        )
    );
}
