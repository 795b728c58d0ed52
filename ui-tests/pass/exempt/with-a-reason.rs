use gatewright::prelude::*;

#[exempt(blocking, reason = "the sensor's library has no async interface")]
pub fn alone() {
    std::thread::sleep(std::time::Duration::from_millis(1));
}

#[dispatch]
mod shop {
    #[operation]
    #[super::exempt(blocking, reason = "the sensor's library has no async interface")]
    async fn below() {
        std::thread::sleep(std::time::Duration::from_millis(1));
    }

    #[super::exempt(blocking, reason = "the sensor's library has no async interface")]
    #[operation]
    async fn above() {
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
}

#[exempt(blocking, reason = "the sensor's library has no async interface")]
#[lambda_handler(main = false)]
async fn above_the_handler() {
    std::thread::sleep(std::time::Duration::from_millis(1));
}

#[lambda_handler(main = false)]
#[exempt(blocking, reason = "the sensor's library has no async interface")]
async fn below_the_handler() {
    std::thread::sleep(std::time::Duration::from_millis(1));
}

#[exempt(blocking, reason = "the sensor's library has no async interface")]
#[lazy_module]
mod sensor {
    pub fn init() -> u8 {
        std::thread::sleep(std::time::Duration::from_millis(1));
        1
    }
}

fn main() {
    alone();
    let _ = (shop::INTERFACE, ABOVE_THE_HANDLER, BELOW_THE_HANDLER, sensor::get());
}
