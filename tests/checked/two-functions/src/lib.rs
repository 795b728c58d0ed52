//! The library of two functions.

use gatewright::exempt;

/// Only one of the functions calls this in an invocation. The exemption is needed there.
#[exempt(client_per_invocation, reason = "the tenant's certificate is in the client")]
pub fn connect() -> reqwest::Client {
    reqwest::Client::new()
}

/// Both functions call this.
pub fn pause() {
    std::thread::sleep(std::time::Duration::from_millis(1));
}

/// Only the function `orders` reaches this module. It is checked once.
pub mod audit {
    /// Writes a line in the background.
    pub fn write() {
        std::thread::spawn(|| ());
    }
}

/// Neither function breaks a rule here.
#[exempt(locking, reason = "there was a lock here once")]
pub fn name() -> &'static str {
    "two-functions"
}
