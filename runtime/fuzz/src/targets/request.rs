//! A request through one of the triggers, and its expected response.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use gatewright::testing::{block_on, invoke_bytes};
use gatewright_fuzz::routes;
use serde_json::{Map, Value, json};

use super::choices::Choices;
use super::router::{Routed, route};
use super::text::{encoded, segment, text};
use super::{damage, event};

const METHODS: &[&str] = &[
    "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND",
];

/// The triggers, by their effect on a request.
const TRIGGERS: &[&str] = &[
    "http_v2",
    "url",
    "rest",
    "alb",
    "alb_lists",
    "lattice_v1",
    "lattice_v2",
];

struct Request {
    trigger: &'static str,
    method: &'static str,
    /// As the trigger sends it.
    path: String,
    /// Decoded.
    segments: Vec<String>,
    /// Names with their values, in order.
    query: BTreeMap<String, Vec<String>>,
    body: Vec<u8>,
}

impl Request {
    fn invented(random: &mut Choices<'_>) -> Self {
        let trigger = TRIGGERS[random.usize(..TRIGGERS.len())];
        let mut segments: Vec<String> = (0..random.usize(..5)).map(|_| segment(random)).collect();
        let mut path = String::new();
        for segment in &segments {
            path.push('/');
            if trigger == "http_v2" {
                path.push_str(segment);
            } else {
                path.push_str(&encoded(segment, random));
            }
        }
        if path.is_empty() || random.u8(4) == 0 {
            path.push('/');
        }
        if trigger == "http_v2" {
            // The trigger decodes the path, so an encoded slash now separates segments.
            segments = path[1..].split('/').map(str::to_owned).collect();
        } else {
            segments = segments_of(&path, &segments);
        }
        // One trailing slash is ignored.
        if segments.last().is_some_and(String::is_empty) {
            segments.pop();
        }
        let mut query = BTreeMap::<String, Vec<String>>::new();
        for _ in 0..random.usize(..3) {
            let values = query.entry(text(random)).or_default();
            values.extend((0..random.usize(1..3)).map(|_| text(random)));
        }
        let body: Vec<u8> = match random.u8(3) {
            0 => Vec::new(),
            1 => text(random).into_bytes(),
            _ => (0..random.usize(..20)).map(|_| random.byte()).collect(),
        };
        Self {
            trigger,
            method: METHODS[random.usize(..METHODS.len())],
            path,
            segments,
            query,
            body,
        }
    }

    /// The query as the trigger passes it on: some keep only the last value.
    fn query_seen(&self) -> BTreeMap<String, Vec<String>> {
        let mut query = self.query.clone();
        if matches!(self.trigger, "alb" | "lattice_v1") {
            for values in query.values_mut() {
                values.drain(..values.len() - 1);
            }
        }
        query
    }

    fn event(&self, random: &mut Choices<'_>) -> Value {
        let mut members = Map::new();
        let (method, path) = (self.method, &*self.path);
        let headers = json!({"host": "shop.example", "x-amzn-trace-id": text(random)});
        let (body, is_base64) = match std::str::from_utf8(&self.body) {
            _ if self.body.is_empty() => (Value::Null, false),
            Ok(text) if random.bool() => (json!(text), false),
            _ => (json!(STANDARD.encode(&self.body)), true),
        };
        let mut add = |name: &str, value: Value| drop(members.insert(name.to_owned(), value));
        match self.trigger {
            "http_v2" | "url" => {
                let domain = if self.trigger == "url" {
                    "abc.lambda-url.eu-west-1.on.aws"
                } else {
                    "abc.execute-api.eu-west-1.amazonaws.com"
                };
                add("version", json!("2.0"));
                add("routeKey", json!("$default"));
                add("rawPath", json!(path));
                add("rawQueryString", json!(self.query_text(random)));
                add("headers", headers);
                add(
                    "requestContext",
                    json!({
                        "domainName": domain, "stage": "$default", "http": {"method": method, "path": path},
                    }),
                );
            }
            "rest" => {
                add("resource", json!("/{proxy+}"));
                add("path", json!(path));
                add("httpMethod", json!(method));
                add("headers", headers);
                let last = self
                    .query
                    .iter()
                    .map(|(name, values)| (name, values.last()));
                add(
                    "queryStringParameters",
                    json!(last.collect::<BTreeMap<_, _>>()),
                );
                add("multiValueQueryStringParameters", json!(self.query));
                add(
                    "requestContext",
                    json!({"stage": "prod", "httpMethod": method, "resourcePath": "/{proxy+}"}),
                );
            }
            "alb" | "alb_lists" => {
                add(
                    "requestContext",
                    json!({"elb": {"targetGroupArn": "arn:aws:elasticloadbalancing:eu-west-1:1:targetgroup/a/b"}}),
                );
                add("httpMethod", json!(method));
                add("path", json!(path));
                if self.trigger == "alb" {
                    add("headers", headers);
                    add("queryStringParameters", self.last_encoded(random));
                } else {
                    add("multiValueHeaders", json!({"host": ["shop.example"]}));
                    add(
                        "multiValueQueryStringParameters",
                        self.lists_encoded(random),
                    );
                }
            }
            "lattice_v1" => {
                add("raw_path", json!(path));
                add("method", json!(method));
                add("headers", headers);
                add("query_string_parameters", self.last_encoded(random));
            }
            _ => {
                add("version", json!("2.0"));
                add("path", json!(path));
                add("method", json!(method));
                add("headers", json!({"host": ["shop.example"]}));
                add("queryStringParameters", self.lists_encoded(random));
                add(
                    "requestContext",
                    json!({
                        "serviceNetworkArn": "arn:aws:vpc-lattice:eu-west-1:1:servicenetwork/sn-1",
                        "serviceArn": "arn:aws:vpc-lattice:eu-west-1:1:service/svc-1",
                    }),
                );
            }
        }
        add("body", body);
        let flag = if self.trigger == "lattice_v1" {
            "is_base64_encoded"
        } else {
            "isBase64Encoded"
        };
        add(flag, json!(is_base64));
        Value::Object(members)
    }

    fn query_text(&self, random: &mut Choices<'_>) -> String {
        let mut pairs = Vec::new();
        for (name, values) in &self.query {
            for value in values {
                pairs.push(format!(
                    "{}={}",
                    encoded(name, random),
                    encoded(value, random)
                ));
            }
        }
        pairs.join("&")
    }

    fn last_encoded(&self, random: &mut Choices<'_>) -> Value {
        let last = self.query.iter().map(|(name, values)| {
            let value = values.last().map(|value| encoded(value, random));
            (encoded(name, random), json!(value))
        });
        Value::Object(last.collect())
    }

    fn lists_encoded(&self, random: &mut Choices<'_>) -> Value {
        let lists = self.query.iter().map(|(name, values)| {
            let values: Vec<_> = values.iter().map(|value| encoded(value, random)).collect();
            (encoded(name, random), json!(values))
        });
        Value::Object(lists.collect())
    }
}

/// The decoded segments of a path. A slash that was added at the end makes one more.
fn segments_of(path: &str, segments: &[String]) -> Vec<String> {
    let mut all = segments.to_vec();
    if path.ends_with('/') && path.matches('/').count() > segments.len() {
        all.push(String::new());
    }
    all
}

/// Generates a request, sends it, and checks the response. Then damages its event.
pub(super) fn check(random: &mut Choices<'_>) -> Result<u64, String> {
    let event = answered(random)?;
    Ok(1 + event::answered(&[damage::damaged(&event, random)])?)
}

/// Returns the event of a request whose response is right.
fn answered(random: &mut Choices<'_>) -> Result<Value, String> {
    let request = Request::invented(random);
    let event = request.event(random);
    let reply = block_on(invoke_bytes(&routes::GATEWAY, event.to_string().as_bytes()))
        .map_err(|error| format!("expected a response, found {error:?}: {event}"))?;
    let seen = (
        reply["statusCode"].clone(),
        reply["body"].as_str().unwrap_or_default(),
    );
    let expected = expected(&request);
    let wrong = || Err(format!("{seen:?}, and it is {expected:?}: {event}"));
    if seen.0 != expected.0 {
        return wrong();
    }
    match &expected.1 {
        Some(body) if serde_json::from_str::<Value>(seen.1).ok().as_ref() != Some(body) => wrong(),
        _ => Ok(event),
    }
}

/// The status, and the body if it is the handler's.
fn expected(request: &Request) -> (u16, Option<Value>) {
    match route(request.method, &request.segments) {
        Routed::NotFound => (404, None),
        Routed::WrongMethod if request.method == "OPTIONS" => (204, None),
        Routed::WrongMethod => (405, None),
        Routed::To("HEAD" | "OPTIONS", ..) => (204, None),
        Routed::To(..) if request.method == "HEAD" => (200, None),
        Routed::To(of, template, mut captured) => {
            if of == "POST" {
                captured.push(format!("{:x?}", &request.body[..]));
            }
            (200, Some(json!([template, captured, request.query_seen()])))
        }
    }
}
