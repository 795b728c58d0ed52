//! The hello function with the least possible work on `lambda_runtime`.
//!
//! The event is taken raw and parsed once, the reply is raw too, and nothing is traced. The additional work of
//! `bench-hello-gatewright` is its guard and its gateway.

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
    let reply = Reply {
        message: format!("Hello, {}!", greeting.name),
    };
    Ok(to_raw_value(&reply)?)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    Runtime::new(service_fn(hello)).run().await
}
