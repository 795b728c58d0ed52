//! A handler is a function, and a test calls it. `invoke` sends whole events through routing, extraction and serialisation.

use std::collections::BTreeMap;

use gatewright::prelude::*;
use gatewright::testing::{block_on, invoke};
use serde_json::{Value, json};

use super::{ApiError, Greeting, Options, api, greetings};

fn send(event: &str) -> Value {
    let event = serde_json::from_str(event).expect("an event in JSON");
    block_on(invoke(&api::GATEWAY, event)).expect("a response")
}

#[test]
fn handler_greets_in_the_language_of_the_query() {
    let language = Some("nl".to_owned());
    let greetings = greetings::Lazy::of(BTreeMap::from([("nl", "Hallo")]));
    let greeting = api::get_greeting(
        Path("Ada".to_owned()),
        Query(Options { language }),
        greetings,
    );
    let Json(Greeting { text }) = block_on(greeting).expect("a greeting");
    assert_eq!(text, "Hallo, Ada!");
}

#[test]
fn unknown_language_is_an_error() {
    let language = Some("xx".to_owned());
    let greetings = greetings::Lazy::of(BTreeMap::new());
    let greeting = api::get_greeting(
        Path("Ada".to_owned()),
        Query(Options { language }),
        greetings,
    );
    let error = ApiError::UnknownLanguage("xx".to_owned());
    assert_eq!(block_on(greeting).err(), Some(error));
}

#[test]
fn get_event_is_answered() {
    let reply = send(include_str!("../events/get-greeting.json"));
    assert_eq!(reply["statusCode"], 200);
    assert_eq!(reply["body"], r#"{"text":"Bonjour, Ada!"}"#);
}

#[test]
fn post_event_is_answered() {
    let reply = send(include_str!("../events/create-greeting.json"));
    assert_eq!(reply["statusCode"], 201);
    assert_eq!(reply["body"], r#"{"text":"Hello, Ada and Grace!"}"#);
}

#[test]
fn unknown_language_is_a_404_with_a_problem_document() {
    let reply = send(include_str!("../events/get-greeting-unknown-language.json"));
    assert_eq!(reply["statusCode"], 404);
    let body = reply["body"].as_str().expect("a body");
    let problem: Value = serde_json::from_str(body).expect("JSON");
    assert_eq!(problem["language"], json!("xx"));
}
