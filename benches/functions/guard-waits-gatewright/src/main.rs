//! The hello function of `bench-hello-gatewright` with an await that is not ready at once, so that its guard needs a timer.

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
    tokio::task::yield_now().await;
    Ok(Reply {
        message: format!("Hello, {}!", event.name),
    })
}
