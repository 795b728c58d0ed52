//! The hello function, written with Gatewright with the feature `tracing`, which is a default.

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
    Ok(Reply {
        message: format!("Hello, {}!", event.name),
    })
}
