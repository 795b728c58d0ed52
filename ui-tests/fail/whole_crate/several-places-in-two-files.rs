use gatewright::prelude::*;

#[path = "../../modules/counter.rs"]
mod counter;
#[path = "../../modules/worker.rs"]
mod worker;

#[lambda_handler]
#[dispatch]
mod shop {
    #[operation]
    pub async fn order(tenant: String) -> u32 {
        crate::worker::start();
        crate::counter::forget(tenant);
        crate::counter::next()
    }
}

fn use_it() -> Gateway {
    shop::GATEWAY
}
