use gatewright::prelude::*;

mod stock {
    pub struct Shelf;

    impl Shelf {
        #[gatewright::exempt(locking, reason = "there was a lock once")]
        pub fn count(&self) -> u32 {
            1
        }
    }
}

#[lambda_handler]
async fn hello(_name: String) -> u32 {
    stock::Shelf.count()
}

fn use_it() -> Gateway {
    HELLO
}
