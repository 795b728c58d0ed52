//! Handles the messages of the queue `orders`.

#[cfg(test)]
mod tests;

use gatewright::prelude::*;
use serde::Deserialize;

/// A message of the queue: `{"id":"o-1001","sku":"A-100","quantity":2}`.
#[derive(Debug, Deserialize)]
struct Order {
    id: String,
    sku: String,
    quantity: u32,
}

/// Handles one message. A message whose handler fails is reported alone, and the queue delivers it again.
#[lambda_handler(timeout = "30s", memory = 256, architectures = "arm64")]
#[sqs("orders")]
async fn fulfil(order: Message<Order>) -> Result<(), Error> {
    let Order { id, sku, quantity } = &*order;
    if *quantity == 0 {
        return Err(format!("the order `{id}` has no items").into());
    }
    eprintln!("order {id}: {quantity} of {sku}");
    Ok(())
}
