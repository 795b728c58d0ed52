//! Only the tool names this module. It is checked because the function can display an order without naming it.

use super::Order;
use std::fmt;

impl fmt::Display for Order {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        std::thread::sleep(std::time::Duration::from_secs(1));
        f.write_str(LABEL)
    }
}

/// The label of an order.
pub const LABEL: &str = "order";
