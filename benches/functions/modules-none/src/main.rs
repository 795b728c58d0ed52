//! The peer of `bench-modules-unused`: the hello operation and eight operations without lazy modules.

use gatewright::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Deserialize)]
struct Greeting {
    name: String,
}

#[derive(Serialize)]
struct Reply {
    message: String,
}

#[lambda_handler]
#[dispatch]
mod modules {
    use super::*;

    #[operation]
    pub async fn hello(event: Greeting) -> Result<Reply, Error> {
        Ok(Reply {
            message: format!("Hello, {}!", event.name),
        })
    }

    #[operation("first")]
    pub async fn of_first(place: u64) -> Option<u64> {
        (place < 1000).then(|| place * place)
    }

    #[operation("second")]
    pub async fn of_second(place: u64) -> Option<u64> {
        (place < 2000).then(|| place * place)
    }

    #[operation("third")]
    pub async fn of_third(place: u64) -> Option<u64> {
        (place < 3000).then(|| place * place)
    }

    #[operation("fourth")]
    pub async fn of_fourth(place: u64) -> Option<u64> {
        (place < 4000).then(|| place * place)
    }

    #[operation("fifth")]
    pub async fn of_fifth(place: u64) -> Option<u64> {
        (place < 5000).then(|| place * place)
    }

    #[operation("sixth")]
    pub async fn of_sixth(place: u64) -> Option<u64> {
        (place < 6000).then(|| place * place)
    }

    #[operation("seventh")]
    pub async fn of_seventh(place: u64) -> Option<u64> {
        (place < 7000).then(|| place * place)
    }

    #[operation("eighth")]
    pub async fn of_eighth(place: u64) -> Option<u64> {
        (place < 8000).then(|| place * place)
    }
}
