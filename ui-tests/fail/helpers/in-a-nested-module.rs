use gatewright::prelude::*;

#[dispatch]
mod shop {
    #[operation]
    pub async fn ping() {}

    pub mod inner {
        use gatewright::operation;

        #[operation]
        pub async fn pong() {}
    }
}

fn main() {
    let _ = shop::INTERFACE;
    let _ = shop::inner::pong();
}
