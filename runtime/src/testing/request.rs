//! HTTP requests and their responses, for tests.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::{FunctionError, invoke};
use crate::gateway::Gateway;

/// A request as an HTTP API sends it, for tests.
///
/// ```
/// use gatewright::prelude::*;
/// use gatewright::testing::{TestRequest, block_on};
/// use gatewright::{Rejection, RequestContext};
/// use serde_json::{Value, json};
///
/// #[lambda_handler(main = false)]
/// #[post("/orders")]
/// async fn create(context: RequestContext, Query(page): Query<Value>, Json(order): Json<Value>) -> Result<Json<Value>, Rejection> {
///     let claims: Value = context.claims()?;
///     Ok(Json(json!([claims["sub"], page["page"], order["sku"]])))
/// }
///
/// # fn main() {
/// let request = TestRequest::new("POST", "/orders?page=2")
///     .claims(&json!({"sub": "ada", "cognito:groups": ["admins"]}))
///     .json(&json!({"sku": "A-1"}));
/// let response = block_on(request.send(&CREATE)).unwrap();
/// assert_eq!((response.status(), response.text()), (200, r#"["ada","2","A-1"]"#));
/// # }
/// ```
///
/// A request passes all middleware of the gateway. A handler with an [`Extension`](struct@crate::Extension) can also be called as a
/// function: `me(Extension(user)).await`.
#[derive(Clone, Debug)]
#[must_use = "a request is sent only by `send`"]
pub struct TestRequest {
    event: Value,
}

impl TestRequest {
    /// Creates a request without headers and body. The path may have a query: `/orders?page=2`.
    pub fn new(method: &str, path: &str) -> Self {
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        Self {
            event: json!({
                "version": "2.0",
                "routeKey": "$default",
                "rawPath": path,
                "rawQueryString": query,
                "headers": {},
                "requestContext": {
                    "apiId": "api-id",
                    "domainName": "api-id.execute-api.eu-west-1.amazonaws.com",
                    "http": {
                        "method": method,
                        "path": path,
                        "protocol": "HTTP/1.1",
                        "sourceIp": "192.0.2.1",
                        "userAgent": "gatewright",
                    },
                    "requestId": "request-id",
                    "stage": "$default",
                },
                "isBase64Encoded": false,
            }),
        }
    }

    /// Adds a header. Values of the same name are joined, as an HTTP API joins them.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        let header = &mut self.event["headers"][name.to_ascii_lowercase()];
        *header = match header.as_str() {
            Some(values) => json!(format!("{values},{value}")),
            None => json!(value),
        };
        self
    }

    /// Adds a cookie.
    pub fn cookie(mut self, name: &str, value: &str) -> Self {
        let mut cookies = self.event["cookies"].take();
        if !cookies.is_array() {
            cookies = json!([]);
        }
        if let Value::Array(cookies) = &mut cookies {
            cookies.push(json!(format!("{name}={value}")));
        }
        self.event["cookies"] = cookies;
        self
    }

    /// Sets a body of JSON, with its content type.
    ///
    /// # Panics
    ///
    /// If the value does not serialise.
    pub fn json(self, value: &(impl Serialize + ?Sized)) -> Self {
        let text = serde_json::to_string(value).expect("the body serialises as JSON");
        let request = if self.event["headers"]["content-type"].is_string() {
            self
        } else {
            self.header("content-type", "application/json")
        };
        request.text(text)
    }

    /// Sets the body of a form, with its content type: what [`Form`](crate::Form) reads.
    pub fn form(self, fields: &[(&str, &str)]) -> Self {
        let mut body = String::new();
        for (name, value) in fields {
            if !body.is_empty() {
                body.push('&');
            }
            encode(name, &mut body);
            body.push('=');
            encode(value, &mut body);
        }
        self.header("content-type", "application/x-www-form-urlencoded")
            .text(body)
    }

    /// Sets a body of text. It has no content type of its own.
    pub fn text(mut self, text: impl Into<String>) -> Self {
        self.event["body"] = Value::String(text.into());
        self.event["isBase64Encoded"] = Value::Bool(false);
        self
    }

    /// Sets a body of bytes, which the event has in base64.
    pub fn bytes(mut self, bytes: impl AsRef<[u8]>) -> Self {
        self.event["body"] = Value::String(BASE64.encode(bytes));
        self.event["isBase64Encoded"] = Value::Bool(true);
        self
    }

    /// Sets the claims of a JSON Web Token that the API has checked: what
    /// [`RequestContext::claims`](crate::RequestContext::claims) reads.
    ///
    /// Claims arrive as text, so numbers and lists are written as API Gateway writes them: `["a", "b"]` is `[a b]`.
    ///
    /// # Panics
    ///
    /// If the value does not serialise as an object.
    pub fn claims(mut self, claims: &(impl Serialize + ?Sized)) -> Self {
        let claims: Map<String, Value> = object(claims)
            .into_iter()
            .map(|(name, value)| (name, Value::String(claim(&value))))
            .collect();
        self.event["requestContext"]["authorizer"] =
            json!({"jwt": {"claims": claims, "scopes": null}});
        self
    }

    /// Sets the context that a Lambda authorizer returned: what
    /// [`RequestContext::authorizer`](crate::RequestContext::authorizer) reads.
    ///
    /// # Panics
    ///
    /// If the value does not serialise as an object.
    pub fn authorizer(mut self, context: &(impl Serialize + ?Sized)) -> Self {
        self.event["requestContext"]["authorizer"] = json!({"lambda": object(context)});
        self
    }

    /// Returns the event, to change what has no method here.
    pub fn event(self) -> Value {
        self.event
    }

    /// Sends the request through `gateway`, as [`invoke`](super::invoke) does.
    ///
    /// # Errors
    ///
    /// The function error that Lambda would return. A response with an error status is not one.
    pub async fn send(self, gateway: &Gateway) -> Result<TestResponse, FunctionError> {
        TestResponse::of(&invoke(gateway, self.event).await?)
    }
}

/// Percent-encodes a text, as browsers do in forms (<https://url.spec.whatwg.org/#urlencoded-serializing>).
fn encode(text: &str, out: &mut String) {
    use std::fmt::Write as _;
    for byte in text.bytes() {
        match byte {
            b' ' => out.push('+'),
            byte if byte.is_ascii_alphanumeric() || b"*-._".contains(&byte) => {
                out.push(char::from(byte));
            }
            // Writing to a string does not fail.
            byte => drop(write!(out, "%{byte:02X}")),
        }
    }
}

fn object(value: &(impl Serialize + ?Sized)) -> Map<String, Value> {
    match serde_json::to_value(value) {
        Ok(Value::Object(object)) => object,
        other => panic!("expected a value that serialises as an object, found {other:?}"),
    }
}

fn claim(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(values) => {
            let values: Vec<String> = values.iter().map(claim).collect();
            format!("[{}]", values.join(" "))
        }
        other => other.to_string(),
    }
}

/// The response to a [`TestRequest`].
#[derive(Clone, Debug)]
pub struct TestResponse {
    status: u16,
    headers: Vec<(String, String)>,
    cookies: Vec<String>,
    body: Vec<u8>,
}

impl TestResponse {
    fn of(reply: &Value) -> Result<Self, FunctionError> {
        let unexpected = |what: &str| {
            FunctionError::new(
                "UnexpectedReply",
                format!("expected the reply of an HTTP function, with {what}; found {reply}"),
            )
        };
        let status = reply["statusCode"]
            .as_u64()
            .and_then(|status| u16::try_from(status).ok())
            .ok_or_else(|| unexpected("a status"))?;
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let headers = reply["headers"].as_object().into_iter().flatten();
        let body = reply["body"].as_str().unwrap_or_default();
        Ok(Self {
            status,
            headers: headers
                .filter_map(|(name, value)| Some((name.clone(), text(value)?)))
                .collect(),
            cookies: reply["cookies"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(text)
                .collect(),
            body: if reply["isBase64Encoded"] == json!(true) {
                BASE64
                    .decode(body)
                    .map_err(|_| unexpected("a body in base64"))?
            } else {
                body.as_bytes().to_vec()
            },
        })
    }

    /// The status.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The value of a header. The name is case-insensitive.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers.find_map(|(header, value)| header.eq_ignore_ascii_case(name).then_some(&**value))
    }

    /// The names and values of the headers, without cookies.
    pub fn headers(&self) -> &[(String, String)] {
        &self.headers
    }

    /// The values of the `set-cookie` headers.
    pub fn cookies(&self) -> &[String] {
        &self.cookies
    }

    /// The body as text.
    ///
    /// # Panics
    ///
    /// If it is not UTF-8.
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("the body is UTF-8")
    }

    /// The bytes of the body.
    pub fn bytes(&self) -> &[u8] {
        &self.body
    }

    /// The body as JSON.
    ///
    /// # Errors
    ///
    /// If it is not the JSON of a `T`.
    pub fn json<T: DeserializeOwned>(&self) -> serde_json::Result<T> {
        serde_json::from_slice(&self.body)
    }
}
