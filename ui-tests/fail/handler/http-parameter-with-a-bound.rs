//! Extractors whose `T` does not meet their bound. The message names the `T`.
use gatewright::prelude::*;
use serde::Deserialize;

#[derive(Deserialize)]
pub struct Order {
    pub sku: String,
}

#[derive(Clone)]
pub struct User(pub String);

pub struct Depth(pub u8);

#[lambda_handler]
#[dispatch]
mod shop {
    use super::*;

    #[post("/forms")]
    pub async fn form(Valid(Form(order)): Valid<Form<Order>>) -> String {
        order.sku
    }

    #[get("/queries")]
    pub async fn query(order: Option<Valid<Query<Order>>>) -> Option<String> {
        order.map(|Valid(Query(order))| order.sku)
    }

    #[get("/users")]
    pub async fn user(user: Option<gatewright::Extension<User>>) -> Option<String> {
        user.map(|user| user.0.0)
    }

    #[get("/depths")]
    pub async fn depth(depth: Option<Header<Depth>>) -> Option<String> {
        depth.map(|depth| depth.0.0.to_string())
    }
}
