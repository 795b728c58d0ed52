//! The peer of `bench-guard-waits-gatewright`: `bench-guard-raw-value` with an await that is not ready at once.

use lambda_runtime::{Error, LambdaEvent, Runtime, service_fn};
use serde::{Deserialize, Serialize};
use serde_json::value::{RawValue, to_raw_value};

#[derive(Deserialize)]
struct Greeting {
    name: String,
}

#[derive(Serialize)]
struct Reply {
    message: String,
}

async fn hello(event: LambdaEvent<Box<RawValue>>) -> Result<Box<RawValue>, Error> {
    let greeting: Greeting = serde_json::from_str(event.payload.get())?;
    tokio::task::yield_now().await;
    let reply = Reply {
        message: format!("Hello, {}!", greeting.name),
    };
    Ok(to_raw_value(&reply)?)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    Runtime::new(service_fn(hello)).run().await
}
