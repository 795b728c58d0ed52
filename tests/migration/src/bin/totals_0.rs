//! The total of an order, by hand on `lambda_runtime`.

use std::collections::HashMap;
use std::sync::LazyLock;

use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use serde::{Deserialize, Serialize};

static PRICES: LazyLock<HashMap<&str, u64>> =
    LazyLock::new(|| HashMap::from([("A-100", 4890), ("B-131", 990)]));

#[derive(Deserialize)]
struct Order {
    lines: Vec<Line>,
}

#[derive(Deserialize)]
struct Line {
    sku: String,
    quantity: u64,
}

#[derive(Serialize)]
struct Total {
    request_id: String,
    cents: u64,
}

async fn total(event: LambdaEvent<Order>) -> Result<Total, Error> {
    let mut cents = 0;
    for line in &event.payload.lines {
        let price = PRICES
            .get(line.sku.as_str())
            .ok_or_else(|| format!("there is no product `{}`", line.sku))?;
        cents += price * line.quantity;
    }
    Ok(Total {
        request_id: event.context.request_id,
        cents,
    })
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    run(service_fn(total)).await
}
