//! An HTTP API of greetings, behind an API Gateway HTTP API.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt;

use gatewright::prelude::*;
use serde::{Deserialize, Serialize};

/// A greeting for each language. The map is built on first use, once in each execution environment.
#[lazy_module]
mod greetings {
    use super::*;

    pub fn init() -> BTreeMap<&'static str, &'static str> {
        BTreeMap::from([("de", "Guten Tag"), ("en", "Hello"), ("fr", "Bonjour")])
    }
}

#[lambda_handler(timeout = "5s", memory = 256, architectures = "arm64")]
#[dispatch(triggers(http_api))]
mod api {
    use super::*;

    /// Greets in the language of the query string: `GET /greetings/Ada?language=fr`.
    #[get("/greetings/{name}")]
    pub async fn get_greeting(
        Path(name): Path<String>,
        Query(options): Query<Options>,
        greetings: greetings::Lazy,
    ) -> Result<Json<Greeting>, ApiError> {
        let language = options.language.unwrap_or_else(|| "en".to_owned());
        let Some(greeting) = greetings.get(language.as_str()) else {
            return Err(ApiError::UnknownLanguage(language));
        };
        let text = format!("{greeting}, {name}!");
        Ok(Json(Greeting { text }))
    }

    /// Greets several people: `POST /greetings` with `{"names":["Ada","Grace"]}`.
    #[post("/greetings")]
    pub async fn create_greeting(Json(guests): Json<Guests>) -> (StatusCode, Json<Greeting>) {
        let text = format!("Hello, {}!", guests.names.join(" and "));
        (StatusCode::CREATED, Json(Greeting { text }))
    }
}

/// The query string of a greeting.
#[derive(Debug, Default, Deserialize)]
struct Options {
    language: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Guests {
    names: Vec<String>,
}

#[derive(Debug, PartialEq, Serialize)]
struct Greeting {
    text: String,
}

/// An error that is sent as a problem document (RFC 9457).
#[derive(Debug, PartialEq, Problem)]
enum ApiError {
    #[problem(status = NOT_FOUND)]
    UnknownLanguage(#[problem(extend = "language")] String),
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownLanguage(language) => {
                write!(f, "there is no greeting for the language `{language}`")
            }
        }
    }
}
