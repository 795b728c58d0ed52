use gatewright::prelude::*;

#[dispatch]
mod shop {
    #[operation]
    #[exempt(blokking, reason = "the wait is short")]
    pub async fn wait() {}
}

fn main() {
    let _ = shop::INTERFACE;
}
