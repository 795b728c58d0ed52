//! The hello function with a record and the built-in metrics.

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
    Ok(Reply {
        message: format!("Hello, {}!", event.name),
    })
}
