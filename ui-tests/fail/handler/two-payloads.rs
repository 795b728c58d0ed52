use gatewright::prelude::*;

#[dispatch]
mod shop {
    #[operation]
    pub async fn orders(one: String, other: u8) {
        let _ = (one, other);
    }
}

fn main() {
    let _ = shop::INTERFACE;
}
