//! Tests of the handlers: called directly and through the gateway.

use gatewright::testing::{self, block_on};
use serde_json::{Value, json};

use crate::table::{Answer, Table};
use crate::{Question, classifier, heavy};

fn ask(operation: &str) -> Result<Value, String> {
    let event = json!({"operation": operation, "payload": {"text": "a red mug"}});
    block_on(testing::invoke(&heavy::GATEWAY, event)).map_err(|error| error.error_type.to_string())
}

#[test]
fn handler_answers_from_its_table() {
    let question = Question {
        text: String::from("a red mug"),
    };
    let expected = Table::of_weight(1).answer(&question.text);
    let classifier = classifier::Lazy::of(Table::of_weight(1));
    assert_eq!(block_on(heavy::classify(question, classifier)), expected);
}

#[test]
fn operation_initialises_only_its_own_table() {
    let Answer { answer } = Table::of_weight(30).answer("a red mug");
    assert_eq!(ask("heavy.parse"), Ok(json!({"answer": answer})));
    assert!(crate::grammar::try_get().is_some());
    // No test uses the operation of this module.
    assert!(crate::translator::try_get().is_none());
}

#[test]
fn unknown_operation_initialises_nothing() {
    assert_eq!(ask("heavy.guess"), Err(String::from("UnknownOperation")));
    assert!(crate::index::try_get().is_none());
}
