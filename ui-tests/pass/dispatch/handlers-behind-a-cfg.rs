use gatewright::prelude::*;

#[dispatch]
mod shop {
    #[cfg(all())]
    #[get("/orders")]
    pub async fn orders() {}

    #[cfg(any())]
    #[get("/orders")]
    pub async fn orders() {}

    #[cfg(any())]
    #[get("/orders")]
    pub async fn others(missing: Missing) {}
}

fn main() {
    let _ = (shop::INTERFACE, shop::orders());
}
