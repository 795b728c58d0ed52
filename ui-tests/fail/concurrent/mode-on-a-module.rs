use gatewright::prelude::*;

#[lambda_handler(mode = "concurrent", main = false)]
#[dispatch]
mod shop {
    #[operation]
    pub async fn echo(id: u64) -> u64 {
        id
    }
}

fn main() {
    let _ = &shop::GATEWAY;
}
