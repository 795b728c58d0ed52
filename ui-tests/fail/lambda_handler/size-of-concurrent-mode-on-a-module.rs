use gatewright::prelude::*;

#[lambda_handler(timeout = "45m", memory = 16_384)]
#[dispatch]
mod shop {
    #[operation]
    pub async fn count() -> u8 {
        1
    }
}

fn use_it() -> Gateway {
    shop::GATEWAY
}
