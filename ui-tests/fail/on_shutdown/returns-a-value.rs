use gatewright::prelude::*;

#[lambda_handler(main = false)]
#[dispatch]
mod shop {
    #[operation]
    pub async fn echo(id: u64) -> u64 {
        id
    }

    #[on_shutdown]
    async fn flush() -> u64 {
        1
    }
}

fn main() {
    let _ = &shop::GATEWAY;
}
