//! A shop's records, small and without a database behind them.

use serde::{Deserialize, Serialize};

/// A reply about one thing.
#[derive(Debug, Serialize)]
pub struct Record {
    /// Which route it is from.
    pub resource: &'static str,
    /// What the path named.
    pub id: String,
    /// So much of it.
    pub quantity: u32,
    /// Its price.
    pub price_cents: u32,
}

/// Which of many things are wanted.
#[derive(Debug, Default, Deserialize, Serialize)]
pub struct Filter {
    /// Those of this status only.
    pub status: Option<String>,
    /// So many at most.
    pub limit: Option<u32>,
}

/// A reply about many things.
#[derive(Debug, Serialize)]
pub struct Listing {
    /// Which route it is from.
    pub resource: &'static str,
    /// Whose they are.
    pub of: String,
    /// What was asked for.
    pub filter: Filter,
    /// The things.
    pub items: [&'static str; 3],
}

/// An order as a client places it.
#[derive(Debug, Deserialize)]
pub struct NewOrder {
    /// Who orders.
    pub customer: String,
    /// What is ordered.
    pub lines: Vec<Line>,
}

/// So many of one product.
#[derive(Debug, Deserialize)]
pub struct Line {
    /// The product.
    pub sku: String,
    /// How many.
    pub quantity: u32,
}

/// What became of an order.
#[derive(Debug, Serialize)]
pub struct Receipt {
    /// Which route or operation it is from.
    pub resource: &'static str,
    /// Who ordered.
    pub customer: String,
    /// The product of the first line.
    pub first_sku: Option<String>,
    /// How many lines there are.
    pub lines: usize,
    /// How many things, all lines together.
    pub quantity: u64,
}

/// One thing.
pub fn record(resource: &'static str, id: String) -> Record {
    Record {
        resource,
        id,
        quantity: 12,
        price_cents: 4_990,
    }
}

/// Many things.
pub fn listing(resource: &'static str, of: String, filter: Filter) -> Listing {
    Listing {
        resource,
        of,
        filter,
        items: ["o-1001", "o-1002", "o-1003"],
    }
}

/// Takes an order.
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
