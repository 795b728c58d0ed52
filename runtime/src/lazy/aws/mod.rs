//! Services of AWS: parameters and secrets for lazy modules, and the connections of WebSocket clients.

#[cfg(feature = "connections")]
pub mod connections;
#[cfg(feature = "parameters")]
pub mod parameters;
#[cfg(feature = "secrets")]
pub mod secrets;

use std::fmt;

use aws_config::{BehaviorVersion, SdkConfig};
use aws_smithy_http_client::tls::Provider;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
#[cfg(any(feature = "parameters", feature = "secrets"))]
use serde::de::DeserializeOwned;
#[cfg(any(feature = "parameters", feature = "secrets"))]
use serde_json::error::Category;
use tokio::sync::OnceCell;

#[cfg(any(feature = "parameters", feature = "secrets"))]
use crate::error::Error;

/// A secret value, redacted in `Debug`.
///
/// It implements neither `Display` nor `Serialize`, so that it cannot reach a log line or a reply by mistake.
///
/// ```
/// use gatewright::Secret;
///
/// let password = Secret::new("hunter2".to_owned());
/// assert_eq!(format!("{password:?}"), "Secret");
/// assert_eq!(password.expose(), "hunter2");
/// ```
///
/// A field of a log line or a span with `?` is `Secret`. One with `%` does not compile:
///
/// ```compile_fail,E0277
/// use gatewright::{Secret, tracing};
///
/// tracing::info!(password = %Secret::new("hunter2".to_owned()), "signed in");
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret<T = String>(T);

impl<T> Secret<T> {
    /// Wraps a value.
    pub fn new(value: T) -> Self {
        Self(value)
    }

    /// Returns the value.
    pub fn expose(&self) -> &T {
        &self.0
    }

    /// Unwraps the value, which is no longer redacted.
    pub fn into_exposed(self) -> T {
        self.0
    }
}

impl<T> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

static CONFIG: OnceCell<SdkConfig> = OnceCell::const_new();

/// The configuration that the clients share: region, credentials, connections. The first caller reads it from the environment.
async fn sdk_config() -> &'static SdkConfig {
    CONFIG
        .get_or_init(|| async {
            let https = aws_smithy_http_client::Builder::new()
                .tls_provider(Provider::Rustls(CryptoMode::Ring))
                .build_https();
            aws_config::defaults(BehaviorVersion::latest())
                .http_client(https)
                .load()
                .await
        })
        .await
}

/// The error of a service, with the name of the requested value.
#[cfg(any(feature = "parameters", feature = "secrets"))]
fn failed(what: &str, error: impl Into<Error>) -> Error {
    let error = error.into();
    Error::with_type(
        "ValueNotFound",
        format_args!("{what} could not be read: {error}"),
    )
}

/// Parses the JSON value of `what`. The error has the position only, because serde's own message shows a part of the value.
#[cfg(any(feature = "parameters", feature = "secrets"))]
fn parse_json<T: DeserializeOwned>(what: &str, text: &str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(|error| {
        let how = match error.classify() {
            Category::Data => "is JSON, but not of the expected type",
            Category::Io | Category::Syntax | Category::Eof => "is not valid JSON",
        };
        let (line, column) = (error.line(), error.column());
        Error::with_type(
            "InvalidValue",
            format_args!("{what} {how}, at line {line}, column {column}"),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(any(feature = "parameters", feature = "secrets"))]
    #[test]
    fn json_error_does_not_show_the_value() {
        let message = |text| {
            parse_json::<u32>("the secret `s`", text)
                .unwrap_err()
                .to_string()
        };
        assert_eq!(
            message("\"hunter2\""),
            "the secret `s` is JSON, but not of the expected type, at line 1, column 9"
        );
        assert_eq!(
            message("hunter2"),
            "the secret `s` is not valid JSON, at line 1, column 1"
        );
    }

    #[test]
    fn secret_is_redacted() {
        let shown = format!("{:?} {:#?}", Secret::new("hunter2"), Some(Secret::new(7)));
        assert!(
            !shown.contains("hunter2") && !shown.contains('7'),
            "{shown}"
        );
    }
}
