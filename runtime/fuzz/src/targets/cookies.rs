//! Cookies of a header and of the list that HTTP APIs send, with the crate `cookie` as the other implementation.

use gatewright::testing::{block_on, invoke_bytes};
use gatewright_fuzz::jar;
use serde_json::{Value, json};

use super::choices::Choices;
use super::text::{escaped, text};

pub(super) fn check(random: &mut Choices<'_>) -> Result<u64, String> {
    let mut lines: Vec<String> = Vec::new();
    for _ in 0..random.usize(..4) {
        lines.push(line(random));
    }
    let (list, single) = ("http_v2", "rest");
    let trigger = random.one_of(&[list, single]);
    let event = if trigger == list {
        json!({
            "version": "2.0", "rawPath": "/", "rawQueryString": "", "cookies": lines, "headers": {},
            "requestContext": {"http": {"method": "GET", "path": "/"}, "domainName": "a.execute-api.eu-west-1.amazonaws.com"},
        })
    } else {
        json!({
            "resource": "/", "path": "/", "httpMethod": "GET", "multiValueHeaders": {"Cookie": lines},
            "requestContext": {"stage": "prod", "httpMethod": "GET", "resourcePath": "/"},
        })
    };
    let reply = block_on(invoke_bytes(&jar::GATEWAY, event.to_string().as_bytes()))
        .map_err(|error| format!("{error:?}: {event}"))?;
    let expected: Vec<(String, String)> = lines
        .iter()
        .flat_map(|line| cookie::Cookie::split_parse(line.as_str()))
        .filter_map(Result::ok)
        .map(|cookie| (cookie.name().to_owned(), cookie.value().to_owned()))
        .collect();
    let body = reply["body"].as_str().unwrap_or_default();
    let found = serde_json::from_str::<Value>(body).unwrap_or_default();
    if reply["statusCode"] != 200 || found != json!(expected) {
        return Err(format!("expected {expected:?}, found {reply}: {event}"));
    }
    Ok(1)
}

fn line(random: &mut Choices<'_>) -> String {
    let mut line = String::new();
    for at in 0..random.usize(..4) {
        if at > 0 {
            line.push_str(random.one_of(&["; ", ";", ";;", " ; ", ";\t"]));
        }
        match random.u8(4) {
            0 => line.push_str(&escaped(random)),
            1 => line.push_str(&format!("{}=\"{}\"", text(random), text(random))),
            _ => line.push_str(&format!("{}={}", text(random), escaped(random))),
        }
    }
    line
}
