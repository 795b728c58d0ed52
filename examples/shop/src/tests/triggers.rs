//! One request gets one answer, whatever trigger it came through, and each trigger gets the answer in its own shape.

use serde_json::{Value, json};

use super::answer;

/// Every trigger's name in the names of the event files, with what its reply has beside status, body and headers.
fn triggers(status: &str) -> Vec<(&'static str, Value)> {
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

/// The whole reply that this trigger expects.
fn reply(trigger: &str, beside: Value, status: u16, body: &Value) -> Value {
    let mut reply = beside;
    reply["statusCode"] = json!(status);
    reply["body"] = body.clone();
    reply["isBase64Encoded"] = json!(false);
    if ["rest", "alb-multi-value"].contains(&trigger) {
        reply["multiValueHeaders"] = json!({"content-type": ["application/json"]});
    } else {
        reply["headers"] = json!({"content-type": "application/json"});
    }
    reply
}

fn same_answer(request: &str, status: u16, description: &str) {
    let body = answer(&format!("http-{request}")).expect("an answer")["body"].clone();
    for (trigger, beside) in triggers(description) {
        let event = format!("{trigger}-{request}");
        assert_eq!(
            answer(&event),
            Ok(reply(trigger, beside, status, &body)),
            "{event}"
        );
    }
}

/// What the answer is, `replies.rs` says of the HTTP API.
#[test]
fn list_products_gives_every_trigger_the_same_answer() {
    same_answer("list-products", 200, "200 OK");
}

/// The body comes as text or in base64, by trigger.
#[test]
fn create_quote_gives_every_trigger_the_same_answer() {
    same_answer("post-quote", 201, "201 Created");
}
