//! Query strings, with `form_urlencoded` as the other implementation.

use std::collections::BTreeMap;

use gatewright::testing::{block_on, invoke_bytes};
use gatewright_fuzz::routes;
use serde_json::{Value, json};

use super::choices::Choices;
use super::text::{decoded, escaped, text};

type Values = BTreeMap<String, Vec<String>>;

pub(super) fn check(random: &mut Choices<'_>) -> Result<u64, String> {
    let (event, expected) = match random.u8(3) {
        0 => lists(random),
        _ => raw(random),
    };
    let reply = block_on(invoke_bytes(&routes::GATEWAY, event.to_string().as_bytes()));
    let reply = reply.map_err(|error| format!("{error:?}: {event}"))?;
    let body = reply["body"].as_str().unwrap_or_default();
    let is_right = match &expected {
        Some(values) => {
            let body = serde_json::from_str::<Value>(body).unwrap_or_default();
            reply["statusCode"] == 200 && body[2] == json!(values)
        }
        None => reply["statusCode"] == 400,
    };
    if !is_right {
        return Err(format!("expected {expected:?}, found {reply}: {event}"));
    }
    Ok(1)
}

/// A query as the client sent it, and its values. `None` is a malformed one, which the gateway rejects.
fn raw(random: &mut Choices<'_>) -> (Value, Option<Values>) {
    let query = escaped(random);
    let mut pairs = query.split('&');
    let is_well_formed = pairs.all(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        decoded(name).is_some() && decoded(value).is_some()
    });
    let mut values = Values::new();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        let values = values.entry(name.into_owned()).or_default();
        values.push(value.into_owned());
    }
    let event = json!({
        "version": "2.0", "rawPath": "/", "rawQueryString": query,
        "requestContext": {"http": {"method": "GET", "path": "/"}, "domainName": "a.execute-api.eu-west-1.amazonaws.com"},
    });
    (event, is_well_formed.then_some(values))
}

/// Names with lists of values, still encoded, as a load balancer sends them.
fn lists(random: &mut Choices<'_>) -> (Value, Option<Values>) {
    let mut lists = BTreeMap::<String, Vec<String>>::new();
    for _ in 0..random.usize(..4) {
        let name = if random.bool() {
            escaped(random)
        } else {
            text(random)
        };
        let values = (0..random.usize(1..4)).map(|_| escaped(random));
        lists.insert(name, values.collect());
    }
    let form = |text: &str| decoded(&text.replace('+', " "));
    let mut expected = Some(Values::new());
    for (name, values) in &lists {
        let values: Option<Vec<_>> = values.iter().map(|value| form(value)).collect();
        expected = match (expected, form(name), values) {
            (Some(mut all), Some(name), Some(values)) => {
                all.entry(name).or_default().extend(values);
                Some(all)
            }
            _ => None,
        };
    }
    let event = json!({
        "requestContext": {"elb": {"targetGroupArn": "arn:aws:elasticloadbalancing:eu-west-1:1:targetgroup/a/b"}},
        "httpMethod": "GET", "path": "/", "multiValueHeaders": {"host": ["shop.example"]},
        "multiValueQueryStringParameters": lists,
    });
    (event, expected)
}
