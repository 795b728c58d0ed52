//! WebSocket messages, which resemble HTTP requests and get responses.

use super::answer;
use gatewright::prelude::*;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
struct Chat {
    text: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Connected {
    request_context: Connection,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Connection {
    connection_id: String,
}

#[lambda_handler(main = false)]
#[dispatch]
mod chat {
    use super::*;

    #[websocket("$connect")]
    async fn connect(event: Event<Connected>) -> Result<StatusCode, Problem> {
        match event.request_context.connection_id.as_str() {
            "banned" => Err(Problem::new(StatusCode::FORBIDDEN)),
            _ => Ok(StatusCode::OK),
        }
    }

    #[websocket("say")]
    async fn say(chat: Chat) -> String {
        chat.text
    }

    #[get("/chat")]
    async fn page() -> &'static str {
        "the page"
    }
}

fn message(route: &str, connection: &str, body: Option<&str>) -> Value {
    json!({
        "requestContext": {
            "routeKey": route, "eventType": "MESSAGE", "extendedRequestId": "x=", "messageDirection": "IN", "stage": "prod",
            "connectedAt": 1_583_348_638_390_u64, "requestTimeEpoch": 1_583_348_638_391_u64, "requestId": "r=", "connectionId": connection,
            "domainName": "abcd1234.execute-api.us-east-1.amazonaws.com", "apiId": "abcd1234"
        },
        "body": body, "isBase64Encoded": false
    })
}

#[test]
fn route_key_reaches_its_handler() {
    let reply = answer(
        &chat::GATEWAY,
        message("say", "c-1", Some(r#"{"text":"hello"}"#)),
    )
    .unwrap();
    assert_eq!(
        (&reply["statusCode"], &reply["body"]),
        (&json!(200), &json!("hello"))
    );
    let reply = answer(&chat::GATEWAY, message("$connect", "c-1", None)).unwrap();
    assert_eq!(reply["statusCode"], 200);
}

#[test]
fn rejections_have_their_status() {
    let reply = answer(&chat::GATEWAY, message("$connect", "banned", None)).unwrap();
    assert_eq!(reply["statusCode"], 403);
    let reply = answer(&chat::GATEWAY, message("say", "c-1", Some("{"))).unwrap();
    assert_eq!(reply["statusCode"], 400);
}

#[test]
fn authorizer_request_is_not_a_message() {
    let mut event = message("$connect", "c-1", None);
    event["type"] = json!("REQUEST");
    event["methodArn"] = json!("arn:aws:execute-api:us-east-1:123456789012:abcd1234/prod/$connect");
    assert_eq!(
        answer(&chat::GATEWAY, event).unwrap_err().error_type,
        "UnknownEvent"
    );
}
