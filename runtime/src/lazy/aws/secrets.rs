//! Values of AWS Secrets Manager. Feature `secrets`.
//!
//! Each function asks the service. A lazy module asks once, and with `ttl` again when the value may have been rotated, while requests are
//! served the old one:
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
//! Region and credentials are the environment's, as Lambda sets them; the client is made once. The function needs `secretsmanager:GetSecretValue` on
//! the secret, and `kms:Decrypt` where it is encrypted with a key of one's own.

use aws_sdk_secretsmanager::Client;
use aws_sdk_secretsmanager::operation::get_secret_value::GetSecretValueOutput;
use serde::de::DeserializeOwned;
use tokio::sync::OnceCell;

use super::{Secret, config, json};
use crate::error::Error;

/// The text of a secret, by its name or ARN.
pub async fn get(name: &str) -> Result<Secret, Error> {
    let found = current(name).await?;
    match found.secret_string {
        Some(text) => Ok(Secret::new(text)),
        None => Err(of_another_kind(name, "bytes and no text", "bytes")),
    }
}

/// The JSON of a secret, such as `{"username": …, "password": …}`, as a value of the type.
///
/// The error of one that does not fit says where, and shows nothing of it.
pub async fn json<T: DeserializeOwned>(name: &str) -> Result<Secret<T>, Error> {
    let text = get(name).await?;
    json::read(&described(name), text.expose()).map(Secret::new)
}

/// The bytes of a secret that is no text.
pub async fn bytes(name: &str) -> Result<Secret<Vec<u8>>, Error> {
    let found = current(name).await?;
    match found.secret_binary {
        Some(bytes) => Ok(Secret::new(bytes.into_inner())),
        None => Err(of_another_kind(name, "a text and no bytes", "get")),
    }
}

async fn current(name: &str) -> Result<GetSecretValueOutput, Error> {
    static CLIENT: OnceCell<Client> = OnceCell::const_new();
    let client = CLIENT
        .get_or_init(|| async { Client::new(config::get().await) })
        .await;
    let found = client.get_secret_value().secret_id(name).send().await;
    found.map_err(|error| super::failed(&described(name), error))
}

fn of_another_kind(name: &str, what: &str, instead: &str) -> Error {
    let secret = described(name);
    Error::with_type(
        "InvalidValue",
        format_args!("{secret} is {what}: `gatewright::secrets::{instead}` reads it"),
    )
}

fn described(name: &str) -> String {
    format!("the secret `{name}`")
}
