use gatewright::prelude::*;

#[dispatch(authorizer(jwt(audience("shop"))))]
pub mod orders {
    #[gatewright::get("/orders")]
    pub async fn orders() {}
}

#[dispatch(authorizer(jwt(audience("partners"))))]
pub mod partners {
    #[gatewright::get("/partners")]
    pub async fn partners() {}
}

#[dispatch(interfaces(orders, partners))]
pub mod gateway {}

fn main() {}
