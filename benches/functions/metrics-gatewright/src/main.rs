//! The hello function with a metric, written with Gatewright.

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
#[lambda_handler(metrics = "Bench")]
async fn hello(event: Greeting) -> Result<Reply, Error> {
    metric!("Greetings", 1, Count, name = event.name, language = "en");
    Ok(Reply {
        message: format!("Hello, {}!", event.name),
    })
}
