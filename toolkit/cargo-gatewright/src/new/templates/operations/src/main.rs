//! Prices, for other functions: each operation is invoked by its name.

#[cfg(test)]
mod tests;

use gatewright::prelude::*;
use serde::{Deserialize, Serialize};

#[lambda_handler(timeout = "3s", memory = 128, architectures = "arm64")]
#[dispatch]
mod prices {
    use super::*;

    /// Adds the lines of an order: `{"operation":"prices.total","payload":{"lines":[{"cents":4890,"quantity":2}]}}`.
    #[operation]
    pub async fn total(order: Order) -> Result<Price, Error> {
        let mut cents: u64 = 0;
        for line in &order.lines {
            let price = line.cents.checked_mul(line.quantity);
            cents = price
                .and_then(|price| cents.checked_add(price))
                .ok_or("the total is too large")?;
        }
        Ok(Price { cents })
    }

    /// Takes a percentage off a price: `{"operation":"prices.discount","payload":{"cents":10000,"percent":15}}`.
    #[operation]
    pub async fn discount(discount: Discount) -> Result<Price, Error> {
        let Discount { cents, percent } = discount;
        let rest = 100_u64
            .checked_sub(percent)
            .ok_or("a discount is at most 100 percent")?;
        let cents = u128::from(cents) * u128::from(rest) / 100;
        Ok(Price {
            cents: u64::try_from(cents)?,
        })
    }
}

#[derive(Debug, Deserialize)]
struct Order {
    lines: Vec<Line>,
}

#[derive(Debug, Deserialize)]
struct Line {
    cents: u64,
    quantity: u64,
}

#[derive(Debug, Deserialize)]
struct Discount {
    cents: u64,
    percent: u64,
}

#[derive(Debug, PartialEq, Serialize)]
struct Price {
    cents: u64,
}
