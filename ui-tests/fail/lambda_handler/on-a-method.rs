use gatewright::prelude::*;

struct Shop;

impl Shop {
    #[lambda_handler]
    async fn hello(&mut self, name: String) -> String {
        name
    }
}

fn main() {
    let _ = Shop.hello(String::new());
}
