//! Names of resources.

pub const ORDERS: &str = "orders";
pub const INDEX: &str = "by-date";
