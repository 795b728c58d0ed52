//! The hello function in concurrent mode, with an optional wait.

use std::time::Duration;

use gatewright::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Deserialize)]
struct Greeting {
    name: String,
    wait_ms: u64,
}

#[derive(Serialize)]
struct Reply {
    message: String,
}

/// Greets by name.
#[lambda_handler(mode = "concurrent")]
async fn hello(event: Greeting) -> Result<Reply, Error> {
    if event.wait_ms > 0 {
        tokio::time::sleep(Duration::from_millis(event.wait_ms)).await;
    }
    Ok(Reply {
        message: format!("Hello, {}!", event.name),
    })
}
