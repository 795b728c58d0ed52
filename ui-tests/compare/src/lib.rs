//! The business code, which knows nothing about Lambda: a client of the warehouse.

use serde::{Deserialize, Serialize};

/// The body of `PUT /orders/{id}`.
#[derive(Debug, Deserialize, Serialize)]
pub struct Order {
    /// The product.
    pub sku: String,
    /// How many of it.
    pub quantity: u32,
}

/// A message of the queue `orders`.
#[derive(Debug, Deserialize)]
pub struct QueuedOrder {
    /// The order's id.
    pub id: String,
    /// The ordered product.
    #[serde(flatten)]
    pub order: Order,
}

/// The warehouse's confirmation.
#[derive(Debug, Deserialize, Serialize)]
pub struct Receipt {
    /// The number of the parcel.
    pub parcel: String,
}

/// A client that keeps its connections.
#[derive(Debug, Clone)]
pub struct Warehouse {
    client: reqwest::Client,
    url: String,
}

impl Warehouse {
    /// Builds the client.
    pub fn new(url: &str) -> Self {
        Self {
            client: reqwest::Client::new(),
            url: url.to_owned(),
        }
    }

    /// Ships an order.
    pub async fn ship(&self, id: &str, order: &Order) -> Result<Receipt, reqwest::Error> {
        let request = self.client.put(format!("{}/orders/{id}", self.url));
        let response = request.json(order).send().await?;
        response.error_for_status()?.json().await
    }
}
