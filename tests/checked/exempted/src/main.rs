//! Exemptions: needed ones, and one that exempts nothing.

use gatewright::prelude::*;

#[lambda_handler]
async fn hello(name: String) -> Result<String, Error> {
    Ok(greet(&name))
}

#[exempt(blocking, reason = "ten microseconds, for a device that needs them")]
fn greet(name: &str) -> String {
    std::thread::sleep(std::time::Duration::from_micros(10));
    format!("hello {name}")
}

mod clock {
    #[gatewright::exempt(locking, reason = "there was a lock here once")]
    pub fn now() -> u64 {
        1
    }
}
