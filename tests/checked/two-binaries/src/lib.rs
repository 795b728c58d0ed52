//! The library of the function.

#[cfg(feature = "never")]
compile_error!("there is no such feature");

/// Handles an event.
pub fn handle() -> u64 {
    1
}

/// Only the tool calls this, but it is checked because it is in the function's library.
pub fn seed() {
    std::thread::sleep(std::time::Duration::from_secs(1));
}
