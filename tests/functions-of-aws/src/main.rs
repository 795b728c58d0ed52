//! A function that returns values from Parameter Store and Secrets Manager, of every kind, from lazy modules and by name.

use std::time::Duration;

use gatewright::prelude::*;
use gatewright::{Secret, parameters, secrets};
use serde::{Deserialize, Serialize};

/// A secret that a test changes while the function runs.
#[lazy_module(ttl = "200ms")]
mod rotated {
    use super::*;

    pub async fn init() -> Result<Secret, Error> {
        secrets::get("rotated").await
    }
}

#[lazy_module]
mod countries {
    use super::*;

    pub async fn init() -> Result<Vec<String>, Error> {
        parameters::list("/values/countries").await
    }
}

#[derive(Debug, Serialize, Deserialize)]
struct Login {
    user: String,
    password: u32,
}

/// A value with its `Debug` output.
#[derive(Serialize)]
struct Seen<T> {
    shown: String,
    value: T,
}

fn seen<T>(secret: Secret<T>) -> Seen<T> {
    Seen {
        shown: format!("{secret:?}"),
        value: secret.into_exposed(),
    }
}

#[lambda_handler(timeout = "10s")]
#[dispatch]
mod values {
    use super::*;

    #[operation]
    async fn rotated(rotated: rotated::Lazy) -> Seen<String> {
        // Leaves time for a refresh in the background.
        tokio::time::sleep(Duration::from_millis(300)).await;
        seen((*rotated).clone())
    }

    #[operation]
    async fn countries(countries: countries::Lazy) -> Vec<String> {
        countries.to_vec()
    }

    #[operation]
    async fn parameter(name: String) -> Result<String, Error> {
        parameters::get(&name).await
    }

    #[operation]
    async fn parameter_list(name: String) -> Result<Vec<String>, Error> {
        parameters::list(&name).await
    }

    #[operation]
    async fn parameter_json(name: String) -> Result<Login, Error> {
        parameters::json(&name).await
    }

    #[operation]
    async fn parameter_secret(name: String) -> Result<Seen<String>, Error> {
        parameters::secret(&name).await.map(seen)
    }

    #[operation]
    async fn parameter_secret_json(name: String) -> Result<Seen<Login>, Error> {
        parameters::secret_json(&name).await.map(seen)
    }

    #[operation]
    async fn secret(name: String) -> Result<Seen<String>, Error> {
        secrets::get(&name).await.map(seen)
    }

    #[operation]
    async fn secret_json(name: String) -> Result<Seen<Login>, Error> {
        secrets::json(&name).await.map(seen)
    }

    #[operation]
    async fn secret_bytes(name: String) -> Result<Seen<Vec<u8>>, Error> {
        secrets::bytes(&name).await.map(seen)
    }
}
