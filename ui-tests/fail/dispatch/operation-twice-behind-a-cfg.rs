use gatewright::prelude::*;

#[dispatch]
mod shop {
    #[cfg(all())]
    #[operation("orders.list")]
    pub async fn list() {}

    #[operation("orders.list")]
    pub async fn list_all() {}
}

fn main() {
    let _ = shop::INTERFACE;
}
