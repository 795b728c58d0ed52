//! Messages to WebSocket clients, through a stand-in of the management API.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use gatewright_tests::local::{Local, outside_lambda};
use gatewright_tests::management_api::{ManagementApi, Received};
use serde_json::{Value, json};

const VARIABLE: &str = "AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI";

struct Chat {
    local: Local,
    api: ManagementApi,
}

/// The function without the user's profile.
fn command() -> Command {
    let mut command = outside_lambda(Path::new(env!("CARGO_BIN_EXE_chat")));
    command
        .env("AWS_REGION", "us-east-1")
        .env("AWS_ACCESS_KEY_ID", "test")
        .env("AWS_SECRET_ACCESS_KEY", "test")
        .env("AWS_CONFIG_FILE", "")
        .env("AWS_SHARED_CREDENTIALS_FILE", "")
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .env_remove("AWS_PROFILE")
        .env_remove("AWS_SESSION_TOKEN")
        .env_remove("AWS_ENDPOINT_URL")
        .env_remove(VARIABLE);
    command
}

/// An event as API Gateway sends it:
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-mapping-template-reference.html>
fn event(route: &str, body: Option<&Value>) -> Value {
    json!({
        "requestContext": {
            "routeKey": route, "eventType": "MESSAGE", "extendedRequestId": "x=", "messageDirection": "IN", "stage": "prod",
            "connectedAt": 1_583_348_638_390_u64, "requestTimeEpoch": 1_583_348_638_391_u64, "requestId": "r=", "connectionId": "c-1=",
            "domainName": "abcd1234.execute-api.us-east-1.amazonaws.com", "apiId": "abcd1234"
        },
        "body": body.map(Value::to_string), "isBase64Encoded": false
    })
}

impl Chat {
    fn start() -> Result<Self> {
        let api = ManagementApi::start()?;
        let local = Local::serve_command(command().env(VARIABLE, api.endpoint("prod")), "chat")?;
        Ok(Self { local, api })
    }

    fn reply(&self, route: &str, body: &Value) -> Result<Value> {
        let answer = self
            .local
            .invoke(event(route, Some(body)).to_string().as_bytes())?;
        ensure!(answer.function_error.is_none(), "{answer:?}");
        Ok(answer.payload)
    }

    /// Returns the text of a successful reply.
    fn text(&self, route: &str, body: &Value) -> Result<String> {
        let reply = self.reply(route, body)?;
        ensure!(reply["statusCode"] == 200, "{reply}");
        Ok(reply["body"].as_str().context("a body")?.to_owned())
    }

    fn post(&self, to: &str) -> Result<String> {
        self.text("post", &json!({"to": to, "text": "hello"}))
    }
}

/// The signature names the service of the management API.
fn is_signed(request: &Received) -> bool {
    request
        .authorization
        .contains("/us-east-1/execute-api/aws4_request")
}

#[test]
fn message_reaches_the_connection_of_the_stage() -> Result<()> {
    let chat = Chat::start()?;
    // Ids end in `=`, which is not a character of a path segment to the AWS SDKs.
    assert_eq!(chat.post("L0SM9cOFvHcCIhw=")?, "delivered");
    let received = chat.api.take();
    assert_eq!(received.len(), 1);
    assert_eq!(received[0].method, "POST");
    assert_eq!(received[0].path, "/prod/@connections/L0SM9cOFvHcCIhw%3D");
    assert_eq!(received[0].body, br#"{"said":"hello"}"#);
    assert!(is_signed(&received[0]), "{received:?}");
    Ok(())
}

#[test]
fn gone_connection_is_a_value() -> Result<()> {
    let chat = Chat::start()?;
    for gone in ["gone", "gone-silently"] {
        assert_eq!(chat.post(gone)?, "gone");
        let to = json!({"to": gone, "text": ""});
        assert_eq!(chat.text("info", &to)?, "None");
        assert_eq!(chat.text("disconnect", &to)?, "closed");
    }
    // A response that does not change is not asked for again.
    assert_eq!(chat.api.take().len(), 6);
    let to = json!({"to": ["a", "gone", "b", "gone"], "text": "to all"});
    assert_eq!(chat.text("broadcast", &to)?, "2 of 4 are gone");
    Ok(())
}

#[test]
fn connection_is_described_and_closed() -> Result<()> {
    let chat = Chat::start()?;
    let to = json!({"to": "c-2", "text": ""});
    let info = chat.text("info", &to)?;
    // 1,583,348,638 s is 2020-03-04T19:03:58Z.
    for part in [
        "tv_sec: 1583348638, tv_nsec: 390000000",
        "tv_sec: 1583348640",
        "source_ip: \"192.0.2.1\"",
        "user_agent: \"wscat\"",
    ] {
        assert!(info.contains(part), "{info}");
    }
    assert_eq!(chat.text("disconnect", &to)?, "closed");
    let received: Vec<_> = chat
        .api
        .take()
        .into_iter()
        .map(|one| (one.method, one.path))
        .collect();
    let path = "/prod/@connections/c-2".to_owned();
    assert_eq!(
        received,
        [
            ("GET".to_owned(), path.clone()),
            ("DELETE".to_owned(), path)
        ]
    );
    Ok(())
}

/// 128 KB: <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html>
#[test]
fn message_over_the_limit_is_not_sent() -> Result<()> {
    let chat = Chat::start()?;
    let long = |bytes: u32| chat.text("long", &json!({"to": "c-2", "bytes": bytes}));
    assert_eq!(
        long(131_073)?,
        "a message to a WebSocket client has at most 131072 bytes; found 131073"
    );
    assert_eq!(chat.api.take(), []);
    assert_eq!(long(131_072)?, "delivered");
    assert_eq!(chat.api.take()[0].body.len(), 131_072);
    Ok(())
}

#[test]
fn errors_of_the_service_are_told_apart() -> Result<()> {
    let chat = Chat::start()?;
    assert_eq!(
        chat.post("busy")?,
        "API Gateway has throttled the requests to the connection `busy` (429): there are too many, or the client reads too slowly"
    );
    // Three attempts are the default of the AWS SDKs: https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
    assert_eq!(chat.api.take().len(), 3);
    let endpoint = chat.api.endpoint("prod");
    assert_eq!(
        chat.post("forbidden")?,
        format!(
            "the connection `forbidden` of `{endpoint}` is refused (403): the function's role needs `execute-api:ManageConnections` for the API, and the endpoint ends in its stage"
        )
    );
    let other = chat.post("broken")?;
    assert!(
        other.starts_with("the request for the connection `broken` failed: "),
        "{other}"
    );
    assert!(other.contains("BadRequestException"), "{other}");
    // An error of the handler is a 500 whose reason is in the log alone.
    let reply = chat.reply("info", &json!({"to": "broken", "text": ""}))?;
    assert_eq!(reply["statusCode"], 500);
    assert!(!reply.to_string().contains("BadRequest"), "{reply}");
    Ok(())
}

#[test]
fn other_handlers_name_the_endpoint() -> Result<()> {
    let chat = Chat::start()?;
    let endpoint = chat.api.endpoint("dev").replace("http://", "ws://");
    let call =
        json!({"operation": "chat.announce", "payload": {"endpoint": endpoint, "to": "c-3"}});
    let answer = chat.local.invoke(call.to_string().as_bytes())?;
    assert_eq!(answer.payload, "delivered", "{answer:?}");
    let received = chat.api.take();
    assert_eq!(received[0].path, "/dev/@connections/c-3");
    assert_eq!(received[0].body, b"news");
    Ok(())
}

#[test]
fn endpoint_is_that_of_the_event() -> Result<()> {
    let local = Local::serve_command(&mut command(), "chat")?;
    let body = json!({"to": "", "text": ""});
    let endpoint = |change: &dyn Fn(&mut Value)| -> Result<Value> {
        let mut event = event("endpoint", Some(&body));
        change(&mut event["requestContext"]);
        Ok(local.invoke(event.to_string().as_bytes())?.payload["body"].clone())
    };
    let own = r#"Some("https://abcd1234.execute-api.us-east-1.amazonaws.com/prod")"#;
    assert_eq!(endpoint(&|_| {})?, own);
    let custom = |context: &mut Value| context["domainName"] = "chat.example.com".into();
    assert_eq!(endpoint(&custom)?, own);
    let nothing = |context: &mut Value| context["stage"] = Value::Null;
    assert_eq!(endpoint(&nothing)?, "None");
    Ok(())
}

/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-connect-route-subprotocol.html>
#[test]
fn reply_to_connect_names_the_subprotocol() -> Result<()> {
    let local = Local::serve_command(&mut command(), "chat")?;
    let mut offer = event("$connect", None);
    offer["headers"] = json!({"Sec-WebSocket-Protocol": "v2.chat, v1.chat"});
    let reply = local.invoke(offer.to_string().as_bytes())?.payload;
    assert_eq!(reply["statusCode"], 200);
    assert_eq!(
        reply["headers"],
        json!({"sec-websocket-protocol": "v2.chat"})
    );
    let refused = local
        .invoke(event("$connect", None).to_string().as_bytes())?
        .payload;
    assert_eq!(refused["statusCode"], 400);
    Ok(())
}
