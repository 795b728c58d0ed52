use gatewright::prelude::*;

pub struct Opaque;

#[dispatch]
mod shop {
    use super::*;

    #[get("/orders")]
    pub async fn orders(Query(query): Query<Opaque>) {
        let _ = query;
    }
}

fn main() {
    let _ = shop::INTERFACE;
}
