//! The hello function as one writes it on `lambda_runtime`, on the runtime flavour that suits a function that answers one
//! invocation at a time: the peer of `bench-hello-gatewright`.

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
