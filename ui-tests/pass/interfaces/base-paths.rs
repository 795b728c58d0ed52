//! Base paths are inherited if they are equal, and can be declared again.

use gatewright::prelude::*;

#[dispatch(base_path = "/orders")]
mod orders {
    use gatewright::prelude::*;

    #[get("/orders")]
    pub async fn list() {}
}

#[dispatch(base_path("/orders"))]
mod users {
    use gatewright::prelude::*;

    #[get("/users")]
    pub async fn list() {}
}

#[dispatch(base_path("/a", "/$-_.+!*'()/v2/"))]
mod others {
    use gatewright::prelude::*;

    #[get("/others")]
    pub async fn list() {}
}

#[dispatch(interfaces(orders, users))]
mod same {}

#[lambda_handler(main = false)]
#[dispatch(interfaces(same, others), base_path("/orders", "/a"))]
mod shop {}

fn main() {
    let manifest = shop::MANIFEST.to_json();
    assert!(manifest.contains("base_paths"), "{manifest}");
}
