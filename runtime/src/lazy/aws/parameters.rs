//! Values of AWS Systems Manager's Parameter Store. Feature `parameters`.
//!
//! Each function asks the service. A lazy module asks once, and with `ttl` again when the value may have changed, while requests are served
//! the old one:
//!
//! ```no_run
//! # mod function {
//! use gatewright::prelude::*;
//!
//! #[lazy_module(ttl = "5m")]
//! mod countries {
//!     use super::*;
//!
//!     pub async fn init() -> Result<Vec<String>, Error> {
//!         gatewright::parameters::list("/shop/countries").await
//!     }
//! }
//! # }
//! ```
//! Region and credentials are the environment's, as Lambda sets them; the client is made once. The function needs `ssm:GetParameter` on the
//! parameter, and `kms:Decrypt` for a `SecureString` that is encrypted with a key of one's own.

use aws_sdk_ssm::Client;
use aws_sdk_ssm::types::{Parameter, ParameterType};
use serde::de::DeserializeOwned;
use tokio::sync::OnceCell;

use super::{Secret, config, json};
use crate::error::Error;

/// The text of a parameter of type `String`, by its name or ARN; `name:3` and `name:label` are a version of it.
///
/// One of type `SecureString` is refused: a plain text is printed too easily. [`secret`] reads it.
pub async fn get(name: &str) -> Result<String, Error> {
    let (kind, value) = current(name, false).await?;
    match kind {
        ParameterType::SecureString => Err(of_another_kind(name, "a `SecureString`", "secret")),
        _ => Ok(value),
    }
}

/// The JSON of a parameter of type `String`, as a value of the type.
pub async fn json<T: DeserializeOwned>(name: &str) -> Result<T, Error> {
    let text = get(name).await?;
    json::read(&described(name), &text)
}

/// The texts of a parameter of type `StringList`, which the service keeps with commas between them.
pub async fn list(name: &str) -> Result<Vec<String>, Error> {
    let (kind, value) = current(name, false).await?;
    match kind {
        ParameterType::StringList => Ok(value.split(',').map(str::to_owned).collect()),
        ParameterType::SecureString => Err(of_another_kind(name, "a `SecureString`", "secret")),
        _ => Err(of_another_kind(name, "no `StringList`", "get")),
    }
}

/// The text of a parameter, decrypted if it is of type `SecureString`.
pub async fn secret(name: &str) -> Result<Secret, Error> {
    let (_, value) = current(name, true).await?;
    Ok(Secret::new(value))
}

/// The JSON of a parameter, decrypted if it is of type `SecureString`, as a value of the type.
///
/// The error of one that does not fit says where, and shows nothing of it.
pub async fn secret_json<T: DeserializeOwned>(name: &str) -> Result<Secret<T>, Error> {
    let text = secret(name).await?;
    json::read(&described(name), text.expose()).map(Secret::new)
}

async fn current(name: &str, decrypted: bool) -> Result<(ParameterType, String), Error> {
    static CLIENT: OnceCell<Client> = OnceCell::const_new();
    let client = CLIENT
        .get_or_init(|| async { Client::new(config::get().await) })
        .await;
    let found = client
        .get_parameter()
        .name(name)
        .with_decryption(decrypted)
        .send()
        .await
        .map_err(|error| super::failed(&described(name), error))?;
    match found.parameter {
        Some(Parameter {
            r#type: Some(kind),
            value: Some(value),
            ..
        }) => Ok((kind, value)),
        _ => Err(Error::with_type(
            "InvalidValue",
            format_args!("{} has no value", described(name)),
        )),
    }
}

fn of_another_kind(name: &str, what: &str, instead: &str) -> Error {
    let parameter = described(name);
    Error::with_type(
        "InvalidValue",
        format_args!("{parameter} is {what}: `gatewright::parameters::{instead}` reads it"),
    )
}

fn described(name: &str) -> String {
    format!("the parameter `{name}`")
}
