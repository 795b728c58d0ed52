use gatewright::prelude::*;

#[dispatch(nme = "orders")]
mod shop {
    #[operation]
    pub async fn ping() {}
}

fn main() {
    let _ = shop::INTERFACE;
}
