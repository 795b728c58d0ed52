use gatewright::prelude::*;

#[dispatch(base_path = "/orders")]
mod orders {
    use gatewright::prelude::*;

    #[get("/orders")]
    pub async fn list() {}
}

#[dispatch(base_path = "/users")]
mod users {
    use gatewright::prelude::*;

    #[get("/users")]
    pub async fn list() {}
}

#[dispatch(interfaces(orders, users))]
mod shop {}

fn main() {
    let _ = shop::INTERFACE;
}
