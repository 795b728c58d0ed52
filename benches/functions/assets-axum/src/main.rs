//! The peer of `bench-assets-gatewright`: a static asset of 30 KB, read by `ServeDir` of tower-http.
//!
//! It uses Tokio's current-thread runtime, which suits a function that handles one invocation at a time.

use axum::Router;
use lambda_http::Error;
use tower_http::services::ServeDir;

const SITE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../assets-gatewright/site");

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    lambda_http::run(Router::new().nest_service("/app", ServeDir::new(SITE))).await
}
