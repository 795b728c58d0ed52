//! Both binaries reach this module, so it is checked.

/// Waits for the next second.
pub fn tick() {
    std::thread::sleep(std::time::Duration::from_secs(1));
}
