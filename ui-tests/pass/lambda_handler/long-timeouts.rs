//! The longest timeouts and the most memory of each mode (API reference of `CreateFunction`).

use gatewright::prelude::*;

#[lambda_handler(timeout = "30m", memory = 10_240, tmp = 10_240, main = false)]
async fn single() -> u8 {
    1
}

#[lambda_handler(
    timeout = "90m",
    memory = 32_768,
    mode = "concurrent",
    main = false
)]
async fn several() -> u8 {
    1
}

mod of_modules {
    use super::*;

    #[lambda_handler(timeout = "30m", main = false)]
    #[dispatch(triggers(function_url))]
    pub mod single {
        #[operation]
        pub async fn count() -> u8 {
            1
        }
    }

    #[lambda_handler(timeout = "90m", memory = 32_768, main = false)]
    #[dispatch(concurrent)]
    pub mod several {
        #[operation]
        pub async fn count() -> u8 {
            1
        }
    }
}

fn main() {
    let _ = (SINGLE, SEVERAL, of_modules::single::GATEWAY, of_modules::several::GATEWAY);
}
