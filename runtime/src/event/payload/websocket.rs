//! Messages of WebSocket clients.

use std::collections::BTreeMap;
use std::ops::Deref;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use crate::event::content::{Content, read_from_event};
use crate::event::{Pairs, or_default};

/// A message of a WebSocket client with its connection: the parameter of a `#[websocket]` handler. It derefs to its body.
///
/// The body is JSON, unless `T` is [`Text`](crate::Text) or [`Body`](crate::Body). `$connect` and `$disconnect` have none: `T` is `()`.
///
/// ```
/// use gatewright::payload::WebSocket;
/// use gatewright::prelude::*;
/// use serde::Deserialize;
///
/// #[derive(Deserialize)]
/// struct Chat {
///     text: String,
/// }
///
/// #[lambda_handler(main = false)]
/// #[websocket("say")]
/// async fn say(message: WebSocket<Chat>) -> String {
///     format!("{}: {}", message.connection_id, message.text)
/// }
///
/// # fn main() {
/// let message = WebSocket::new("c-1", Chat { text: "hello".to_owned() });
/// assert_eq!(gatewright::testing::block_on(say(message)), "c-1: hello");
/// # }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct WebSocket<T = ()> {
    /// The connection's id, to which the management API posts messages.
    pub connection_id: String,
    /// The route key: `$connect`, `$disconnect`, `$default` or one of the API.
    pub route_key: String,
    /// `CONNECT`, `MESSAGE` or `DISCONNECT`.
    pub event_type: String,
    /// The domain name of the API, for the endpoint of the management API.
    pub domain_name: String,
    /// The stage of the API.
    pub stage: String,
    /// The API's id.
    pub api_id: String,
    /// The id of the request.
    pub request_id: String,
    /// The time of the connection, in milliseconds since the Unix epoch.
    pub connected_at: u64,
    /// The IP address of the client.
    pub source_ip: String,
    /// The headers of the request, for `$connect`.
    pub headers: BTreeMap<String, String>,
    /// The query of the request, for `$connect`.
    pub query: BTreeMap<String, String>,
    /// The values that the API's authorizer returned.
    pub authorizer: BTreeMap<String, serde_json::Value>,
    /// The body of the message.
    pub body: T,
}

impl<T> WebSocket<T> {
    /// Creates a message of this connection, for a test.
    pub fn new(connection_id: impl Into<String>, body: T) -> Self {
        Self {
            connection_id: connection_id.into(),
            route_key: String::new(),
            event_type: String::new(),
            domain_name: String::new(),
            stage: String::new(),
            api_id: String::new(),
            request_id: String::new(),
            connected_at: 0,
            source_ip: String::new(),
            headers: BTreeMap::new(),
            query: BTreeMap::new(),
            authorizer: BTreeMap::new(),
            body,
        }
    }
}

impl<T> Deref for WebSocket<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.body
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Fields<T> {
    request_context: Context,
    headers: Option<Box<RawValue>>,
    multi_value_headers: Option<Box<RawValue>>,
    query_string_parameters: Option<Box<RawValue>>,
    multi_value_query_string_parameters: Option<Box<RawValue>>,
    body: Option<String>,
    #[serde(default, deserialize_with = "or_default")]
    is_base64_encoded: bool,
    #[serde(skip)]
    of: std::marker::PhantomData<T>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Context {
    connection_id: String,
    route_key: String,
    #[serde(default, deserialize_with = "or_default")]
    event_type: String,
    #[serde(default, deserialize_with = "or_default")]
    domain_name: String,
    #[serde(default, deserialize_with = "or_default")]
    stage: String,
    #[serde(default, deserialize_with = "or_default")]
    api_id: String,
    #[serde(default, deserialize_with = "or_default")]
    request_id: String,
    #[serde(default, deserialize_with = "or_default")]
    connected_at: u64,
    identity: Option<Identity>,
    authorizer: Option<BTreeMap<String, serde_json::Value>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Identity {
    source_ip: Option<String>,
}

/// Returns the bytes of a body as the client sent them.
pub(crate) fn bytes(body: String, is_base64: bool) -> Result<Vec<u8>, String> {
    if is_base64 {
        return BASE64.decode(body).map_err(|error| {
            format!("the event marks the body as base64, but it does not decode: {error}")
        });
    }
    Ok(body.into_bytes())
}

/// The last value of each name, whichever of the two objects has it. A value that is not text costs only itself.
fn values(
    lists: Option<Box<RawValue>>,
    singles: Option<Box<RawValue>>,
) -> BTreeMap<String, String> {
    Pairs::new(lists.as_deref(), singles.as_deref()).last_values()
}

impl<T: DeserializeOwned> TryFrom<Fields<T>> for WebSocket<T> {
    type Error = String;

    fn try_from(event: Fields<T>) -> Result<Self, String> {
        let body = match event.body {
            Some(body) => Some(bytes(body, event.is_base64_encoded)?),
            None => None,
        };
        let body = Content::sent(body.as_deref())
            .read()
            .map_err(|error| format!("`body`: {error}"))?;
        let context = event.request_context;
        Ok(Self {
            route_key: context.route_key,
            event_type: context.event_type,
            domain_name: context.domain_name,
            stage: context.stage,
            api_id: context.api_id,
            request_id: context.request_id,
            connected_at: context.connected_at,
            source_ip: context
                .identity
                .and_then(|identity| identity.source_ip)
                .unwrap_or_default(),
            headers: values(event.multi_value_headers, event.headers),
            query: values(
                event.multi_value_query_string_parameters,
                event.query_string_parameters,
            ),
            authorizer: context.authorizer.unwrap_or_default(),
            ..Self::new(context.connection_id, body)
        })
    }
}

read_from_event!(WebSocket<T> as Fields);
