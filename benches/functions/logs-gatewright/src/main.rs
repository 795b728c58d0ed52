//! The hello function with a log line, written with Gatewright.

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

/// Greets by name.
#[lambda_handler]
async fn hello(event: Greeting) -> Result<Reply, Error> {
    tracing::info!(name = event.name, items = 3, total = 48.9, "greeted");
    Ok(Reply {
        message: format!("Hello, {}!", event.name),
    })
}
