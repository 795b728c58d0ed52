//! The peer of `bench-logs-gatewright`, written by hand on `lambda_runtime`.
//!
//! The subscriber is that of `lambda_runtime::tracing::init_default_subscriber` in JSON format, without the feature that would also
//! link its other formats. It writes neither a time nor the fields of the invocation but the request id.

use lambda_runtime::{Error, LambdaEvent, service_fn};
use serde::{Deserialize, Serialize};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;

#[derive(Deserialize)]
struct Greeting {
    name: String,
}

#[derive(Serialize)]
struct Reply {
    message: String,
}

async fn hello(event: LambdaEvent<Greeting>) -> Result<Reply, Error> {
    let event = event.payload;
    tracing::info!(name = event.name, items = 3, total = 48.9, "greeted");
    Ok(Reply {
        message: format!("Hello, {}!", event.name),
    })
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    tracing_subscriber::fmt()
        .with_target(false)
        .without_time()
        .with_env_filter(
            EnvFilter::builder()
                .with_default_directive(LevelFilter::INFO.into())
                .from_env_lossy(),
        )
        .with_writer(std::io::stderr)
        .json()
        .init();
    lambda_runtime::run(service_fn(hello)).await
}
