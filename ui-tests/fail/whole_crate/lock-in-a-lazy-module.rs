use gatewright::prelude::*;

#[path = "../../modules/locked_prices.rs"]
mod stock;

#[lambda_handler]
#[dispatch]
mod shop {
    #[operation]
    pub async fn ping() {}

    #[gatewright::lazy_module]
    pub mod prices {
        pub fn init() -> std::sync::Mutex<Vec<u32>> {
            Default::default()
        }
    }
}
