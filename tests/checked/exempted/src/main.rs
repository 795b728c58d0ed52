//! Exemptions that are needed, and one that exempts nothing.

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

// The lock is in the type that `count` returns, so the source alone does not show it.
#[exempt(locking, reason = "the vendor's interface hands out a lock")]
fn count() -> u64 {
    lambda_runtime::count().lock().map_or(0, |count| *count)
}

mod clock {
    #[gatewright::exempt(locking, reason = "there was a lock here once")]
    pub fn now() -> u64 {
        1
    }
}
