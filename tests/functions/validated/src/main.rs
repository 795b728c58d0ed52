//! Bookings of rooms. Every rule of `garde` here has a keyword of JSON Schema, so that a request is accepted exactly if it fits the
//! OpenAPI document.

use garde::Validate;
use gatewright::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A booking of a room.
#[derive(Deserialize, Serialize, JsonSchema, Validate)]
#[serde(rename_all = "camelCase")]
struct Booking {
    /// Who pays. `chars`, because JSON Schema counts characters and not bytes.
    #[garde(length(chars, min = 1, max = 80))]
    paid_by: String,
    /// The number of the room.
    #[garde(pattern("^[A-Z]{2}-[0-9]{3}$"))]
    room: String,
    /// The number of nights.
    #[garde(range(min = 1, max = 1_000))]
    nights: u32,
    /// Words to find it by.
    #[garde(length(max = 3), inner(length(chars, min = 1, max = 10)))]
    tags: Vec<String>,
    /// The guests.
    #[garde(length(min = 1), dive)]
    guests: Vec<Guest>,
}

/// A guest.
#[derive(Deserialize, Serialize, JsonSchema, Validate)]
struct Guest {
    /// The name.
    #[garde(length(chars, min = 1))]
    name: String,
    /// The age in years.
    #[garde(range(max = 150))]
    age: Option<u8>,
}

/// What to list.
#[derive(Deserialize, JsonSchema, Validate)]
struct Page {
    /// The most bookings.
    #[garde(range(min = 1, max = 100))]
    limit: Option<u32>,
}

/// Bookings of rooms.
#[lambda_handler(timeout = "5s", description = "Bookings of rooms")]
#[dispatch(triggers(function_url))]
mod bookings {
    use super::*;

    /// Books a room.
    #[post("/bookings")]
    pub async fn book(Valid(Json(booking)): Valid<Json<Booking>>) -> Json<Booking> {
        Json(booking)
    }

    /// Returns the limit.
    #[get("/bookings")]
    pub async fn list(Valid(Query(page)): Valid<Query<Page>>) -> Json<Option<u32>> {
        Json(page.limit)
    }
}
