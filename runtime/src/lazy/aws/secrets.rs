//! Values of AWS Secrets Manager. Requires the feature `secrets`.
//!
//! Each call sends a request to the service. Call it in a lazy module, which keeps the value. With `ttl` the module refreshes it
//! after a rotation, and requests use the old value meanwhile:
//!
//! ```no_run
//! # mod function {
//! use gatewright::Secret;
//! use gatewright::prelude::*;
//!
//! #[lazy_module(ttl = "5m")]
//! mod api_key {
//!     use super::*;
//!
//!     pub async fn init() -> Result<Secret, Error> {
//!         gatewright::secrets::get("shop/api-key").await
//!     }
//! }
//! # }
//! ```
//! Region and credentials come from the environment, as Lambda sets them. The client is created once. The function needs the
//! permission `secretsmanager:GetSecretValue` for the secret, and `kms:Decrypt` if it is encrypted with a customer managed key.

use aws_sdk_secretsmanager::Client;
use aws_sdk_secretsmanager::operation::get_secret_value::GetSecretValueOutput;
use serde::de::DeserializeOwned;
use tokio::sync::OnceCell;

use super::{Secret, parse_json, sdk_config};
use crate::error::Error;

/// Returns the text of a secret, by name or ARN.
///
/// # Errors
///
/// If the service does not return the secret, or if it is binary: read that with [`bytes`](fn@bytes).
pub async fn get(name: &str) -> Result<Secret, Error> {
    let found = current(name).await?;
    match found.secret_string {
        Some(text) => Ok(Secret::new(text)),
        None => Err(of_another_kind(name, "binary, not text", "bytes")),
    }
}

/// Returns the JSON of a secret, such as `{"username": …, "password": …}`, as a `T`.
///
/// # Errors
///
/// Like [`get`], and if the text is not the JSON of a `T`. The error has the position, and nothing of the value.
pub async fn json<T: DeserializeOwned>(name: &str) -> Result<Secret<T>, Error> {
    let text = get(name).await?;
    parse_json(&described(name), text.expose()).map(Secret::new)
}

/// Returns the bytes of a binary secret.
///
/// # Errors
///
/// If the service does not return the secret, or if it is text: read that with [`get`].
pub async fn bytes(name: &str) -> Result<Secret<Vec<u8>>, Error> {
    let found = current(name).await?;
    match found.secret_binary {
        Some(bytes) => Ok(Secret::new(bytes.into_inner())),
        None => Err(of_another_kind(name, "text, not binary", "get")),
    }
}

async fn current(name: &str) -> Result<GetSecretValueOutput, Error> {
    static CLIENT: OnceCell<Client> = OnceCell::const_new();
    let client = CLIENT
        .get_or_init(|| async { Client::new(sdk_config().await) })
        .await;
    let found = client.get_secret_value().secret_id(name).send().await;
    found.map_err(|error| super::failed(&described(name), error))
}

fn of_another_kind(name: &str, what: &str, instead: &str) -> Error {
    let secret = described(name);
    Error::with_type(
        "InvalidValue",
        format_args!("{secret} is {what}: read it with `gatewright::secrets::{instead}`"),
    )
}

fn described(name: &str) -> String {
    format!("the secret `{name}`")
}
