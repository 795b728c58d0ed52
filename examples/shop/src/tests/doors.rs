//! One request gets one answer, whatever door it came through, and each door gets the answer in its own shape.

use serde_json::{Value, json};

use super::answer;

/// Every door's name in the names of the event files, with what its reply has beside status, body and headers.
fn doors(status: &str) -> Vec<(&'static str, Value)> {
    let described = json!({"statusDescription": status});
    vec![
        ("http", json!({})),
        ("function-url", json!({})),
        ("rest", json!({})),
        ("alb", described.clone()),
        ("alb-multi-value", described.clone()),
        ("lattice-v1", described.clone()),
        ("lattice-v2", described),
    ]
}

/// The whole reply that this door expects.
fn reply(door: &str, beside: Value, status: u16, body: &Value) -> Value {
    let mut reply = beside;
    reply["statusCode"] = json!(status);
    reply["body"] = body.clone();
    reply["isBase64Encoded"] = json!(false);
    if ["rest", "alb-multi-value"].contains(&door) {
        reply["multiValueHeaders"] = json!({"content-type": ["application/json"]});
    } else {
        reply["headers"] = json!({"content-type": "application/json"});
    }
    reply
}

fn same_answer(request: &str, status: u16, description: &str) {
    let body = answer(&format!("http-{request}")).expect("an answer")["body"].clone();
    for (door, beside) in doors(description) {
        let event = format!("{door}-{request}");
        assert_eq!(
            answer(&event),
            Ok(reply(door, beside, status, &body)),
            "{event}"
        );
    }
}

/// What the answer is, `replies.rs` says of the HTTP API.
#[test]
fn list_products_gives_every_door_the_same_answer() {
    same_answer("list-products", 200, "200 OK");
}

/// The body comes as text or in base64, by door.
#[test]
fn create_quote_gives_every_door_the_same_answer() {
    same_answer("post-quote", 201, "201 Created");
}
