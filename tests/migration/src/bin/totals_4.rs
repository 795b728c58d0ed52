//! A second trigger: the same orders from a queue.

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
#[dispatch]
mod totals {
    use super::*;

    #[event]
    pub async fn total(
        order: Order,
        invocation: Invocation,
        prices: prices::Lazy,
    ) -> Result<Total, Error> {
        Ok(Total {
            request_id: invocation.request_id().to_owned(),
            cents: sum(&order, &prices)?,
        })
    }

    #[sqs("orders")]
    pub async fn check(order: Message<Order>, prices: prices::Lazy) -> Result<(), Error> {
        eprintln!("{}: {} cents", order.id(), sum(&order, &prices)?);
        Ok(())
    }
}

fn sum(order: &Order, prices: &HashMap<&str, u64>) -> Result<u64, Error> {
    let mut cents = 0;
    for line in &order.lines {
        let price = prices
            .get(line.sku.as_str())
            .ok_or_else(|| format!("there is no product `{}`", line.sku))?;
        cents += price * line.quantity;
    }
    Ok(cents)
}

#[cfg(test)]
mod tests {
    use super::*;
    use gatewright::testing::{block_on, invoke};
    use serde_json::json;

    #[test]
    fn event_is_answered_as_before() {
        let event = json!({"lines": [{"sku": "A-100", "quantity": 2}]});
        let reply = block_on(invoke(&totals::GATEWAY, event)).expect("a total");
        assert_eq!(reply["cents"], 9780);
    }
}
