//! Placed orders and their packing slips.

use serde::Deserialize;

use crate::errors::ShopError;
use crate::products::{Catalog, Sku};
use crate::quotes::{self, Line, Quantity};

/// A message of the queue `orders`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct Order {
    #[serde(rename = "order_id")]
    pub id: String,
    pub sku: Sku,
    pub quantity: Quantity,
}

/// The instruction to the warehouse, which reads it from the function's log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PackingSlip {
    pub order_id: String,
    pub name: String,
    pub quantity: Quantity,
    pub total_cents: u64,
}

/// Prices an order and makes its packing slip.
pub(crate) fn pack(order: &Order, catalog: &Catalog) -> Result<PackingSlip, ShopError> {
    let Order { id, sku, quantity } = order;
    let line = Line {
        sku: sku.clone(),
        quantity: *quantity,
    };
    let total_cents = quotes::price(line, catalog)?.total_cents;
    let Some(product) = catalog.product(sku) else {
        return Err(ShopError::UnknownSku(sku.clone()));
    };
    Ok(PackingSlip {
        order_id: id.clone(),
        name: product.name.clone(),
        quantity: *quantity,
        total_cents,
    })
}
