//! HTTP requests as events of each trigger.

use crate::http_trigger::{RequestMetadata, alb, http_v2, rest_api, vpc_lattice};
use hyper::Request;
use hyper::http::request::Parts;
use serde_json::{Map, Value, json};
use std::net::SocketAddr;
use std::time::Duration;

/// The triggers, with the names of `triggers(…)`. The events of WebSocket APIs are an event source.
pub(super) const TRIGGERS: [&str; 5] =
    ["http_api", "rest_api", "function_url", "alb", "vpc_lattice"];

/// 2026-01-31 12:00:00 UTC.
const TIME: Duration = Duration::from_secs(1_769_860_800);

const REQUEST_ID: &str = "JKJaXmPLvHcESHA=";

const TRACE: &str = "Root=1-697ded40-abcdef012345678912345678";

/// A request for a route.
pub(super) struct HttpRequest {
    method: String,
    /// With values for its parameters.
    path: String,
    template: String,
    parameters: Map<String, Value>,
    query: Vec<(String, String)>,
    body: Option<Value>,
}

impl Default for HttpRequest {
    fn default() -> Self {
        Self::new(None, "/")
    }
}

impl HttpRequest {
    /// Each parameter of the template gets the value `1`, which is text and a number.
    pub(super) fn new(method: Option<&str>, template: &str) -> Self {
        let mut parameters = Map::new();
        let segments = template.split('/').map(|segment| {
            let mut path = String::new();
            let mut rest = segment;
            // A segment may have text around its parameter.
            while let Some((before, (name, after))) = rest
                .split_once('{')
                .and_then(|(before, rest)| Some((before, rest.split_once('}')?)))
            {
                parameters.insert(name.trim_end_matches('+').to_owned(), "1".into());
                path.push_str(before);
                path.push('1');
                rest = after;
            }
            path + rest
        });
        let path = segments.collect::<Vec<_>>().join("/");
        Self {
            method: method.unwrap_or("GET").to_owned(),
            path,
            template: template.to_owned(),
            parameters,
            query: Vec::new(),
            body: None,
        }
    }

    /// Adds the members of an object to the query string.
    pub(super) fn add_query(&mut self, object: &Value) {
        for (name, value) in object.as_object().into_iter().flatten() {
            let text = match value {
                Value::String(text) => text.clone(),
                Value::Number(_) | Value::Bool(_) => value.to_string(),
                _ => continue,
            };
            self.query.push((name.clone(), text));
        }
    }

    pub(super) fn set_json(&mut self, body: Value) {
        self.body = Some(body);
    }

    /// Returns the event that the local Lambda sends for the request, with the hosts and ids of AWS's documentation.
    pub(super) fn event(&self, trigger: &str) -> Value {
        match trigger {
            "rest_api" => self.of_rest_api(),
            "alb" => self.converted(
                "lambda-846800462-us-east-1.elb.amazonaws.com",
                80,
                |request, body, metadata| alb::event(request, body, metadata, false),
            ),
            "vpc_lattice" => self.converted(
                "service-0123.vpc-lattice-svcs.us-east-1.on.aws",
                443,
                vpc_lattice::event_v2,
            ),
            "function_url" => self.of_http(
                "id.lambda-url.us-east-1.on.aws",
                http_v2::function_url_event,
            ),
            _ => self.of_http("id.execute-api.us-east-1.amazonaws.com", http_v2::event),
        }
    }

    /// The conversion of the local Lambda makes the event.
    fn converted(
        &self,
        host: &str,
        port: u16,
        event: impl Fn(&Parts, &[u8], &RequestMetadata) -> bytes::Bytes,
    ) -> Value {
        let query = self.query_string();
        let target = match query.as_str() {
            "" => self.path.clone(),
            query => format!("{}?{query}", self.path),
        };
        let mut request = Request::builder().method(&*self.method).uri(target);
        for (name, value) in self.headers(host) {
            request = request.header(name, value);
        }
        let Ok(request) = request.body(()) else {
            return Value::Null;
        };
        // Addresses for documentation (RFC 5737).
        let client = SocketAddr::from(([192, 0, 2, 1], 50_000));
        let mut metadata = RequestMetadata::new(client, ([192, 0, 2, 2], port).into());
        REQUEST_ID.clone_into(&mut metadata.request_id);
        metadata.time = TIME;
        let body = self.body.as_ref().map(Value::to_string);
        let body = body.unwrap_or_default();
        let event = event(&request.into_parts().0, body.as_bytes(), &metadata);
        let mut event: Value = serde_json::from_slice(&event).unwrap_or_default();
        if port == 443 {
            for name in ["x-forwarded-proto", "X-Forwarded-Proto"] {
                match event["headers"].get_mut(name) {
                    Some(Value::String(proto)) => "https".clone_into(proto),
                    Some(Value::Array(protos)) => *protos = vec!["https".into()],
                    _ => {}
                }
            }
        }
        event
    }

    fn query_string(&self) -> String {
        let encoded = |text: &str| {
            percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC)
                .to_string()
        };
        let pairs = self.query.iter();
        let pairs = pairs.map(|(name, value)| format!("{}={}", encoded(name), encoded(value)));
        pairs.collect::<Vec<_>>().join("&")
    }

    fn headers(&self, host: &str) -> Vec<(&'static str, String)> {
        let mut headers = vec![
            ("accept", "*/*".to_owned()),
            ("host", host.to_owned()),
            ("user-agent", "curl/8.5.0".to_owned()),
            ("x-amzn-trace-id", TRACE.to_owned()),
        ];
        if self.body.is_some() {
            headers.push(("content-type", "application/json".to_owned()));
        }
        headers
    }

    fn of_http(
        &self,
        host: &str,
        event: impl Fn(&Parts, &[u8], &RequestMetadata) -> bytes::Bytes,
    ) -> Value {
        let mut event = self.converted(host, 443, event);
        set_api(&mut event, host);
        event
    }

    /// The route is a resource of its own. The body is text, as in an API without binary media types.
    fn of_rest_api(&self) -> Value {
        let host = "id.execute-api.us-east-1.amazonaws.com";
        let mut event = self.converted(host, 443, |request, body, metadata| {
            rest_api::event(request, body, metadata, &[])
        });
        set_api(&mut event, host);
        event["multiValueHeaders"]["X-Forwarded-Proto"] = json!(["https"]);
        event["resource"] = self.template.as_str().into();
        event["requestContext"]["resourcePath"] = self.template.as_str().into();
        let parameters = Some(self.parameters.clone());
        event["pathParameters"] = json!(parameters.filter(|parameters| !parameters.is_empty()));
        event
    }
}

/// Sets the ids of an API.
fn set_api(event: &mut Value, host: &str) {
    let context = &mut event["requestContext"];
    context["apiId"] = "id".into();
    context["domainName"] = host.into();
    context["domainPrefix"] = "id".into();
}
