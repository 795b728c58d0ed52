//! What the function does.

#[cfg(feature = "never")]
compile_error!("there is no such feature");

/// Answers.
pub fn handle() -> u64 {
    1
}

/// What the tool alone calls is judged all the same: it stands in the function's library.
pub fn seed() {
    std::thread::sleep(std::time::Duration::from_secs(1));
}
