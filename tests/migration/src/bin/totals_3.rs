//! A unit test, which calls the handler.

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

#[cfg(test)]
mod tests {
    use super::*;
    use gatewright::testing::block_on;

    #[test]
    fn total_is_price_times_quantity() {
        let line = Line {
            sku: "A-100".to_owned(),
            quantity: 2,
        };
        let prices = prices::Lazy::of(HashMap::from([("A-100", 5)]));
        let order = Order { lines: vec![line] };
        let total = block_on(total(order, Invocation::default(), prices));
        assert_eq!(total.expect("a total").cents, 10);
    }
}
