//! The peer of `bench-metrics-gatewright`, written by hand on `lambda_runtime`.
//!
//! Its feature for Lambda flushes after each invocation too, and links more.

use lambda_runtime::{Error, LambdaEvent, service_fn};
use metrics_cloudwatch_embedded::Builder;
use serde::{Deserialize, Serialize};

#[derive(Deserialize)]
struct Greeting {
    name: String,
}

#[derive(Serialize)]
struct Reply {
    message: String,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let metrics = Builder::new().cloudwatch_namespace("Bench").init()?;
    lambda_runtime::run(service_fn(move |event: LambdaEvent<Greeting>| async move {
        let name = event.payload.name;
        metrics::counter!("Greetings", "name" => name.clone(), "language" => "en").increment(1);
        metrics
            .set_property("function_request_id", event.context.request_id)
            .flush(std::io::stdout())?;
        Ok::<_, Error>(Reply {
            message: format!("Hello, {name}!"),
        })
    }))
    .await
}
