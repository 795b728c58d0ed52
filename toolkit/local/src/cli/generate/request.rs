//! HTTP requests as events of each trigger.

use crate::http_trigger::RequestMetadata;
use crate::http_trigger::http_v2;
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

/// The client, an address for documentation (RFC 5737).
const CLIENT: &str = "192.0.2.1";

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

    pub(super) fn event(&self, trigger: &str) -> Value {
        match trigger {
            "rest_api" => self.of_rest_api(),
            "alb" => self.of_load_balancer(),
            "vpc_lattice" => self.of_lattice(),
            "function_url" => self.of_http(
                "id.lambda-url.us-east-1.on.aws",
                http_v2::function_url_event,
            ),
            _ => self.of_http("id.execute-api.us-east-1.amazonaws.com", http_v2::event),
        }
    }

    fn text(&self) -> Option<String> {
        self.body.as_ref().map(Value::to_string)
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

    /// The conversion of the local Lambda makes these.
    fn of_http(
        &self,
        host: &str,
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
        let client = SocketAddr::from(([192, 0, 2, 1], 50_000));
        let mut metadata = RequestMetadata::new(client, ([192, 0, 2, 2], 443).into());
        REQUEST_ID.clone_into(&mut metadata.request_id);
        metadata.time = TIME;
        let body = self.text().unwrap_or_default();
        let event = event(&request.into_parts().0, body.as_bytes(), &metadata);
        let mut event: Value = serde_json::from_slice(&event).unwrap_or_default();
        event["headers"]["x-forwarded-proto"] = "https".into();
        event["requestContext"]["apiId"] = "id".into();
        event["requestContext"]["domainName"] = host.into();
        event["requestContext"]["domainPrefix"] = "id".into();
        event
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

    fn header_maps(&self, host: &str, port: &str, proto: &str) -> (Value, Value) {
        let mut headers = self.headers(host);
        headers.extend([
            ("x-forwarded-for", CLIENT.to_owned()),
            ("x-forwarded-port", port.to_owned()),
            ("x-forwarded-proto", proto.to_owned()),
        ]);
        let single: Map<_, _> = headers
            .iter()
            .map(|(name, value)| ((*name).to_owned(), json!(value)))
            .collect();
        let lists: Map<_, _> = headers
            .iter()
            .map(|(name, value)| ((*name).to_owned(), json!([value])))
            .collect();
        (single.into(), lists.into())
    }

    fn query_maps(&self) -> (Map<String, Value>, Map<String, Value>) {
        let mut single = Map::new();
        let mut lists = Map::new();
        for (name, value) in &self.query {
            single.insert(name.clone(), json!(value));
            lists.insert(name.clone(), json!([value]));
        }
        (single, lists)
    }

    /// API Gateway developer guide, "Input format of a Lambda function for proxy integration". Empty maps are `null`.
    fn of_rest_api(&self) -> Value {
        let host = "id.execute-api.us-east-1.amazonaws.com";
        let (headers, multi_value_headers) = self.header_maps(host, "443", "https");
        let (query, multi_value_query) = self.query_maps();
        let or_null = |map: Map<String, Value>| Some(map).filter(|map| !map.is_empty());
        json!({
            "resource": self.template,
            "path": self.path,
            "httpMethod": self.method,
            "headers": headers,
            "multiValueHeaders": multi_value_headers,
            "queryStringParameters": or_null(query),
            "multiValueQueryStringParameters": or_null(multi_value_query),
            "pathParameters": or_null(self.parameters.clone()),
            "stageVariables": null,
            "requestContext": {
                "accountId": "123456789012",
                "apiId": "id",
                "domainName": host,
                "domainPrefix": "id",
                "extendedRequestId": REQUEST_ID,
                "httpMethod": self.method,
                "identity": { "sourceIp": CLIENT, "userAgent": "curl/8.5.0" },
                "path": format!("/prod{}", self.path),
                "protocol": "HTTP/1.1",
                "requestId": "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
                "requestTime": "31/Jan/2026:12:00:00 +0000",
                "requestTimeEpoch": u64::try_from(TIME.as_millis()).unwrap_or_default(),
                "resourceId": "123456",
                "resourcePath": self.template,
                "stage": "prod",
            },
            "body": self.text(),
            "isBase64Encoded": false,
        })
    }

    /// Elastic Load Balancing user guide, "Lambda functions as targets".
    fn of_load_balancer(&self) -> Value {
        let host = "lambda-846800462-us-east-1.elb.amazonaws.com";
        json!({
            "requestContext": {
                "elb": {
                    "targetGroupArn": "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/lambda/49e9d65c45c6791a",
                },
            },
            "httpMethod": self.method,
            "path": self.path,
            "queryStringParameters": self.query_maps().0,
            "headers": self.header_maps(host, "80", "http").0,
            "body": self.text().unwrap_or_default(),
            "isBase64Encoded": false,
        })
    }

    /// VPC Lattice user guide, "Lambda functions as targets", version 2.0 of the event.
    fn of_lattice(&self) -> Value {
        let arn = |rest: &str| format!("arn:aws:vpc-lattice:us-east-1:123456789012:{rest}");
        let query = self.query_string();
        let target = match query.as_str() {
            "" => self.path.clone(),
            query => format!("{}?{query}", self.path),
        };
        let mut headers = Map::new();
        for (name, value) in self.headers("service-0123.vpc-lattice-svcs.us-east-1.on.aws") {
            headers.insert(name.to_owned(), json!([value]));
        }
        headers.insert("x-forwarded-for".to_owned(), json!(["10.0.2.100"]));
        json!({
            "version": "2.0",
            "path": target,
            "method": self.method,
            "headers": headers,
            "queryStringParameters": self.query_maps().1,
            "body": self.text(),
            "isBase64Encoded": false,
            "requestContext": {
                "serviceNetworkArn": arn("servicenetwork/sn-0bf3f2882e9cc805a"),
                "serviceArn": arn("service/svc-0a40eebed65f8d69c"),
                "targetGroupArn": arn("targetgroup/tg-6d0ecf831eec9f09"),
                "identity": {
                    "sourceVpcArn": "arn:aws:ec2:us-east-1:123456789012:vpc/vpc-0b8276c84697e7339",
                },
                "region": "us-east-1",
                "timeEpoch": "1769860800000000",
            },
        })
    }
}
