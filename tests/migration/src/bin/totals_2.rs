//! A lazy module instead of the static.

use std::collections::HashMap;

use gatewright::prelude::*;
use serde::{Deserialize, Serialize};

#[lazy_module]
mod prices {
    use super::*;

    pub fn init() -> HashMap<&'static str, u64> {
        HashMap::from([("A-100", 4890), ("B-131", 990)])
    }
}

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

#[lambda_handler(timeout = "3s", memory = 128)]
async fn total(order: Order, invocation: Invocation, prices: prices::Lazy) -> Result<Total, Error> {
    let mut cents = 0;
    for line in &order.lines {
        let price = prices
            .get(line.sku.as_str())
            .ok_or_else(|| format!("there is no product `{}`", line.sku))?;
        cents += price * line.quantity;
    }
    Ok(Total {
        request_id: invocation.request_id().to_owned(),
        cents,
    })
}
