use gatewright::prelude::*;

static SEEN: Mutex<u32> = Mutex::new(0);
use std::sync::Mutex;

#[lambda_handler]
#[dispatch]
mod shop {
    #[operation]
    pub async fn wait() {
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
}

fn use_it() -> Gateway {
    *SEEN.lock().unwrap() += 1;
    shop::GATEWAY
}
