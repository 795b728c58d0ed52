//! The peer of `bench-waits-in-init`: eight waits of 200 ms before the first request, one after the other, as in most programs.

use std::time::Duration;

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

async fn thing() -> usize {
    tokio::time::sleep(Duration::from_millis(200)).await;
    1
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let mut ready = 0;
    for _ in 0..8 {
        ready += thing().await;
    }
    assert_eq!(ready, 8, "expected all eight values");
    lambda_runtime::run(service_fn(hello)).await
}
