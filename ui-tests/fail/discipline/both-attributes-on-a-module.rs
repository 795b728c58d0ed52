use gatewright::prelude::*;

#[lambda_handler]
#[dispatch]
mod shop {
    #[operation]
    pub async fn wait() {
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
}

fn use_it() -> Gateway {
    shop::GATEWAY
}
