//! The library of the function.

#[cfg(feature = "never")]
compile_error!("there is no such feature");

/// Handles an event.
pub fn handle() -> u64 {
    1
}

/// Only the tool calls this, but it is checked because it is in the root of the function's library.
pub fn seed() {
    std::thread::sleep(std::time::Duration::from_secs(1));
}

/// Only the tool reaches this module, so it is not checked.
pub mod import {
    /// Waits between two files.
    pub fn pause() {
        std::thread::sleep(std::time::Duration::from_secs(1));
    }
}

pub mod clock;
pub mod labels;
pub mod table;

/// An order.
pub struct Order;
