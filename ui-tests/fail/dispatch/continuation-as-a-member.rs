use gatewright::prelude::*;

#[dispatch(payload = "continuation")]
mod shop {
    #[operation]
    pub async fn ping() {}
}

fn main() {
    let _ = shop::INTERFACE;
}
