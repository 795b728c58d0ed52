//! Messages to the clients of a WebSocket API, through the management API of API Gateway. Requires the feature `connections`.
//!
//! A handler of `#[websocket]` takes [`Connections`] as a parameter, and posts to any client of its API:
//!
//! ```no_run
//! # mod function {
//! use gatewright::connections::{Connections, Delivery};
//! use gatewright::payload::WebSocket;
//! use gatewright::prelude::*;
//! use serde::{Deserialize, Serialize};
//!
//! #[derive(Deserialize)]
//! struct Whisper {
//!     to: String,
//!     text: String,
//! }
//!
//! #[derive(Serialize)]
//! struct Said<'a> {
//!     text: &'a str,
//! }
//!
//! #[lambda_handler]
//! #[dispatch(triggers(websocket))]
//! mod chat {
//!     use super::*;
//!
//!     #[websocket("whisper")]
//!     pub async fn whisper(message: WebSocket<Whisper>, connections: Connections) -> Result<String, Error> {
//!         let said = Json(Said { text: &message.text });
//!         Ok(match connections.post(&message.to, said).await? {
//!             Delivery::Delivered => "delivered".to_owned(),
//!             // The client has left: delete its id from your table.
//!             Delivery::Gone => "not there".to_owned(),
//!         })
//!     }
//! }
//! # }
//! ```
//!
//! [`gather`](fn@crate::gather) posts to several clients concurrently. Clone a message of [`Bytes`] for each of them, so that it is
//! serialised once.
//!
//! Any other handler names the endpoint of the API with [`Connections::at`], for example in a lazy module. It cannot take the parameter,
//! because its event is not one of a WebSocket API:
//!
//! ```compile_fail,E0277
//! # use gatewright::connections::Connections;
//! # use gatewright::prelude::*;
//! #[lambda_handler(main = false)]
//! #[post("/news")]
//! async fn news(connections: Connections) {}
//! ```
//!
//! Region and credentials come from the environment, as Lambda sets them. The client of an endpoint is created once. The function needs
//! the permission `execute-api:ManageConnections` for the API.
//!
//! # Endpoint
//!
//! A handler of `#[websocket]` uses the default endpoint of its API, `https://API.execute-api.REGION.amazonaws.com/STAGE`. It does so behind a
//! custom domain too, whose base path an event does not name. If the default endpoint is disabled, use [`Connections::at`] with the custom
//! domain and its base path.
//!
//! The environment variable `AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI`, or else `AWS_ENDPOINT_URL`, takes precedence over the event, as in
//! every AWS SDK. With one of them, the local Lambda posts to an emulator:
//!
//! ```console
//! $ AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI=http://127.0.0.1:3001 cargo run -p chat
//! ```

use std::borrow::Cow;
use std::env;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use aws_sdk_apigatewaymanagement::Client;
use aws_sdk_apigatewaymanagement::config::Builder;
use aws_sdk_apigatewaymanagement::config::http::HttpResponse;
use aws_sdk_apigatewaymanagement::error::{DisplayErrorContext, ProvideErrorMetadata, SdkError};
use aws_sdk_apigatewaymanagement::primitives::{Blob, DateTime};
use bytes::Bytes;
use gatewright_tables::limits::WEBSOCKET_MESSAGE_BYTES;

use super::sdk_config;
use crate::error::Error;

/// Posts messages to the clients of a WebSocket API. See the [module](self).
///
/// Cloning is cheap. Creating one sends no request.
#[derive(Clone, PartialEq, Eq)]
pub struct Connections {
    /// `None` if the event of the handler does not name its API.
    endpoint: Option<Arc<str>>,
}

/// Whether a client was there to take a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[must_use = "the connection may be gone, and its id out of date"]
pub enum Delivery {
    /// API Gateway has sent the message to the client.
    Delivered,
    /// The connection does not exist any more (410): the client has left, or never was there.
    Gone,
}

impl Delivery {
    /// Returns whether the connection is gone.
    pub const fn is_gone(self) -> bool {
        matches!(self, Self::Gone)
    }
}

/// A connection as API Gateway describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConnectionInfo {
    /// When the client connected.
    pub connected_at: Option<SystemTime>,
    /// When the client or the function last sent a message.
    pub last_active_at: Option<SystemTime>,
    /// The IP address of the client.
    pub source_ip: String,
    /// The `User-Agent` of the client.
    pub user_agent: String,
}

impl Connections {
    /// Creates a handle for the API with this endpoint, such as `https://abcd1234.execute-api.eu-central-1.amazonaws.com/prod`.
    ///
    /// The URL of clients is accepted too: `wss://` becomes `https://`. A template passes it in an environment variable:
    ///
    /// ```no_run
    /// # mod function {
    /// use gatewright::connections::Connections;
    /// use gatewright::prelude::*;
    ///
    /// #[lazy_module(env)]
    /// pub struct Settings {
    ///     chat_endpoint: String,
    /// }
    ///
    /// #[lazy_module]
    /// mod clients {
    ///     use super::*;
    ///
    ///     pub async fn init(settings: settings::Lazy) -> Connections {
    ///         Connections::at(&settings.chat_endpoint)
    ///     }
    /// }
    /// # }
    /// ```
    ///
    /// A test gives the address of a stand-in of the management API.
    pub fn at(endpoint: impl AsRef<str>) -> Self {
        let endpoint = endpoint.as_ref();
        let endpoint = match endpoint.split_once("://") {
            Some(("wss", rest)) => Cow::Owned(format!("https://{rest}")),
            Some(("ws", rest)) => Cow::Owned(format!("http://{rest}")),
            _ => Cow::Borrowed(endpoint),
        };
        Self {
            endpoint: Some(endpoint.trim_end_matches('/').into()),
        }
    }

    /// Creates the handle of a handler. `domain`, `api` and `stage` are those of its event.
    pub(crate) fn of_event(domain: Option<&str>, api: Option<&str>, stage: Option<&str>) -> Self {
        let variable = |name: &str| env::var(name).ok().filter(|value| !value.is_empty());
        if let Some(endpoint) = configured(&variable) {
            return Self::at(endpoint);
        }
        let region = variable("AWS_REGION");
        Self {
            endpoint: endpoint(domain, api, stage, region.as_deref()).map(Into::into),
        }
    }

    /// Returns the endpoint. `None` if the event of the handler does not name its API.
    pub fn endpoint(&self) -> Option<&str> {
        self.endpoint.as_deref()
    }

    /// Posts a message to a client: a text, bytes, or [`Json`](crate::Json) of a value.
    ///
    /// API Gateway sends it as text, so bytes should be UTF-8. The client is retried as every AWS client is: three attempts, also for
    /// a throttled one.
    ///
    /// # Errors
    ///
    /// If the message has more than 128 KB, which is found before it is sent, and for every response but 200 and 410.
    pub async fn post(
        &self,
        connection_id: &str,
        message: impl IntoMessage,
    ) -> Result<Delivery, ConnectionError> {
        let message = message
            .into_message()
            .map_err(|error| ConnectionError::Unwritable(error.to_string()))?;
        if message.len() > WEBSOCKET_MESSAGE_BYTES {
            return Err(ConnectionError::TooLarge {
                bytes: message.len(),
            });
        }
        let request = self.client().await?.post_to_connection();
        let request = request.connection_id(connection_id);
        match request.data(Blob::new(message)).send().await {
            Ok(_) => Ok(Delivery::Delivered),
            Err(error) => self
                .failure(connection_id, &error)
                .map(|Gone| Delivery::Gone),
        }
    }

    /// Returns what API Gateway knows about a connection. `None` if it does not exist any more.
    ///
    /// # Errors
    ///
    /// For every response but 200 and 410.
    pub async fn info(
        &self,
        connection_id: &str,
    ) -> Result<Option<ConnectionInfo>, ConnectionError> {
        let request = self.client().await?.get_connection();
        let found = match request.connection_id(connection_id).send().await {
            Ok(found) => found,
            Err(error) => return self.failure(connection_id, &error).map(|Gone| None),
        };
        let time = |at: Option<DateTime>| SystemTime::try_from(at?).ok();
        let identity = found.identity;
        let (source_ip, user_agent) = identity
            .map(|identity| (identity.source_ip, identity.user_agent))
            .unwrap_or_default();
        Ok(Some(ConnectionInfo {
            connected_at: time(found.connected_at),
            last_active_at: time(found.last_active_at),
            source_ip: source_ip.unwrap_or_default(),
            user_agent: user_agent.unwrap_or_default(),
        }))
    }

    /// Closes a connection. One that does not exist any more is not an error.
    ///
    /// # Errors
    ///
    /// For every response but 204 and 410.
    pub async fn disconnect(&self, connection_id: &str) -> Result<(), ConnectionError> {
        let request = self.client().await?.delete_connection();
        match request.connection_id(connection_id).send().await {
            Ok(_) => Ok(()),
            Err(error) => self.failure(connection_id, &error).map(|Gone| ()),
        }
    }

    /// Returns the client of the endpoint. All handles of an endpoint share it.
    async fn client(&self) -> Result<Client, ConnectionError> {
        let endpoint = self.endpoint.as_ref().ok_or(ConnectionError::NoEndpoint)?;
        if let Some(client) = known(endpoint) {
            return Ok(client);
        }
        let config = Builder::from(sdk_config().await)
            .endpoint_url(&**endpoint)
            .build();
        let client = Client::from_conf(config);
        let mut clients = CLIENTS.lock().unwrap_or_else(PoisonError::into_inner);
        // Another task may have created it meanwhile; either will do.
        if clients.len() == MOST_CLIENTS {
            clients.remove(0);
        }
        clients.push((Arc::clone(endpoint), client.clone()));
        Ok(client)
    }

    fn failure<E>(
        &self,
        connection_id: &str,
        error: &SdkError<E, HttpResponse>,
    ) -> Result<Gone, ConnectionError>
    where
        E: ProvideErrorMetadata + std::error::Error + 'static,
    {
        let status = error.raw_response().map(|raw| raw.status().as_u16());
        let connection_id = connection_id.to_owned();
        match (error.code(), status) {
            (Some("GoneException"), _) | (_, Some(410)) => Ok(Gone),
            (Some("LimitExceededException"), _) | (_, Some(429)) => {
                Err(ConnectionError::Throttled { connection_id })
            }
            (Some("ForbiddenException"), _) | (_, Some(403)) => Err(ConnectionError::Forbidden {
                connection_id,
                endpoint: self.endpoint().unwrap_or_default().to_owned(),
            }),
            _ => Err(ConnectionError::Failed {
                connection_id,
                reason: DisplayErrorContext(error).to_string(),
            }),
        }
    }
}

/// A connection that does not exist any more.
struct Gone;

/// The clients by their endpoints, the oldest first. A function has one or two.
static CLIENTS: Mutex<Vec<(Arc<str>, Client)>> = Mutex::new(Vec::new());

/// Endpoints come from events, so their number must have a limit.
const MOST_CLIENTS: usize = 8;

fn known(endpoint: &str) -> Option<Client> {
    let clients = CLIENTS.lock().unwrap_or_else(PoisonError::into_inner);
    let found = clients.iter().find(|(one, _)| **one == *endpoint);
    found.map(|(_, client)| client.clone())
}

/// Returns the endpoint that environment variables name for every AWS SDK.
/// <https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html>
fn configured(variable: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    let is_ignored = variable("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS")
        .is_some_and(|value| value.eq_ignore_ascii_case("true"));
    if is_ignored {
        return None;
    }
    variable("AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI").or_else(|| variable("AWS_ENDPOINT_URL"))
}

/// Returns the default endpoint of an API. Behind a custom domain, `domain` is that one, without the base path that the management API
/// needs: the default endpoint is used there too.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-how-to-call-websocket-api-connections.html>
fn endpoint(
    domain: Option<&str>,
    api: Option<&str>,
    stage: Option<&str>,
    region: Option<&str>,
) -> Option<String> {
    let stage = stage?;
    let own = |domain: &&str| domain.contains(".execute-api.");
    if let Some(domain) = domain.filter(own) {
        return Some(format!("https://{domain}/{stage}"));
    }
    if let (Some(api), Some(region)) = (api, region) {
        let suffix = if region.starts_with("cn-") {
            "amazonaws.com.cn"
        } else {
            "amazonaws.com"
        };
        return Some(format!(
            "https://{api}.execute-api.{region}.{suffix}/{stage}"
        ));
    }
    domain.map(|domain| format!("https://{domain}/{stage}"))
}

impl fmt::Debug for Connections {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Connections").field(&self.endpoint).finish()
    }
}

/// A value that can be posted to a WebSocket client.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be posted to a WebSocket client",
    label = "expected a text, bytes, or `Json` of a value",
    note = "for JSON write `Json(value)`, with `#[derive(serde::Serialize)]` on its type"
)]
pub trait IntoMessage {
    /// Returns the bytes of the message.
    ///
    /// # Errors
    ///
    /// If the value cannot be serialised.
    fn into_message(self) -> Result<Bytes, Error>;
}

macro_rules! messages {
    ($($message:ty: $into:expr;)*) => {$(
        impl IntoMessage for $message {
            fn into_message(self) -> Result<Bytes, Error> {
                let into: fn($message) -> Bytes = $into;
                Ok(into(self))
            }
        }
    )*};
}

messages! {
    Bytes: |bytes| bytes;
    Vec<u8>: Bytes::from;
    String: Bytes::from;
    &String: |text| Bytes::copy_from_slice(text.as_bytes());
    &str: |text| Bytes::copy_from_slice(text.as_bytes());
    &[u8]: Bytes::copy_from_slice;
    Cow<'_, str>: |text| Bytes::from(text.into_owned());
}

/// A request of [`Connections`] that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConnectionError {
    /// The message has more bytes than a message of a WebSocket API may have. It was not sent.
    TooLarge {
        /// Its size.
        bytes: usize,
    },
    /// The message cannot be serialised.
    Unwritable(String),
    /// The event of the handler names neither a stage nor a domain.
    NoEndpoint,
    /// There were too many requests, or the client reads too slowly (429). Three attempts failed.
    Throttled {
        /// The connection.
        connection_id: String,
    },
    /// The function may not manage the connections of the API (403).
    Forbidden {
        /// The connection.
        connection_id: String,
        /// The endpoint of the API.
        endpoint: String,
    },
    /// The service did not answer, or with another error.
    Failed {
        /// The connection.
        connection_id: String,
        /// The error and its sources.
        reason: String,
    },
}

impl fmt::Display for ConnectionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge { bytes } => write!(
                f,
                "a message to a WebSocket client has at most {WEBSOCKET_MESSAGE_BYTES} bytes; found {bytes}"
            ),
            Self::Unwritable(reason) => write!(f, "the message could not be written: {reason}"),
            Self::NoEndpoint => f.write_str(
                "the event does not name its API: expected `stage` and `domainName` in `requestContext`; `Connections::at` names an endpoint",
            ),
            Self::Throttled { connection_id } => write!(
                f,
                "API Gateway has throttled the requests to the connection `{connection_id}` (429): there are too many, or the client reads too slowly"
            ),
            Self::Forbidden {
                connection_id,
                endpoint,
            } => write!(
                f,
                "the connection `{connection_id}` of `{endpoint}` is refused (403): the function's role needs `execute-api:ManageConnections` for the API, and the endpoint ends in its stage"
            ),
            Self::Failed {
                connection_id,
                reason,
            } => write!(
                f,
                "the request for the connection `{connection_id}` failed: {reason}"
            ),
        }
    }
}

impl std::error::Error for ConnectionError {}

#[cfg(test)]
mod tests {
    use super::*;

    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-how-to-call-websocket-api-connections.html>
    #[test]
    fn endpoint_is_that_of_the_api_and_its_stage() {
        let own = "abcd1234.execute-api.us-east-1.amazonaws.com";
        let of = |domain, region| endpoint(domain, Some("abcd1234"), Some("prod"), region);
        let expected = "https://abcd1234.execute-api.us-east-1.amazonaws.com/prod";
        assert_eq!(of(Some(own), None).as_deref(), Some(expected));
        // The region of the API is in its domain.
        assert_eq!(of(Some(own), Some("eu-west-1")).as_deref(), Some(expected));
        // A custom domain has a base path in the place of the stage.
        let custom = Some("chat.example.com");
        assert_eq!(of(custom, Some("us-east-1")).as_deref(), Some(expected));
        assert_eq!(
            of(custom, Some("cn-north-1")).as_deref(),
            Some("https://abcd1234.execute-api.cn-north-1.amazonaws.com.cn/prod")
        );
        assert_eq!(
            of(custom, None).as_deref(),
            Some("https://chat.example.com/prod")
        );
        assert_eq!(endpoint(Some(own), None, None, None), None);
        assert_eq!(endpoint(None, None, Some("prod"), None), None);
    }

    /// <https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html>
    #[test]
    fn service_variable_takes_precedence_over_the_global_one() {
        let of = |set: &[(&str, &str)]| {
            configured(&|name| {
                let found = set.iter().find(|(one, _)| *one == name);
                found.map(|(_, value)| (*value).to_owned())
            })
        };
        let global = ("AWS_ENDPOINT_URL", "http://127.0.0.1:1");
        let own = (
            "AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI",
            "http://127.0.0.1:2",
        );
        let ignored = ("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true");
        assert_eq!(of(&[global, own]).as_deref(), Some("http://127.0.0.1:2"));
        assert_eq!(of(&[global]).as_deref(), Some("http://127.0.0.1:1"));
        assert_eq!(of(&[global, own, ignored]), None);
        assert_eq!(of(&[]), None);
    }

    #[test]
    fn urls_of_clients_become_endpoints() {
        for (given, expected) in [
            ("wss://a.example/prod", "https://a.example/prod"),
            ("https://a.example/prod/", "https://a.example/prod"),
            ("ws://127.0.0.1:1", "http://127.0.0.1:1"),
        ] {
            assert_eq!(Connections::at(given).endpoint(), Some(expected));
        }
    }
}
