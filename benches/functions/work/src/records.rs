//! Small records of a shop, without a database.

use serde::{Deserialize, Serialize};

/// A reply with one item.
#[derive(Debug, Serialize)]
pub struct Record {
    /// The name of the route.
    pub resource: &'static str,
    /// The id in the path.
    pub id: String,
    /// The quantity.
    pub quantity: u32,
    /// The price in cents.
    pub price_cents: u32,
}

/// A filter of items.
#[derive(Debug, Default, Deserialize, Serialize)]
pub struct Filter {
    /// Selects items of this status.
    pub status: Option<String>,
    /// The largest number of items.
    pub limit: Option<u32>,
}

/// A reply with many items.
#[derive(Debug, Serialize)]
pub struct Listing {
    /// The name of the route.
    pub resource: &'static str,
    /// The owner of the items.
    pub of: String,
    /// The requested filter.
    pub filter: Filter,
    /// The items.
    pub items: [&'static str; 3],
}

/// An order from a client.
#[derive(Debug, Deserialize)]
pub struct NewOrder {
    /// The customer.
    pub customer: String,
    /// The ordered lines.
    pub lines: Vec<Line>,
}

/// A quantity of one product.
#[derive(Debug, Deserialize)]
pub struct Line {
    /// The SKU of the product.
    pub sku: String,
    /// The quantity.
    pub quantity: u32,
}

/// The reply to an order.
#[derive(Debug, Serialize)]
pub struct Receipt {
    /// The name of the route or operation.
    pub resource: &'static str,
    /// The customer.
    pub customer: String,
    /// The SKU of the first line.
    pub first_sku: Option<String>,
    /// The number of lines.
    pub lines: usize,
    /// The total quantity of all lines.
    pub quantity: u64,
}

/// Makes a reply with one item.
pub fn record(resource: &'static str, id: String) -> Record {
    Record {
        resource,
        id,
        quantity: 12,
        price_cents: 4_990,
    }
}

/// Makes a reply with many items.
pub fn listing(resource: &'static str, of: String, filter: Filter) -> Listing {
    Listing {
        resource,
        of,
        filter,
        items: ["o-1001", "o-1002", "o-1003"],
    }
}

/// Makes the reply to an order.
pub fn receipt(resource: &'static str, order: NewOrder) -> Receipt {
    Receipt {
        resource,
        customer: order.customer,
        lines: order.lines.len(),
        quantity: order
            .lines
            .iter()
            .map(|line| u64::from(line.quantity))
            .sum(),
        first_sku: order.lines.into_iter().next().map(|line| line.sku),
    }
}
