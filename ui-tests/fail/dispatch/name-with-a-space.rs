use gatewright::prelude::*;

#[dispatch(name = "my orders")]
mod shop {
    #[operation]
    pub async fn ping() {}
}

fn main() {
    let _ = shop::INTERFACE;
}
