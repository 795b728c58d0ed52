//! Values of AWS Systems Manager Parameter Store. Requires the feature `parameters`.
//!
//! Each call sends a request to the service. Call it in a lazy module, which keeps the value. With `ttl` the module refreshes it,
//! and requests use the old value meanwhile:
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
//! Region and credentials come from the environment, as Lambda sets them. The client is created once. The function needs the
//! permission `ssm:GetParameter` for the parameter, and `kms:Decrypt` for a `SecureString` that is encrypted with a customer
//! managed key.

use aws_sdk_ssm::Client;
use aws_sdk_ssm::types::{Parameter, ParameterType};
use serde::de::DeserializeOwned;
use tokio::sync::OnceCell;

use super::{Secret, parse_json, sdk_config};
use crate::error::Error;

/// Returns the text of a parameter of type `String`, by name or ARN. `name:3` and `name:label` select a version.
///
/// # Errors
///
/// Also for a parameter of type `SecureString`, because a plain text is printed too easily. Read it with [`secret`].
pub async fn get(name: &str) -> Result<String, Error> {
    let (kind, value) = current(name, false).await?;
    match kind {
        ParameterType::SecureString => Err(of_another_kind(name, "a `SecureString`", "secret")),
        _ => Ok(value),
    }
}

/// Returns the JSON of a parameter of type `String` as a `T`.
///
/// # Errors
///
/// Like [`get`], and if the text is not the JSON of a `T`.
pub async fn json<T: DeserializeOwned>(name: &str) -> Result<T, Error> {
    let text = get(name).await?;
    parse_json(&described(name), &text)
}

/// Returns the texts of a parameter of type `StringList`, which the service stores separated by commas.
///
/// # Errors
///
/// Also for a parameter of any other type.
pub async fn list(name: &str) -> Result<Vec<String>, Error> {
    let (kind, value) = current(name, false).await?;
    match kind {
        ParameterType::StringList => Ok(value.split(',').map(str::to_owned).collect()),
        ParameterType::SecureString => Err(of_another_kind(name, "a `SecureString`", "secret")),
        _ => Err(of_another_kind(name, "not a `StringList`", "get")),
    }
}

/// Returns the text of a parameter, decrypted if it is of type `SecureString`.
///
/// # Errors
///
/// If the service does not return the parameter.
pub async fn secret(name: &str) -> Result<Secret, Error> {
    let (_, value) = current(name, true).await?;
    Ok(Secret::new(value))
}

/// Returns the JSON of a parameter, decrypted if it is of type `SecureString`, as a `T`.
///
/// # Errors
///
/// Like [`secret`], and if the text is not the JSON of a `T`. The error has the position, and nothing of the value.
pub async fn secret_json<T: DeserializeOwned>(name: &str) -> Result<Secret<T>, Error> {
    let text = secret(name).await?;
    parse_json(&described(name), text.expose()).map(Secret::new)
}

async fn current(name: &str, decrypted: bool) -> Result<(ParameterType, String), Error> {
    static CLIENT: OnceCell<Client> = OnceCell::const_new();
    let client = CLIENT
        .get_or_init(|| async { Client::new(sdk_config().await) })
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
        format_args!("{parameter} is {what}: read it with `gatewright::parameters::{instead}`"),
    )
}

fn described(name: &str) -> String {
    format!("the parameter `{name}`")
}
