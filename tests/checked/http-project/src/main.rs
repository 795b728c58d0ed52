//! A typical web page made from a database table.

mod cache;

use lambda_http::{run, service_fn, Body, Error, Request, RequestExt, Response};
use std::sync::Arc;

#[tokio::main]
async fn main() -> Result<(), Error> {
    tracing_subscriber::fmt().without_time().init();
    // In `main`, once: no finding.
    let config = aws_config::load_from_env().await;
    let table = Arc::new(std::env::var("TABLE")?);
    run(service_fn(move |request| page(request, config.clone(), table.clone()))).await
}

async fn page(
    request: Request,
    config: aws_config::SdkConfig,
    table: Arc<String>,
) -> Result<Response<Body>, Error> {
    let name = request.path_parameters().first("name").unwrap_or("home").to_owned();
    if let Some(page) = cache::get(&name) {
        return Ok(Response::new(page.into()));
    }
    let client = aws_sdk_dynamodb::Client::new(&config);
    tokio::spawn(count(name.clone()));
    let page = client.get_item().table_name(table.as_str()).send().await?;
    Ok(Response::new(format!("{page:?}").into()))
}

async fn count(name: String) {
    tracing::info!(name, "seen");
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    #[test]
    fn tests_may_lock() {
        assert_eq!(*Mutex::new(1).lock().unwrap(), 1);
    }
}
