use gatewright::prelude::*;

#[dispatch]
mod shop {
    #[cfg(all())]
    #[get("/orders/{id}")]
    pub async fn by_id() {}

    #[get("/orders/{number}")]
    pub async fn by_number() {}
}

fn main() {
    let _ = shop::INTERFACE;
}
