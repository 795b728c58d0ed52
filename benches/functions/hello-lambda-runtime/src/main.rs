//! The peer of `bench-hello-gatewright`, written by hand on `lambda_runtime`.
//!
//! It uses Tokio's current-thread runtime, which suits a function that handles one invocation at a time.

use lambda_runtime::{Error, LambdaEvent, service_fn};
use serde::{Deserialize, Serialize};

#[derive(Deserialize)]
struct Greeting {
    name: String,
}

#[derive(Serialize)]
struct Reply {
    message: String,
}

async fn hello(event: LambdaEvent<Greeting>) -> Result<Reply, Error> {
    Ok(Reply {
        message: format!("Hello, {}!", event.payload.name),
    })
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    lambda_runtime::run(service_fn(hello)).await
}
