//! The same request through every HTTP trigger: the answer is the same, in the reply format of each trigger.

use serde_json::{Value, json};

use super::answer;

/// Returns each trigger's prefix in the event file names, and the members its reply has beside status, body and headers.
fn triggers(status: &str) -> Vec<(&'static str, Value)> {
    let described = json!({"statusDescription": status});
    vec![
        ("http", json!({"cookies": []})),
        ("function-url", json!({"cookies": []})),
        ("rest", json!({})),
        ("alb", described.clone()),
        ("alb-multi-value", described.clone()),
        ("lattice-v1", described.clone()),
        ("lattice-v2", described),
    ]
}

/// Returns the whole reply in the format of this trigger.
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

/// `replies.rs` tests the contents of the answer for the HTTP API.
#[test]
fn list_products_gives_every_trigger_the_same_answer() {
    same_answer("list-products", 200, "200 OK");
}

/// The body arrives as text or in base64, depending on the trigger.
#[test]
fn create_quote_gives_every_trigger_the_same_answer() {
    same_answer("post-quote", 201, "201 Created");
}
